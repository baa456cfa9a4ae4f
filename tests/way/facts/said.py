"""What each surface says of a fact: page, list, file, tile and paper, read as whoever looks at it reads it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import unquote, urlencode

import pdfplumber
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from docx import Document
from python_calamine import CalamineWorkbook

from mingxin.intake.models import Batch
from tests.mingxin.doors.desk.things import things as named_things
from tests.mingxin.doors.test_downloads import FILES, GROWING, LISTS
from tests.way.facts.city import PEOPLE, STEWARDS, City
from tests.way.facts.rows import LICENCE, MONTHS, PENALTY, Counts

CAPTIONS: Final = {LICENCE: "公示中的行政许可", PENALTY: "公示中的行政处罚"}
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


# The public site


def home_figures(city: City) -> Counts:
    figures = {one.caption: one.value for one in asked(city.public, "/")["home"].figures}
    return {item: number(figures[caption]) for item, caption in CAPTIONS.items()}


def home_subjects(city: City) -> Counts:
    return {one.caption: number(one.value) for one in asked(city.public, "/")["home"].figures[:1]}


def home_median(city: City) -> Counts:
    return {"中位数": float(asked(city.public, "/")["home"].figures[-1].value)}


def home_columns(city: City) -> Counts:
    return {one.item: number(one.count) for one in asked(city.public, "/")["home"].columns}


def list_of_columns(city: City) -> Counts:
    return {one.item: number(one.count) for one in asked(city.public, reverse("portal:columns"))["columns"]}


def _column(city: City, item: str, **query: object) -> Any:
    return asked(city.public, reverse("portal:column", args=[item]), **query)["page"]


def column_pages(city: City) -> Counts:
    return {item: number(_column(city, item).count) for item in list_of_columns(city)}


def export_notes(city: City) -> Counts:
    """可下载 n 条；另有 n 条涉及个体工商户."""
    notes = {item: _column(city, item).export_note for item in list_of_columns(city)}
    return {item: sum(map(number, re.findall(r"[\d,]+", note))) for item, note in notes.items()}


def _paged(client: Client, address: str) -> int:
    """Lines, page after page to the last."""
    lines, query = 0, dict[str, str]()
    while True:
        page = asked(client, address, **query)["page"]
        lines += len(getattr(page, "lines", None) or getattr(page, "records", ()))
        if not page.onward:
            return lines
        query = {"after": page.onward}


def column_lines(city: City) -> Counts:
    return {item: _paged(city.public, reverse("portal:column", args=[item])) for item in list_of_columns(city)}


def _in_file(city: City, item: str, form: str = "csv", **query: object) -> int:
    """Rows in the file and those of sole traders that it says are left out."""
    answer = city.public.get(reverse("portal:export", args=[item, form]), query)
    return len(lines_of(answer)) + int(answer["X-Left-Out"])


def tables(city: City) -> Counts:
    return {item: _in_file(city, item) for item in list_of_columns(city)}


def workbooks(city: City) -> Counts:
    """With their notes on a sheet of their own."""
    return {item: _in_file(city, item, "xlsx") for item in list_of_columns(city)}


def office_list_of_shown(city: City) -> Counts:
    office, address = city.people["信用办"], reverse("desk:records")
    return {item: counted(office, address, zhuangtai="shown", shixiang=item) for item in list_of_columns(city)}


def _units(city: City) -> Iterator[tuple[str, str, str, int]]:
    """Item, unit's name and number, and how many its choice says."""
    for item in list_of_columns(city):
        for option in _column(city, item).choices[0].options:
            name, _, count = option.words.rstrip("）").rpartition("（")
            yield item, name, option.value, number(count)


def unit_choices(city: City) -> Counts:
    return {(item, name): count for item, name, _, count in _units(city)}


def columns_of_units(city: City) -> Counts:
    return {(item, name): number(_column(city, item, danwei=unit).count) for item, name, unit, _ in _units(city)}


def tables_of_units(city: City) -> Counts:
    return {(item, name): _in_file(city, item, danwei=unit) for item, name, unit, _ in _units(city)}


def _choices(city: City) -> Iterator[tuple[str, str, str]]:
    for item in list_of_columns(city):
        for choice in _column(city, item).choices[1:]:
            yield from ((item, choice.parameter, option.value) for option in choice.options)


def columns_by_choice(city: City) -> Counts:
    return {key: number(_column(city, key[0], **{key[1]: key[2]}).count) for key in _choices(city)}


