"""A sent file opened, within small limits, and what is to be compared of it."""

from pathlib import Path

import pytest

from mingxin.intake.reading.opening import open_sheet
from mingxin.intake.table import Sheet
from mingxin.kernel.refusal import Refusal

HEAD = ["企业名称", "统一社会信用代码", "注册日期"]
DATA = ["云泽市宏业建材有限公司", "91429913MA4900001X", "2026/11/05"]
LIMITS = {"max_bytes": 5_000_000, "max_rows": 1000}


def opened(path: Path) -> Sheet:
    return open_sheet(path, **LIMITS)


def refused(path: Path, **limits: int) -> Refusal:
    with pytest.raises(Refusal) as caught:
        open_sheet(path, **{**LIMITS, **limits})
    return caught.value


def grid(sheet: Sheet) -> list[tuple[object, ...]]:
    return sheet.cells.rows()
