"""What the check-up says of the machine and its folders."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mingxin.kernel.clock import CHINA
from mingxin.oversight.installation import signing_key
from mingxin.papers.keys import DEMONSTRATION_DAYS, make_demonstration_key

MADE = datetime(2026, 11, 20, 9, 30, tzinfo=CHINA)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys")
    make_demonstration_key(made, city="云泽市", at=MADE)
    return made


@pytest.mark.parametrize(
    ("after", "state", "said"),
    [
        (timedelta(days=-1), "fault", "2026-11-20 至 2029-11-19，本机时钟现在是 2026-11-19"),
        (timedelta(), "warning", "有效期至 2029-11-19"),
        (timedelta(days=DEMONSTRATION_DAYS), "warning", "有效期至 2029-11-19"),
        (timedelta(days=DEMONSTRATION_DAYS + 1), "fault", "本机时钟现在是 2029-11-20"),
    ],
    ids=["the day before the certificate begins", "its first moment", "its last", "the day after it ends"],
)
def test_a_certificate_out_of_its_days_is_a_fault(folder: Path, after: timedelta, state: str, said: str) -> None:
    line = signing_key(folder, at=MADE + after)
    assert (line.state, said in line.found) == (state, True), line.found
