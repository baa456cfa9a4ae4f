"""PostgreSQL's own programs for copying a database, told the address without showing the password."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mingxin.kernel.refusal import Refusal


def dump(database: Mapping[str, Any], target: Path) -> None:
    """A consistent copy in PostgreSQL's custom format, without the keys of open sessions."""
    options = ["--format=custom", "--no-owner", "--no-privileges", "--exclude-table-data=django_session"]
    _run("pg_dump", [*options, f"--file={target}"], database)


def load(database: Mapping[str, Any], source: Path) -> None:
    """Load a copy into an empty database, whole or not at all."""
    name = str(database["NAME"])
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", f"--dbname={name}"]
    _run("pg_restore", [*options, str(source)], database)


def _run(program: str, arguments: list[str], database: Mapping[str, Any]) -> None:
    found = shutil.which(program)
    if found is None:
        raise Refusal(
            "postgresql.program", f"本机没有 {program} 程序。", "请安装与数据库同版本的 postgresql-client 后重试。"
        )
    names = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST", "PORT": "PGPORT"}
    address = {names[key]: str(database[key]) for key in names if database.get(key)}
    done = subprocess.run([found, *arguments], check=False, capture_output=True, text=True, env=os.environ | address)
    if done.returncode:
        told = done.stderr.strip().splitlines()
        raise Refusal("postgresql.failed", f"{program} 没有完成：{told[-1] if told else '原因不明'}", "请排除后重试。")
