"""Why a file or the database could not be read or written, as the system and either database say it."""

import errno
import os
import sqlite3
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Final


class Cause(Enum):
    """A code for programs, what is the matter, and what to do next."""

    FULL = ("disk_full", "磁盘已满，写不进去。", "请腾出空间后重新运行。")
    READ_ONLY = ("read_only", "数据所在的磁盘是只读的，写不进去。", "请以可写方式重新挂载磁盘后重新运行。")
    FORBIDDEN = (
        "forbidden",
        "当前的系统账户没有权限读写数据。",
        "请用运行本平台的系统账户运行，或者把数据目录、密钥目录交给这个账户。",
    )
    LOCKED = (
        "locked",
        "数据库正被其他程序占用，没有等到。",
        "请稍后重试；一直这样的，请查看是否有程序长时间占用数据库。",
    )
    NO_DATABASE = (
        "no_database",
        "数据库文件已损坏，或者不是数据库。",
        "请停止服务，用最近的备份恢复（mingxin restore）。",
    )
    MISSING = ("missing", "找不到数据库文件所在的目录。", "请检查 MINGXIN_HOME、MINGXIN_DATABASE_URL 是否正确。")
    NO_SUCH_NAME = (
        "no_such_name",
        "数据库服务器上没有这个名称的数据库。",
        "请检查 MINGXIN_DATABASE_URL 中的数据库名。",
    )
    REFUSED = ("refused", "数据库服务器不接受这个用户名或者口令。", "请检查 MINGXIN_DATABASE_URL 中的用户名和口令。")
    CROWDED = ("crowded", "数据库服务器的连接已经用完。", "请稍后重试，或者调高它的 max_connections。")
    UNREACHABLE = (
        "unreachable",
        "连接不上数据库。",
        "请检查数据库是否在运行、MINGXIN_DATABASE_URL 是否正确。",
    )

    def __init__(self, code: str, sentence: str, remedy: str) -> None:
        self.code, self.sentence, self.remedy = code, sentence, remedy


_BY_ERRNO: Final[Mapping[int, Cause]] = {
    errno.ENOSPC: Cause.FULL,
    errno.EDQUOT: Cause.FULL,
    errno.EROFS: Cause.READ_ONLY,
    errno.EACCES: Cause.FORBIDDEN,
    errno.EPERM: Cause.FORBIDDEN,
}
_BY_SQLITE: Final[Mapping[str, Cause]] = {  # the first two words of its extended names
    "SQLITE_FULL": Cause.FULL,
    "SQLITE_READONLY": Cause.READ_ONLY,
    "SQLITE_PERM": Cause.FORBIDDEN,
    "SQLITE_AUTH": Cause.FORBIDDEN,
    "SQLITE_BUSY": Cause.LOCKED,
    "SQLITE_LOCKED": Cause.LOCKED,
    "SQLITE_NOTADB": Cause.NO_DATABASE,
    "SQLITE_CORRUPT": Cause.NO_DATABASE,
    "SQLITE_CANTOPEN": Cause.MISSING,
}
_BY_PLACE: Final = frozenset({"SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_IOERR"})
"""SQLite says these for several reasons; the folder tells which."""
_ROOM: Final = 64 * 1024
"""Bytes: SQLite lays out its beginning in no less."""
_BY_SQLSTATE: Final[Mapping[str, Cause]] = {
    "53100": Cause.FULL,
    "25006": Cause.READ_ONLY,
    "42501": Cause.FORBIDDEN,
    "28P01": Cause.REFUSED,
    "28000": Cause.REFUSED,
    "3D000": Cause.NO_SUCH_NAME,
    "53300": Cause.CROWDED,
    "55P03": Cause.LOCKED,
    "40P01": Cause.LOCKED,
    "57P01": Cause.UNREACHABLE,
    "57P02": Cause.UNREACHABLE,
    "57P03": Cause.UNREACHABLE,
}


def cause_of(error: BaseException, *, place: Path | None = None) -> Cause | None:
    """The first cause that can be told along the chain of errors; None: it is something else.

    `place`: the folder of SQLite's file, looked at where SQLite alone does not say enough.
    """
    return next((cause for one in chain(error) if (cause := _of_one(one, place)) is not None), None)


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what it arose from, and so on."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _of_one(error: BaseException, place: Path | None) -> Cause | None:
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0)
    if isinstance(error, sqlite3.Error):
        name = "_".join((getattr(error, "sqlite_errorname", None) or "").split("_")[:2])
        seen = of_place(place) if place is not None and name in _BY_PLACE else None
        return seen or _BY_SQLITE.get(name)
    if type(error).__module__.startswith("psycopg"):
        state = getattr(error, "sqlstate", None)
        if state is None:  # no connection was made, or the server is gone; it says why in its own language alone
            return Cause.UNREACHABLE if type(error).__name__ in ("OperationalError", "ConnectionTimeout") else None
        return _BY_SQLSTATE.get(state) or (Cause.UNREACHABLE if state.startswith("08") else None)
    return None


def of_place(place: Path) -> Cause | None:
    """Why nothing can be written into that folder, as far as the system tells before it is tried."""
    try:
        system = os.statvfs(place)
    except PermissionError:
        return Cause.FORBIDDEN
    except OSError:
        return Cause.MISSING
    if system.f_flag & os.ST_RDONLY:
        return Cause.READ_ONLY
    if not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        return Cause.FORBIDDEN
    if any(not os.access(file, os.R_OK | os.W_OK) for file in place.glob("*.sqlite3*")):
        return Cause.FORBIDDEN
    return Cause.FULL if system.f_bavail * system.f_frsize < _ROOM or (system.f_files and not system.f_favail) else None
