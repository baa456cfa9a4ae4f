"""The mark of an initialised home, and whether its database is ready."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from mingxin.kernel.refusal import Refusal

FILE = "instance.json"


@dataclass(frozen=True)
class Instance:
    """Written once by `init`. `database` is the kind (sqlite, postgresql), never the address with its password."""

    instance_code: str
    city: str
    database: str
    founded_at: str


def read(home: Path) -> Instance | None:
    file = home / FILE
    if not file.is_file():
        return None
    try:
        return Instance(**json.loads(file.read_text("utf-8")))
    except (ValueError, TypeError):
        raise Refusal(
            "home.instance_unreadable",
            f"数据目录中的 {FILE} 无法读取，可能已损坏。",
            "请用最近的备份恢复（mingxin restore），或运行 mingxin doctor 检查。",
        ) from None


def write(home: Path, instance: Instance) -> None:
    """Written beside and renamed, so that a killed init leaves no half file."""
    arriving = home / f".{FILE}.arriving"
    arriving.write_text(json.dumps(asdict(instance), ensure_ascii=False, indent=1) + "\n", "utf-8")
    arriving.replace(home / FILE)


def require(home: Path) -> None:
    """Refuse every command but `init` on a home that it has not made ready."""
    if read(home) is None:
        raise Refusal("home.not_initialised", "尚未初始化：请先运行 mingxin init。", f"数据目录是 {home}。")
    from django.db import DatabaseError, connection
    from django.db.migrations.loader import MigrationLoader

    try:
        loader = MigrationLoader(connection)
    except DatabaseError:
        raise Refusal(
            "database.unreachable",
            "连接不上数据库。",
            "请检查数据库是否在运行、MINGXIN_DATABASE_URL 是否正确；mingxin doctor 会说明详情。",
        ) from None
    applied = set(loader.applied_migrations)
    if not any(app == "archive" for app, _ in applied):
        raise Refusal("home.not_initialised", "尚未初始化：请先运行 mingxin init。", "数据库中还没有本平台的表。")
    if set(loader.disk_migrations) - applied:
        raise Refusal(
            "database.outdated",
            "数据库的结构比程序旧。",
            "请先用上一版程序备份（mingxin backup），再运行 mingxin init 升级。",
        )
