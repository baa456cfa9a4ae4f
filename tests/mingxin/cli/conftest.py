"""A real installation for the commands to work on: each runs as a process of its own, as it would for an operator."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import warm

UNIT = "11429913000000019L"
PARTY = "91429913MA4K00010D"
PENALTY = {
    "行政相对人名称": "云泽市宏业建材有限公司",
    "行政相对人类别": "法人及非法人组织",
    "行政相对人代码_1（统一社会信用代码）": PARTY,
    "法定代表人": "郭洋",
    "行政处罚决定书文号": "云市监罚〔2026〕1号",
    "违法行为类型": "未按规定公示价格",
    "违法事实": "2026年9月1日检查发现，当事人未按规定明码标价，有现场检查笔录证实。",
    "处罚依据": "《中华人民共和国价格法》第四十二条",
    "处罚类别": "罚款;没收违法所得",
    "处罚内容": "没收违法所得1,000.00元，罚款2,000.00元。",
    "罚款金额（万元）": "0.2",
    "没收违法所得、没收非法财物的金额（万元）": "0.1",
    "处罚决定日期": "2026/11/05",
    "处罚有效期": "2027/11/05",
    "公示截止期": "2027/11/05",
    "处罚机关": "云泽市市场监督管理局",
    "处罚机关统一社会信用代码": UNIT,
    "数据来源单位": "云泽市市场监督管理局",
    "数据来源单位统一社会信用代码": UNIT,
}


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """stdout must be exactly one JSON object."""
        return json.loads(self.out)


Command = Callable[..., Ran]


def command(home: Path, *, cold: bool = False, **environment: str) -> Command:
    """A way to run `mingxin` on that home, on SQLite unless told otherwise; cold: from the program file on."""
    cleared = {key: value for key, value in os.environ.items() if not key.startswith("MINGXIN_")}
    settings = cleared | {"MINGXIN_HOME": str(home)} | environment

    def run(*words: object, **more: str) -> Ran:
        told, env = [*map(str, words)], settings | more
        if not cold:
            ended = warm.run(told, env=env, cwd=home.parent)
            return Ran(ended.code, ended.out, ended.err)
        program = [sys.executable, "-m", "mingxin.cli.main", *told]
        done = subprocess.run(program, check=False, capture_output=True, text=True, env=env, cwd=home.parent)
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


def write_sheet(path: Path, *rows: Mapping[str, str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An initialised home with one unit and one admitted penalty; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("installed") / "var"
    assert command(folder, cold=True)("init").code == 0
    run = command(folder)
    assert run("unit", "add", UNIT, "云泽市市场监督管理局", "--items", "org_registration,admin_penalty").code == 0
    file = write_sheet(folder.parent / "p.csv", PENALTY)
    sent = run("intake", file, "--item", "admin_penalty", "--unit", UNIT, "--json")
    assert sent.json["admitted"] == 1, sent
    return folder


def copied(template: Path, folder: Path) -> Path:
    shutil.copytree(template, folder / "var")
    shutil.copytree(template.with_name("var-keys"), folder / "var-keys")
    return folder / "var"


@pytest.fixture(scope="module")
def home(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home that a module's tests share: they leave it sound."""
    return copied(template, tmp_path_factory.mktemp("home"))


@pytest.fixture
def own(template: Path, tmp_path: Path) -> tuple[Path, Command]:
    """A home that one test may break, and the commands on it."""
    home = copied(template, tmp_path)
    return home, command(home)


@pytest.fixture(scope="module")
def mingxin(home: Path) -> Command:
    return command(home)


@pytest.fixture
def bare(tmp_path: Path) -> Command:
    """A place where nobody has run `init`; the program is started anew each time."""
    return command(tmp_path / "var", cold=True)


@pytest.fixture
def on() -> Callable[..., Command]:
    """Commands on a home of the test's choice."""
    return command


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    """A file with one penalty a mapping, each the clean one with these cells changed."""

    def writing(*changes: Mapping[str, str], name: str = "sent.csv") -> Path:
        return write_sheet(tmp_path / name, *(PENALTY | dict(change) for change in changes))

    return writing
