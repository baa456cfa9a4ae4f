"""What was typed at the desk is read again with every later act: another value for a moment goes no further."""

from collections.abc import Callable

import pytest

from mingxin.intake.actions.mending import undo_mends
from mingxin.intake.actions.reviewing import hands_of
from mingxin.intake.actions.submitting import release, submit
from mingxin.intake.actions.supplements import supplement_of
from mingxin.intake.models import Batch, BatchState, BatchStep, RowMend
from mingxin.intake.queries.differences import ready_of
from tests.mingxin.archive.sending import penalty, require_sound
from tests.mingxin.intake.actions.desk import CHECKER, COLLEAGUE, Desk, refusal_of

pytestmark = [pytest.mark.both, pytest.mark.forges]

FORGED = "当事人生产销售有毒有害食品，致多人死亡。"


def forge() -> None:
    RowMend.objects.update(value=FORGED)


def take_away() -> None:
    RowMend.objects.all().delete()


def put_in() -> None:
    mend = RowMend.objects.get()
    mend.pk, mend.value = None, FORGED
    mend.save(force_insert=True)


@pytest.fixture
def mended(desk: Desk) -> str:
    """Three rows, of which the last lacks its code; the facts of the first were typed."""
    number = desk.checked(penalty(1), penalty(2), penalty(3, CF_XDR_SHXYM="")).number
    desk.mended(number, (2, "CF_SY", "当事人未明码标价，情节轻微，已改正。"))
    return number


def put_back(rows: list[RowMend]) -> None:
    RowMend.objects.exclude(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        row.save()


def mend_another(desk: Desk, number: str) -> None:
    desk.mended(number, (3, "CF_NR", "罚款2万元"))


def take_another_back(desk: Desk, number: str) -> None:
    undo_mends(number, row=2, by=COLLEAGUE, at=desk.at)


@pytest.mark.parametrize("act", [mend_another, take_another_back])
@pytest.mark.parametrize("alter", [forge, take_away, put_in])
def test_mending_goes_on_only_with_what_was_typed(
    desk: Desk, mended: str, alter: Callable[[], None], act: Callable[[Desk, str], object]
) -> None:
    kept = list(RowMend.objects.all())
    alter()
    gone = not RowMend.objects.exists() and act is take_another_back
    assert refusal_of(act, desk, mended).code == ("mend.none" if gone else "batch.altered")
    put_back(kept)
    mend_another(desk, mended)
    desk.through(mended)
    require_sound()


def test_a_supplement_carries_on_only_what_was_typed(desk: Desk) -> None:
    number = desk.checked(penalty(1), penalty(3, CF_XDR_SHXYM="")).number
    desk.mended(number, (3, "CF_SY", "当事人未明码标价。"))
    desk.through(number)
    kept = list(RowMend.objects.all())
    forge()
    assert refusal_of(supplement_of, number, by=COLLEAGUE, at=desk.at).code == "batch.altered"
    put_back(kept)
    supplement_of(number, by=COLLEAGUE, at=desk.at)


def another_mender(_: Batch) -> None:
    RowMend.objects.update(actor_login=COLLEAGUE.login)


def another_sender(_: Batch) -> None:
    RowMend.objects.update(actor_login=COLLEAGUE.login)
    BatchStep.objects.filter(state=BatchState.SUBMITTED).update(actor_login=COLLEAGUE.login)


def nobody_submitted(_: Batch) -> None:
    BatchStep.objects.filter(state=BatchState.SUBMITTED).delete()


@pytest.mark.parametrize("alter", [another_mender, another_sender, nobody_submitted])
def test_nobody_releases_what_he_mended_himself(desk: Desk, alter: Callable[[Batch], None]) -> None:
    number = desk.checked(penalty(1)).number
    desk.mended(number, (2, "CF_SY", "当事人未明码标价。"), by=CHECKER)
    submit(number, by=CHECKER, at=desk.at)
    batch = Batch.objects.get(pk=number)
    assert CHECKER.login in hands_of(batch)
    mends, steps = list(RowMend.objects.all()), list(BatchStep.objects.all())
    alter(batch)
    shown = ready_of(batch)
    refused = refusal_of(
        release, number, secrecy_reviewed=True, seen=shown.seal if shown else "", by=CHECKER, at=desk.at
    )
    assert refused.code == "batch.altered"
    put_back(mends)
    for step in steps:
        step.save()
