"""Is the database there, of the right kind, and of this version?"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from mingxin.kernel.causes import Cause, cause_of
from mingxin.oversight.verdict import Line, fault, ok, warning


def server() -> Iterator[Line]:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        cause = cause_of(error, place=Path(settings.HOME)) or Cause.UNREACHABLE
        yield fault("数据库", cause.sentence.rstrip("。"), cause.remedy)
        return
    if connection.vendor == "postgresql":
        yield from _postgresql()
    elif connection.vendor == "sqlite":
        yield from _sqlite()
    else:
        yield fault("数据库", f"{connection.vendor} 不受支持", "请使用 SQLite 或 PostgreSQL。")


def _postgresql() -> Iterator[Line]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding), datcollate, current_setting('server_version') "
            "FROM pg_database WHERE datname = current_database()"
        )
        encoding, collation, number = cursor.fetchone()
    if encoding == "UTF8":
        yield ok("数据库", f"PostgreSQL {number}，编码 UTF8")
    else:
        yield fault("数据库", f"编码是 {encoding}", "请用 --encoding=UTF8 新建数据库后恢复备份。")
    if collation in ("C", "C.UTF-8", "C.utf8", "POSIX"):
        yield ok("排序规则", collation)
    else:
        yield warning("排序规则", f"是 {collation}，两种数据库的次序会不同", "建议用 --locale=C 新建数据库后恢复备份。")


def _sqlite() -> Iterator[Line]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        (mode,) = cursor.fetchone()
        cursor.execute("PRAGMA quick_check(1)")
        (health,) = cursor.fetchone()
    if health != "ok":
        yield fault("数据库", "SQLite 文件已损坏", "请停止服务，用最近的备份恢复（mingxin restore）。")
    elif mode != "wal":
        yield warning("数据库", f"SQLite 日志模式是 {mode}", "请把数据目录放在本机磁盘上（网络磁盘不支持 WAL）。")
    else:
        yield ok("数据库", "SQLite，文件完好")


def tables() -> Iterator[Line]:
    loader = MigrationLoader(connection)
    applied, shipped = set(loader.applied_migrations), set(loader.disk_migrations)
    if not applied:
        yield fault("表结构", "还没有建立", "请运行 mingxin init。")
    elif waiting := shipped - applied:
        yield fault("表结构", f"比程序旧，有 {len(waiting)} 步未执行", "请先备份，再运行 mingxin init 升级。")
    elif unknown := applied - shipped:
        yield fault("表结构", f"比程序新，有 {len(unknown)} 步程序不认识", "请安装与数据相符的程序版本。")
    else:
        yield ok("表结构", "与程序一致")
