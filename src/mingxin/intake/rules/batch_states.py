"""What may follow on what in the life of a batch. Whether a person may do it is for the permit to say."""

from collections.abc import Mapping
from typing import Final

from mingxin.kernel.refusal import Refusal

WORDS: Final[Mapping[str, str]] = {
    "received": "已接收",
    "checking": "检查中",
    "ready": "待提交",
    "submitted": "待审核",
    "returned": "审核退回",
    "released": "入库中",
    "admitted": "已入库",
    "withdrawn": "已撤回",
    "refused": "已拒收",
}

NEXT: Final[Mapping[str, frozenset[str]]] = {
    "received": frozenset({"checking", "withdrawn", "refused"}),
    "checking": frozenset({"ready", "refused", "received", "withdrawn"}),  # back to received: another item was chosen
    "ready": frozenset({"checking", "ready", "submitted", "released", "withdrawn"}),  # ready again: a cell was mended
    "submitted": frozenset({"returned", "released", "withdrawn"}),
    "returned": frozenset({"checking", "ready", "submitted", "released", "withdrawn"}),
    "released": frozenset({"admitted"}),
    "admitted": frozenset(),
    "withdrawn": frozenset(),
    "refused": frozenset(),
}

OPEN: Final = frozenset({"received", "checking", "ready", "submitted", "returned", "released"})
MENDABLE: Final = frozenset({"ready", "returned"})
CAN_BE_WITHDRAWN: Final = frozenset(state for state, after in NEXT.items() if "withdrawn" in after)


def require_step(before: str, after: str) -> None:
    """Refuse a step that does not follow, in words that say where the batch stands."""
    if after not in NEXT[before]:
        raise Refusal(
            "batch.state",
            f"这一批现在是“{WORDS[before]}”，不能改为“{WORDS[after]}”。",
            "页面可能已经过时，请刷新后再看；可能是同事刚刚办理过。",
            before=before,
            after=after,
        )
