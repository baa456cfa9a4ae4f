"""One invented city's key, and one signed paper of it."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from mingxin.papers import keys
from mingxin.papers.signing import sign
from mingxin.papers.typesetting import typeset

BEIJING = timezone(timedelta(hours=8))

LETTER = """#let d = json(bytes(sys.inputs.data))
#set document(title: "公共信用信息报告", keywords: (sys.inputs.facts,))
#set text(font: ("Noto Sans SC", "Mingxin Rare"), lang: "zh")
= #d.title
#d.body
#d.uncovered.join("、")
"""


@pytest.fixture(scope="session")
def made_at() -> datetime:
    return datetime(2026, 11, 20, 9, 30, tzinfo=BEIJING)


@pytest.fixture(scope="session")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "letter.typ"
    path.write_text(LETTER, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def letter_data() -> dict[str, object]:
    return {
        "title": "公共信用信息报告",
        "body": "云泽市清河食品有限公司，查询期内无相关信息。",
        "number": "YZ-20261120-000128",
        "verification_code": "7K4M-9QXT-2HPD",
        "ledger_seal": {"number": 4096, "digest": "9f2c41d0", "at": "2026年11月20日 09:29"},
    }


@pytest.fixture(scope="session")
def paper(letter: Path, letter_data: dict[str, object], made_at: datetime) -> bytes:
    return typeset(letter, letter_data, made_at=made_at)


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory, made_at: datetime) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    keys.make_demonstration_key(folder, city="云泽市", at=made_at)
    return folder


@pytest.fixture(scope="session")
def signed(paper: bytes, key_folder: Path, made_at: datetime) -> bytes:
    return sign(paper, keys.load_signer(key_folder), at=made_at, reason="出具公共信用信息报告")
