"""The files that are measured: penalties of the invented city, clean, in the national layout."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Final

import polars as pl

from seed.bench import penalties, write_csv_gb18030, write_xlsx
from seed.organisations import organisations

SEED: Final = 1
ROWS_PER_ORGANISATION: Final = 5
_AS_OF: Final = date(2026, 11, 20)


def frame_of(rows: int) -> pl.DataFrame:
    """The table as it is sent: headers and text."""
    parties = organisations(Random(f"bench {SEED}"), max(rows // ROWS_PER_ORGANISATION, 50), _AS_OF)
    return penalties(rows, SEED, parties)


def write_samples(folder: Path, rows: int) -> None:
    """penalties.csv (GB18030), penalties.xlsx and penalties.parquet (the frame, for peers) in `folder`."""
    frame = frame_of(rows)
    write_csv_gb18030(frame, folder / "penalties.csv")
    write_xlsx(frame, folder / "penalties.xlsx")
    frame.write_parquet(folder / "penalties.parquet")
