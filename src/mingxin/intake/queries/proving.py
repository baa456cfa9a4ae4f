"""Answers, declarations and proposals again: against what was on record when they were given.

Each asks rows of the archive which are its own, or whether there are any. Their entries say at which change that was,
so that a row which was hidden or read otherwise for a moment is found later.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from mingxin.archive import bulk
from mingxin.intake.models import ZeroReport
from mingxin.ledger.models import Entry
from mingxin.ledger.rows import KEY

ANSWERED: Final = "intake.answer_question"
DECLARED: Final = "intake.declare_none"
KNOWN_AT: Final = "known_at"
"""In an entry's detail: the number of the last change when the act read the archive. Older entries have none."""

_ASKED = (  # the records that a batch brought with a question, by the group that it asks about
    'SELECT q.id, q."group", w.thread FROM intake_publicityquestion q JOIN intake_batch b ON b.number = q.batch_id '
    'JOIN archive_record w ON w.change_id = b.change_id AND w.held_group = q."group" ORDER BY q.id'
)
_HELD = (
    "SELECT thread, held_group, change_id, known_until_id FROM archive_record "
    "WHERE publicity = 'held' AND erased_by_id IS NULL"
)
_SETTLED = (
    "SELECT r.change_id, r.thread FROM archive_record r WHERE {which} AND r.erased_by_id IS NULL ORDER BY r.change_id"
)
_DECIDED = (
    "SELECT z.id, u.name, substr(CAST(z.month AS text), 1, 7), r.change_id, r.known_until_id, r.erased_by_id "
    "FROM intake_zeroreport z JOIN access_unit u ON u.id = z.unit_id JOIN archive_record r "
    "ON r.unit_id = z.unit_id AND r.item = z.item "
    "AND substr(CAST(r.decided_on AS text), 1, 7) = substr(CAST(z.month AS text), 1, 7) WHERE {which} ORDER BY z.id"
)
_NAMED = (  # a name that its subject never bore, of those whose code it was
    "SELECT MIN(p.id) FROM intake_linkproposal p WHERE p.kind = 'link' AND p.name <> '' AND NOT EXISTS (SELECT 1 "
    "FROM archive_identifier i JOIN archive_name n ON n.subject_id = i.subject_id WHERE i.scheme = 'uscc' "
    "AND i.value = p.uscc AND n.name = p.name)"
)


def first_overlooked() -> str:
    """The first answer, declaration or proposal that does not rest on what was on record, in a sentence; "" for none.

    For a ledger and changes that hold, and rows as the ledger told them.
    """
    return next((fault for proof in (_answers, _declarations, _proposals) for fault in proof()), "")


def _told(action: str) -> Iterator[dict[str, Any]]:
    """Of the entries of the act that say at which change it read the archive, what they tell."""
    details = Entry.objects.filter(action=action, detail__contains=f'"{KNOWN_AT}":').values_list("detail", flat=True)
    return map(json.loads, details.iterator())


def _answers() -> Iterator[str]:
    """An answer settles all that its question still asks about, and nothing else, in the change that follows it."""
    told = [(int(said["question"]), int(said[KNOWN_AT]), int(said["settled"])) for said in _told(ANSWERED)]
    if not told:
        return
    asked, last = defaultdict[int, set[str]](set), dict[tuple[str, str], int]()
    for question, group, thread in bulk.select(_ASKED):
        asked[question].add(thread)
        last[group, thread] = question  # what a later batch brought again is asked about there
    answered = {question: (at, at + bool(settled)) for question, at, settled in told}
    for thread, group, begun, ended in bulk.select(_HELD):
        question = last.get((group, thread), 0)
        at, done = answered.get(question, (0, 0))
        if begun <= at and (ended is None or ended > done):
            yield f"第 {question} 号公示依据问题已经答复，所问的信息却没有全部确定是否公示"
    of_change = {at + 1: question for question, at, settled in told if settled}
    for change, thread in bulk.select(_SETTLED.format(which=bulk.among("r.change_id")), [bulk.many(of_change)]):
        if thread not in asked[of_change[change]]:
            yield f"第 {of_change[change]} 号公示依据问题的答复，用到了它没有问的信息上"


def _declarations() -> Iterator[str]:
    """本期无 stands beside no decision of the month that was on record then."""
    declared = {
        int(key): int(detail[KNOWN_AT])
        for detail in _told(DECLARED)
        for key in detail[KEY].get(ZeroReport._meta.db_table, {})
    }
    for report, unit, month, begun, ended, erased in bulk.select(
        _DECIDED.format(which=bulk.among("z.id")), [bulk.many(declared)]
    ):
        at = declared[report]
        if begun <= at and (ended is None or ended > at) and (erased is None or erased > at):
            yield f"{unit}声明 {month} 本期无时，已有当月的决定在档"


def _proposals() -> Iterator[str]:
    (proposal,) = next(bulk.select(_NAMED))
    if proposal is not None:
        yield f"第 {proposal} 号关联意见所写的名称，不是所写代码的主体用过的名称"
