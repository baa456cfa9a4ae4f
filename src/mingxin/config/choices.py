"""Settings that are one word out of a few."""

import os
from collections.abc import Sequence

from mingxin.kernel.refusal import Refusal


def chosen(variable: str, words: Sequence[str]) -> str:
    """What the environment says, by default the first; a Refusal for any other word."""
    given = os.environ.get(variable) or words[0]
    if given not in words:
        raise Refusal("settings.word", f"{variable} 不能是“{given}”。", f"可以是：{'、'.join(words)}。")
    return given
