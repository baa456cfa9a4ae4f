"""`mingxin record`: correct, withdraw or erase one record."""

import argparse
from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from mingxin.archive.actions.amend import current
from mingxin.archive.actions.scrubbing import overwrite_deleted, scrub
from mingxin.archive.models import Record
from mingxin.archive.public_numbers import public_number, threads_meant
from mingxin.archive.rules import withdrawal_clock
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.cli.acting import OPERATOR
from mingxin.cli.telling import Telling
from mingxin.cli.upkeep import tidying_lock
from mingxin.intake.actions import correct as correcting
from mingxin.intake.actions.withdrawing import withdraw_and_tell
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal
from mingxin.oversight.actions.sweeping import sweep_papers
from mingxin.rulebook.queries import calendar
from mingxin.uses.erasure.actions import erase_everywhere
from mingxin.uses.publicity import words
from mingxin.uses.publicity.removals import state_of
from mingxin.vault.actions import sweep

NOT_REACHED = (
    "此前的备份：恢复较早的备份会使内容回来，须重新办理删除；不再需要的旧备份请销毁",
    "已经交给他人的副本：报送单位自己的文件、退回的表格、已下载的报告和导出的数据",
    "主体的名称和代码：它们属于主体，不随一条信息删除",
    "数据库自己的日志归档（使用 PostgreSQL 时）：由数据库管理员按保存期限清理",
)


def correct(arguments: argparse.Namespace, telling: Telling) -> int:
    thread = _thread(arguments.number)
    card = rulebook_in_force().cards[current(thread).item]
    by_name = {name: field.code for field in card.fields for name in (field.name, field.code)}
    values = {}
    for pair in arguments.set:
        name, sign, value = pair.partition("=")
        if not sign:
            raise Refusal("record.set", f"“{pair}”不是“字段=内容”。", "例如 --set 处罚内容=罚款2万元。")
        if name.strip() not in by_name:
            listed = "、".join(f"{field.name}（{field.code}）" for field in card.fields if not field.cut)
            raise Refusal("record.field", f"{card.name}没有“{name.strip()}”这个字段。", f"现有字段：{listed}。")
        values[by_name[name.strip()]] = value.strip()
    number = correcting.correct(thread, values, reason=arguments.reason, by=OPERATOR, at=now())
    return _told(telling, thread, number, "已更正")


def withdraw(arguments: argparse.Namespace, telling: Telling) -> int:
    """By the verb of the desk: the same is asked, and its checkers hear of it."""
    book = rulebook_in_force()
    reasons = book.code_sets[book.publicity.withdrawal_note.code_set].values
    reason = next((value for value, others in reasons.items() if arguments.reason in (value, *others)), None)
    if reason is None:
        raise Refusal(
            "withdrawal.reason", f"撤回原因“{arguments.reason}”无法识别。", f"请填写其中之一：{'、'.join(reasons)}。"
        )
    thread, at = _thread(arguments.number), now()
    before, ruled_on = state_of(thread, at.date()), arguments.ruled_on
    done = withdraw_and_tell(
        thread=thread,
        reason_type=reason,
        case=arguments.case,
        ruled_on=ruled_on,
        link=f"/desk/records/{thread}/",
        by=OPERATOR,
        at=at,
    )
    clock = (
        f"，撤回时限：{withdrawal_clock.state(ruled_on, at.date(), calendar(), at.date()).words}" if ruled_on else ""
    )
    return _told(telling, thread, done.change, f"{words.WITHDRAWN[before]}{clock}")


def erase(arguments: argparse.Namespace, telling: Telling) -> int:
    thread = _thread(arguments.number)
    overwrite_deleted()
    # whoever copies files must not find one gone halfway: a backup at work is waited for
    with tidying_lock(Path(settings.HOME), wait=True):
        done = erase_everywhere(thread, ground=arguments.ground, by=OPERATOR, at=now())
        sweep()
        sweep_papers()
    is_scrubbed = scrub()
    telling.give({"thread": thread, "number": public_number(thread), **asdict(done), "scrubbed": is_scrubbed})
    telling.say(f"✓ 信息 {public_number(thread)} 内容已依法删除（第 {done.change} 次变更）。")
    telling.say(f"  一并处理：报送原件 {done.originals} 份已销毁密钥，不能再打开；批次文件 {done.files} 个已停用；")
    telling.say(f"  曾载有它的信用报告 {done.reports} 份已销毁，核验时答“已依法销毁”。")
    telling.say("  停用不满一天的文件，由 mingxin serve 在满一天后从磁盘清除。")
    telling.say("删除不到、请另行处理的：")
    for place in NOT_REACHED:
        telling.say(f"  · {place}")
    if not is_scrubbed:
        telling.note("! 数据库正被读取，文件里可能暂有旧内容的残留字节；停止 mingxin serve 后再启动，即会清除。")
    return 0


def _thread(number: str) -> str:
    """Of the record that is meant, by its public number or its thread; a Refusal where there is none."""
    found = Record.objects.filter(thread__in=threads_meant(number.strip().lower())).first()
    if found is None:
        raise Refusal("record.not_found", "没有这条信息。", "请核对信息编号（32 位，见 mingxin subject 的输出）。")
    return found.thread


def _told(telling: Telling, thread: str, number: int, what: str) -> int:
    telling.give({"thread": thread, "number": public_number(thread), "change": number})
    telling.say(f"✓ 信息 {public_number(thread)} {what}（第 {number} 次变更）。")
    return 0