def tables_by_choice(city: City) -> Counts:
    return {key: _in_file(city, key[0], **{key[1]: key[2]}) for key in _choices(city)}


def _subjects(city: City) -> Iterator[tuple[str, Any, int]]:
    for public_id in {public_id for public_id, _ in city.rows.shown_by_subject()}:
        address = reverse("portal:subject", args=[public_id])
        yield public_id, asked(city.public, address)["page"], _paged(city.public, address)


def subject_tabs(city: City) -> Counts:
    """The tab of all is the sum of the others, and of the records that are listed."""
    found: Counts = {}
    for public_id, page, lines in _subjects(city):
        tabs = {tab.item: number(tab.count) for tab in page.tabs}
        assert tabs.pop("") == sum(tabs.values()) == lines, public_id
        found |= {(public_id, item): count for item, count in tabs.items()}
    return found


def lists_of_stopped(city: City) -> Counts:
    answers = {item: city.public.get(reverse("portal:removals", args=[item])) for item in list_of_columns(city)}
    return {item: len(lines_of(answer)) for item, answer in answers.items()}


# The month board, the monthly report and the figures

_OFFICE: Final = "信用办"


def _cells(city: City) -> Iterator[tuple[Any, Any]]:
    """Month and cell, as the board shows them."""
    for month in MONTHS:
        for row in asked(city.people[_OFFICE], reverse("desk:watch"), yue=f"{month:%Y-%m}")["rows"]:
            yield from ((month, one) for one in row.cells if one is not None)


def board_table(city: City) -> Counts:
    names, found = {card.name: item for item, card in city.rows.cards.items()}, Counts()
    for month in MONTHS:
        for line in exported(city.people[_OFFICE], reverse("desk:watch"), yue=f"{month:%Y-%m}"):
            place = line["统一社会信用代码"], names[line["事项"]], month
            found |= {(*place, column): number(n) for column, n in line.items() if column.endswith("）")}
    return found


_SAID: Final = (
    ("已报（新增、更新行）", r"已报 (\d+) 行"),
    ("迟报（条，按放行月份）", r"迟报 (\d+)"),
    ("疑问（行）", r"疑问 (\d+)"),
    ("待审核（批）", r"待审核 (\d+) 批"),
    ("未提交（批）", r"未提交 (\d+) 批"),
    ("超期未交（行）", r"超期未交 (\d+)"),
)


def board_words(city: City) -> Counts:
    """What a cell says; what it is silent of is nought."""
    found = Counts()
    for month, one in _cells(city):
        for column, pattern in _SAID:
            said = re.search(pattern, one.cell.said)
            found[one.cell.uscc, one.cell.item, month, column] = int(said[1]) if said else 0
    return found


def behind_cells(city: City) -> Counts:
    """The batches and late records to which a cell leads, added up; of cells where there was something."""
    found, office = Counts(), city.people[_OFFICE]
    busy = {key[:3] for key, n in city.rows.board.items() if n}
    for month, one in _cells(city):
        if (one.cell.uscc, one.cell.item, month) not in busy and not one.tags[1:]:
            continue
        page, lines = asked(office, one.address), exported(office, one.address)
        assert page["count"] == len(lines), one.address
        done = [line for line in lines if line["状态"] in ("已入库", "入库中")]
        waiting = [line for line in lines if line not in done]
        late = counted(office, page["late"]) if page["late"] else 0
        found |= {
            (one.cell.uscc, one.cell.item, month, column): n
            for column, n in (
                ("已报（新增、更新行）", sum(number(line["入库"]) + number(line["更新"]) for line in done)),
                ("重复（行）", sum(number(line["无变化"]) for line in done)),
                ("待审核（批）", sum(line["状态"] == "待审核" for line in waiting)),
                ("未提交（批）", sum(line["状态"] != "待审核" for line in waiting)),
                ("迟报（条，按放行月份）", late),
            )
        }
    return found


def states_lead_to_their_cells(city: City) -> Counts:
    """Each count above the board is that of the cells to which it leads, on the page and in the file; 0 where it is."""
    off: Counter[Any] = Counter()
    for role in ("信用办", "县信用办"):
        for month in MONTHS:
            whole = asked(city.people[role], reverse("desk:watch"), yue=f"{month:%Y-%m}")
            parts, due = dict(whole["parts"]), whole["board"].coverage.denominator
            off[role, month, "应报"] = sum(parts.values()) - due
            for words, query, n in whole["counts"]:
                address = reverse("desk:watch") + query
                if n or month == MONTHS[-1]:
                    page, file = asked(city.people[role], address)["cells"], exported(city.people[role], address)
                    off[role, month, words] = abs(page - n) + abs(len(file) - n)
    return off


