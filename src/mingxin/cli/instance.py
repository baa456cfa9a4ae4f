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
