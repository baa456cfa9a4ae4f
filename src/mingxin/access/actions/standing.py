"""An account that somebody altered past the platform lets nobody in (ADR 0024)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from mingxin.access.models import Person, Post, RecoveryCode, SecondFactor, Unit
from mingxin.access.queries.standing import FOUND, MENDS
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actions import write
from mingxin.ledger.actor import PLATFORM
from mingxin.ledger.models import Entry
from mingxin.ledger.standing import stand_as_told

ALTERED: Final = "account.altered"


def is_altered(person: Person, at: datetime) -> bool:
    """Whether account, second factor or a recovery code is not as the ledger last told it.

    The first time it is seen so, an entry says it; not with every try. Call it with the account's row held, which every
    verb on any of the three holds too, and raise `refusal()` after the transaction.
    """
    about = ("person", person.login)
    factor = SecondFactor.objects.filter(person=person).first()
    codes = {code.pk: code for code in RecoveryCode.objects.filter(person=person)}
    if not stand_as_told(Person, {person.pk: person}, about=about, anew=MENDS[:1]):
        what = "account"
    elif not stand_as_told(SecondFactor, {person.pk: factor}, about=about):
        what = "second_factor"
    elif not stand_as_told(RecoveryCode, codes, about=about):
        what = "recovery_codes"
    else:
        return False
    _tell(person, what, at)
    return True


def require_as_told(person: Person, posts: Sequence[Post], at: datetime) -> None:
    """Raises Refusal("account.altered") where account, posts or their units, these very objects, are not as the ledger
    last told them: an act would bear a name, or rest on a post, that somebody put there for a moment.
    """
    about = ("person", person.login)
    units = {post.unit.pk: post.unit for post in posts if post.unit is not None}
    if not stand_as_told(Person, {person.pk: person}, about=about, newest_alone=True):
        what = "account"
    elif not stand_as_told(Post, {post.pk: post for post in posts}, about=about, newest_alone=True):
        what = "posts"
    elif not all(
        stand_as_told(Unit, {unit.pk: unit}, about=("unit", unit.uscc), newest_alone=True) for unit in units.values()
    ):
        what = "units"
    else:
        return
    _tell(person, what, at)
    raise Refusal(
        ALTERED,
        "您的账户、岗位或者单位的登记与操作日志的最后一次记载不符，可能有人绕过平台改动过，因此没有办理。",
        "请立即联系安全管理员和审计员；查明并恢复以后，就可以继续办理。",
    )


def refusal() -> Refusal:
    return Refusal(
        ALTERED,
        "这个账户的登记与操作日志的最后一次记载不符，可能有人绕过平台改动过。为了您的安全，暂时不能登录。",
        "请立即联系安全管理员；查明以后，由管理员重置口令或者动态验证码，就可以重新登录。",
    )


def _tell(person: Person, what: str, at: datetime) -> None:
    """Without naming the row: an entry that tells it would be the newest one about it."""
    told = Entry.objects.filter(object_type="person", object_key=person.login)
    mended = told.filter(action__in=MENDS).order_by("-id").values_list("id", flat=True).first() or 0
    if told.filter(action=FOUND, id__gt=mended, detail__contains=f'"{what}"').exists():
        return
    write(action=FOUND, object_type="person", object_key=person.login, by=PLATFORM, at=at, detail={"what": what})
