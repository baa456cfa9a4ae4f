"""The page of a batch: one sentence, five counts, one button; what is wrong, and mending it right there."""

import re
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from mingxin.access.permits import Act
from mingxin.access.queries.succession import answering_unit
from mingxin.archive.rules.states import WORDS
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.looking import note_rows
from mingxin.doors.desk.pages.batches.linking import proposals_upon
from mingxin.doors.desk.pages.batches.mending import can_mend, said_before
from mingxin.doors.desk.pages.batches.next_step import Known, can_withdraw, next_step
from mingxin.doors.desk.pages.batches.opening import RESERVED, may_upon, opened
from mingxin.doors.desk.pages.batches.progress import progress_of
from mingxin.intake.actions.comparing_again import others_with
from mingxin.intake.actions.mending import MOST_ROWS
from mingxin.intake.actions.reviewing import needs_review
from mingxin.intake.actions.settled import brought_since
from mingxin.intake.actions.supplements import outstanding
from mingxin.intake.actions.taking import frame
from mingxin.intake.models import Batch, BatchState, PowerQuestion
from mingxin.intake.queries.batches import asks_item, dues_of, may_read_rows, standing_of
from mingxin.intake.queries.findings import FindingKind, finding_kinds, without_values
from mingxin.intake.queries.history import mends_of, steps_of
from mingxin.intake.queries.outcomes import Outcome, outcome_of
from mingxin.intake.queries.power_questions import power_question_of
from mingxin.intake.queries.rows import faulty_rows
from mingxin.intake.queries.working import Working, working_of
from mingxin.intake.rules.batch_states import MENDABLE, OPEN
from mingxin.intake.rules.believable import EXAMPLES
from mingxin.intake.rules.due_spans import left_of, spread, undated
from mingxin.intake.rules.sentences import sentence
from mingxin.kernel.clock import now, today
from mingxin.rulebook.queries import calendar

_ROW_NAMED: Final = re.compile(r"第\s*(\d{1,6})\s*行")
TONES = {
    "received": "", "checking": "", "ready": "blue", "submitted": "warn", "returned": "bad", "released": "",
    "admitted": "ok", "withdrawn": "", "refused": "bad",
}  # fmt: skip


@require_GET
def batch(request: DeskRequest, number: str) -> HttpResponse:
    found, at = opened(request, number), now()
    working = working_of(found)
    left = outstanding(found) if found.state == BatchState.ADMITTED else 0
    brought = brought_since(found) if found.state == BatchState.ADMITTED else 0
    power = power_question_of(found, at=at)
    known = _known(request, found, left, brought, working, power)
    context = {
        "batch": found,
        "known": known,
        "tone": TONES[found.state],
        "progress": progress_of(found, at=at, may_act=known.may_report),
        "next": next_step(known),
        "can_withdraw": can_withdraw(known),
        "said": said_before(request, number),
        "left": left,
        "steps": (steps := steps_of(found)),
        "last_step": (last := next((step for step in steps if step.state), None)),
        "named_rows": _named_rows(found, last.note if last else "") if known.may_report else (),
        "proposals": proposals_upon(found) if _decides_proposals(known) else (),
        "supplements": list(found.supplements.order_by("-received_at", "-number")),
        "is_being_sent": found.desk_supplements.filter(state__in=OPEN).exists(),
    }
    may_read = may_read_rows(request.holder, found)
    page = faulty_rows(working) if may_read and working is not None else None
    mends = mends_of(found, working) if may_read else ()
    seen = [row.row for row in page.rows] if page else []
    seen += [one.row for one in mends]
    note_rows(request, found, seen, behind=working.behind if working else ())
    return render(
        request,
        "desk/batches/batch.html",
        context
        | _items(found, working)
        | _standing(known, brought, power, at)
        | _faults(found, working, known)
        | _rows(found, working, may_read=may_read)
        | {"power": power, "page": page, "mends": mends}
        | _after(found, at),
    )


def _named_rows(batch: Batch, reason: str) -> tuple[int, ...]:
    """The rows that a checker named by number when the batch was returned; each can be opened from there."""
    if batch.state != BatchState.RETURNED:
        return ()
    return tuple(dict.fromkeys(int(row) for row in _ROW_NAMED.findall(reason)))


def _decides_proposals(known: Known) -> bool:
    """Of a unit that has ended nothing is mended any more in its own batches; what was admitted is sent again."""
    is_left = known.batch.state == BatchState.ADMITTED and known.may_send_again
    return known.may_settle and (known.may_report or is_left)


def _known(
    request: DeskRequest, batch: Batch, left: int, brought: int, working: Working | None, power: PowerQuestion | None
) -> Known:
    waits_in = batch.rows_of if batch.state == BatchState.ADMITTED else None
    is_open = waits_in is not None and waits_in.closed_at is None
    return Known(
        batch=batch,
        may_report=may_upon(request, Act.REPORT, batch),
        may_settle=may_upon(request, Act.AMEND, batch),
        may_send_again=answering_unit(batch.unit, today()) is not None,
        may_release=may_upon(request, Act.RELEASE, batch),
        has_review=bool(batch.item) and needs_review(batch, at=now()),
        open_doubts=batch.doubts.filter(answered_at__isnull=True).count(),
        power_asked=power is not None and not power.is_granted,
        open_questions=batch.questions.filter(answered_at__isnull=True).count(),
        left=left,
        left_elsewhere=batch.questioned + batch.unlinked - brought if is_open else 0,
        month=f"{now():%Y-%m}",
        here=len(working.behind) if working else 0,
    )


