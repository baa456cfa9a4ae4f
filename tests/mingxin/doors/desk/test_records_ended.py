"""What has an end shows that end, and a correction shows what is odd about it."""

from datetime import timedelta

import pytest

from mingxin.archive.actions.amend import settle_publicity
from mingxin.archive.queries.versions import read_subject
from mingxin.catalogue.rules.publicity import Settled
from mingxin.cli.subjects import _record
from mingxin.kernel.clock import today
from tests.mingxin.archive.sending import Row, Sender, current_version, firm
from tests.mingxin.doors.desk.conftest import AtDesk
from tests.mingxin.doors.desk.record_pages import (
    address,
    filled,
    fined,
    followed,
    sender,
    steward,
    text_of,
    withdrawal,
)

pytestmark = pytest.mark.both

__all__ = ["sender", "steward"]


def test_a_withdrawn_record_has_no_future(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1), fined(2))
    ends = str(current_version(fined(1)).hidden_from)
    before = text_of(steward.client, address(fined(1)))
    assert ends in before
    assert "可申请修复" in before
    page = followed(steward.client, address(fined(1), "withdraw/"), withdrawal(step="confirm"))
    assert f"{today()}（撤回）" in page
    assert f"{ends}（当天起不再公示）" not in page
    assert "可申请修复</dt>" not in page
    assert "当天起不再用于任何用途" not in page
    told = "\n".join(_record(read_subject(firm(1)).records[0], today(), {}))
    assert f"停止公示于 {today()}（撤回）" in told and "可申请修复" not in told
    shown = text_of(steward.client, "/desk/records/?document=1")
    assert shown.count(ends) == 1, "the other one's"
    assert str(today()) in shown


def test_what_ended_before_its_withdrawal_keeps_its_end(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    long_ago = today() - timedelta(days=3)
    version = current_version(fined(1))
    over = Settled(
        publicity="public",
        ground=version.publicity_ground,
        reason="",
        severity=version.severity,
        shown_from=long_ago - timedelta(days=9),
        hidden_from=long_ago,
        repairable_from=None,
        use_until=version.use_until,
    )
    settle_publicity(
        answers={version.pk: over},
        item=version.item,
        unit_id=version.unit_id,
        reason="期限",
        by=sender.by,
        at=sender.at,
    )
    page = followed(steward.client, address(fined(1), "withdraw/"), withdrawal(step="confirm"))
    assert f"{long_ago}（当天起不再公示）" in page


def test_a_preview_names_a_fine_that_its_text_contradicts(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    for amount, is_told in (("20", True), ("2.0", False)):
        sent = filled(steward, fined(1), CF_NR_FK=amount, CF_SY="更正后的事实。")
        answer = steward.client.post(address(fined(1), "correct/"), sent | {"step": "preview"})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert ("<b>请留意：</b>" in page and "200,000 元" in page and "20,000 元" in page) is is_told


NEVER = "报送时已满公示期，未公示"


def long_decided(number: int, **cells: str) -> Row:
    """Of 2020, for a year: sent when nobody could see it any more."""
    days = {"CF_JDRQ": "2020-01-06", "CF_YXQ": "2021-01-06"}
    return fined(number, **(days | cells))


def test_a_term_that_was_over_on_arrival_is_told_as_that_wherever_its_days_would_be(
    sender: Sender, steward: AtDesk
) -> None:
    sender.penalties(long_decided(1), fined(2))
    version = current_version(long_decided(1))
    assert version.shown_from and version.hidden_from and version.hidden_from < version.shown_from
    steward.client.post("/desk/records/purpose/", {"purpose": "审核"})
    page = text_of(steward.client, address(long_decided(1)))
    assert NEVER in page
    assert "<dt>开始公示</dt>" not in page and "<dt>停止公示</dt>" not in page and "期满停止公示" not in page
    shown = text_of(steward.client, "/desk/records/")
    assert shown.count(NEVER) == 1 and str(version.hidden_from) not in shown
    file = b"".join(steward.client.get("/desk/records/?export=csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert file.count(NEVER) == 1 and str(version.hidden_from) not in file
    asked = text_of(steward.client, address(long_decided(1), "withdraw/"))
    assert NEVER in asked and "<dt>停止公示</dt>" not in asked
    view = next(one for one in read_subject(firm(1)).records if one.thread == version.thread)
    told = "\n".join(_record(view, today(), {}))
    assert told.count(NEVER) == 1 and "公示自" not in told and "停止公示于" not in told


def test_what_was_public_before_it_was_corrected_after_its_term_keeps_its_days(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    first, ended = today() - timedelta(days=9), today() - timedelta(days=3)
    version = current_version(fined(1))
    type(version).objects.filter(pk=version.pk).update(shown_from=first, hidden_from=ended)
    sender.penalties(fined(1, CF_SY="更正后的事实，当事人未明码标价。", CF_YXQ=ended.isoformat()))
    corrected = current_version(fined(1))
    type(version).objects.filter(pk=corrected.pk).update(hidden_from=ended)
    steward.client.post("/desk/records/purpose/", {"purpose": "审核"})
    page = text_of(steward.client, address(fined(1)))
    assert corrected.pk != version.pk and NEVER not in page
    assert f"<dt>开始公示</dt><dd>{first}</dd>" in page and f"{ended}（当天起不再公示）" in page
