"""What the desk's addresses name, and whose each is: for the table of everybody at every address."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any, Final

from mingxin.access.actions import tries
from mingxin.access.actions.powers import import_powers
from mingxin.access.actions.unit_changes import let_act_for
from mingxin.access.models import ActsFor, FailedTries, Person, Post, Power, PowerImport, Unit
from mingxin.access.queries.power_plans import PowerLine
from mingxin.archive.actions.amend import withdraw
from mingxin.archive.actions.merging import merge
from mingxin.archive.models import Identifier, Merger, Record
from mingxin.catalogue.actions.drafts import open_draft, put_card
from mingxin.catalogue.models import CatalogueDraft, Edition
from mingxin.intake.actions.handover import hand_over
from mingxin.intake.actions.outages import announce_outage
from mingxin.intake.actions.rulings import register, ruling_reasons
from mingxin.intake.models import (
    Batch,
    Criterion,
    Doubt,
    Handover,
    LinkProposal,
    PowerQuestion,
    PublicityQuestion,
    Ruling,
    ZeroReport,
)
from mingxin.intake.models.ruling import RulingSide
from mingxin.intake.queries.linking import unlinked_rows
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.notices.models import Notice
from mingxin.oversight.actions.remind import send as remind
from mingxin.oversight.models import Reminder
from mingxin.rulebook.models import Outage
from seed.units import units as seed_units

UNITS: Final = {unit.key: unit.uscc for unit in seed_units()}


@dataclass(frozen=True)
class Thing:
    """What an address names. `unit` None: it is no unit's. `to`: the logins to whom alone it is addressed."""

    keys: Mapping[str, Any]
    unit: Unit | None = None
    item: str = ""
    to: frozenset[str] | None = None
    state: str = ""


def complete(*, by: Actor, at: datetime) -> None:
    """What the demonstration leaves undone, so that each kind of address has something to name."""
    office = Unit.objects.get(uscc=UNITS["reform"])
    officer = Actor("xinyongban", "信用办", office.uscc, office.name)
    market, transport = (Unit.objects.get(uscc=UNITS[key]) for key in ("market", "transport"))
    draft = open_draft(name="增加一栏", by=officer, at=at)
    card = resources.files("mingxin.rulebook") / "data/cards/admin_penalty.yaml"
    put_card(draft=draft, text=card.read_text("utf-8"), by=officer, at=at)
    day = at.date() + timedelta(days=30)
    announce_outage(first_on=day, last_on=day, ground="机房检修", by=officer, at=at)
    giver, taker = (Person.objects.get(login=login) for login in ("shijian-jingban", "shijian-jingban-b"))
    hand_over(giver=giver, taker=taker, unit=market, reason="休假", by=by, at=at)
    for unit in (market, transport):
        record = Record.objects.filter(unit=unit, item="admin_penalty", known_until=None).order_by("pk")[0]
        actor = Actor("shenhe", "审核人", unit.uscc, unit.name)
        register(
            record.thread, reason_type=ruling_reasons()[0], case="（2026）云行复 1 号", ruled_on=at.date(),
            side=RulingSide.UNIT, link="/desk/", by=actor, at=at,
        )  # fmt: skip
    month = (at.date().replace(day=1) - timedelta(days=1)).replace(day=1)
    behind = [
        (UNITS[key], item) for key in ("housing", "county_culture") for item in ("admin_licence", "admin_penalty")
    ]
    remind(
        units=Unit.objects.all(), month=month, chosen=behind, answer_by=at.date() + timedelta(days=5),
        contact="周明远 0700-1234567", link="/desk/watch/reminders/", by=officer, at=at,
    )  # fmt: skip
    for key, row in (("county_culture", 2), ("health", 3)):
        unit = Unit.objects.get(uscc=UNITS[key])
        line = PowerLine(row, unit.uscc, unit.name, "admin_reward", "行政奖励", "权责清单", date(2026, 1, 1))
        import_powers([line], file_name=f"{key}.csv", digest="0" * 64, by=officer, at=at)
    for key in ("market", "county_market"):
        let_act_for(UNITS[key], principal=UNITS["urban"], ground="委托书", by=officer, at=at)
    tries.count("203.0.113.9", "nobody", None, why="password", at=at)
    _merge_two(officer, at)


