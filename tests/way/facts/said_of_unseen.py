"""What nobody of the public may ever look at: absent in every public place, and counted alike where it is counted.

The sources of what is absent give 1 for each record that they let out.
"""

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator

import pdfplumber
from django.urls import reverse

from mingxin.archive.models import Record
from mingxin.archive.public_numbers import public_number
from mingxin.uses.reports.models import Report
from tests.way.facts.asking import OFFICE, asked, content, counted, lines_of, number
from tests.way.facts.city import City
from tests.way.facts.rows_of_records import UNSEEN_WORDS, Counts
from tests.way.facts.said_of_batches import pages_of_batches

EACH = 12  # of every item and publicity, where each one costs a page
REPORTS = 3


def _some(city: City) -> Iterator[Record]:
    taken: Counter[tuple[str, str]] = Counter()
    for one in city.rows.unseen:
        taken[one.item, one.publicity] += 1
        if taken[one.item, one.publicity] <= EACH:
            yield one


def _let_out(city: City, told: Iterable[str]) -> Counts:
    """Those of the unseen whose public number is told."""
    numbers = set(told)
    return {(one.item, one.thread): 1 for one in city.rows.unseen if public_number(one.thread) in numbers}


def pages(city: City) -> Counts:
    """A record's own page: there is none, as if the number were nobody's."""
    answers = {one: city.public.get(reverse("portal:record", args=[public_number(one.thread)])) for one in _some(city)}
    return {(one.item, one.thread): 1 for one, answer in answers.items() if answer.status_code != 404}


def files(city: City) -> Counts:
    told: list[str] = []
    for column in asked(city.public, reverse("portal:columns"))["columns"]:
        for form in ("csv", "xlsx"):
            answer = city.public.get(reverse("portal:export", args=[column.item, form]))
            told += (line["信息编号"] for line in lines_of(answer))
        answer = city.public.get(reverse("portal:removals", args=[column.item]))
        told += (cell for line in lines_of(answer) for cell in line.values())
    assert told
    return _let_out(city, told)


def columns(city: City) -> Counts:
    """Neither a column nor a file of what is read with authorisation alone."""
    assert any(one.item in city.rows.reserved for one in city.rows.unseen), "there are such records"
    addresses = [(name, item, *form) for item in city.rows.reserved for name, *form in _COLUMN]
    answers = {(name, *args): city.public.get(reverse(f"portal:{name}", args=args)) for name, *args in addresses}
    return {key: 1 for key, answer in answers.items() if answer.status_code != 404}


_COLUMN = (("column",), ("export", "csv"), ("export", "xlsx"), ("removals",))


def pages_of_subjects(city: City) -> Counts:
    subjects = {one.subject.public_id for one in _some(city)}
    told: list[str] = []
    for public_id in sorted(subjects):
        answer = city.public.get(reverse("portal:subject", args=[public_id]))
        if answer.status_code == 200:  # who has no page has nothing to tell on it
            told += re.findall(r"/xinxi/(\w+)/", content(answer).decode())
    return _let_out(city, told)


def reports(city: City) -> Counts:
    """In neither the paper nor what is kept of its content; and what shows is there."""
    shown = Counter(one.subject.public_id for one in city.rows.shown)
    mixed = [one for one in city.rows.unseen if shown[one.subject.public_id] and one.subject_kind != "sole_trader"]
    found = Counts()
    for public_id in sorted({one.subject.public_id for one in mixed})[:REPORTS]:
        paper = content(city.public.post(reverse("portal:report", args=[public_id])))
        kept = Report.objects.filter(subject__public_id=public_id).latest("made_at")
        threads = set(json.loads(kept.threads))
        with pdfplumber.open(io.BytesIO(paper)) as opened:
            text = re.sub(r"\s", "", "".join(page.extract_text() for page in opened.pages))
        ours = [one for one in city.rows.shown if one.subject.public_id == public_id]
        assert {one.thread for one in ours} <= threads, public_id
        said = {one.document_number for one in ours}
        for one in mixed:
            if one.subject.public_id == public_id:
                is_printed = one.document_number not in said and one.document_number in text
                found[one.item, one.thread] = int(one.thread in threads or (is_printed and one.document_number != ""))
    assert found
    return found


def office_lists(city: City) -> Counts:
    """The list and its file, by item and state; of what is read with authorisation alone the office has none."""
    office, address, found = city.people[OFFICE], reverse("desk:records"), Counts()
    for item in city.rows.cards:
        for state in UNSEEN_WORDS:
            found[item, state] = counted(office, address, zhuangtai=state, shixiang=item)
    return found


def batch_pages(city: City) -> Counts:
    """公示情况: what it says of each state that nobody sees."""
    found = Counts()
    for batch, page, html in pages_of_batches(city):
        if page["outcome"]:
            for state, words in UNSEEN_WORDS.items():
                said = re.search(rf"<dt>{words}</dt>\s*<dd>([\d,]+) 条", html)
                found[batch.number, state] = number(said[1]) if said else 0
    return found
