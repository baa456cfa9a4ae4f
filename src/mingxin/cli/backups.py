"""`mingxin backup`: one file that holds the database and the files it names, and no key."""

import argparse
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection

from mingxin.cli import instance, postgresql
from mingxin.cli.papers import require_writable
from mingxin.cli.telling import Advance, Telling
from mingxin.cli.upkeep import tidying_lock
from mingxin.config import city
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actions import seal
from mingxin.ledger.queries import newest_seal
from mingxin.oversight.files import missing_files, stores

ENDING = ".tar.gz"
MANIFEST = "manifest.json"
FORMAT = "mingxin-backup-1"
FILES = "MINGXIN.files"
"""Header of a backup that tells ahead how many files follow, for whoever waits for them: a manifest stands last."""


def backup(arguments: argparse.Namespace, telling: Telling) -> int:
    target = _target(arguments.target)
    home = Path(settings.HOME)
    seal(at=now())
    # the sweeper waits: what the copied database names must still be there when the files are copied
    with tidying_lock(home, wait=True), telling.progress() as advance:
        manifest = write(target, home, advance)
        missing = missing_files()
    size = target.stat().st_size
    telling.give({"file": str(target), "bytes": size, "files": len(manifest["files"]), "seal": manifest["seal"]})
    telling.say(f"✓ 备份已写好：{target}（{size / 1e6:,.1f} MB，{len(manifest['files'])} 个文件）")
    telling.say(f"  备份时的最新封印：{manifest['seal'] or '（尚无）'}")
    telling.note(f"! 备份里没有密钥。请把 {settings.KEYS} 另存到别处，与备份分开保管；没有密钥，留存的原件打不开。")
    if missing:
        telling.note(f"✗ 有 {len(missing)} 个在册文件不在数据目录中，备份不完整；请运行 mingxin doctor。")
        return 1
    return 0


def _target(given: Path) -> Path:
    """The file to write: the given one, or one named by the moment in the given folder."""
    if given.is_dir():
        given = given / f"mingxin-{settings.INSTANCE_CODE}-{now():%Y%m%d-%H%M%S}{ENDING}"
    if not given.name.endswith(ENDING):
        raise Refusal(
            "backup.name",
            f"{given} 不是已有的目录，也不以 {ENDING} 结尾。",
            f"请先建立这个目录，或写以 {ENDING} 结尾的文件名。",
        )
    require_writable(given)
    if given.exists():
        raise Refusal("backup.exists", f"{given} 已经存在，不会覆盖。", "请换一个文件名。")
    inside = given.resolve().parent
    if inside == settings.HOME or settings.HOME in inside.parents:
        raise Refusal("backup.inside", "备份不能写在数据目录之内。", "请写到另一块磁盘或另一台机器上。")
    return given


def write(target: Path, home: Path, advance: Advance) -> dict[str, list[object] | str]:
    """Database first, files second, manifest last; written beside and renamed when it is whole. The manifest."""
    arriving = target.with_name(f".{target.name}.arriving")
    newest = newest_seal()
    listed: list[object] = []
    try:
        with tempfile.TemporaryDirectory(dir=target.resolve().parent, prefix=".mingxin-") as beside:
            os.chmod(beside, 0o700)
            advance("复制数据库", 0, 1)
            database = _copy_database(Path(beside))
            handle = os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as raw:
                paths = [(database.name, database), (instance.FILE, home / instance.FILE)]
                paths += [(city.FILE, home / city.FILE)] if (home / city.FILE).is_file() else []
                paths += [(str(p.relative_to(home)), p) for s in stores() for p in sorted(s.all())]
                counted = {FILES: str(len(paths))}
                with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3, pax_headers=counted) as archive:
                    for done, (name, path) in enumerate(paths, start=1):
                        listed.append(_add(archive, name, path))
                        advance("复制文件", done, len(paths))
                    manifest: dict[str, list[object] | str] = {
                        "format": FORMAT,
                        "version": version("mingxin"),
                        "made_at": now().isoformat(timespec="seconds"),
                        "instance_code": settings.INSTANCE_CODE,
                        "database": connection.vendor,
                        "seal": f"{newest.number}:{newest.digest}" if newest else "",
                        "files": listed,
                    }
                    _add_bytes(archive, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
                raw.flush()
                os.fsync(raw.fileno())
        arriving.replace(target)
    finally:
        arriving.unlink(missing_ok=True)
    return manifest


def _copy_database(folder: Path) -> Path:
    if connection.vendor == "postgresql":
        dumped = folder / "database.pgdump"
        postgresql.dump(settings.DATABASES["default"], dumped)
        return dumped
    copied = folder / "database.sqlite3"
    connection.ensure_connection()
    target = sqlite3.connect(copied)
    try:
        connection.connection.backup(target, pages=4096)
        target.execute("PRAGMA secure_delete=ON")
        target.execute("DELETE FROM django_session")  # who finds a backup must not step into an open session
        target.commit()
    finally:
        target.close()
    return copied


class _Hashing:
    """A file that is digested as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.hasher = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.hasher.update(data)
        return data


def _add(archive: tarfile.TarFile, name: str, path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        info = archive.gettarinfo(arcname=name, fileobj=file)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        info.mode = 0o600
        read = _Hashing(file)
        archive.addfile(info, read)  # tarfile asks for read() alone
    return {"name": name, "size": info.size, "sha256": read.hasher.hexdigest()}


def _add_bytes(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    archive.addfile(info, io.BytesIO(data))
