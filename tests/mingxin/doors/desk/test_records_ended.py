"""What has an end shows that end, and a correction shows what is odd about it."""

from datetime import timedelta

import pytest

from mingxin.kernel.clock import today
from tests.mingxin.archive.sending import Sender, current_version
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
    shown = text_of(steward.client, "/desk/records/?document=1")
    assert shown.count(ends) == 1, "the other one's"
    assert str(today()) in shown


def test_what_ended_before_its_withdrawal_keeps_its_end(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    long_ago = today() - timedelta(days=3)
    version = current_version(fined(1))
    type(version).objects.filter(pk=version.pk).update(
        hidden_from=long_ago, shown_from=long_ago - timedelta(days=9), repairable_from=None
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
