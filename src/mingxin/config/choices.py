"""Settings that are one word out of a few, or addresses of machines."""

import ipaddress
import os
from collections.abc import Sequence

from mingxin.kernel.refusal import Refusal


def chosen(variable: str, words: Sequence[str]) -> str:
    """What the environment says, by default the first; a Refusal for any other word."""
    given = os.environ.get(variable) or words[0]
    if given not in words:
        raise Refusal("settings.word", f"{variable} 不能是“{given}”。", f"可以是：{'、'.join(words)}。")
    return given


def machines(variable: str) -> list[str]:
    """The addresses and networks that the environment lists, separated by commas; a Refusal for anything else."""
    given = [one.strip() for one in os.environ.get(variable, "").split(",") if one.strip()]
    for one in given:
        try:
            ipaddress.ip_network(one)
        except ValueError:
            raise Refusal(
                "settings.address", f"{variable} 中的“{one}”不是地址。", "例如：127.0.0.1,10.20.0.0/24。"
            ) from None
    return given
