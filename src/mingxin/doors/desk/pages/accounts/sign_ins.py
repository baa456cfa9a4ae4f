"""Who is signed in now, what failed, and which post may open which page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingxin.access.actions import sessions
from mingxin.access.models import Person, StaffRole
from mingxin.access.queries.account_lists import open_sign_ins
from mingxin.access.queries.account_states import STATES
from mingxin.access.queries.standing import FOUND
from mingxin.access.queries.tries import closed_places
from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.words import NO_ADDRESS
from mingxin.doors.desk.pages.mine.views import METHODS
from mingxin.doors.desk.permit_table import mark
from mingxin.doors.desk.routing import registered
from mingxin.doors.parts.side import DESK_PATH
from mingxin.kernel.clock import now
from mingxin.ledger.models import Entry
from mingxin.ledger.searching import detail_of, since, until

CLOSED = {
    FOUND: "账户与记载不符，拒绝登录",
    "access.locked": "账户锁定",
    "access.guarded": "多处试登录，只认熟悉的地址和动态验证码",
    "access.address_closed": "地址暂停登录",
}
WHY = {
    "password": "口令不正确",
    "second_factor": "动态验证码不正确",
    "locked": "锁定或者暂停登录期间再试",
    "account": "账户已停用",
    "own_password": "登录后核对口令不正确",
    "unknown": "没有这个账户",
    "guarded": "多处试登录期间，来自生疏的地址",
}


@require_safe
def now_open(request: DeskRequest) -> HttpResponseBase:
    """Those whose span is over are not shown, whether or not a worker has closed them yet."""
    at, spans, me = now(), sessions.spans(), request.holder.person
    return listing.show(
        request,
        listing.Listing(
            title="正在登录",
            rows=open_sign_ins().filter(seen_at__gt=at - spans.idle, at__gt=at - spans.whole),
            order=("-seen_at", "-id"),
            columns=[
                listing.Column("name", "姓名", lambda s: s.person.name, kind="link", link=_account),
                listing.Column("login", "账户名", lambda s: s.person.login, kind="code"),
                listing.Column("unit", "单位", lambda s: s.person.unit.name if s.person.unit else "平台"),
                listing.Column("at", "登录时间", lambda s: s.at, kind="time"),
                listing.Column("seen", "最近操作", lambda s: s.seen_at, kind="time"),
                listing.Column("address", "地址", lambda s: s.address, kind="code"),
                listing.Column("method", "方式", lambda s: METHODS.get(s.method, s.method)),
                listing.Column("end", "办理", lambda s: "本人" if s.person_id == me else "结束登录", link=_end_of(me)),
            ],
            filters=[
                listing.Filter("xingming", "姓名", "text", lambda r, text: r.filter(person__name__contains=text)),
                listing.Filter("dizhi", "地址", "text", lambda r, text: r.filter(address__startswith=text)),
            ],
            empty="现在没有人登录。",
        ),
        template="desk/accounts/sign_ins.html",
    )


@require_safe
def failures(request: DeskRequest) -> HttpResponseBase:
    """From the ledger, newest first; of a login that does not exist only what tells it from others."""
    accounts = dict(Person.objects.values_list("login", "pk"))
    return listing.show(
        request,
        listing.Listing(
            title="登录失败",
            rows=Entry.objects.filter(action__in=["access.sign_in_failed", *CLOSED]),
            order=("-id",),
            columns=[
                listing.Column("at", "时间", lambda e: e.at, kind="time"),
                listing.Column(
                    "login",
                    "账户名",
                    _login,
                    kind="link",
                    link=lambda e: _account_of(accounts.get(e.object_key)),
                ),
                listing.Column("name", "姓名", lambda e: e.actor_name),
                listing.Column("unit", "单位", lambda e: e.actor_unit_name),
                listing.Column("address", "地址", _address, kind="code"),
                listing.Column("why", "原因", _why, kind="tag"),
            ],
            filters=[
                listing.Filter("zhanghu", "账户名", "text", lambda rows, text: rows.filter(object_key=text)),
                listing.Filter("zi", "从哪天起", "day", since),
                listing.Filter("zhi", "到哪天为止", "day", until),
            ],
            empty="没有登录失败的记录。",
        ),
        template="desk/accounts/failures.html",
        extra={"closed_places": closed_places(now()).count()},
    )


@require_safe
def permits(request: DeskRequest) -> HttpResponseBase:
    """Every address with the posts that may use it, as the pages themselves ask."""
    from mingxin.doors.desk.urls import urlpatterns

    return listing.show(
        request,
        listing.Listing(
            title="权限表",
            rows=list(registered(urlpatterns)),
            row_key=lambda one: one.name,
            columns=[
                listing.Column("purpose", "用途", lambda one: one.purpose),
                listing.Column("pattern", "页面", lambda one: f"{DESK_PATH}{one.pattern}"),
                *(_of_role(role) for role in StaffRole),
            ],
            filters=[
                listing.Filter(
                    "gangwei",
                    "岗位",
                    "choice",
                    lambda rows, role: [one for one in rows if mark(one.act, StaffRole(role)) not in ("–", "登录前")],
                    choices=StaffRole.choices,
                ),
                listing.Filter(
                    "yongtu", "用途", "text", lambda rows, text: [one for one in rows if text in one.purpose]
                ),
            ],
        ),
        template="desk/accounts/permits.html",
    )


def _of_role(role: StaffRole) -> listing.Column:
    return listing.Column(role.value, role.label, lambda one: mark(one.act, role))


def _why(entry: Entry) -> listing.Tag:
    if entry.action == "access.locked" and "address" in detail_of(entry):  # only from there
        return listing.Tag(STATES["partly"], "bad")
    if entry.action in CLOSED:
        return listing.Tag(CLOSED[entry.action], "bad")
    why = str(detail_of(entry).get("why", ""))
    return listing.Tag(WHY.get(why, why or "没有登记"), "warn")


def _address(entry: Entry) -> str:
    """ "" where the entry is of no address; one of which nobody could say whence it came is called so."""
    if entry.object_type == "address":
        return entry.object_key
    detail = detail_of(entry)
    return str(detail["address"]) or NO_ADDRESS if "address" in detail else ""


def _login(entry: Entry) -> str:
    """The account; where there is none, the little that is kept of what was typed."""
    if entry.object_type == "address":
        return ""
    return str(detail_of(entry).get("typed", "")) if entry.object_type == "login" else entry.object_key


def _account(row: Any) -> str | None:
    return _account_of(row.person_id)


def _account_of(number: int | None) -> str | None:
    return reverse("desk:security_account", args=[number]) if number else None


def _end_of(me: int) -> Callable[[Any], str | None]:
    """Where to end a sign-in; one's own ends by signing out."""
    return lambda row: None if row.person_id == me else reverse("desk:security_end", args=[row.person_id])
