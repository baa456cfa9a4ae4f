"""What a decision says of the sum of a fine, and whether the amount given is one of them."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from mingxin.kernel.money import amounts_in_text

_CENT: Final = Decimal("0.01")
_MOST_ADDED: Final = 8  # beyond it only all together are added up: the ways grow too many
# Where one thing ends and the next begins; a comma between digits separates thousands.
_CLAUSES: Final = re.compile(r"[。;!?\n\r、]|(?<!\d),|,(?!\d{3}(?!\d))|(?=并处|并罚|并对|并没收|并予|同时|以及)")
_FINE: Final = re.compile(r"罚款|罚金")
# Of a fine by the day, by the share or by the multiple, or between two limits, the sum named is not the amount.
_OPEN: Final = re.compile(r"每日|每天|按日|逐日|日均|[/每]日|百分|千分|%|‰|倍|以上|以下|不超过|不低于|至少|最高|幅度")
_OTHER: Final = re.compile(r"没收|违法所得|货值|价值|价款|销售额|经营额|税款|滞纳金|赔偿|退还|退赔|保证金|罚没")
_SURCHARGE: Final = re.compile(r"加处")  # 逾期不缴纳的，每日按罚款数额的百分之三加处罚款: stands under every fine


def contradicted_by(yuan: Decimal, said: str) -> tuple[Decimal, ...]:
    """The sums, in yuan, that the text names as the fine, where the amount given is none of them; () else.

    Silent where the text leaves it open: it names no sum or none as a fine, the amount is any sum of the text or
    several of them together (to the cent), the fine is reckoned by the day, a share or a multiple, or between limits.
    """
    text = unicodedata.normalize("NFKC", said)
    every = amounts_in_text(text)
    if not every or _is_among(yuan, every):
        return ()
    named: list[Decimal] = []
    for clause in (part for part in _CLAUSES.split(text) if part and not _SURCHARGE.search(part)):
        sums = amounts_in_text(clause)
        if _OPEN.search(clause) and (sums or _FINE.search(clause)):
            return ()
        if not sums or not _FINE.search(clause):
            continue
        if _OTHER.search(clause):
            return ()
        named += sums
    return tuple(dict.fromkeys(named))


def _is_among(yuan: Decimal, sums: Sequence[Decimal]) -> bool:
    """Whether it is one of the sums or several together; a figure repeated in words counts once or as often as said."""
    for ways in (list(dict.fromkeys(sums)), sums):
        counts = range(1, len(ways) + 1) if len(ways) <= _MOST_ADDED else (1, len(ways))
        if any(abs(sum(some) - yuan) <= _CENT for count in counts for some in combinations(ways, count)):
            return True
    return False
