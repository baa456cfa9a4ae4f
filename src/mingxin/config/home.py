"""Where this city's data and keys lie, read once from the environment."""

import os
from pathlib import Path

from mingxin.kernel.refusal import Refusal


def home_folder() -> Path:
    """The folder of all data: MINGXIN_HOME, by default ./var."""
    return Path(os.environ.get("MINGXIN_HOME", "var")).expanduser().resolve()


def keys_folder(home: Path) -> Path:
    """The folder of keys: MINGXIN_KEYS, by default beside the home; never inside it, for backups must not hold keys."""
    given = os.environ.get("MINGXIN_KEYS")
    folder = Path(given).expanduser().resolve() if given else home.parent / f"{home.name}-keys"
    if folder == home or home in folder.parents:
        raise Refusal(
            "home.keys_inside",
            f"密钥目录 {folder} 位于数据目录之内，备份数据时会连同密钥一起带走。",
            "请把 MINGXIN_KEYS 设为数据目录之外的目录。",
        )
    return folder
