"""What to try in the demonstration: python -m seed.tour ADDRESS FOLDER prints codes and accounts."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingxin.config.settings")
django.setup()

from django.db.models import QuerySet  # noqa: E402 - needs the set-up above

from mingxin.archive.models import Identifier, Name, Shown, Subject  # noqa: E402
from mingxin.kernel.clock import today  # noqa: E402
from seed.desk_hints import hint_of  # noqa: E402
from seed.desk_people import PASSWORD, accounts  # noqa: E402
from seed.desk_scene import played  # noqa: E402
from seed.desk_work import FILE_TO_UPLOAD, TO_UPLOAD  # noqa: E402
from seed.units import units as all_units  # noqa: E402


def stops() -> Iterator[tuple[str, Subject | None]]:
    """What a visitor should see, and a subject that shows it (None where this city has none)."""
    day = today()
    shown = Shown.objects.filter(shown_from__lte=day, hidden_from__gt=day).order_by("-decided_on")
    subjects = Subject.objects.order_by("id")
    firms, traders = shown.filter(is_sole_trader=False), shown.filter(is_sole_trader=True)
    yield "企业，有行政处罚正在公示", _first(firms.filter(item="admin_penalty"))
    yield "企业，有诚信荣誉", _first(firms.filter(item="honour"))
    yield "企业，在经营异常名录中", _first(firms.filter(item="abnormal_operation"))
    yield "个体工商户（只能凭完整代码或全名查到）", _first(traders.filter(item="admin_licence"))
    yield "机关事业单位、社会组织", subjects.filter(kind="organisation", name__registered=True).first()
    yield "只知道代码的主体（登记信息未归集）", subjects.exclude(name__registered=True).first()


def _desk(address: str, folder: Path | None) -> Iterator[str]:
    """The desk's accounts that have something to show, and the file that waits to be dropped."""
    yield f"工作台：{address}/desk/    所有演示账户的口令都是 {PASSWORD}（只供演示）"
    units = {unit.key: unit.name for unit in all_units()}
    there = played()
    hints = {account.login: hint_of(account.login, there) for account in accounts()}
    shown = [account for account in accounts() if hints[account.login]]
    width = max(len(account.login) for account in shown)
    for account in shown:
        post = f"{units.get(account.unit, '本平台')} {account.role.label} {account.name}"
        yield f"  {account.login:<{width}}  {post}    {hints[account.login]}"
    yield "其余单位也各有 -jingban（经办）、-shenhe（审核）、-guanli（单位管理员）三个账户。"
    file = folder and folder / TO_UPLOAD / FILE_TO_UPLOAD
    if file and file.is_file():
        yield f"可以自己上传的文件（150 行，含常见错误）：{file}"


def _first(rows: QuerySet[Shown]) -> Subject | None:
    row = rows.select_related("subject").first()
    return row.subject if row else None


def main(address: str, folder: Path | None) -> int:
    out = [f"网站地址：{address}/", "", "可以这样看："]
    for what, subject in stops():
        if subject is None:
            continue
        code = Identifier.objects.filter(subject=subject, scheme="uscc", known_until__isnull=True).first()
        name = Name.objects.filter(subject=subject, known_until__isnull=True).order_by("-registered", "-id").first()
        if code and name:
            out.append(f"  {code.value}  {name.name}    {what}")
    out += ["", *_desk(address, folder), ""]
    sys.stdout.write("\n".join(out) + "\n")
    return 0


if __name__ == "__main__":
    given = sys.argv[1:]
    address = given[0].rstrip("/") if given else "http://127.0.0.1:8000"
    sys.exit(main(address, Path(given[1]) if len(given) > 1 else None))