def states_on_the_first_page(city: City) -> Counts:
    off: Counter[Any] = Counter()
    for role in ("信用办", "县信用办"):
        tile = _tile(city, role, "watch/tile.html")
        for words, address, n in tile["counts"]:
            off[role, words] = asked(city.people[role], address)["cells"] - n
    return off


def _reports(city: City) -> Iterator[tuple[Any, Any, Any]]:
    """Month, table and its last line, of the report's page."""
    for month in MONTHS:
        page = asked(city.people[_OFFICE], reverse("desk:watch_monthly"), yue=f"{month:%Y-%m}")
        for table, (_, rows) in zip(page["report"].tables, page["tables"], strict=True):
            yield month, table, rows


_FIRST, _LATE, _LEFT = "首次报送（条）", "迟报（条，按放行月份）", "疑问（行）"


def _report_line(item: str, month: Any, words: list[str]) -> Counts:
    (late, first), (left, _) = ratio(words[3]), ratio(words[4])
    assert first == number(words[1]), words
    return {(item, month, _FIRST): first, (item, month, _LATE): late, (item, month, _LEFT): left}


def report_page(city: City) -> Counts:
    found = Counts()
    for month, table, rows in _reports(city):
        found |= _report_line(table.item, month, [words for words, _ in rows[-1]])
    return found


def report_document(city: City) -> Counts:
    found = Counts()
    for month in MONTHS:
        data = content(
            city.people[_OFFICE].get(reverse("desk:watch_monthly_file", args=["docx"]), {"yue": f"{month:%Y-%m}"})
        )
        for item, table in zip((LICENCE, PENALTY), Document(io.BytesIO(data)).tables, strict=False):
            found |= _report_line(item, month, [cell.text for cell in table.rows[-1].cells])
    return found


def report_workbook(city: City) -> Counts:
    """The last line of each sheet, the lines above it added up, and the rows on the sheets behind."""
    found = Counts()
    for month in MONTHS:
        data = content(
            city.people[_OFFICE].get(reverse("desk:watch_monthly_file", args=["xlsx"]), {"yue": f"{month:%Y-%m}"})
        )
        behind, left = sheet_rows(data, "明细")[1:], sheet_rows(data, "疑问数据")[1:]
        for item in (LICENCE, PENALTY):
            name = city.rows.cards[item].name
            *lines, last = sheet_rows(data, name)[4:]
            for place, column, rows in (
                (2, _FIRST, sum(row[1] == name for row in behind)),
                (4, _LATE, sum(row[1] == name and row[7] == "是" for row in behind)),
                (7, _LEFT, sum(int(row[3]) for row in left if row[1] == name)),
            ):
                assert int(last[place]) == sum(int(line[place]) for line in lines) == rows, (month, item, column)
                found[item, month, column] = rows
    return found


def behind_the_report(city: City) -> Counts:
    """Every figure that leads somewhere, line by line: it is the count of what it leads to."""
    office, found = city.people[_OFFICE], Counts()
    for month, table, rows in _reports(city):
        for cells in rows:
            words, links = zip(*cells, strict=True)
            for n, address in (
                (number(words[1]), links[1]),
                (number(words[2]), links[2]),
                (ratio(words[3])[0], links[3]),
            ):
                assert not (address and n) or counted(office, address) == n, (month, words, address)
            if links[4] and ratio(words[4])[1]:
                assert _sums(exported(office, links[4])) == ratio(words[4]), (month, words)
        last = [address for _, address in rows[-1]]
        found[table.item, month, _FIRST] = counted(office, last[1])
        found[table.item, month, _LATE] = counted(office, last[3]) if last[3] else 0
        found[table.item, month, _LEFT] = _sums(exported(office, last[4]))[0] if last[4] else 0
    return found


def _sums(lines: list[dict[str, str]]) -> tuple[int, int]:
    return sum(number(line["至今仍为疑问或者未关联的行数"]) for line in lines), sum(
        number(line["首次报送行数"]) for line in lines
    )


def _figures(city: City) -> tuple[Any, dict[str, object]]:
    span = {"zi": MONTHS[0].isoformat(), "zhi": city.today.isoformat()}
    return asked(city.people[_OFFICE], reverse("desk:watch_figures"), **span), span


