"""What the check-up says of the machine and its folders."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

import mingxin
from mingxin.kernel.clock import CHINA
from mingxin.oversight.installation import proxies, signing_key, variables
from mingxin.oversight.variables import KNOWN
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
        (timedelta(days=DEMONSTRATION_DAYS - 30, microseconds=-1), "warning", "演示密钥，证书有效期至 2029-11-19"),
        (timedelta(days=DEMONSTRATION_DAYS - 30), "warning", "有效期至 2029-11-19，还有 30 天"),
        (timedelta(days=DEMONSTRATION_DAYS), "warning", "有效期至 2029-11-19，还有 0 天"),
        (timedelta(days=DEMONSTRATION_DAYS + 1), "fault", "本机时钟现在是 2029-11-20"),
    ],
    ids=[
        "the day before the certificate begins",
        "its first moment",
        "before its last thirty days",
        "when these begin",
        "its last",
        "the day after it ends",
    ],
)
def test_a_certificate_out_of_its_days_is_a_fault(folder: Path, after: timedelta, state: str, said: str) -> None:
    line = signing_key(folder, at=MADE + after)
    assert (line.state, said in line.found) == (state, True), line.found


VARIABLES = {
    "MINGXIN_TELEPHONE": ("已不再读取", "咨询电话"),
    "MINGXIN_ORGANISER": ("已不再读取", "主办单位"),
    "MINGXIN_PASSWORD_DAY": ("可能应为 MINGXIN_PASSWORD_DAYS", "核对拼写"),
    "MINGXIN_QQ": ("没有起作用", "去掉"),
}


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_that_nobody_reads_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "秘密的值")
    found, remedy = VARIABLES[name]
    (line,) = [line for line in variables() if name in line.found]
    assert (line.state, found in line.found, remedy in line.remedy) == ("warning", True, True)
    assert "秘密的值" not in line.found + line.remedy


def test_what_is_read_is_known_and_what_is_known_is_read() -> None:
    root = Path(mingxin.__file__).parent
    texts = [path.read_text("utf-8") for path in root.rglob("*.py") if path.name != "variables.py"]
    read = {name for text in texts for name in re.findall(r"\"(MINGXIN_[A-Z_]+)\"", text)}
    assert read == KNOWN
    manual = (root.parents[1] / "docs" / "operations.md").read_text("utf-8")
    assert not [name for name in KNOWN if name not in manual], "each stands in the manual"


@pytest.mark.parametrize(
    ("site", "named", "state"),
    [
        pytest.param("https://credit.example", [], "warning", id="behind a proxy that nobody named"),
        pytest.param("https://credit.example", ["10.20.0.1"], "ok", id="behind one that is named"),
        pytest.param("http://127.0.0.1:8000", [], None, id="no proxy"),
    ],
)
def test_a_proxy_is_named(monkeypatch: pytest.MonkeyPatch, site: str, named: list[str], state: str | None) -> None:
    monkeypatch.setattr(settings, "SITE_URL", site)
    monkeypatch.setattr(settings, "PROXIES", named)
    assert [line.state for line in proxies()] == ([state] if state else [])
