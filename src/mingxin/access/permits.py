"""Who may do what: role x unit or region x items, asked here and nowhere else.

A permit answers for a *person on a day*; whether the state of a batch or a record allows the act is another question
(`intake.rules.batch_states`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mingxin.access.models.people import StaffRole
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor


class Act(StrEnum):
    """What can be permitted. A route names one; its purpose in words stands beside it."""

    ENTER = "enter"
    REPORT = "report"
    RELEASE = "release"
    SEE_REPORTS = "see_reports"
    AMEND = "amend"
    NOTE_RULING = "note_ruling"
    KEEP_COLLEAGUES = "keep_colleagues"
    KEEP_UNITS = "keep_units"
    KEEP_CATALOGUE = "keep_catalogue"
    LINK = "link"
    WATCH = "watch"
    KEEP_ACCOUNTS = "keep_accounts"
    KEEP_SECURITY = "keep_security"
    AUDIT = "audit"


PURPOSES: Final[Mapping[Act, str]] = {
    Act.ENTER: "登录工作台，查看本人消息，维护本人口令",
    Act.REPORT: "报送本单位数据，声明本期无",
    Act.RELEASE: "审核本单位报送的批次，放行或者退回",
    Act.SEE_REPORTS: "查看批次、回执、疑问数据和报送时效",
    Act.AMEND: "更正、撤回本单位的信息，答复公示依据，补报、关闭疑问数据",
    Act.NOTE_RULING: "登记撤销裁决，取消有误的登记",
    Act.KEEP_COLLEAGUES: "维护本单位账户、岗位和审核开关",
    Act.KEEP_UNITS: "维护本区域单位、职权、口径表，答复职权疑问",
    Act.KEEP_CATALOGUE: "维护目录版本、工作日历和停机公告",
    Act.LINK: "办理疑问数据和未关联数据",
    Act.WATCH: "查看月度看板、时效和质量，催报，编制月报",
    Act.KEEP_ACCOUNTS: "建立和停用各单位管理员账户",
    Act.KEEP_SECURITY: "查看权限表和登录情况，解除锁定，结束会话",
    Act.AUDIT: "查阅、核验、导出操作日志",
}

GRANTS: Final[Mapping[StaffRole, frozenset[Act]]] = {
    StaffRole.STEWARD: frozenset({Act.ENTER, Act.REPORT, Act.SEE_REPORTS, Act.AMEND, Act.NOTE_RULING}),
    StaffRole.CHECKER: frozenset({Act.ENTER, Act.RELEASE, Act.SEE_REPORTS, Act.NOTE_RULING}),
    StaffRole.UNIT_ADMINISTRATOR: frozenset({Act.ENTER, Act.KEEP_COLLEAGUES, Act.SEE_REPORTS}),
    StaffRole.OFFICER: frozenset(
        {Act.ENTER, Act.SEE_REPORTS, Act.KEEP_UNITS, Act.KEEP_CATALOGUE, Act.LINK, Act.WATCH, Act.NOTE_RULING}
    ),
    StaffRole.SYSTEM_ADMINISTRATOR: frozenset({Act.ENTER, Act.KEEP_ACCOUNTS}),
    StaffRole.SECURITY_ADMINISTRATOR: frozenset({Act.ENTER, Act.KEEP_SECURITY}),
    StaffRole.AUDITOR: frozenset({Act.ENTER, Act.AUDIT}),
}

KEPT_ROLES: Final[Mapping[Act, frozenset[StaffRole]]] = {  # which posts each act gives and ends
    Act.KEEP_COLLEAGUES: frozenset({StaffRole.STEWARD, StaffRole.CHECKER}),
    Act.KEEP_ACCOUNTS: frozenset({StaffRole.UNIT_ADMINISTRATOR, StaffRole.OFFICER}),
}
_KEEPERS: Final[Mapping[Act, str]] = {Act.KEEP_COLLEAGUES: "本单位管理员", Act.KEEP_ACCOUNTS: "系统管理员"}
_BY_COMMAND: Final = "平台维护人员"  # the three administrators' posts are given at the command line alone

FOR_THE_CITY_ALONE: Final = frozenset({Act.KEEP_CATALOGUE})  # an officer of a county keeps no catalogue
# What an heir does about what units that have ended reported; it sends, releases and administers nothing in their name.
INHERITED: Final = frozenset({Act.SEE_REPORTS, Act.AMEND, Act.NOTE_RULING})
FOR_THE_HEIRLESS: Final = frozenset({Act.AMEND})  # the office's, of units that ended without an heir


@dataclass(frozen=True)
class Place:
    """A unit as a permit sees it: which one, and in which division."""

    unit: int
    region: str


@dataclass(frozen=True)
class HeldPost:
    """A post as held today. `regions` is the subtree of the unit's division, for officers; `items` empty means all.

    `is_over`: its unit has ended, so it opens the desk and nothing there. `inherited`: the units that have ended for
    which the post's unit answers. `heirless`: of an officer, those of his regions for which nobody does.
    """

    role: StaffRole
    place: Place | None
    unit_uscc: str = ""
    unit_name: str = ""
    items: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    of_the_city: bool = False
    is_over: bool = False
    inherited: frozenset[int] = frozenset()
    heirless: frozenset[int] = frozenset()

    def grants(self, act: Act, place: Place | None, item: str | None) -> bool:
        if self.is_over and act is not Act.ENTER:
            return False
        if item is not None and self.items and item not in self.items:
            return False
        if act not in GRANTS[self.role]:
            units = self.units_under(act)
            return bool(units) if place is None else place.unit in units
        if act in FOR_THE_CITY_ALONE and not self.of_the_city:
            return False
        if place is None or self.place is None:
            return True
        return place.region in self.regions_under(act) or place.unit in self.units_under(act)

    def regions_under(self, act: Act) -> frozenset[str]:
        """The divisions whose units an officer's act reaches, all of them; empty of other posts."""
        return self.regions if act in GRANTS[self.role] else frozenset()

    def units_under(self, act: Act) -> frozenset[int]:
        """The units that the act reaches one by one: the post's own and those it answers for."""
        if self.role is StaffRole.OFFICER:
            return self.heirless if act in FOR_THE_HEIRLESS else frozenset()
        if act not in GRANTS[self.role] or self.place is None:
            return frozenset()
        return frozenset({self.place.unit}) | (self.inherited if act in INHERITED else frozenset())

    @property
    def keeps_what_needs_authorisation(self) -> bool:
        """Items that are read by authorisation alone: the stewards of the unit that reported them, to mend them."""
        return Act.AMEND in GRANTS[self.role]

    @property
    def releases_what_needs_authorisation(self) -> bool:
        """Nobody answers unseen for what is admitted: such items too are read by whoever releases them, until then."""
        return Act.RELEASE in GRANTS[self.role]


