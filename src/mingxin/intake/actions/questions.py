"""Questions of publicity: one per group of rows, answered once by the unit that reported them."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from mingxin.access.queries.succession import require_answers
from mingxin.archive.actions.amend import settle_publicity
from mingxin.archive.actions.draft import last_number
from mingxin.archive.models import Record
from mingxin.archive.queries.holding import require_held
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.catalogue.rules.publicity import Days, Settled, settle_penalty
from mingxin.catalogue.rules.severity import Grade
from mingxin.intake.models import PublicityQuestion
from mingxin.intake.queries.proving import ANSWERED, KNOWN_AT
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger import actions as ledger
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.rulebook.cards import ItemCard, Role


@dataclass(frozen=True)
class QuestionView:
    id: int
    batch: str
    item: str
    unit_uscc: str
    unit_name: str
    sentence: str
    rows: int
    asked_at: datetime


def list_questions() -> tuple[QuestionView, ...]:
    """Questions that wait for an answer, oldest first."""
    waiting = PublicityQuestion.objects.filter(answered_at__isnull=True).select_related("batch__unit")
    return tuple(
        QuestionView(
            id=q.pk,
            batch=q.batch_id,
            item=q.batch.item,
            unit_uscc=q.batch.unit.uscc,
            unit_name=q.batch.unit.name,
            sentence=q.sentence,
            rows=q.rows,
            asked_at=q.asked_at,
        )
        for q in waiting.order_by("asked_at", "id")
    )


@transaction.atomic
def answer(question_id: int, *, severity: str, is_public: bool, reason: str, by: Actor, at: datetime) -> int:
    """Settle a group of rows: severity 轻微, 一般 or 严重; whether public; why. How many records it settled.

    The reason is always asked for, so a sole trader's penalty too becomes public only with one (charter 2.7).
    """
    question = (
        PublicityQuestion.objects.select_for_update(of=("self",))
        .select_related("batch__unit")
        .filter(pk=question_id)
        .first()
    )
    if question is None:
        raise Refusal(
            "question.not_found", f"没有编号为 {question_id} 的公示依据问题。", "请用 mingxin question list 查看。"
        )
    if question.answered_at is not None:
        raise Refusal(
            "question.answered", f"这个问题已由{question.answered_by}于 {question.answered_at:%Y-%m-%d} 答复。"
        )
    book = rulebook_in_force()
    words = book.publicity.severity.words
    if severity not in words:
        raise Refusal("question.severity", f"失信程度“{severity}”无法识别。", f"请填写：{'、'.join(words)}。")
    if not reason.strip():
        raise Refusal("question.reason", "请写明理由（裁量基准、行业标准或者其他依据）。")
    batch = question.batch
    require_answers(batch.unit, by=by, on=at.astimezone(CHINA).date())
    locks.hold(locks.CHANGES)
    reason = cut(reason)[0]
    card = book.cards[batch.item]
    graded = Grade(words[severity], is_public, "answer", reason)
    asked = list(held_records(question))
    require_held(asked)
    answers = {r.pk: settle_answered(r.payload, r.decided_on, card=card, graded=graded, at=at) for r in asked}
    question.answered_at, question.answered_by = at, by.name
    question.answer = f"{severity}；{'公示' if is_public else '不予公示'}；{reason}"[:200]
    question.save()
    ledger.write(
        action=ANSWERED,
        object_type="batch",
        object_key=batch.number,
        by=by,
        at=at,
        matter=question.answer,
        detail={
            "question": question.pk,
            "group": question.group,
            "settled": len(answers),
            KNOWN_AT: last_number(),
        },
        rows=(question,),
    )
    if answers:
        settle_publicity(answers=answers, item=batch.item, unit_id=batch.unit_id, reason=question.answer, by=by, at=at)
    return len(answers)


@transaction.atomic
def answer_alike(question_id: int, *, severity: str, is_public: bool, reason: str, by: Actor, at: datetime) -> int:
    """Answer a question, and with it each other open one of the unit that asks for the same group of the same item."""
    settled = answer(question_id, severity=severity, is_public=is_public, reason=reason, by=by, at=at)
    asked = PublicityQuestion.objects.select_related("batch").get(pk=question_id)
    for other in alike(asked).order_by("pk"):
        settled += answer(other.pk, severity=severity, is_public=is_public, reason=reason, by=by, at=at)
    return settled


def alike(question: PublicityQuestion) -> QuerySet[PublicityQuestion]:
    """Other questions that wait for the same answer: of the same unit, item and group, in other batches."""
    batch = question.batch
    waiting = PublicityQuestion.objects.filter(answered_at__isnull=True, group=question.group)
    return waiting.filter(batch__unit=batch.unit_id, batch__item=batch.item).exclude(pk=question.pk)


def held_records(question: PublicityQuestion) -> QuerySet[Record]:
    """What the question still asks about, whatever wrote the version that is current: the batch itself, a correction, a
    shorter term. What a later batch brought again with a question of its own is asked about there.
    """
    group = question.group
    later = PublicityQuestion.objects.filter(group=group, answered_at__isnull=True, pk__gt=question.pk)
    return Record.objects.filter(
        thread__in=Record.objects.filter(change=question.batch.change_id, held_group=group).values("thread"),
        held_group=group,
        publicity="held",
        known_until__isnull=True,
        erased_by__isnull=True,
    ).exclude(
        thread__in=Record.objects.filter(change__in=later.values("batch__change"), held_group=group).values("thread")
    )


def settle_answered(payload: str, decided_on: date | None, *, card: ItemCard, graded: Grade, at: datetime) -> Settled:
    """What an answer makes of one record."""
    publicity = rulebook_in_force().publicity
    values = json.loads(payload)
    said = {f.role: values[f.code] for f in card.fields if f.role is not None and f.code in values}
    rule = publicity.rules[card.publicity]
    served = said.get(Role.SERVED_ON)
    days = Days(
        decided_on=decided_on,
        served_on=date.fromisoformat(served) if served else None,
        ends_on=None,
        status=said.get(Role.STATUS, ""),
    )
    return settle_penalty(days, graded, rule, publicity, at.date())