_COMPARED: Final = ("及时率", "按时公示率", "疑问率")


def figures_page(city: City) -> Counts:
    page, _ = _figures(city)
    return {
        (measure.name, row.row.unit.name, row.row.item): (ratio_.numerator, ratio_.denominator)
        for row in page["rows"]
        for measure in page["measures"]
        if measure.name in _COMPARED and (ratio_ := row.row.ratios[measure.key]).denominator
    }


def figures_table(city: City) -> Counts:
    page, span = _figures(city)
    names, found = {card.name: item for item, card in city.rows.cards.items()}, Counts()
    for line in exported(city.people[_OFFICE], reverse("desk:watch_figures"), **span):
        for column, words in line.items():
            measure = column.partition("（")[0]
            if measure in _COMPARED and ratio(words)[1]:
                found[measure, line["单位"], names[line["事项"]]] = ratio(words)
    totals = {total.measure.title: total.ratio for total in page["totals"]}
    for title, whole in totals.items():
        lines = exported(city.people[_OFFICE], reverse("desk:watch_figures"), **span)
        parts = [ratio(line[title]) for line in lines]
        assert (sum(a for a, _ in parts), sum(b for _, b in parts)) == (whole.numerator, whole.denominator), title
    return found


def behind_figures(city: City) -> Counts:
    """The rows to which each figure leads: how many there are, and how many count."""
    page, _ = _figures(city)
    found = Counts()
    for row in page["rows"]:
        for measure, cell in zip(page["measures"], row.cells[2:], strict=True):
            if cell.address:
                lines = exported(city.people[_OFFICE], cell.address)
                said = row.row.ratios[measure.key]
                if "计入分子" in lines[0]:
                    parts = sum(line["计入分子"] == "是" for line in lines), len(lines)
                else:
                    parts = (
                        sum(number(line[measure.numerator]) for line in lines),
                        sum(number(line["首次报送行数"]) for line in lines),
                    )
                assert parts == (said.numerator, said.denominator), (measure.name, row.row.unit.name)
                if measure.name in _COMPARED:
                    found[measure.name, row.row.unit.name, row.row.item] = parts
    return found


# The first page, the menu and the lists to which they lead


def _tile(city: City, role: str, name: str) -> Any:
    tiles = asked(city.people[role], reverse("desk:home"))["tiles"]
    return next((one.given for one in tiles if one.template.endswith(name)), None)


def duties(city: City) -> Counts:
    """已报 n 行, of each item of a steward."""
    found = Counts()
    for role in STEWARDS:
        for one in _tile(city, role, "steward.html")["duties"]:
            if one.words.startswith("已报"):
                found[one.unit_name, one.item] = int(re.findall(r"\d+", one.words)[0])
    return found


def tiles(city: City) -> Counts:
    """(login, what waits) → how much, of everybody who is told so on the first page."""
    found = Counts()
    for role, login in PEOPLE.items():
        if steward := _tile(city, role, "steward.html"):
            found[login, "疑问数据（批）"] = steward["questioned_batches"]
            found[login, "疑问数据（行）"] = steward["questioned_rows"]
            found[login, "公示依据"] = steward["questions"]
        if office := _tile(city, role, "office/tile.html"):
            names = {"疑问数据": "疑问数据（批）", "未关联数据": "未关联数据（批）"}
            found |= {(login, names.get(words, words)): n for words, n, _, _ in office["lines"]}
        if review := _tile(city, role, "review/tile.html"):
            found[login, "待审核"] = len(review["waiting"])
        if rulings := _tile(city, role, "records/tile.html"):
            found[login, "待撤回"] = rulings["count"]
            spans = {address: n for _, _, n, address in rulings["spans"]}
            assert {address: counted(city.people[role], address) for address in spans} == spans, role
        if (kept := _tile(city, role, "accounts/kept.html")) and role == "单位管理员":
            found[login, "账户"] = kept["accounts"]
    return found


