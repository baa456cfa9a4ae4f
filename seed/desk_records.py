"""What units do with their own records afterwards: a correction, and withdrawals by the clock."""

from django.db.models import Q
from django.urls import reverse

from mingxin.access.permits import Act
from mingxin.archive.models import Record
from mingxin.intake.actions.withdrawing import correct_and_tell, withdraw_and_tell
from seed.desk_hand import Hand, sender
from seed.desk_people import accounts
from seed.desk_rows import LICENCE, PENALTY


def amend(hand: Hand) -> None:
    """Corrected: one. Withdrawn: one in time, one after the third working day, one that was reported wrongly."""
    _correct(hand, "shijian-jingban")
    _withdraw(hand, "huanjing-jingban", "决定被撤销", "云复决〔{year}〕12号行政复议决定书", ruled_ago=1)
    _withdraw(hand, "yingji-jingban", "决定被变更", "云行终〔{year}〕7号行政判决书", ruled_ago=6)
    _withdraw(hand, "jiaotong-jingban", "报送错误", "本局核查记录（{year}）第3号", item=LICENCE)


def _correct(hand: Hand, login: str) -> None:
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
    """A record of the unit that is public, decided long enough ago to have been ruled upon."""
    now_public = Q(shown_from__lte=hand.today) & (Q(hidden_from__isnull=True) | Q(hidden_from__gt=hand.today))
    found = Record.objects.filter(
        now_public, item=item, unit__uscc=sender(login).uscc, publicity="public", known_until__isnull=True,
        erased_by__isnull=True, decided_on__lte=hand.days.ago(10),
    )  # fmt: skip
    return found.order_by("-decided_on", "-id")[0]
