"""The installation's secret and those before it."""

from pathlib import Path

import pytest

from mingxin.config.secret import FILE, make_secret, older_secrets, secret_key


@pytest.fixture(autouse=True)
def no_secret_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINGXIN_SECRET_KEY", raising=False)


def test_made_once_and_read_again(tmp_path: Path) -> None:
    make_secret(tmp_path)
    made = secret_key(tmp_path)
    make_secret(tmp_path)
    assert secret_key(tmp_path) == made and len(made) >= 64
    assert older_secrets(tmp_path) == []
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_the_first_line_is_in_use_and_the_others_still_count(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("new\nold\nolder\n")
    assert secret_key(tmp_path) == "new"
    assert older_secrets(tmp_path) == ["old", "older"]


@pytest.mark.parametrize("content", [None, "", "\n"], ids=["no file", "empty", "a bare line"])
def test_without_one_a_process_makes_its_own(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / FILE).write_text(content)
    assert len(secret_key(tmp_path)) >= 64
    assert secret_key(tmp_path) != secret_key(tmp_path)


def test_the_environment_speaks_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).write_text("new\nold\n")
    monkeypatch.setenv("MINGXIN_SECRET_KEY", "given")
    assert (secret_key(tmp_path), older_secrets(tmp_path)) == ("given", [])
