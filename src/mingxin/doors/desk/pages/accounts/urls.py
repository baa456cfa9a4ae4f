from django.urls import URLPattern

from mingxin.access.permits import Act
from mingxin.doors.desk.menu import Entry
from mingxin.doors.desk.pages.accounts import (
    adding,
    handing_over,
    lists,
    person,
    places,
    posts,
    security,
    sign_ins,
    switches,
)
from mingxin.doors.desk.pages.accounts import (
    tiles as own_tiles,
)
from mingxin.doors.desk.pages.accounts.sides import ACCOUNTS, COLLEAGUES, Side
from mingxin.doors.desk.pages.home.tile import Tile
from mingxin.doors.desk.routing import route


def _of(side: Side) -> list[URLPattern]:
    """The pages that both sides have, each under its own act."""
    one, name, act, who = f"{side.path}<int:number>/", side.name, side.act, side.person
    return [
        route(side.path, lists.people, f"{name}s", act, purpose=side.title),
        route(f"{side.path}add/", adding.add, f"{name}_add", act, purpose=f"建立{who}账户"),
        route(one, person.person, name, act, purpose=f"查看{who}账户"),
        route(f"{one}password/", person.password, f"{name}_password", act, purpose=f"重置{who}口令"),
        route(f"{one}code/", person.code, f"{name}_code", act, purpose=f"重置{who}动态验证码"),
        route(f"{one}contract/", person.contract, f"{name}_contract", act, purpose="标注合同制人员"),
        route(f"{one}deactivate/", person.deactivate, f"{name}_deactivate", act, purpose=f"停用{who}账户"),
        route(f"{one}reactivate/", person.reactivate, f"{name}_reactivate", act, purpose=f"恢复{who}账户"),
        route(f"{one}posts/give/", posts.give, f"{name}_post_give", act, purpose="安排岗位"),
        route(f"{one}posts/stand-in/", posts.stand_in, f"{name}_stand_in", act, purpose="安排代理（B 岗）"),
        route(f"{one}posts/<int:post>/end/", posts.end, f"{name}_post_end", act, purpose="结束岗位"),
    ]


_KEEP, _SECURE = Act.KEEP_COLLEAGUES, Act.KEEP_SECURITY
routes = [
    route("colleagues/handovers/", handing_over.handovers, "handovers", _KEEP, purpose="查看交接记录"),
    route("colleagues/handovers/<int:number>/", handing_over.one, "handover", _KEEP, purpose="查看一次交接"),
    route("colleagues/handovers/<int:number>/undo/", handing_over.undo, "handover_undo", _KEEP, purpose="撤销交接"),
    route("colleagues/review/", switches.switches, "review_switches", _KEEP, purpose="查看审核开关"),
    route(
        "colleagues/review/<int:number>/<slug:item>/", switches.switch, "review_switch", _KEEP, purpose="调整审核开关"
    ),
    route(
        "colleagues/<int:number>/hand-over/", handing_over.hand_over, "colleague_hand_over", _KEEP, purpose="工作交接"
    ),
    *_of(COLLEAGUES),
    *_of(ACCOUNTS),
    route("security/accounts/", security.accounts, "security_accounts", _SECURE, purpose="查看账户安全"),
    route("security/accounts/<int:number>/", security.account, "security_account", _SECURE, purpose="查看账户登录情况"),
    route("security/accounts/<int:number>/unlock/", security.unlock, "security_unlock", _SECURE, purpose="解除锁定"),
    route("security/accounts/<int:number>/end/", security.end_sign_in, "security_end", _SECURE, purpose="结束登录"),
    route(
        "security/accounts/<int:number>/code/",
        security.take_code_away,
        "security_code",
        _SECURE,
        purpose="重置动态验证码",
    ),
    route("security/sign-ins/", sign_ins.now_open, "security_sign_ins", _SECURE, purpose="查看正在登录的人员"),
    route("security/failures/", sign_ins.failures, "security_failures", _SECURE, purpose="查看登录失败"),
    route("security/places/", places.seen, "security_places", _SECURE, purpose="查看登录失败的地址"),
    route("security/places/<int:number>/", places.let_in, "security_place", _SECURE, purpose="重新允许一个地址登录"),
    route("security/permits/", sign_ins.permits, "security_permits", _SECURE, purpose="查看权限表"),
]
menu = [
    Entry("人员和岗位", "colleagues", _KEEP),
    Entry("审核开关", "review_switches", _KEEP),
    Entry("交接记录", "handovers", _KEEP),
    Entry("账户管理", "accounts", Act.KEEP_ACCOUNTS),
    Entry("账户安全", "security_accounts", _SECURE, security.shut_accounts),
    Entry("正在登录", "security_sign_ins", _SECURE),
    Entry("登录失败", "security_failures", _SECURE),
    Entry("权限表", "security_permits", _SECURE),
]
tiles = [
    Tile(Act.KEEP_ACCOUNTS, "desk/accounts/clock.html", own_tiles.clock, place=1),
    Tile(_KEEP, "desk/accounts/kept.html", own_tiles.kept(COLLEAGUES)),
    Tile(Act.KEEP_ACCOUNTS, "desk/accounts/kept.html", own_tiles.kept(ACCOUNTS)),
    Tile(_SECURE, "desk/accounts/tile.html", own_tiles.security),
]