def lists_behind_tiles(city: City) -> Counts:
    """The same counted in the lists to which the tiles lead."""
    found = Counts()
    for role, login in PEOPLE.items():
        person = city.people[role]
        if _tile(city, role, "steward.html"):
            lines = exported(person, reverse("desk:questioned"))
            found[login, "疑问数据（批）"] = counted(person, reverse("desk:questioned"))
            found[login, "疑问数据（行）"] = sum(number(line["待补报"]) for line in lines)
            found[login, "公示依据"] = counted(person, reverse("desk:publicity_questions"))
        if office := _tile(city, role, "office/tile.html"):
            for words, _, _, address in office["lines"]:
                lines, count = exported(person, address), counted(person, address)
                if words == "未关联数据":
                    found[login, "未关联数据（批）"] = len({line["批次"] for line in lines})
                    found[login, "未关联数据（行）"] = count
                else:
                    found[login, "疑问数据（批）" if words == "疑问数据" else words] = count
                if words == "疑问数据":
                    found[login, "疑问数据（行）"] = sum(number(line["待补报"]) for line in lines)
        if _tile(city, role, "review/tile.html"):
            found[login, "待审核"] = counted(person, reverse("desk:reviews"))
        if _tile(city, role, "records/tile.html"):
            found[login, "待撤回"] = counted(person, reverse("desk:rulings"))
        if (kept := _tile(city, role, "accounts/kept.html")) and role == "单位管理员":
            found[login, "账户"] = counted(person, kept["address"])
    return found


_MENU: Final = {"疑问数据": "疑问数据（批）"}


def menus(city: City) -> Counts:
    """What the menu says waits."""
    found = Counts()
    for role, login in PEOPLE.items():
        menu = asked(city.people[role], reverse("desk:home"))["frame"].menu
        found |= {
            (login, _MENU.get(one.title, one.title)): one.count for one in menu if one.count and one.title != "消息"
        }
    return found


def security(city: City) -> Counts:
    """Accounts with each fault, and who is signed in: the first page against the lists; 0 where it is the same."""
    person, off = city.people["安全管理员"], Counts()
    tile = _tile(city, "安全管理员", "accounts/tile.html")
    for words, n, address in tile["faults"]:
        off[words] = counted(person, address) - n
    off["登录"] = counted(person, reverse("desk:security_sign_ins")) - tile["signed_in"]
    return off


# A batch

_FIVE: Final = ("上报", "疑问", "更新", "入库", "未关联", "无变化")


def _pages(city: City) -> list[tuple[Batch, Any, str]]:
    """Every batch with its page, opened once, and the page as it is written."""
    if not city.pages:
        for batch in city.rows.batches:
            answer = city.people[_OFFICE].get(reverse("desk:batch", args=[batch.number]))
            city.pages.append((batch, answer.context, content(answer).decode().split("<main", 1)[-1]))
    return city.pages


