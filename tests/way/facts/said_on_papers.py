"""What reports, receipts and the pages beside them say in words: the same of the same rows."""

import io
import re
from collections import Counter
from datetime import date
from typing import Final

import pdfplumber
from django.urls import reverse

from mingxin.archive.models import Record
from mingxin.archive.public_numbers import public_number
from tests.way.facts.asking import OFFICE, asked, content, number
from tests.way.facts.city import City
from tests.way.facts.rows_of_papers import RELEASES, corrected, release_of, uncollected
from tests.way.facts.rows_of_records import Counts
from tests.way.facts.said_of_batches import pages_of_batches

EACH: Final = 2  # papers of a kind that are opened
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_OTHER: Final = "其他行政行为"


def _text(pdf: bytes) -> str:
    """Without blanks, and without the watermark, whose slanted letters lie in whatever stands there."""
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        pages = [page.filter(lambda one: one.get("matrix", (1, 0))[1] == 0) for page in opened.pages]
        return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def corrected_on_pages(city: City) -> Counts:
    found: Counts = {}
    for thread in corrected(city.rows):
        page = asked(city.public, reverse("portal:record", args=[public_number(thread)]))["page"]
        found[thread] = date.fromisoformat(_DAY.findall(page.card.corrected)[0]).toordinal()
    return found


def corrected_on_reports(city: City) -> Counts:
    """The days of its corrected records are marked on a paper, and no others; one that runs over a page is marked
    anew there.
    """
    days, found = corrected(city.rows), Counts()
    for one in {one.subject.public_id: one for one in city.rows.shown if one.thread in days}.values():
        text = _text(content(city.public.post(reverse("portal:report", args=[one.subject.public_id]))))
        told = {date.fromisoformat(day).toordinal() for day in re.findall(r"已更正（([\d-]+)）", text)}
        ours = [other for other in city.rows.shown if other.subject_id == one.subject_id and other.thread in days]
        assert told == {days[other.thread] for other in ours}, one.subject.public_id
        found |= {other.thread: days[other.thread] for other in ours}
    return found


def _firm(city: City) -> str:
    """An enterprise, of which there may be anything."""
    return str(next(one.subject.public_id for one in city.rows.shown if one.subject_kind == "enterprise"))


def uncollected_on_page(city: City) -> Counts:
    page = asked(city.public, reverse("portal:subject", args=[_firm(city)]))["page"]
    return {name: 1 for name in page.uncollected.split("、") if name}


def uncollected_on_report(city: City) -> Counts:
    """Of those that stand under a heading with others: by name."""
    text = _text(content(city.public.post(reverse("portal:report", args=[_firm(city)]))))
    said = re.search(rf"{_OTHER}.*?未归集([^：]+)：本平台尚无单位报送", text.rpartition("各类信息数量")[2])
    return dict.fromkeys(said[1].split("、"), 1) if said else dict.fromkeys(uncollected(city.rows), 0)


def uncollected_columns(city: City) -> Counts:
    index = {one.item: int(bool(one.not_collected)) for one in asked(city.public, reverse("portal:columns"))["columns"]}
    for item, is_so in index.items():
        page = asked(city.public, reverse("portal:column", args=[item]))["page"]
        assert bool(page.column.not_collected) == bool(is_so), item
    return index


def releases_on_receipts(city: City) -> Counts:
    """Of some of each way in: the way that is printed, and no other."""
    opened, found = Counter[str](), Counts()
    for batch in city.rows.batches:
        if batch.state != "admitted" or opened[way := release_of(batch)] == EACH:
            continue
        opened[way] += 1
        address = reverse("desk:batch_file", args=[batch.number, "receipt"])
        text = _text(content(city.people[OFFICE].get(address)))
        found |= {(batch.number, words): int(words in text) for words in RELEASES}
        assert ("提交20" in text) is (way != RELEASES[2]), batch.number
    assert set(opened) == set(RELEASES), "there is one of each"
    return found


def ended_on_batch_pages(city: City) -> Counts:
    found: Counter[tuple[str, bool]] = Counter()
    for batch, page, _ in pages_of_batches(city):
        for words, n, _ in page["public_counts"]:
            if words == "期满停止公示" or words.endswith("未公示"):
                found[batch.number, words == "期满停止公示"] += number(n)
    return found


def later_days_of_erased(city: City) -> Counts:
    """1 for each day after today that the office reads of a record that was erased."""
    office, found = city.people[OFFICE], Counts()
    office.post(reverse("desk:record_purpose"), {"purpose": "审核"})
    for one in Record.objects.exclude(erased_by=None).filter(known_until=None).exclude(item="org_registration"):
        days = asked(office, reverse("desk:record", args=[one.thread]))["sheet"].days
        said = {(one.thread, name): max(map(date.fromisoformat, _DAY.findall(told)), default=city.today)
                for name, told in days}  # fmt: skip
        found |= {key: 1 for key, day in said.items() if day > city.today}
    return found
