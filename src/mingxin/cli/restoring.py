"""`mingxin restore`: a backup becomes an installation again, in an empty home, and is proved."""

import argparse
import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import dj_database_url

from mingxin.cli import postgresql
from mingxin.cli.telling import Advance, Telling
from mingxin.config.home import home_folder, keys_folder
from mingxin.kernel.refusal import Refusal
from mingxin.papers.keys import holds_key

MANIFEST = "manifest.json"
FORMAT = "mingxin-backup-1"
DUMP = "database.pgdump"
_DATABASES = {"sqlite": "database.sqlite3", "postgresql": DUMP}
_MEMBER = re.compile(
    r"database\.(sqlite3|pgdump)|instance\.json|city\.yaml|manifest\.json|(originals|files|papers)/[0-9a-f]{2}/[0-9a-f]{64}"
)
FILES = "MINGXIN.files"  # how many files follow, as a backup has it in its head
KEYS: Final = ("vault.key", "ledger.key", "public-numbers.key", "session.secret")  # by name: nothing here needs Django
_PIECE = 1 << 20


def restore(arguments: argparse.Namespace, telling: Telling) -> int:
    home = arguments.into.expanduser().resolve() if arguments.into else home_folder()
    _require_empty(home)
    beside = home.with_name(f".{home.name}.restoring")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        with telling.progress() as advance:
            manifest = _unpack(arguments.file, beside, advance)
            _place_database(manifest, beside, advance)
        if home.is_dir():
            home.rmdir()
        beside.replace(home)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    telling.note(f"✓ 已恢复到 {home}（备份于 {manifest['made_at']}，封印 {manifest['seal'] or '尚无'}）。")
    code = _prove(home)
    told = "校验通过，可以使用" if code == 0 else "校验发现问题，见上面各行"
    telling.give({"home": str(home), "made_at": manifest["made_at"], "seal": manifest["seal"], "proved": code == 0})
    telling.say(f"{'✓' if code == 0 else '✗'} {told}。")
    for line in _next(home):
        telling.note(f"· {line}")
    telling.note("· 用它接替原来的安装而备份之后又有过封印的，请运行 mingxin ledger accept，写明恢复的经过。")
    return code


def _next(home: Path) -> tuple[str, ...]:
    """What is left to do: keys are in no backup, and lie there already where an installation is replaced."""
    keys = keys_folder(home)
    missing = [name for name in KEYS if not (keys / name).is_file()] + ([] if holds_key(keys) else ["签章密钥"])
    if missing:
        back = f"密钥目录 {keys} 中没有 {'、'.join(missing)}：请从密钥备份中放回，再运行 mingxin doctor --full。"
        return back, "然后用 MINGXIN_HOME 指向这个数据目录。"
    return (f"密钥已在 {keys}，不必另放；请用 MINGXIN_HOME 指向这个数据目录。",)


def _require_empty(home: Path) -> None:
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise Refusal(
            "restore.not_empty", f"{home} 不是空目录，不会覆盖已有数据。", "请用 --into 指定一个空目录或不存在的目录。"
        )
    if not home.parent.is_dir() or not os.access(home.parent, os.W_OK):
        raise Refusal("restore.not_writable", f"不能在 {home.parent} 中建立数据目录。", "请核对它是否存在、可写。")


def _unpack(file: Path, folder: Path, advance: Advance) -> dict[str, Any]:
    """Every member into `folder`, proved against the manifest; a Refusal where one is missing, added or altered."""
    folder.mkdir(mode=0o700)
    digests: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    try:
        with tarfile.open(file, "r:gz") as archive:
            total = _announced(archive)
            for done, member in enumerate(archive, start=1):
                content = archive.extractfile(member)
                if not member.isreg() or content is None or not _MEMBER.fullmatch(member.name):
                    raise _damaged(f"其中有不属于备份的内容“{member.name[:60]}”")
                if member.name == MANIFEST:
                    manifest = json.loads(content.read())
                    continue
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                hasher = hashlib.sha256()
                with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                    while piece := content.read(_PIECE):
                        hasher.update(piece)
                        out.write(piece)
                digests[member.name] = hasher.hexdigest()
                advance("解开备份", done, total)
    except FileNotFoundError:
        raise Refusal("file.not_found", f"找不到备份文件 {file}。", "请核对路径和文件名。") from None
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):  # of this machine, not of the backup
            raise
        raise _damaged("文件读不完整") from None
    except (tarfile.TarError, zlib.error, EOFError, ValueError, RecursionError):
        raise _damaged("文件读不完整") from None
    if not _is_manifest(manifest):
        raise _damaged("没有清单，或者不是本平台的备份")
    if {entry["name"]: entry["sha256"] for entry in manifest["files"]} != digests:
        raise _damaged("内容与清单不符")
    if _DATABASES[manifest["database"]] not in digests:
        raise _damaged("其中没有数据库")
    return manifest


def _announced(archive: tarfile.TarFile) -> int:
    """How many files the backup says will follow; 0 where it does not, as those of earlier versions."""
    told = archive.pax_headers.get(FILES, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < len("1000000000") else 0


def _is_manifest(said: object) -> bool:
    """Whether it has all that is asked of it below, whoever wrote it."""
    return (
        isinstance(said, dict)
        and said.get("format") == FORMAT
        and all(isinstance(said.get(name), str) for name in ("made_at", "seal", "database"))
        and said["database"] in _DATABASES
        and isinstance(said.get("files"), list)
        and all(
            isinstance(one, dict) and all(isinstance(one.get(name), str) for name in ("name", "sha256"))
            for one in said["files"]
        )
    )


def _place_database(manifest: Mapping[str, Any], folder: Path, advance: Advance) -> None:
    url = os.environ.get("MINGXIN_DATABASE_URL", "")
    is_postgresql = url.startswith(("postgres://", "postgresql://"))
    if is_postgresql != (manifest["database"] == "postgresql") or (url and not is_postgresql):
        raise Refusal(
            "restore.database",
            f"备份取自 {manifest['database']}，与 MINGXIN_DATABASE_URL 指定的数据库种类不同。",
            "请把 MINGXIN_DATABASE_URL 设为同种类的空数据库（SQLite 备份则不要设置）。",
        )
    advance("恢复数据库", 0, 1)
    if is_postgresql:
        postgresql.load(dj_database_url.parse(url), folder / DUMP)
        (folder / DUMP).unlink()
    else:
        (folder / "database.sqlite3").replace(folder / "mingxin.sqlite3")


def _prove(home: Path) -> int:
    """The installation, and with it all that the whole proof proves, by a command of its own in the restored home."""
    environment = os.environ | {"MINGXIN_HOME": str(home)}
    # a backup ends before what the keys folder has witnessed since: that is said, and is no break
    command = [sys.executable, "-m", "mingxin.cli.main", "doctor", "--full", "--older"]
    return 1 if subprocess.run(command, check=False, env=environment, stdout=sys.stderr).returncode else 0


def _damaged(why: str) -> Refusal:
    return Refusal("restore.damaged", f"备份文件不可用：{why}。没有恢复任何内容。", "请换用另一份备份。")
