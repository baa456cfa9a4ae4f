"""A small invented town for the public pages: subjects and records, written as the archive writes them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from mingxin.access.models import Unit
from mingxin.archive import bulk, search, tables
from mingxin.archive.actions import projecting
from mingxin.archive.actions.draft import Draft
from mingxin.archive.models import Subject
from mingxin.archive.rules.digests import content_digest, payload_of, public_id_of, thread_of
from mingxin.kernel import orgname, uscc
from mingxin.kernel.initials import initials
from mingxin.ledger.actor import Actor

ACTOR = Actor(login="operator", name="命令行操作员")
PREFIXES = {"enterprise": "91", "organisation": "52", "sole_trader": "92"}


@dataclass(frozen=True)
class Party:
    id: int
    public_id: str
    name: str
    code: str
    kind: str


@dataclass
class Town:
    """Everything is dated by `today`, so that pages that read the clock show it."""

    today: date
    at: datetime
    units: Sequence[str]
    parties: list[Party] = field(default_factory=list)

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def party(
        self,
        name: str,
        *,
        kind: str = "enterprise",
        registered: bool = True,
        former: str = "",
        named_after_person: bool = False,
        **registration: str,
    ) -> Party:
        """A subject; registered ones get a registration record too."""
        return self.add_parties([name], kind, registered, former, named_after_person, registration)[0]

    @transaction.atomic
    def add_parties(
        self,
        names: Sequence[str],
        kind: str = "enterprise",
        registered: bool = True,
        former: str = "",
        named_after_person: bool = False,
        registration: dict[str, str] | None = None,
    ) -> list[Party]:
        item = "org_registration" if registered else "admin_licence"
        draft = self._draft(item)
        made, name_rows, records = [], [], []
        for name in names:
            code = uscc.compose(PREFIXES[kind], "429913", f"G{len(self.parties) + 1:07d}")
            party = Party(draft.next_id("archive_subject"), public_id_of(code), name, code, kind)
            row = (party.id, party.public_id, kind, "429913", draft.number, named_after_person)
            draft.insert("archive_subject", tables.SUBJECT, [row], line=len(tables.SUBJECT_LINE))
            identifier = (draft.next_id("archive_identifier"), party.id, "uscc", code, draft.number)
            draft.insert("archive_identifier", tables.IDENTIFIER, [identifier])
            for written, until in ((name, None), *([(former, "2024-05-06")] if former else [])):
                name_rows.append(self._name(draft, party, written, registered, until))
            if registered:
                said = {"ZTMC": name, "TYSHXYDM": code, "CLRQ": "2015-03-02", "DJZT": "存续", **(registration or {})}
                records.append(self._record(draft, party, "org_registration", [code], said, {"decided_on": None}))
            self.parties.append(party)
            made.append(party)
        draft.insert("archive_name", tables.NAME, name_rows)
        search.index_names((r[0], r[3], r[4]) for r in name_rows)
        draft.insert("archive_record", tables.RECORD, records, line=len(tables.RECORD_LINE))
        draft.finish(detail={})
        return made

    def licence(self, party: Party, number: str, **columns: Any) -> str:
        return self.licences([(party, number, columns)])[0]

    def licences(self, rows: Sequence[tuple[Party, str, dict[str, Any]]], unit: int = 0) -> list[str]:
        return self._admit("admin_licence", rows, unit, self._licence_says)

    def penalty(self, party: Party, number: str, *, unit: int = 0, **columns: Any) -> str:
        columns = {
            "negative": True,
            "severity": "ordinary",
            "decided_on": self.day(-98),
            "hidden_from": self.day(267),
            "repairable_from": self.day(-6),
            **columns,
        }
        return self._admit("admin_penalty", [(party, number, columns)], unit, self._penalty_says)[0]

    @transaction.atomic
    def _admit(self, item: str, rows: Sequence[tuple[Party, str, dict[str, Any]]], unit: int, says: Any) -> list[str]:
        draft = self._draft(item, unit)
        name = Unit.objects.get(uscc=self.units[unit]).name
        records = []
        for party, number, columns in rows:
            columns = dict(columns)
            extra = columns.pop("says", {})
            decided = columns.setdefault("decided_on", self.day(-2))
            said = says(party, number, name, decided) | extra
            columns.setdefault("shown_from", decided)
            columns["document_number"] = number
            records.append(self._record(draft, party, item, [number, party.code], said, columns, unit))
        draft.insert("archive_record", tables.RECORD, records, line=len(tables.RECORD_LINE))
        threads = [str(record[1]) for record in records]
        draft.finish(detail={})
        projecting.show_current(threads)
        bulk.insert("archive_timeliness", tables.TIMELINESS, self._timeliness(records))
        return threads

    def _licence_says(self, party: Party, number: str, unit: str, decided: date) -> dict[str, str]:
        return {
            "XK_XDR_MC": party.name,
            "XK_XDR_SHXYM": party.code,
            "XK_FRDB": "贾有名",
            "XK_XKWS": "准予行政许可决定书",
            "XK_WSH": number,
            "XK_XKLB": "普通",
            "XK_XKZS": "食品生产许可证",
            "XK_NR": "糕点、饼干",
            "XK_JDRQ": str(decided),
            "XK_YXQZ": str(decided),
            "XK_YXQZI": "2031-11-17",
            "XK_XKJG": unit,
            "XK_ZT": "有效",
            "BZ": "内部备注不公开",
        }

    def _penalty_says(self, party: Party, number: str, unit: str, decided: date) -> dict[str, str]:
        return {
            "CF_XDR_MC": party.name,
            "CF_XDR_SHXYM": party.code,
            "CF_FRDB": "贾有名",
            "CF_WSH": number,
            "CF_WFXW": "未按规定查验供货者许可证",
            "CF_SY": "当事人采购面粉时没有查验供货者的许可证。",
            "CF_YJ": "《中华人民共和国食品安全法》第一百二十六条",
            "CF_CFLB": "警告;罚款",
            "CF_NR": "警告，并罚款60000元",
            "CF_NR_FK": "6",
            "CF_JDRQ": str(decided),
            "CF_YXQ": "2099-12-31",
            "CF_CFJG": unit,
            "BZ": "内部备注不公开",
        }

    def _draft(self, item: str, unit: int = 0) -> Draft:
        held = Unit.objects.get(uscc=self.units[unit])
        return Draft(kind="admission", item=item, unit_id=held.pk, by=ACTOR, at=self.at, reason="", batch="")

    def _name(self, draft: Draft, party: Party, written: str, registered: bool, until: str | None) -> tuple[Any, ...]:
        normal, letters = orgname.normalise(written), initials(written)
        name_id = draft.next_id("archive_name")
        return name_id, party.id, written, normal, letters, registered, None, until, draft.number

    def _record(
        self,
        draft: Draft,
        party: Party,
        item: str,
        key: list[str],
        said: dict[str, str],
        columns: dict[str, Any],
        unit: int = 0,
    ) -> tuple[Any, ...]:
        payload = payload_of(said)
        values: dict[str, Any] = {
            "id": draft.next_id("archive_record"),
            "thread": thread_of(item, key),
            "item": item,
            "unit_id": Unit.objects.get(uscc=self.units[unit]).pk,
            "subject_id": party.id,
            "subject_kind": party.kind,
            "change_id": draft.number,
            "negative": False,
            "severity": "",
            "region": "429913",
            "publicity": "public",
            "publicity_ground": "card",
            "held_group": "",
            "shown_from": self.today,
            "hidden_from": None,
            "repairable_from": None,
            "use_until": columns.get("hidden_from"),
            "payload": payload,
            "document_number": "",
            "decided_on": None,
            "filter_1": said.get("XK_XKLB") or said.get("CF_CFLB", ""),
            "filter_2": said.get("XK_XKZS", ""),
            "filter_3": "",
            "publicity_reason": "",
            **columns,
        }
        values["content_digest"] = content_digest(payload, [_spelled(values[c]) for c in tables.CONTENT])
        return tuple(_spelled(values[c]) for c in tables.RECORD)

    def _timeliness(self, records: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [
            (r["thread"], r["item"], r["unit_id"], r["decided_on"], str(self.today), str(self.day(9)), False, 2)
            for r in (dict(zip(tables.RECORD, record, strict=True)) for record in records)
        ]


def _spelled(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def subject_row(party: Party) -> Subject:
    return Subject.objects.get(pk=party.id)
