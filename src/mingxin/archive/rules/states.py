"""The state of a record as a reader knows it: derived, never stored."""

from collections.abc import Iterable
from datetime import date

ORDER = ("withdrawn", "repaired", "shielded")  # a stronger mark is named first


def state_of(
    *,
    publicity: str,
    shown_from: date | None,
    hidden_from: date | None,
    is_erased: bool,
    is_closed: bool,
    marks: Iterable[tuple[str, date, date | None]],
    as_of: date,
) -> str:
    """One of erased, withdrawn, repaired, shielded, held, not_public, ended, closed, awaiting, shown.

    `is_closed`: the catalogue lets nothing of the item be public that day. marks: (kind, from, until), half-open days.
    """
    if is_erased:
        return "erased"
    standing = {kind for kind, begin, end in marks if begin <= as_of and (end is None or as_of < end)}
    for kind in ORDER:
        if kind in standing:
            return kind
    if publicity != "public" or shown_from is None:
        return "held" if publicity == "held" else "not_public"
    if hidden_from is not None and hidden_from <= as_of and shown_from <= as_of:
        return "ended"
    if is_closed:
        return "closed"
    return "awaiting" if as_of < shown_from else "shown"


WORDS = {
    "erased": "已依法删除",
    "withdrawn": "已撤回",
    "repaired": "已修复",
    "shielded": "暂时屏蔽",
    "held": "待公示（缺依据）",
    "not_public": "不予公示",
    "awaiting": "尚未到公示日",
    "shown": "公示中",
    "closed": "事项不公示",
    "ended": "期满停止公示",
}


CLOSED = "现行目录中，该事项已停用或者不公开"
OVER = {
    "admission": "报送时已满公示期，未公示",
    "publicity": "答复时已满公示期，未公示",
    "correction": "更正时已满公示期，未公示",
}
"""What is told in place of the two days of a record that never was public, by the kind of the change that set them."""
OVER_BEFORE = "公示期已满，入库后不公示"


def is_over(*, publicity: str, shown_from: date | None, hidden_from: date | None) -> bool:
    """Whether a version is public by its rule on no day at all: its term was over before it could begin to show."""
    return publicity == "public" and shown_from is not None and hidden_from is not None and hidden_from <= shown_from


def begun_words(first: date | None, *, shown_from: date | None, hidden_from: date | None) -> str:
    """Since when a record is public, and since when with its content of now where that is another day.

    `first`: its first day, None where it had none; the other two are those of the version of now.
    """
    if first is None:
        return ""
    over = is_over(publicity="public", shown_from=shown_from, hidden_from=hidden_from)
    return f"{first}" if over or shown_from in (None, first) else f"{first}（现在的内容自 {shown_from} 起）"


def words_of(
    state: str, *, publicity_reason: str = "", withdrawal_reason: str = "", shown_from: date | None = None
) -> str:
    """The words for a state with what explains it: why it is not public, why it was withdrawn, from when it shows."""
    if state == "awaiting" and shown_from is not None:
        return f"{WORDS[state]}（{shown_from} 起公示）"
    reason = {"not_public": publicity_reason, "withdrawn": withdrawal_reason, "closed": CLOSED}.get(state, "")
    return f"{WORDS[state]}（{reason}）" if reason else WORDS[state]
