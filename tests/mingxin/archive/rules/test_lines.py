"""A frame's lines enter the digest of a change exactly as its rows one by one would."""

from datetime import date

import polars as pl
import pytest

from mingxin.archive.rules.digests import (
    change_digest,
    content_digest,
    line_digest,
    line_of,
    lines_of,
    payload_of,
    public_id_of,
    thread_of,
)

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


def test_what_was_digested_once_is_digested_so_for_ever() -> None:
    """Another spelling, however reasonable, and no archive of before proves any more, nor does any address lead on."""
    payload = payload_of({"CF_WSH": "云市监罚〔2026〕1号", "BZ": "", "CF_SY": "“甲”\n乙"})
    assert payload == '{"CF_WSH":"云市监罚〔2026〕1号","CF_SY":"“甲”\\n乙"}'
    assert (
        thread_of("admin_penalty", ["云市监罚〔2026〕1号", "91429913MA0000014H"]) == "8164aa248414f7305d9cc8688afc92f3"
    )
    assert public_id_of("91429913MA0000014H") == "ed8bd4af2492ea2a"
    columns = ["云市监罚〔2026〕1号", date(2026, 11, 16), "罚款", "", None]
    content = content_digest(payload, columns)
    assert content == "592c99d01b9292a11d4b968adc7f9d1c7688d36adc8fd66e776da5d238c11aa2"
    line = line_digest(line_of("archive_record", [7, True, None, "甲"]))
    assert line.hex() == "851e185eb00c197ab402162df3b2a5015335761d345ef31c9b810cfce15ea14d"
    change = change_digest([line_digest("a"), line_digest("b")])
    assert change == "e5a01fee14e0ed5c48714f22180f25ad8365b53f9779f79dc4a3d7e93963f94a"
