"""A shorter term reaches records that were taken in before it; nothing ever gets longer."""

import csv
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

import pytest

from mingxin.archive.actions.amend import settle_publicity
from mingxin.archive.models import Record
from mingxin.archive.queries.projection import compare_projection
from mingxin.archive.queries.proving import prove_records
from mingxin.catalogue.rules.publicity import Settled
from mingxin.intake.actions.correct import correct
from mingxin.intake.actions.process import process
from mingxin.intake.actions.reaching_back import apply_present_terms
from mingxin.kernel import uscc
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from tests.mingxin.archive.sending import Sender, current_version, penalty, require_sound, thread

pytestmark = pytest.mark.django_db
SPELLED = {"ground": "publicity_ground", "reason": "publicity_reason"}  # as the columns of a record are named
FIRM = uscc.compose("91", "429913", "00000101")


class InForce(Protocol):
    unit: str


def penalties(path: Path, unit: str, rows: list[tuple[str, str, str]]) -> Path:
    """rows: document number, day of decision, 失信程度."""
    headers = (
        "行政相对人名称,行政相对人类别,统一社会信用代码,法定代表人,行政处罚决定书文号,违法行为类型,违法事实,处罚依据,"
        "处罚类别,处罚内容,罚款金额(万元),处罚决定日期,处罚有效期,处罚机关,处罚机关统一社会信用代码,数据来源单位,"
        "数据来源单位统一社会信用代码,失信程度\n"
    )
    organ = "云泽市市场监督管理局"
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        handle.write(headers)
        writer = csv.writer(handle)
        for number, day, severity in rows:
            party = ["云泽市宏业机械有限公司", "法人及非法人组织", FIRM, "林一"]
            about = ["未按规定明码标价", "未明码标价", "《价格法》第四十二条", "罚款", "罚款人民币20000元", "2"]
            writer.writerow([*party, number, *about, day, day, organ, unit, organ, unit, severity])
    return path


# decided on, 失信程度, hidden from as recorded in 2024, hidden from once the terms of 2026 reach back, because
CASES = [
    ("2024-02-29", "一般", date(2027, 2, 28), date(2025, 2, 28), "36 months become 12; the leap day ends on the 28th"),
    ("2024-10-23", "严重", date(2027, 10, 23), date(2027, 10, 23), "serious: 36 months then and now"),
]


@pytest.mark.parametrize(("decided", "severity", "then", "later", "because"), CASES, ids=[c[4] for c in CASES])
def test_shorter_terms_reach_back(
    in_force: InForce, actor: Actor, tmp_path: Path, decided: str, severity: str, then: date, later: date, because: str
) -> None:
    file = penalties(tmp_path / "a.csv", in_force.unit, [("云市监罚〔2024〕1号", decided, severity)])
    recorded_at = datetime(2024, 11, 1, 9, tzinfo=CHINA)
    process(file, item="admin_penalty", unit=in_force.unit, by=actor, at=recorded_at)
    assert Record.objects.get(known_until=None, item="admin_penalty").hidden_from == then

    before = apply_present_terms(by=actor, at=datetime(2026, 3, 31, 9, tzinfo=CHINA))
    since = apply_present_terms(by=actor, at=datetime(2026, 4, 1, 9, tzinfo=CHINA))
    again = apply_present_terms(by=actor, at=datetime(2026, 4, 2, 9, tzinfo=CHINA))

    assert (before, since, again) == (0, int(then != later), 0), "not the day before the rule, once on it, then never"
    assert Record.objects.get(known_until=None, item="admin_penalty").hidden_from == later
    assert compare_projection().holds and prove_records().broken is None


def test_what_was_never_public_stays_so_and_gets_the_shorter_use(
    in_force: InForce, actor: Actor, tmp_path: Path
) -> None:
    file = penalties(tmp_path / "a.csv", in_force.unit, [("云市监罚〔2024〕2号", "2024-10-23", "")])
    process(file, item="admin_penalty", unit=in_force.unit, by=actor, at=datetime(2024, 11, 1, 9, tzinfo=CHINA))
    held = Record.objects.get(known_until=None, item="admin_penalty")
    assert (held.publicity, held.use_until) == ("held", date(2025, 1, 23))

    assert apply_present_terms(by=actor, at=datetime(2026, 4, 1, 9, tzinfo=CHINA)) == 0
    assert Record.objects.get(known_until=None, item="admin_penalty").publicity == "held"


def test_what_was_computed_of_an_earlier_version_is_not_written(sender: Sender, actor: Actor) -> None:
    """Graded 轻微 by a correction that came in between: the publicity of the version before is not put over it."""
    at, row = datetime(2024, 3, 4, 9, tzinfo=CHINA), penalty(1, CF_JDRQ="2024/02/28", CF_YXQ="2027/02/28")
    sender.penalties(row, at=at)
    before = current_version(row)
    settled = Settled(**{name.name: getattr(before, SPELLED.get(name.name, name.name)) for name in fields(Settled)})
    correct(thread(row), {"CF_SXCD": "轻微"}, reason="裁量有误", by=actor, at=at)
    corrected = current_version(row)
    with pytest.raises(Refusal) as refused:
        settle_publicity(
            answers={before.pk: settled}, item=before.item, unit_id=before.unit_id, reason="期限", by=actor, at=at
        )
    assert refused.value.code == "publicity.settled" and refused.value.remedy
    assert (current_version(row).pk, corrected.severity) == (corrected.pk, "minor")
    require_sound()
