"""Pages, lists and files asked for and read, as whoever looks at them reads them."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import unquote, urlencode

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.way.facts.city import City
from tests.way.facts.rows_of_records import Counts

OFFICE: Final = "信用办"
_RATIO: Final = re.compile(r"（(\d+)/(\d+)）")


def number(words: object) -> int:
    return int(str(words or 0).replace(",", ""))


def ratio(words: str) -> tuple[int, int]:
    found = _RATIO.search(words)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def content(answer: HttpResponse) -> bytes:
    assert answer.status_code == 200, answer.status_code
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def sheet_rows(data: bytes, sheet: int | str = 0) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found = book.get_sheet_by_name(sheet) if isinstance(sheet, str) else book.get_sheet_by_index(sheet)
    return found.to_python()


def lines_of(answer: HttpResponse) -> list[dict[str, str]]:
    """A file's rows by their heads; what its name and its head say of their number holds."""
    data = content(answer)
    if data.startswith(b"PK"):
        heads, *rows = sheet_rows(data)
        lines = [dict(zip(map(str, heads), map(str, row), strict=True)) for row in rows]
    else:
        lines = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    name = re.search(r"-(\d+)条\.", unquote(answer["Content-Disposition"]))
    told = {int(name[1])} if name else set()
    if "X-Rows" in answer:
        told.add(int(answer["X-Rows"]))
    assert told <= {len(lines)}, (answer["Content-Disposition"], told, len(lines))
    return lines


def asked(client: Client, address: str, **query: object) -> Any:
    """What the page was made of."""
    answer = client.get(address, query)
    assert answer.status_code == 200, (address, query, answer.status_code)
    return answer.context


def exported(client: Client, address: str, form: str = "csv", **query: object) -> list[dict[str, str]]:
    mark = "&" if "?" in address else "?"
    return lines_of(client.get(f"{address}{mark}{urlencode({**query, 'export': form})}"))


def counted(client: Client, address: str, **query: object) -> int:
    """A list's count, which is that of its file too."""
    count = asked(client, address, **query)["count"]
    assert count == len(exported(client, address, **query)), (address, query)
    return int(count)


def tile_of(city: City, role: str, name: str) -> Any:
    tiles = asked(city.people[role], reverse("desk:home"))["tiles"]
    return next((one.given for one in tiles if one.template.endswith(name)), None)


Source = Callable[[City], Counts]
