"""In which order characters are seen, by the examples of the mark's own use and of Unicode's rules."""

import pytest

from mingxin.kernel.direction import as_seen

SEEN = [
    ("云市监罚1009号", "云市监罚1009号", "no mark: as written"),
    ("云\u202e1009\u202c号", "云9001号", "an override turns digits too"),
    ("\u202e品险危", "危险品", "to the end of the line"),
    ("\u202eab\ncd", "ba\ncd", "and no further"),
    ("\u202dab\u202c", "ab", "an override from left to right"),
    ("\u202b1215 1990 4299\u202c", "4299 1990 1215", "an embedding turns the order of numbers, not their digits"),
    ("\u202b2026-11-05\u202c", "2026-11-05", "signs between digits go with them"),
    ("\u20671215 4299\u2069x", "4299 1215x", "an isolate does the same"),
    ("\u20681215 4299\u2069", "1215 4299", "one by its first letter: none is from right to left"),
    ("\u202a1215 4299\u202c", "1215 4299", "an embedding from left to right"),
    ("\u202e1\u202c\u202e2\u202c", "21", "two that touch are turned together"),
    ("甲\u202e12\u202dab\u202c34\u202c乙", "甲43ab21乙", "one within another"),
    ("\u202c\u2069甲", "甲", "an end without a beginning"),
    ("", "", "nothing"),
]


@pytest.mark.parametrize(("written", "seen", "because"), SEEN, ids=[row[2] for row in SEEN])
def test_as_seen(written: str, seen: str, because: str) -> None:
    assert "".join(written[place] for place in as_seen(written)) == seen, because


def test_a_mark_from_right_to_left_turns_the_numbers_behind_it() -> None:
    written = "\u200f1215 4299"
    assert "".join(written[place] for place in as_seen(written)).strip("\u200f") == "4299 1215"
