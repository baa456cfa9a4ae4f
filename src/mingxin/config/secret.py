"""The secret that signs form tokens and seals second factors: kept with the keys, made by `init`."""

import os
import secrets
from pathlib import Path

from mingxin.kernel.keyfile import make_key_file

FILE = "session.secret"


def secret_key(keys: Path) -> str:
    """The installation's secret; a process without one (a command before `init`) gets a throw-away value of its own."""
    given = os.environ.get("MINGXIN_SECRET_KEY")
    if given:
        return given
    return next(iter(_lines(keys)), "") or secrets.token_urlsafe(64)


def older_secrets(keys: Path) -> list[str]:
    """Further lines of the file: what was signed or sealed under them is still good (rotation)."""
    return [] if os.environ.get("MINGXIN_SECRET_KEY") else _lines(keys)[1:]


def _lines(keys: Path) -> list[str]:
    file = keys / FILE
    return file.read_text().split() if file.is_file() else []


def make_secret(keys: Path) -> None:
    """Write the secret unless it is there. Folder and file are for the owner alone."""
    make_key_file(keys, FILE, secrets.token_urlsafe(64))
