"""The lists of accounts: of one's own unit, or of all."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from mingxin.access.models import Person, StaffRole
from mingxin.access.permits import Act
from mingxin.access.queries.account_lists import listed
from mingxin.access.queries.account_states import SHUT_WORDS, STATES, in_state, is_shut
from mingxin.access.queries.holders import units_for
from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.sides import COLLEAGUES, Side, side_of
from mingxin.doors.desk.pages.accounts.words import code_of, item_names, posts_in_words, tag_of
from mingxin.kernel.clock import now

_STATES = (*STATES.items(), ("shut", SHUT_WORDS), ("bare", "未启用动态验证码"))


@require_safe
def people(request: DeskRequest) -> HttpResponseBase:
    """At most five queries: units, page, posts, count, session."""
    side, at = side_of(request), now()
    units = units_for(request.holder, request.act)
    rows = listed(Person.objects.filter(unit__in=units), on=at.date())
    return listing.show(
        request,
        listing.Listing(
            title=side.title,
            rows=rows,
            order=("-is_active", "unit__name", "name", "id"),
            columns=_columns(side, at),
            filters=_filters(side, at),
            empty="还没有账户。",
        ),
        template="desk/accounts/people.html",
        extra={
            "add": side.address("add"),
            "person": side.person,
            "is_unit": side is COLLEAGUES,
        },
    )


def _columns(side: Side, at: datetime) -> list[listing.Column]:
    names, on = item_names(), at.date()
    unit = [listing.Column("unit", "单位", lambda p: p.unit.name)] if side.act is Act.KEEP_ACCOUNTS else []
    return [
        listing.Column("name", "姓名", lambda p: p.name, kind="link", link=lambda p: side.address("", p.pk)),
        listing.Column("login", "账户名", lambda p: p.login, kind="code"),
        *unit,
        listing.Column("posts", "岗位", lambda p: posts_in_words(p.held, names, on)),
        listing.Column("state", "状态", lambda p: tag_of(p, at), kind="tag"),
        listing.Column("code", "动态验证码", code_of, kind="tag"),
        listing.Column("last", "最近登录", lambda p: p.last_sign_in or "从未登录", kind="time"),
        listing.Column("contract", "合同制", lambda p: "是" if p.is_contract_staff else ""),
    ]


def _filters(side: Side, at: datetime) -> list[listing.Filter]:
    states = {state: in_state(state, at) for state in STATES} | {
        "shut": is_shut(at),
        "bare": Q(is_active=True, has_code=False),
    }
    still = Q(posts__until_on__isnull=True) | Q(posts__until_on__gt=at.date())
    unit = [listing.Filter("danwei", "单位", "text", lambda rows, text: rows.filter(unit__name__contains=text))]
    return [
        listing.Filter("xingming", "姓名或账户名", "text", by_name),
        *(unit if side.act is Act.KEEP_ACCOUNTS else []),
        listing.Filter(
            "gangwei",
            "岗位",
            "choice",
            lambda rows, role: rows.filter(still, posts__role=role).distinct(),
            choices=[(role.value, role.label) for role in StaffRole if role in _unit_roles()],
        ),
        listing.Filter("zhuangtai", "状态", "choice", lambda rows, state: rows.filter(states[state]), choices=_STATES),
    ]


def by_name(rows: Any, text: str) -> Any:
    return rows.filter(Q(name__contains=text) | Q(login__contains=text))


def _unit_roles() -> frozenset[StaffRole]:
    return frozenset({StaffRole.STEWARD, StaffRole.CHECKER, StaffRole.UNIT_ADMINISTRATOR, StaffRole.OFFICER})
