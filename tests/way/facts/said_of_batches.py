"""What the pages, lists and papers of batches say of a fact."""

import io
import re
from typing import Any, Final

import pdfplumber
from django.urls import reverse

from mingxin.intake.models import Batch
from tests.way.facts.asking import OFFICE, asked, content, exported, number, sheet_rows
from tests.way.facts.city import STEWARDS, City
from tests.way.facts.rows_of_records import Counts

_FIVE: Final = ("上报", "疑问", "更新", "入库", "未关联", "无变化")


def pages_of_batches(city: City) -> list[tuple[Batch, Any, str]]:
    """Every batch with its page, opened once, and the page as it is written."""
    if not city.pages:
        for batch in city.rows.batches:
            answer = city.people[OFFICE].get(reverse("desk:batch", args=[batch.number]))
            city.pages.append((batch, answer.context, content(answer).decode().split("<main", 1)[-1]))
    return city.pages


def _read(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def batch_pages(city: City) -> Counts:
    found = Counts()
    for batch, _, html in pages_of_batches(city):
        if batch.state == "admitted":
            found |= {(batch.number, name): 0 for name in _FIVE}
            said = re.findall(rf"({'|'.join(_FIVE)}) ([\d,]+)(?= )", _read(html))
            found |= {(batch.number, name): number(n) for name, n in reversed(said)}
    return found


def list_of_batches(city: City) -> Counts:
    lines = exported(city.people[OFFICE], reverse("desk:batches"))
    return {
        (line["批次编号"], name): number(line[name]) for line in lines if line["状态"] == "已入库" for name in _FIVE
    }


def receipts(city: City) -> Counts:
    """Of the batches that are more than new rows: what their papers say."""
    found = Counts()
    for batch in city.rows.batches:
        if batch.state == "admitted" and batch.admitted < batch.reported:
            address = reverse("desk:batch_file", args=[batch.number, "receipt"])
            with pdfplumber.open(io.BytesIO(content(city.people[OFFICE].get(address)))) as paper:
                tables = [table for page in paper.pages for table in page.extract_tables()]
            heads, counts = next(table for table in tables if (table[0][0] or "").startswith("上报"))
            for head, count in zip(heads, counts, strict=True):
                name = next(name for name in _FIVE if f"{name}（行）" in str(head))  # the watermark may stand in it
                found[batch.number, name] = int(re.findall(r"\d+", str(count))[0])
    return found


def left_on_pages(city: City) -> Counts:
    return {batch.number: page["left"] for batch, page, _ in pages_of_batches(city) if page["left"]}


_BECAME: Final = (
    ("已补报", r"(\d+) 行已补报"),
    ("待补报", r"还有 (\d+) 行\D*待补报"),
    ("注明不再补报", r"(\d+) 行已注明"),
)


def left_in_sentences(city: City) -> Counts:
    """What the sentence of each batch says of the rows that it left behind."""
    found = Counts()
    for batch, page, _ in pages_of_batches(city):
        if batch.state == "admitted":
            for what, pattern in _BECAME:
                said = re.search(pattern, page["sentence"])
                found[batch.number, what] = number(said[1]) if said else 0
    return found


def left_in_lists(city: City) -> Counts:
    lines = exported(city.people[OFFICE], reverse("desk:batches"))
    return {line["批次编号"]: number(line["待补报"]) for line in lines if number(line["待补报"])}


def left_in_files(city: City) -> Counts:
    """The rows of 疑问数据表; the page lists as many, and each kind of fault as many as it leads to."""
    office, found = city.people[OFFICE], Counts()
    for batch, page, _ in pages_of_batches(city):
        if batch.item in city.rows.reserved:
            assert page["page"] is None, (batch.number, "the office reads no row of it")
            continue
        for kind in page["kinds"] if page["page"] else ():
            if kind.severity == "error" and kind.rows:
                rows = asked(office, reverse("desk:batch_rows", args=[batch.number]), leixing=kind.code)["page"]
                assert rows.total == kind.rows, (batch.number, kind.code)
        if page["has_failed"]:
            address = reverse("desk:batch_file", args=[batch.number, "failed"])
            rows = len(sheet_rows(content(office.get(address)))) - 1
            assert rows + len(_refused(page)) == page["page"].total, batch.number
            if batch.state == "admitted" and batch.rows_of_id is None and batch.closed_at is None:
                found[batch.number] = page["page"].total
    return found


def _refused(page: Any) -> list[Any]:
    """Rows of which nothing was kept have no place in the file."""
    return [row for row in page["page"].rows if not row.cells]


def shown_on_batch_pages(city: City) -> Counts:
    """公示中; the states of a batch's records add up to them, and what is named as an example is there."""
    found = Counts()
    for batch, page, html in pages_of_batches(city):
        if page["outcome"]:
            said = re.search(r"公示中 ([\d,]+) 条", _read(html))
            found[batch.number] = number(said[1]) if said else 0
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
