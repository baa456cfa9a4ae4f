"""A card as text: every fault with the line on which it is to be mended, and nothing that breaks the reader."""

import pytest

from mingxin.rulebook.card_text import CARD_LONGEST, LocatedFault, read_card_text
from mingxin.rulebook.loader import DATA, packaged_rulebook

BOOK = packaged_rulebook()
TEXT = (DATA / "cards" / "honour.yaml").read_text("utf-8")


def line_of(text: str, start: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.lstrip(" -{").startswith(start))


def test_every_card_of_the_product_reads_without_a_fault() -> None:
    for code, card in BOOK.cards.items():
        read = read_card_text((DATA / "cards" / f"{code}.yaml").read_text("utf-8"), BOOK)
        assert (read.card, read.faults) == (card, ())


FAULTS = [
    ("retention: 荣誉有效期内；被撤销的即时终止", "retention: ''", "rulebook.no_retention", "retention", ""),
    ("source_row: ", "source_row: '' #", "rulebook.no_source_row", "source_row", ""),
    ("deadline_workdays: 20", "deadline_workdays: 0", "rulebook.no_deadline", "deadline_workdays", ""),
    ("deadline_workdays: 20", "deadline_workdays: 251", "rulebook.no_deadline", "deadline_workdays", ""),
    ("deadline_workdays: 20", "deadline_workdays: 1000000001", "rulebook.malformed", "deadline_workdays", ""),
    ("deadline_workdays: 20", "deadline_workdays: 二十", "rulebook.malformed", "deadline_workdays", ""),
    ("cycle: monthly", "cycle: hourly", "rulebook.unknown_value", "cycle", ""),
    ("cycle: monthly", "cycel: monthly", "rulebook.unknown_key", "cycel", ""),
    ("publicity: honour", "publicity: for_ever", "rulebook.unknown_publicity", "publicity", ""),
    ("source: sc-2016-33", "source: memo-1", "rulebook.unknown_source", "basis", ""),
    ("level: national", "level: city", "rulebook.no_local_regulation", "level", ""),
    ("record_key: [RY_WSH, ", "record_key: [RY_NO, ", "rulebook.unknown_field", "record_key", ""),
    ("headline: [document_title", "headline: [capital", "rulebook.unknown_field", "headline", ""),
    ("name: 主体名称", "name: 民族", "rulebook.forbidden_element", "code: RY_ZTMC", "RY_ZTMC"),
    ("code: RY_ZTMC, ", "code: RY_ZTMC, colour: red, ", "rulebook.unknown_key", "code: RY_ZTMC", "RY_ZTMC"),
    ("code: RY_ZTMC, ", "code: RY_ZTMC, many: true, ", "rulebook.unknown_code_set", "code: RY_ZTMC", "RY_ZTMC"),
]


@pytest.mark.parametrize(
    ("good", "bad", "code", "stands", "field"), FAULTS, ids=[f"{case[2]}: {case[1]}" for case in FAULTS]
)
def test_a_fault_is_told_with_its_line(good: str, bad: str, code: str, stands: str, field: str) -> None:
    assert good in TEXT
    text = TEXT.replace(good, bad, 1)
    found = {(fault.line, fault.field, fault.code) for fault in read_card_text(text, BOOK).faults}
    assert (line_of(text, stands), field, code) in found


UNREADABLE = [
    ("", 1, "an empty text"),
    ("事项", 1, "a single word"),
    ("- a\n- b\n", 1, "a list"),
    ("code: x\nname: [\n", 3, "a bracket that is not closed"),
    ("code: x\ncode: y\n", 2, "a key written twice"),
    ("code: x\nname: &a 名\nowner: *a\n", 1, "an alias, by which a small text can grow without end"),
    ("? [a, b]\n: c\n", 1, "a key that is a list"),
    ("code: !!python/object/apply:os.system [ls]\n", 1, "a tag that would run something"),
    ("in_force_from: 2026-13-45\n", 1, "a day that is none"),
    ("code: 0x" + "f" * 5000, 1, "a number without end"),
    ("[" * 50_000, 1, "brackets without end, at which the reader would sit for half a minute"),
    ("- " * 25 + "x", 1, "lists in lists"),
    ('code: !!int ""\n', 1, "a tag with nothing behind it"),
    ("code: !!bool x\n", 1, "a tag with something else behind it"),
    ("in_force_from: !!timestamp x\n", 1, "a tag of a time that is none"),
    ("code: x\n" + "#" * CARD_LONGEST, 1, "longer than any card"),
    ("name: 没有代码\n", 1, "a card without its code"),
    ("code: 12\n", 1, "a code that is a number"),
]


@pytest.mark.parametrize(("text", "line", "because"), UNREADABLE, ids=[case[2] for case in UNREADABLE])
def test_what_is_no_card_is_said_to_be_none(text: str, line: int, because: str) -> None:
    read = read_card_text(text, BOOK)
    assert read.card is None
    assert isinstance(read.faults[0], LocatedFault)
    assert all(fault.line <= line for fault in read.faults)


SHAPES = [
    ("code: honour", "code: Honour!"),
    ("code: honour", "code: " + "h" * 41),
    ("code: honour", "code: honour2"),
    ("name: 诚信荣誉", "name: " + "荣" * 101),
    ("article: 守信激励", "article: " + "条" * 101),
    ("code: RY_ZTMC", "code: RY-ZTMC"),
    ("name: 主体名称", "name: " + "名" * 101),
]


@pytest.mark.parametrize(("good", "bad"), SHAPES, ids=[case[1][:20] for case in SHAPES])
def test_what_the_tables_have_no_room_for_is_a_fault(good: str, bad: str) -> None:
    read = read_card_text(TEXT.replace(good, bad, 1), BOOK)
    assert "rulebook.malformed" in {fault.code for fault in read.faults}
