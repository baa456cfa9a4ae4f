"""How many rows a file may have: rows of data, whatever stands above and below them."""

from pathlib import Path

import pytest

from mingxin.access.models import Unit
from mingxin.intake.actions.guessing import guess
from mingxin.intake.actions.process import process
from mingxin.kernel.refusal import Refusal
from tests.mingxin.archive.conftest import sender
from tests.mingxin.archive.sending import UNIT, Sender, penalty, write_csv

__all__ = ["sender"]

MOST = 3
TITLE, NOTE = "行政处罚信息报送表\n", "注：以上由本单位填报。\n"
EDGE = [
    ("before the edge", 2, "", True),
    ("on it", 3, "", True),
    ("on it, with a title and a note", 3, TITLE, True),
    ("beyond it", 4, "", False),
    ("beyond it, with a title and a note", 4, TITLE, False),
]


def test_the_limit_is_on_rows_of_data(sender: Sender, tmp_path: Path, settings) -> None:
    settings.INTAKE_BATCH_MAX_ROWS = MOST
    for place, (why, rows, title, is_taken) in enumerate(EDGE):
        numbers = range(place * 10, place * 10 + rows)
        path = write_csv(tmp_path / f"{place}.csv", "admin_penalty", [penalty(number) for number in numbers])
        if title:
            path.write_text(title + path.read_text("utf-8-sig") + NOTE, encoding="utf-8-sig")
        assert guess(path, unit=Unit.objects.get(uscc=UNIT), on=sender.at.date()).clear == "admin_penalty", why
        if is_taken:
            assert process(path, item="admin_penalty", unit=UNIT, by=sender.by, at=sender.at).reported == rows, why
            continue
        with pytest.raises(Refusal) as refused:
            process(path, item="admin_penalty", unit=UNIT, by=sender.by, at=sender.at)
        assert refused.value.code == "file.too_many_rows", why
        assert f"{rows} 行数据" in refused.value.message, why
