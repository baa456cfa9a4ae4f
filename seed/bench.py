"""Large clean penalty tables in the national layout, made fast: for measuring, not for reading."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

import polars as pl

from seed import writing
from seed.layouts import columns
from seed.organisations import Organisation
from seed.penalties import content_of
from seed.records import wan
from seed.units import Unit, units
from seed.words import table

_DAYS: Final = 1200
_LAST: Final = date(2026, 11, 19)


def penalties(n: int, seed: int, organisations: Sequence[Organisation]) -> pl.DataFrame:
    """n penalty rows, all text, under the thirty national headers; nothing is wrong with any of them.

    Each row has a document number of its own. The unit is the market regulator, the days lie in the 1200 up to
    2026-11-19. Raises IndexError when there are no organisations.
    """
    rng = Random(f"penalties {seed}")
    market = next(unit for unit in units() if unit.key == "market")
    offences = [one for one in table("offences")["market"] if "since" not in one]
    chosen = rng.choices(offences, [one["weight"] for one in offences], k=n)
    fines = [rng.randrange(one["fine"][0], one["fine"][1] + 1, 100) if "fine" in one else 0 for one in chosen]
    taken = [rng.randrange(60, 900, 10) if "taken" in one else 0 for one in chosen]
    days = [_LAST - timedelta(days=rng.randrange(_DAYS)) for _ in range(n)]
    parties = rng.choices(organisations, k=n)
    cells = {
        "CF_XDR_MC": [one.name for one in parties],
        "CF_XDR_LB": ["个体工商户" if one.is_sole_trader else "法人及非法人组织" for one in parties],
        "CF_XDR_SHXYM": [one.uscc for one in parties],
        "CF_FRDB": [one.legal_representative for one in parties],
        "CF_WSH": [f"{market.short}罚〔{day.year}〕{number}号" for number, day in enumerate(days, start=10_001)],
        "CF_WFXW": [one["conduct"] for one in chosen],
        "CF_SY": [
            f"检查发现，{party.name}{one['facts']}，有现场检查笔录、询问笔录和现场照片等证据证实。"
            for one, party in zip(chosen, parties, strict=True)
        ],
        "CF_YJ": [one["basis"] for one in chosen],
        "CF_CFLB": [one["category"] for one in chosen],
        "CF_NR": [
            content_of(one["category"], fine, gain) for one, fine, gain in zip(chosen, fines, taken, strict=True)
        ],
        "CF_NR_FK": [wan(fine) if fine else None for fine in fines],
        "CF_NR_WFFF": [wan(gain) if gain else None for gain in taken],
        "CF_JDRQ": [f"{day:%Y/%m/%d}" for day in days],
        "CF_YXQ": [f"{day + timedelta(days=365):%Y/%m/%d}" for day in days],
        "CF_GSJZQ": [f"{day + timedelta(days=365):%Y/%m/%d}" for day in days],
    }
    return _national(cells, n, market)


def write_csv_gb18030(frame: pl.DataFrame, path: Path) -> None:
    """As older systems export it: GB18030, CRLF."""
    path.write_bytes(frame.write_csv(line_terminator="\r\n").encode("gb18030"))


def write_xlsx(frame: pl.DataFrame, path: Path) -> None:
    """Header in the first row, every cell stored as text."""
    book = writing.open_workbook(path)
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("Sheet1")
    sheet.set_column(0, frame.width - 1, 18, text)
    for place, name in enumerate(frame.columns):
        sheet.write_string(0, place, name)
    for row, cells in enumerate(frame.iter_rows(), start=1):
        for place, cell in enumerate(cells):
            if cell:
                sheet.write_string(row, place, cell, text)
    book.close()


def _national(cells: dict[str, list[str]] | dict[str, list[str | None]], n: int, market: Unit) -> pl.DataFrame:
    """All thirty columns in the national order; what is not given is the unit's, or empty."""
    same = {"CF_CFJG": market.name, "CF_CFJGDM": market.uscc, "CF_SJLY": market.name, "CF_SJLYDM": market.uscc}
    series = [
        pl.Series(column.name, cells[column.code], dtype=pl.String)
        if column.code in cells
        else pl.Series(column.name, [same.get(column.code)], dtype=pl.String).new_from_index(0, n)
        for column in columns("admin_penalty")
        if not column.optional_column
    ]
    return pl.DataFrame(series)
