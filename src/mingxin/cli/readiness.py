"""Is the home ready for a command? Asked before every one but `init`, `doctor` and those that need no home."""

from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from mingxin.cli import instance
from mingxin.kernel.causes import Cause, cause_of
from mingxin.kernel.refusal import Refusal


def require(home: Path) -> None:
    """Refuse every command but `init` on a home that it has not made ready."""
    if instance.read(home) is None:
        raise Refusal("home.not_initialised", "尚未初始化：请先运行 mingxin init。", f"数据目录是 {home}。")
    try:
        loader = MigrationLoader(connection)
    except DatabaseError as error:
        cause = cause_of(error, place=home) or Cause.UNREACHABLE
        raise Refusal(f"database.{cause.code}", cause.sentence, f"{cause.remedy}mingxin doctor 会说明详情。") from None
    applied = set(loader.applied_migrations)
    if not any(app == "archive" for app, _ in applied):
        raise Refusal("home.not_initialised", "尚未初始化：请先运行 mingxin init。", "数据库中还没有本平台的表。")
    if set(loader.disk_migrations) - applied:
        raise Refusal(
            "database.outdated",
            "数据库的结构比程序旧。",
            "请先用上一版程序备份（mingxin backup），再运行 mingxin init 升级。",
        )
