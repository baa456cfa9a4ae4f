"""However a text is made, each of its characters is looked at a bounded number of times. Numbers here are invented."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingxin.kernel import direction, resident_id
from tests.spec.spellings import in_fours, mistyped, number, pieces

ID = number()
WRONG = mistyped(ID)
MOST = 800  # steps for a character: a text is read in up to four ways, and in each of them behind words for a number


class Work:
    steps = 0


@contextmanager
def counted() -> Iterator[Work]:
    """Steps of the kernel: each line that is run and each round of a loop. They are the same on every machine."""
    work, before = Work(), sys.gettrace()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if "mingxin" not in frame.f_code.co_filename:
            return None
        work.steps += event == "line"
        return trace

    sys.settrace(trace)
    try:
        yield work
    finally:
        sys.settrace(before)


def steps(text: str) -> int:
    with counted() as work:
        resident_id.cut(text)
    return work.steps


def filled(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def chain(many: int) -> str:
    """Numbers in fours of which each is a part of a row until the one before it is cut."""
    signs = ".,/-"
    written = (in_fours(WRONG).replace(" ", signs[at % 4]) + signs[(at + 1) % 4] for at in range(many))
    return f"号{''.join(written)}"


ADVERSE = {
    "labels": "身份证号",
    "labels and digits": "身份证号4身份证号2身份证号1",
    "labels and letters for digits": "身份证号4O2Z",
    "labels that share a number": "身份证4身份证2身份证9身份证9身份证1身份证3身份证1身份证9",
    "labels and numbers": f"身份证号{ID}",
    "labels and parted numbers": f"身份证号{' '.join(pieces(WRONG))}，",
    "labels and days": "身份证4299131990年1月1日",
    "English labels": "ID No 42 ",
    "English words": "ID card 42 born ",
    "places counted": "身份证后四位1",
    "digits": "4299131990",
    "the same digit": "1",
    "digits each by itself": "4 ",
    "pairs": "㊿",
    "tens": "四十二",
    "numbers run together": ID,
    "numbers in a row": f"{WRONG}，",
    "numbers in fours": in_fours(WRONG) + " ",
    "masked": f"{ID[:17]}*",
    "days": "1985年3月12日",
    "places and days": "4299131985年3月12日",
    "short runs": "1 1 1 1 1 1 1 1 1 1 1 1 甲",
    "wide gaps": "1" + "\u3000" * 40,
    "invisible gaps": "1" + "\u200b" * 40,
    "floats": "4.29913199001010",
    "own numbers": "429913-20240304-00001",
    "accounts": "账号42991319900101001",
    "overrides": "\u202e1",
    "nested embeddings": "\u202b1 \u202a2 ",
    "isolates": "\u20681",
    "isolates and labels": "\u2067身份证号42",
    "bars": "身份证|4|2|9",
}


@pytest.mark.parametrize("piece", ADVERSE.values(), ids=ADVERSE)
def test_the_work_grows_as_the_text_does(piece: str) -> None:
    many = 1_000 // len(piece)
    short, long = steps(piece * many), steps(piece * many * 4)
    assert long <= 4.5 * short + MOST
    assert long <= MOST * many * 4 * len(piece)


@pytest.mark.parametrize("piece", ["身份证号码身份证号12", "证件号码1"])
def test_what_stands_alike_behind_many_words_is_read_once(piece: str) -> None:
    assert steps(filled(piece, 4_000)) <= 80 * 4_000


def test_numbers_that_free_one_another_are_cut_in_few_rounds() -> None:
    short, long = chain(20), chain(80)
    assert steps(long) <= 5 * steps(short)
    assert resident_id.find_in(resident_id.cut(long)[0]) == []
    assert WRONG[:4] not in resident_id.cut(long)[0]


def test_what_is_bracketed_by_marks_of_direction_is_turned_in_few_steps() -> None:
    with counted() as short:
        direction.as_seen("\u20681" * 500)
    with counted() as long:
        direction.as_seen("\u20681" * 2_000)
    assert long.steps <= 4.5 * short.steps


PIECES = [*ADVERSE.values(), " ", "，", "X", "|", "O", "年", "甲", "\n"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
def test_whatever_is_repeated_costs_no_more(mixed: list[str]) -> None:
    assert steps(filled("".join(mixed), 500)) <= MOST * 500
