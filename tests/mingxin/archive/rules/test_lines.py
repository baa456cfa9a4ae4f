"""A frame's lines enter the digest of a change exactly as its rows one by one would."""

import polars as pl
import pytest

from mingxin.archive.rules.digests import line_of, lines_of

CASES = [
    (7, True, "警告", "2026-11-20", "a flag is spelled 1"),
    (8, False, "", "", "a flag is spelled 0, empty text as nothing"),
    (9, None, None, None, "null is spelled as nothing"),
    (1 << 40, True, "含\x1f分隔符和\n换行", "2026-11-20", "content is not escaped"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_a_frame_is_spelled_as_its_rows_are(case: tuple[int, bool | None, str | None, str | None, str]) -> None:
    schema = {"id": pl.Int64, "negative": pl.Boolean, "severity": pl.String, "shown_from": pl.String}
    rows = pl.DataFrame([case[:4]], schema=schema, orient="row")
    assert lines_of("archive_record", rows) == [line_of("archive_record", case[:4])]