def _merge_two(by: Actor, at: datetime) -> None:
    """An organisation whose register entry was a mistake goes into the one that was meant."""
    firms = Record.objects.filter(item="org_registration", subject_kind="enterprise", known_until=None).order_by("pk")
    gone, into = firms[:2]
    withdraw(thread=gone.thread, reason_type="登记错误", case="换码证明", note_months=3, by=by, at=at)
    codes = {
        one.subject_id: one.value
        for one in Identifier.objects.filter(subject__in=(gone.subject, into.subject), scheme="uscc", known_until=None)
    }
    merge(gone=codes[gone.subject_id], into=codes[into.subject_id], reason="换码证明", by=by, at=at)


def _batches(wanted: Callable[[Batch], bool] = lambda batch: True, **keys: Any) -> list[Thing]:
    found = Batch.objects.select_related("unit").order_by("-number")
    return [Thing({"number": b.number} | keys, b.unit, b.item, state=b.state) for b in found if wanted(b)]


def _records(**keys: Any) -> list[Thing]:
    found = Record.objects.filter(known_until=None).select_related("unit").order_by("-pk")
    return [Thing({"thread": r.thread} | keys, r.unit, r.item) for r in found]


def _people(key: str = "number", **keys: Any) -> list[Thing]:
    found = Person.objects.select_related("unit").order_by("pk")
    return [Thing({key: p.pk} | keys, p.unit) for p in found if p.unit is not None]


def _posts() -> list[Thing]:
    found = Post.objects.exclude(unit=None).select_related("unit").order_by("pk")
    return [Thing({"number": p.person_id, "post": p.pk}, p.unit) for p in found]


def _units(**keys: Any) -> list[Thing]:
    return [Thing({"number": unit.pk} | keys, unit) for unit in Unit.objects.order_by("pk")]


def _cells(key: str, *items: str) -> list[Thing]:
    held = Power.objects.select_related("unit").order_by("pk")
    held = held.filter(item__in=items) if items else held
    return [Thing({key: p.unit_id, "item": p.item}, p.unit, p.item) for p in held]


def _messages() -> list[Thing]:
    found = []
    for notice in Notice.objects.select_related("to_unit", "to_person").order_by("pk"):
        posts = Post.objects.filter(unit=notice.to_unit)
        if notice.for_role:
            posts = posts.filter(role=notice.for_role)
        if notice.to_person is not None:
            posts = posts.filter(person=notice.to_person)
        readers = frozenset(posts.values_list("person__login", flat=True))
        found.append(Thing({"notice_id": notice.pk}, notice.to_unit, to=readers))
    return found


def _of(rows: Iterable[Any], key: str, unit: Callable[[Any], Unit | None], item: str = "") -> list[Thing]:
    return [Thing({key: row.pk}, unit(row), getattr(row, item) if item else "") for row in rows]


def _imports() -> list[Thing]:
    return [
        Thing({"number": made.pk}, line.power.unit)
        for made in PowerImport.objects.order_by("pk")
        for line in made.lines.all()
        if line.power is not None
    ]


def _unlinked() -> list[Thing]:
    rows = unlinked_rows(Unit.objects.all(), today=date.max)
    batches = Batch.objects.select_related("unit").in_bulk({row.batch for row in rows})
    return [
        Thing({"number": row.batch, "line": row.row}, batches[row.batch].unit, batches[row.batch].item) for row in rows
    ]


def _by_batch(rows: Iterable[Any], key: str, spell: Callable[[Any], Any] = lambda row: row.pk) -> list[Thing]:
    return [Thing({key: spell(row)}, row.batch.unit, row.batch.item) for row in rows]


def _nobodys(*keys: Mapping[str, Any]) -> list[Thing]:
    return [Thing(one) for one in keys]


BATCH = ("batch", "batch_progress", "batch_stop", "batch_resume", "batch_rows", "batch_mend", "batch_unmend",
         "batch_item", "batch_explain", "batch_submit", "batch_withdraw", "batch_supplement", "batch_close",
         "batch_reopen", "review", "review_release", "review_return")  # fmt: skip
UNIT = ("unit", "unit_rename", "unit_move", "unit_end", "unit_act_for", "unit_give_power")
COLLEAGUE = ("colleague", "colleague_password", "colleague_code", "colleague_contract", "colleague_deactivate",
             "colleague_reactivate", "colleague_post_give", "colleague_stand_in", "colleague_hand_over")  # fmt: skip
ACCOUNT = ("account", "account_password", "account_code", "account_contract", "account_deactivate",
           "account_reactivate", "account_post_give", "account_stand_in")  # fmt: skip
SECURITY = ("security_account", "security_unlock", "security_end", "security_code")
DRAFT = ("draft", "draft_in_force", "draft_drop", "draft_reopen", "draft_card_add")
DRAFT_CARD = ("draft_card", "draft_card_preview", "draft_template", "draft_card_drop")


