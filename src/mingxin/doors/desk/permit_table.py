"""Every page of the desk with who may use it, for the manual and for the security administrator."""

from mingxin.access.models import StaffRole
from mingxin.access.permits import FOR_THE_CITY_ALONE, FOR_THE_HEIRLESS, GRANTS, Act
from mingxin.doors.desk.routing import Registered, registered
from mingxin.doors.parts.side import DESK_PATH

_HEAD = """# 权限表

<!-- Written by `make docs`; do not edit. -->

每个页面需要哪一项权限，哪些岗位可以使用。✓ 可以，– 不可以；“市”只限市级信用办；“终”只限本区域内
已经终止、没有承接单位的单位。岗位只在本单位（信用办：本区域各单位）、指定的事项和任职期间内有效；单位终止后岗位不再有效，
由承接单位办理。“登录前”的页面不需要岗位。
"""


def permit_table() -> str:
    from mingxin.doors.desk.urls import urlpatterns

    lines = [
        _HEAD,
        f"| 页面 | 用途 | {' | '.join(role.label for role in StaffRole)} |",
        f"|---|---|{'---|' * len(StaffRole)}",
        *(_line(one) for one in registered(urlpatterns)),
    ]
    return "\n".join(lines) + "\n"


def _line(one: Registered) -> str:
    marks = " | ".join(mark(one.act, role) for role in StaffRole)
    return f"| `{DESK_PATH}{one.pattern}` | {one.purpose} | {marks} |"


def mark(act: Act | None, role: StaffRole) -> str:
    if act is None:
        return "登录前"
    if act not in GRANTS[role]:
        return "终" if role is StaffRole.OFFICER and act in FOR_THE_HEIRLESS else "–"
    return "市" if act in FOR_THE_CITY_ALONE else "✓"
