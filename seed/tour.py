"""What to try in the demonstration: python -m seed.tour ADDRESS prints codes that show the different sides of it."""

import os
import sys
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingxin.config.settings")
django.setup()

from django.db.models import QuerySet  # noqa: E402 - needs the set-up above

from mingxin.archive.models import Identifier, Name, Shown, Subject  # noqa: E402
from mingxin.intake.actions.questions import list_questions  # noqa: E402
from mingxin.kernel.clock import today  # noqa: E402


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


def _first(rows: QuerySet[Shown]) -> Subject | None:
    row = rows.select_related("subject").first()
    return row.subject if row else None


def main(address: str) -> int:
    out = [f"网站地址：{address}/", "", "可以这样看："]
    for what, subject in stops():
        if subject is None:
            continue
        code = Identifier.objects.filter(subject=subject, scheme="uscc", known_until__isnull=True).first()
        name = Name.objects.filter(subject=subject, known_until__isnull=True).order_by("-registered", "-id").first()
        if code and name:
            out.append(f"  {code.value}  {name.name}    {what}")
    waiting = len(list_questions())
    out += [
        "",
        f"有 {waiting} 个公示依据问题在等报送单位答复：mingxin question list",
        "公众网站不需要账户。工作台尚未建成：账户 administrator、operator 已建立，没有口令，目前都用命令行。",
        "",
    ]
    sys.stdout.write("\n".join(out) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"))