def things() -> dict[str, list[Thing]]:
    """By the name of the address: everything that it can name in this city."""
    by_batch = {name: _batches() for name in BATCH}
    drafts = [{"number": pk} for pk in CatalogueDraft.objects.values_list("pk", flat=True)]
    rulings = Ruling.objects.select_related("unit").order_by("pk")
    reminders = list(Reminder.objects.select_related("unit").order_by("pk"))
    handovers = Handover.objects.select_related("unit")
    doubts = Doubt.objects.filter(seen_at=None).select_related("batch__unit")
    principals = ActsFor.objects.select_related("unit").order_by("pk")
    return by_batch | {name: _units() for name in UNIT} | {name: _people() for name in COLLEAGUE} | {
        name: _people() for name in (*ACCOUNT, *SECURITY)
    } | {name: _nobodys(*drafts) for name in DRAFT} | {
        name: _nobodys(*(one | {"item": "admin_penalty"} for one in drafts)) for name in DRAFT_CARD
    } | {
        "zero_revoke": _of(ZeroReport.objects.select_related("unit"), "report_id", lambda z: z.unit, "item"),
        "template": _nobodys({"item": "admin_penalty"}, {"item": "admin_licence"}),
        "batch_file": [one for kind in ("marked", "failed", "receipt") for one in _batches(kind=kind)],
        "review_rows": [one for verdict in ("new", "changed") for one in _batches(verdict=verdict)],
        "proposal_adopt": _by_batch(LinkProposal.objects.select_related("batch__unit"), "proposal_id"),
        "proposal_decline": _by_batch(LinkProposal.objects.select_related("batch__unit"), "proposal_id"),
        "publicity_question": _by_batch(PublicityQuestion.objects.select_related("batch__unit"), "question_id"),
        "record": _records(),
        "record_correct": _records(),
        "record_withdraw": _records(),
        "ruling_register": _records(),
        "ruling_dismiss": [Thing({"thread": r.thread, "number": r.pk}, r.unit, r.item) for r in rulings],
        "unit_stop": [Thing({"number": a.unit_id, "link": a.pk}, a.unit) for a in principals],
        "power_end": [
            Thing({"number": p.unit_id, "power": p.pk}, p.unit)
            for p in Power.objects.select_related("unit").order_by("pk")
        ],
        "power_import": _imports(),
        "power_import_undo": _imports(),
        "power_question": _of(PowerQuestion.objects.select_related("unit"), "number", lambda q: q.unit),
        "criteria_of": _cells("number", "admin_penalty"),
        "criteria_import": _cells("number", "admin_penalty"),
        "criteria_apply": _cells("number", "admin_penalty"),
        "criteria_template": _cells("number", "admin_penalty"),
        "criteria_file": [
            Thing({"number": c.unit_id, "item": c.item, "edition": c.edition}, c.unit)
            for c in Criterion.objects.select_related("unit").order_by("pk")
        ],
        "unlinked_row": _unlinked(),
        "proposals_undo": _by_batch(LinkProposal.objects.select_related("batch__unit"), "ids", lambda p: str(p.pk)),
        "doubts_undo": _by_batch(doubts, "ids", lambda d: str(d.pk)),
        "merger_undo": _nobodys(*({"change": m.known_from_id} for m in Merger.objects.all())),
        "edition": _nobodys(*({"number": e.number} for e in Edition.objects.all())),
        "calendar_file": _nobodys({"number": 2026}),
        "outage_revoke": _nobodys(*({"number": o.pk} for o in Outage.objects.all())),
        "message": _messages(),
        "watch_cell": _cells("unit_id"),
        "watch_late": _cells("unit_id"),
        "watch_recall": [Thing({"ids": str(r.pk)}, r.unit) for r in reminders],
        "watch_paper": [Thing({"reminder_id": r.pk}, r.unit) for r in reminders],
        "watch_monthly_rows": _nobodys({"item": "admin_penalty"}),
        "watch_monthly_file": _nobodys({"form": "docx"}, {"form": "xlsx"}),
        "watch_rows": _nobodys({"measure": "timely"}),
        "handover": _of(handovers, "number", lambda h: h.unit),
        "handover_undo": _of(handovers, "number", lambda h: h.unit),
        "review_switch": _cells("number"),
        "unit_review": _cells("number"),
        "colleague_post_end": _posts(),
        "account_post_end": _posts(),
        "security_place": _nobodys(*({"number": one.pk} for one in FailedTries.objects.filter(login=""))),
        "audit_entry": _nobodys(*({"number": pk} for pk in Entry.objects.values_list("pk", flat=True)[:1])),
    }  # fmt: skip
