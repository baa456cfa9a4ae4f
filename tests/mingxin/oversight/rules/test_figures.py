"""What a figure is said to be is what it is."""

from mingxin.oversight.monthly.facts import NOTES
from mingxin.oversight.rules.figures import BY_KEY


def test_rows_that_were_given_up_with_a_reason_are_no_part_of_what_is_questioned() -> None:
    """As `left_behind` counts: the page, its file, the report and the board name it alike."""
    said = BY_KEY["questioned"].numerator
    assert said == "至今仍为疑问或者未关联、没有注明不再补报的行数"
    assert any(said in note for note in NOTES)