def _items(batch: Batch, working: Working | None) -> dict[str, object]:
    """Which item the file is of, why the platform thinks so, and what it could be instead."""
    cards = rulebook_in_force().cards
    guesses = [(code, cards[code].name, round(share * 100)) for code, share in batch.guesses if code in cards]
    table = working.sieved.table if working else None
    return {
        "item_name": cards[batch.item].name if batch.item in cards else batch.item,
        "deadline_workdays": cards[batch.item].deadline_workdays if batch.item in cards else None,
        "guesses": guesses,
        "asks_item": asks_item(batch),
        "columns": len(table.letters) + len(table.unknown) if table else 0,
        "columns_known": len(table.letters) if table else 0,
        "can_change_item": batch.state in MENDABLE and batch.original is not None and not batch.original.is_cut,
    }


def _standing(known: Known, brought: int, power: PowerQuestion | None, at: datetime) -> dict[str, object]:
    batch, left = known.batch, known.left
    today, worked = at.date(), calendar()
    if batch.state == BatchState.ADMITTED:
        dues = spread(left_of(batch.dues, left), today=today, worked=worked)
    else:
        dues = dues_of(batch, today=today, worked=worked)
    is_over = batch.state in (BatchState.WITHDRAWN, BatchState.REFUSED)
    card = rulebook_in_force().cards.get(batch.item)
    is_clocked = (
        card is not None and card.deadline_workdays is not None and batch.checked_at is not None and not is_over
    )
    is_admitted, behind = batch.state == BatchState.ADMITTED, batch.questioned + batch.unlinked
    rest = undated(dues, good=0 if is_admitted else batch.admitted, behind=left if is_admitted else behind)
    standing = standing_of(
        batch,
        left=left + known.left_elsewhere,
        brought=brought,
        asked=known.open_questions,
        doubts=known.open_doubts,
        power=power,
    )
    return {
        "sentence": sentence(standing, dues),
        "dues": dues,
        "undated": rest if is_clocked else None,
        "is_over": is_over,
    }


def _faults(batch: Batch, working: Working | None, known: Known) -> dict[str, object]:
    doubts = list(batch.doubts.order_by("id"))
    return {
        "can_mend": can_mend(batch, may_report=known.may_report) and batch.reported > 0,
        "can_replace": known.may_report and batch.state in MENDABLE,
        "too_long": batch.reported > MOST_ROWS and batch.state in MENDABLE,
        "doubts": [(doubt, EXAMPLES[doubt.kind]) for doubt in doubts],
        "first_doubt": next((doubt for doubt in doubts if doubt.answered_at is None), None),
        "others": _others(batch),
        "has_receipt": batch.state != BatchState.WITHDRAWN,
    }


def _rows(batch: Batch, working: Working | None, *, may_read: bool) -> dict[str, object]:
    """What the check found in the rows; for whoever may not read them, which kinds of faults alone."""
    kinds: tuple[FindingKind, ...] = ()
    if working is not None:
        kinds = finding_kinds(working.findings, header_row=working.header_row)
    elif batch.findings_file:
        kinds = finding_kinds(frame(batch.findings_file))
    if not may_read:
        return {"kinds": without_values(kinds), "reserved": RESERVED}
    has_original = batch.original is not None and batch.original.wrapped_key is not None
    return {
        "kinds": kinds,
        "has_marked": bool(batch.sieved_file) and has_original,
        "has_failed": working is not None and bool(working.behind),
    }


def _others(batch: Batch) -> list[tuple[Batch, int]]:
    """Batches under way with other content for the same decisions, and for how many."""
    found = others_with(batch)
    return [(other, found[other.number]) for other in Batch.objects.filter(pk__in=list(found)).order_by("number")]


def _after(batch: Batch, at: datetime) -> dict[str, object]:
    """What became public, and what is still to be answered for that."""
    outcome = outcome_of(batch, on=at.date()) if batch.state == BatchState.ADMITTED else None
    questions = list(batch.questions.order_by("answered_at", "id")) if batch.state == BatchState.ADMITTED else []
    counts = _public_counts(outcome) if outcome else ()
    return {"outcome": outcome, "public_counts": counts, "questions": questions, "portal": portal_address()}


def _public_counts(outcome: Outcome) -> tuple[tuple[str, int, str], ...]:
    """How many are in which state, in words; what shows is the first."""
    first = outcome.next_from
    notes = {"held": "，答复公示依据后确定"}
    if first is not None:
        notes["awaiting"] = f"，最早 {first.year}年{first.month}月{first.day}日起公示"
    told = tuple((WORDS[state], n, notes.get(state, "")) for state, n in outcome.counts.items() if n)
    return (*told, *((sentence, n, "") for sentence, n in outcome.never_shown.items()))


def portal_address() -> str:
    """Where the public site is; it may be served on another network, so its own address is asked for."""
    if "portal" in settings.DOORS_SERVED:
        return reverse("portal:home").rstrip("/")
    return str(settings.SITE_URL).rstrip("/")
