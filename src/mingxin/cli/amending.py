"""`mingxin record`: correct, withdraw or erase one record."""

import argparse

from mingxin.archive.actions import amend
from mingxin.archive.actions.amend import current
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.cli.acting import OPERATOR
from mingxin.cli.telling import Telling
from mingxin.intake.actions import correct as correcting
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal


def correct(arguments: argparse.Namespace, telling: Telling) -> int:
    card = rulebook_in_force().cards[current(arguments.thread).item]
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
    number = correcting.correct(arguments.thread, values, reason=arguments.reason, by=OPERATOR, at=now())
    return _told(telling, arguments.thread, number, "已更正")


def withdraw(arguments: argparse.Namespace, telling: Telling) -> int:
    book = rulebook_in_force()
    note = book.publicity.withdrawal_note
    reasons = book.code_sets[note.code_set].values
    reason = next((value for value, others in reasons.items() if arguments.reason in (value, *others)), None)
    if reason is None:
        raise Refusal(
            "withdrawal.reason", f"撤回原因“{arguments.reason}”无法识别。", f"请填写其中之一：{'、'.join(reasons)}。"
        )
    number = amend.withdraw(
        thread=arguments.thread,
        reason_type=reason,
        case=arguments.case,
        note_months=note.shown_months,
        by=OPERATOR,
        at=now(),
    )
    return _told(telling, arguments.thread, number, "已撤回，即刻停止公示")


def erase(arguments: argparse.Namespace, telling: Telling) -> int:
    number = amend.erase(thread=arguments.thread, ground=arguments.ground, by=OPERATOR, at=now())
    return _told(telling, arguments.thread, number, "内容已依法删除")


def _told(telling: Telling, thread: str, number: int, what: str) -> int:
    telling.give({"thread": thread, "change": number})
    telling.say(f"✓ 信息 {thread} {what}（第 {number} 次变更）。")
    return 0
