"""The command: python -m seed FOLDER."""

import json
import sys
from pathlib import Path

import pytest

from seed.__main__ import main


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr(sys, "argv", ["seed", *words])
    main()


def test_it_writes_the_folder_and_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, str(tmp_path / "city"), "--organisations", "300", "--records", "400", "--as-of", "2026-03-02")
    plan = json.loads((tmp_path / "city" / "plan.json").read_text(encoding="utf-8"))
    assert (plan["organisations"], plan["as_of"], plan["seed"]) == (300, "2026-03-02", 1)
    told = capsys.readouterr().out
    whole, faulty = len(plan["files"]) + len(plan["faulty"]), len(plan["faulty"])
    assert "登记主体 300 个" in told and f"报送文件 {whole} 个，其中 {faulty} 个有意含有错误。" in told


def test_too_small_a_city_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(monkeypatch, str(tmp_path), "--organisations", "3")
    assert "不小于 200" in capsys.readouterr().err