def _read(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def batch_pages(city: City) -> Counts:
    found = Counts()
    for batch, _, html in _pages(city):
        if batch.state == "admitted":
            found |= {(batch.number, name): 0 for name in _FIVE}
            said = re.findall(rf"({'|'.join(_FIVE)}) ([\d,]+)(?= )", _read(html))
            found |= {(batch.number, name): number(n) for name, n in reversed(said)}
    return found


def list_of_batches(city: City) -> Counts:
    lines = exported(city.people[_OFFICE], reverse("desk:batches"))
    return {
        (line["批次编号"], name): number(line[name]) for line in lines if line["状态"] == "已入库" for name in _FIVE
    }


def receipts(city: City) -> Counts:
    """Of the batches that are more than new rows: what their papers say."""
    found = Counts()
    for batch in city.rows.batches:
        if batch.state == "admitted" and batch.admitted < batch.reported:
            address = reverse("desk:batch_file", args=[batch.number, "receipt"])
            with pdfplumber.open(io.BytesIO(content(city.people[_OFFICE].get(address)))) as paper:
                tables = [table for page in paper.pages for table in page.extract_tables()]
            heads, counts = next(table for table in tables if (table[0][0] or "").startswith("上报"))
            for head, count in zip(heads, counts, strict=True):
                name = next(name for name in _FIVE if f"{name}（行）" in str(head))  # the watermark may stand in it
                found[batch.number, name] = int(re.findall(r"\d+", str(count))[0])
    return found


def left_on_pages(city: City) -> Counts:
    return {batch.number: page["left"] for batch, page, _ in _pages(city) if page["left"]}


def left_in_lists(city: City) -> Counts:
    lines = exported(city.people[_OFFICE], reverse("desk:batches"))
    return {line["批次编号"]: number(line["待补报"]) for line in lines if number(line["待补报"])}


def left_in_files(city: City) -> Counts:
    """The rows of 疑问数据表; the page lists as many, and each kind of fault as many as it leads to."""
    office, found = city.people[_OFFICE], Counts()
    for batch, page, _ in _pages(city):
        for kind in page["kinds"] if page["page"] else ():
            if kind.severity == "error" and kind.rows:
                rows = asked(office, reverse("desk:batch_rows", args=[batch.number]), leixing=kind.code)["page"]
                assert rows.total == kind.rows, (batch.number, kind.code)
        if page["has_failed"]:
            address = reverse("desk:batch_file", args=[batch.number, "failed"])
            rows = len(sheet_rows(content(office.get(address)))) - 1
            assert rows + len(_refused(page)) == page["page"].total, batch.number
            if batch.state == "admitted" and batch.rows_of_id is None:
                found[batch.number] = page["page"].total
    return found


def _refused(page: Any) -> list[Any]:
    """Rows of which nothing was kept have no place in the file."""
    return [row for row in page["page"].rows if not row.cells]


def shown_on_batch_pages(city: City) -> Counts:
    """公示中; the states of a batch's records add up to them, and what is named as an example is there."""
    found = Counts()
    for batch, page, html in _pages(city):
        if page["outcome"]:
            said = re.search(r"公示中 ([\d,]+) 条", _read(html))
            assert said, batch.number
            found[batch.number] = number(said[1])
            for place in re.findall(r'href="(/(?:xinxi|zhuti)/\w+/)"', html)[:1]:
                assert city.public.get(place).status_code == 200, (batch.number, place)
    return found


def questions(city: City) -> Counts:
    """Records that a question of publicity holds back: in the list, and on its page; 0 where it is the same."""
    off = Counts()
    for role in STEWARDS:
        person = city.people[role]
        lines = exported(person, reverse("desk:publicity_questions"))
        listed = asked(person, reverse("desk:publicity_questions"))["rows"]
        for line, row in zip(lines, listed, strict=True):
            page = asked(person, reverse("desk:publicity_question", args=[row.row.pk]))
            off[row.row.pk] = page["asked"].total - number(line["待答复（条）"])
    return off


# Lists and files of every kind


def every_list(city: City) -> Counts:
    """Of each list, for the first two who may open it: its count is that of its file, and of the rows in it; 0 where it
    is the same.
    """
    off, things = Counts(), named_things()
    lists = [name for name, where in FILES.items() if where == LISTS and name not in GROWING]
    for place, name in enumerate(sorted(lists)):
        for role, person in city.people.items():
            if sum(known == name for known, _ in off) == 2:
                break
            for keys in [one.keys for one in things.get(name.removeprefix("desk:"), [])][:2] or [{}]:
                try:
                    address = reverse(name, kwargs=dict(keys))
                except NoReverseMatch:  # nothing is there to name
                    continue
                answer = person.get(address)
                if answer.status_code == 200:
                    count = answer.context.get("count", answer.context.get("cells"))
                    form = ("csv", "xlsx")[place % 2]
                    off[name, role] = off.get((name, role), 0) + abs(count - len(exported(person, address, form)))
    return off


def criteria(city: City) -> Counts:
    """Lines of each table in force: in the list, on its page, and in its file."""
    office, found = city.people[_OFFICE], Counts()
    lines = exported(office, reverse("desk:criteria"))
    for line, row in zip(lines, asked(office, reverse("desk:criteria"))["rows"], strict=True):
        if not line["版次"]:
            continue
        page = asked(office, row.row.address)
        file = next(one["file"] for one in page["editions"] if one["is_in_force"])
        rows = len(lines_of(office.get(file)))
        assert number(line["行数"]) == len(page["lines"]) == rows, row.row
        found[row.row.unit.name, row.row.item] = rows
    return found


def calendar(city: City) -> Counts:
    """Days of the year that depart from the week: on the page, and in the file; 0 where it is the same."""
    office, year = city.people[_OFFICE], city.today.year
    page = asked(office, reverse("desk:calendar"), nian=year)
    days = [day for _, _, weeks in page["months"] for week in weeks for day in week if day is not None]
    lines = lines_of(office.get(reverse("desk:calendar_file", args=[year])))
    return {
        "调休上班": sum(day.kind == "makeup" for day in days) - sum(line["是否工作日"] == "是" for line in lines),
        "放假": sum(day.kind == "holiday" for day in days) - sum(line["是否工作日"] == "否" for line in lines),
        "工作日": sum(n for _, n, _ in page["months"]) - page["workdays"],
    }


Source = Callable[[City], Counts]
