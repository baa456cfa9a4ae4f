"""The large tables for measuring: national layout, repeatable, clean."""

from decimal import Decimal
from pathlib import Path

import openpyxl

from mingxin.kernel import uscc
from mingxin.kernel.money import amounts_in_text
from seed import bench
from seed.city import City
from seed.layouts import columns


def test_thirty_national_columns(small_city: City) -> None:
    frame = bench.penalties(50, 1, small_city.organisations)
    assert frame.shape == (50, 30)
    assert frame.columns == [column.name for column in columns("admin_penalty")][:30]


def test_the_same_seed_gives_the_same_rows(small_city: City) -> None:
    first = bench.penalties(200, 3, small_city.organisations)
    assert first.equals(bench.penalties(200, 3, small_city.organisations))
    assert not first.equals(bench.penalties(200, 4, small_city.organisations))


def test_rows_are_clean(small_city: City) -> None:
    frame = bench.penalties(300, 1, small_city.organisations)
    assert frame["行政处罚决定书文号"].n_unique() == 300
    for row in frame.iter_rows(named=True):
        assert uscc.examine(row["行政相对人代码_1（统一社会信用代码）"]).problem is None
        if row["罚款金额（万元）"]:
            assert Decimal(row["罚款金额（万元）"]) * 10_000 in amounts_in_text(row["处罚内容"])


def test_written_and_read_back(small_city: City, tmp_path: Path) -> None:
    frame = bench.penalties(20, 1, small_city.organisations)
    bench.write_csv_gb18030(frame, tmp_path / "a.csv")
    lines = (tmp_path / "a.csv").read_bytes().decode("gb18030").split("\r\n")
    assert len(lines) == 22  # header, rows, and the end of the last line
    bench.write_xlsx(frame, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert (sheet.max_row, sheet.max_column) == (21, 30)
