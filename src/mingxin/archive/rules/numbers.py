"""Numbers that a change gives to the rows it writes."""

POSITIONS = 1 << 24  # rows that one change can write: far above any batch's cap


def row_id(change: int, position: int) -> int:
    """The id of the row at `position` (from 0) among the rows of its table that `change` wrote.

    Ids follow from the change, so bulk loads need no sequence and rows sort as they became known.
    """
    if not 0 <= position < POSITIONS:
        raise ValueError(f"a change writes at most {POSITIONS} rows of a table")
    return change * POSITIONS + position
