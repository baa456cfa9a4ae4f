"""What units do with their own records afterwards: a correction, and withdrawals by the clock."""

from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.urls import reverse

from mingxin.access.permits import Act
from mingxin.archive.models import Record
from mingxin.intake.actions.withdrawing import correct_and_tell, withdraw_and_tell
from mingxin.intake.models import BatchState
from seed.desk_hand import Hand, sender
from seed.desk_people import accounts
from seed.desk_rows import LICENCE, PENALTY, on_file, penalties
from seed.desk_scene import UnplayableError, require
from seed.layouts import item_name
from seed.penalties import content_of
from seed.records import wan

# By the unit's own grading, and by the amount where the unit has a 口径表
_GRAVE: Final = {
    "CF_CFLB": "罚款", "CF_NR": content_of("罚款", 600_000, 0), "CF_NR_FK": wan(600_000), "CF_NR_WFFF": "",
    "CF_NR_ZKDX": "", "CF_CXLX": "普通程序", "CF_SXCD": "严重", "CF_SFGK": "是",
}  # fmt: skip


def correct(hand: Hand) -> None:
    login = "shijian-jingban"
    record = _public(hand, login, PENALTY)
    name = next(account.name for account in accounts() if account.login == "gongshui-guanli")
    correct_and_tell(
        record.thread,
        {"CF_FRDB": name},
        seen=record.change_id,
        reason="法定代表人姓名录入有误，已按登记信息核对。",
        link=reverse("desk:record", args=[record.thread]),
        by=hand.actor(login, Act.AMEND, hand.unit_of(login), PENALTY),
        at=hand.ago(hours=2),
    )


def withdraw_in_time(hand: Hand) -> None:
    _withdraw(hand, "huanjing-jingban", "决定被撤销", "云复决〔{year}〕12号行政复议决定书", ruled_ago=1)


def withdraw_late(hand: Hand) -> None:
    """After the third working day."""
    _withdraw(hand, "yingji-jingban", "决定被变更", "云行终〔{year}〕7号行政判决书", ruled_ago=6)


def withdraw_wrong_report(hand: Hand) -> None:
    _withdraw(hand, "jiaotong-jingban", "报送错误", "本局核查记录（{year}）第3号", item=LICENCE)


def _withdraw(
    hand: Hand,
    login: str,
    reason_type: str,
    case: str,
    *,
    ruled_ago: int | None = None,
    item: str = PENALTY,
) -> None:
    """`ruled_ago`: working days since the ruling; None where no clock runs."""
    record = _public(hand, login, item)
    withdraw_and_tell(
        thread=record.thread,
        reason_type=reason_type,
        case=case.format(year=hand.today.year),
        ruled_on=None if ruled_ago is None else hand.days.ago(ruled_ago),
        link=reverse("desk:record", args=[record.thread]),
        by=hand.actor(login, Act.AMEND, hand.unit_of(login), item),
        at=hand.ago(hours=1),
    )


def _public(hand: Hand, login: str, item: str) -> Record:
    """A record of the unit that is public, decided long enough ago to have been ruled upon.

    In a small city a unit may have none; then it has decided a grave case, and reported it in time.
    """
    found = _newest_public(hand, login, item)
    if found is None and item == PENALTY:
        _report_grave(hand, login)
        found = _newest_public(hand, login, item)
    if found is None:
        raise UnplayableError(f"{sender(login).name}没有十个工作日以前决定、现在公示的{item_name(item)}")
    return found


def _newest_public(hand: Hand, login: str, item: str) -> Record | None:
    now_public = Q(shown_from__lte=hand.today) & (Q(hidden_from__isnull=True) | Q(hidden_from__gt=hand.today))
    found = Record.objects.filter(
        now_public, item=item, unit__uscc=sender(login).uscc, publicity="public", known_until__isnull=True,
        erased_by__isnull=True, decided_on__lte=hand.days.ago(10),
    )  # fmt: skip
    return found.order_by("-decided_on", "-id").first()


def _report_grave(hand: Hand, login: str) -> None:
    unit = sender(login)
    samples = [row for row in on_file(PENALTY, unit, 50) if row["CF_XDR_LB"] != "个体工商户"]
    require(samples, f"{unit.name}没有对企业的行政处罚可以仿照")
    rows = penalties(samples, unit, [hand.days.ago(12)], count=1, first=6001)
    graded = [row | _GRAVE for row in rows]
    at = hand.ago(days=(hand.today - hand.days.ago(8)).days)
    sent = hand.send(login, PENALTY, graded, "行政处罚_重大案件", at=at)
    admitted = hand.through(sent, login, at=at + timedelta(hours=1))
    require(admitted.state == BatchState.ADMITTED, f"重大案件没有入库：{admitted.get_state_display()}")
