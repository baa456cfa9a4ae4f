"""Catalogue, calendar, and what waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from mingxin.catalogue.queries import edition_in_force
from mingxin.intake.actions.questions import list_questions
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.models import Entry
from mingxin.oversight.verdict import Line, fault, ok, warning
from mingxin.rulebook.loader import load_rulebook
from mingxin.rulebook.queries import calendar

AHEAD_DAYS = 60
UNSEALED_MINUTES = 10


def law(*, at: datetime) -> Iterator[Line]:
    edition = edition_in_force()
    if edition is None:
        yield fault("目录", "还没有启用", "请运行 mingxin init。")
    elif edition.digest != load_rulebook().digest:
        yield warning("目录", f"现行第 {edition.number} 版与程序所带的规则库不同", "要启用新版，请运行 mingxin init。")
    else:
        yield ok("目录", f"现行第 {edition.number} 版，自 {edition.in_force_on} 起，与程序所带的一致")
    try:
        known = calendar().known_through
    except Refusal:
        yield fault("工作日历", "还没有载入", "请运行 mingxin init。")
        return
    if known < at.astimezone(CHINA).date() + timedelta(days=AHEAD_DAYS):
        yield warning(
            "工作日历",
            f"只到 {known}，其后的时限按推定日历计算",
            f"请在国务院办公厅公布 {known.year + 1} 年放假安排后运行 mingxin calendar import。",
        )
    else:
        yield ok("工作日历", f"已知至 {known}")


def queues(*, at: datetime) -> Iterator[Line]:
    asked = list_questions()
    if asked:
        yield warning("公示依据问题", f"{len(asked)} 个待答复", "请用 mingxin question list 查看并答复。")
    else:
        yield ok("公示依据问题", "没有待答复的")
    late = Entry.objects.filter(unsealed__isnull=False, at__lt=at - timedelta(minutes=UNSEALED_MINUTES)).count()
    if late:
        yield warning("账本封印", f"有 {late} 条记录久未封印", "请确认 mingxin serve 在运行。")
    else:
        yield ok("账本封印", "没有积压")
