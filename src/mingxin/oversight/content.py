"""Catalogue, calendar, and what waits."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from mingxin.catalogue.models import Item
from mingxin.catalogue.queries import EditionInForce, edition_in_force, rulebook_of_edition
from mingxin.intake.actions.questions import list_questions
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.models import Entry
from mingxin.oversight.variables import OF_THE_CITY
from mingxin.oversight.verdict import Line, fault, ok, warning
from mingxin.rulebook.book import with_cards
from mingxin.rulebook.loader import packaged_rulebook
from mingxin.rulebook.queries import calendar

AHEAD_DAYS = 60
DEMONSTRATION = "seed.demonstration"  # the entry that marks a home of the invented city
UNSEALED_MINUTES = 10


def city() -> Iterator[Line]:
    """Whether the pages name the city that they are of."""
    unset = [name for name in OF_THE_CITY if not os.environ.get(name)]
    if not unset or Entry.objects.filter(action=DEMONSTRATION).exists():
        yield ok("城市名称", f"{settings.CITY_NAME}，{settings.SITE_NAME}，代码 {settings.INSTANCE_CODE}")
        return
    yield warning(
        "城市名称",
        f"没有设置 {'、'.join(unset)}：网页、报告和编号用的是虚构城市的"
        f"“{settings.CITY_NAME}”“{settings.SITE_NAME}”“{settings.INSTANCE_CODE}”",
        "请按 docs/operations.md 设置本市的名称、网站名称和行政区划代码后重启；代码应在收到第一批数据以前设置。",
    )


def law(*, at: datetime) -> Iterator[Line]:
    edition = edition_in_force()
    if edition is None:
        yield fault("目录", "还没有启用", "请运行 mingxin init。")
    else:
        yield _against_the_program(edition)
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


def _against_the_program(edition: EditionInForce) -> Line:
    """Whether `mingxin init` would bring anything: it replaces the program's cards and lets those of the desk stand."""
    program, cards = packaged_rulebook(), rulebook_of_edition(edition.number).cards
    from_desk = Item.objects.filter(edition=edition.number, from_desk=True).values_list("code", flat=True)
    own = [cards[code] for code in from_desk if cards[code] != program.cards.get(code)]
    if edition.digest != with_cards(program, own).digest:
        return warning("目录", f"现行第 {edition.number} 版与程序所带的规则库不同", "要启用新版，请运行 mingxin init。")
    beside = f"；另有 {len(own)} 张事项卡片由本市在工作台修改" if own else ""
    return ok("目录", f"现行第 {edition.number} 版，自 {edition.in_force_on} 起，与程序所带的一致{beside}")


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