@dataclass(frozen=True)
class Holder:
    """A signed-in person with the posts of the day."""

    person: int
    login: str
    name: str
    posts: tuple[HeldPost, ...]

    def may(self, act: Act, *, place: Place | None = None, item: str | None = None) -> bool:
        """`place` and `item` None ask whether there is any for which the act is permitted."""
        return any(post.grants(act, place, item) for post in self.posts)

    def require(self, act: Act, *, place: Place | None = None, item: str | None = None) -> None:
        if not self.may(act, place=place, item=item):
            raise Refusal(
                "permit.none", f"您的岗位不能办理这项工作（{PURPOSES[act]}）。", self._whose(act), act=act.value
            )

    def _whose(self, act: Act) -> str:
        """Whose work it is, and who gives such a post."""
        if act in FOR_THE_CITY_ALONE and any(act in GRANTS[post.role] for post in self.posts):
            return "这项工作只由市级信用办办理，请联系市级信用办。"
        roles = [role for role in StaffRole if act in GRANTS[role]]
        words = "、".join(str(role.label) for role in roles)
        return f"这项工作由{words}办理。需要您办理的，请联系{keepers_of(roles)}调整岗位。"

    def posts_for(self, act: Act) -> tuple[HeldPost, ...]:
        return tuple(post for post in self.posts if post.grants(act, None, None))

    def actor(self, act: Act, *, place: Place | None = None) -> Actor:
        """Under which unit's name an act stands in the ledger."""
        return self._under(next((p for p in self.posts if p.grants(act, place, None)), None))

    def actor_over(self, act: Act, places: Collection[Place]) -> Actor:
        """Under the post that reaches all the places; where none does, under any, and the verb refuses."""
        held = (p for p in self.posts if all(p.grants(act, place, None) for place in places))
        found = next(held, None) if places else None
        return self._under(found) if found else self.actor(act)

    def _under(self, post: HeldPost | None) -> Actor:
        return Actor(
            login=self.login,
            name=self.name,
            unit=post.unit_uscc if post else "",
            unit_name=post.unit_name if post else "",
        )


def keepers_of(roles: Iterable[StaffRole]) -> str:
    """Who gives posts of these roles and keeps the accounts that hold them, in words; of none, whoever may be it."""
    of_role = {role: _KEEPERS[act] for act, kept in KEPT_ROLES.items() for role in kept}
    keepers = [of_role.get(role, _BY_COMMAND) for role in roles] or list(_KEEPERS.values())
    return "或者".join(dict.fromkeys(keepers))
