"""The paper of a reminder: set, signed, as bytes. Nothing is stored here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.papers import keys
from mingxin.papers.signing import sign
from mingxin.papers.typesetting import typeset

TEMPLATE: Final = Path(__file__).parent.parent / "templates_typ" / "reminder.typ"
_NOTES: Final = ("本通知只提醒按期如实报送，不对许可、处罚的数量作任何要求。",)


@dataclass(frozen=True)
class Recalled:
    """That a reminder was taken back. `reason` "" where none was asked for at the time."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class Letter:
    """What a reminder says. `lines`: item and what is to be done, in words."""

    unit_name: str
    office_name: str
    month: date
    answer_by: date
    contact: str
    lines: Sequence[tuple[str, str]]


def signer(*, at: datetime) -> keys.Signer:
    """The signing key; a Refusal that says what to do where there is none for this instant."""
    try:
        return keys.signer_at(settings.KEYS, at)
    except keys.SigningKeyError as missing:
        raise Refusal(
            "reminder.no_key",
            f"暂时不能出具催报通知书：{missing.told}。",
            "请由系统管理员运行 mingxin doctor 检查签名密钥。",
        ) from None


def set_and_sign(
    letter: Letter,
    *,
    number: str,
    key: keys.Signer,
    at: datetime,
    recalled: Recalled | None = None,
    signed_at: datetime | None = None,
) -> bytes:
    """The signed paper, sent `at`; with `recalled` each page is stamped 已收回, and signed when it is asked for: the
    key of the day of recall may be gone. Same inputs, same bytes unsigned.
    """
    data = {
        "site_name": settings.SITE_NAME,
        "city": settings.CITY_NAME,
        "number": number,
        "unit": letter.unit_name,
        "office": letter.office_name,
        "month": f"{letter.month.year} 年 {letter.month.month} 月",
        "answer_by": spelled(letter.answer_by),
        "contact": letter.contact,
        "sent_on": _day(at),
        "lines": [list(line) for line in letter.lines],
        "notes": list(_NOTES),
        "demonstration": keys.is_demonstration(keys.certificate_of(key)),
        "recalled": {"on": _day(recalled.at), "reason": recalled.reason} if recalled else None,
    }
    made_at, reason = (recalled.at, "催报通知书（已收回）") if recalled else (at, "催报通知书")
    return sign(typeset(TEMPLATE, data, made_at=made_at), key, at=signed_at or made_at, reason=reason)


def _day(at: datetime) -> str:
    return spelled(at.astimezone(CHINA).date())


def spelled(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
