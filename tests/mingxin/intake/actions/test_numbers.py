"""How batches are numbered: each number once, whatever its place among the day's."""

import pytest
from django.db import transaction

from mingxin.doors.desk.pages.batches.address import BatchConverter
from mingxin.intake.actions.receiving import next_number
from mingxin.intake.models import Batch
from mingxin.kernel.resident_id import cut
from tests.mingxin.archive.sending import penalty
from tests.mingxin.intake.actions.desk import Desk, tell_of

GIVEN = {
    "the second": ([], 2),
    "the last of five digits": ([99_998], 99_999),
    "the first of six": ([9_999, 99_999], 100_000),
    "the second of six": ([99_999, 100_000], 100_001),
    "far beyond": ([99_999, 100_000, 100_001, 123_456], 123_457),
}


@pytest.mark.parametrize("before", GIVEN)
def test_no_number_is_given_twice_however_many_a_day_has(desk: Desk, before: str) -> None:
    numbers, following = GIVEN[before]
    batch = Batch.objects.get(pk=desk.receive(penalty(1)))
    prefix = batch.number.removesuffix("00001")
    for number in numbers:
        batch.pk = f"{prefix}{number:05d}"
        batch.save(force_insert=True)
        tell_of(batch, at=desk.at)
    with transaction.atomic():
        found = next_number(desk.at)
    assert found == f"{prefix}{following:05d}"
    assert BatchConverter().to_url(found) == found.split("-", 1)[1], "and it has an address"
    assert cut(found)[0] == found, "and is taken for nothing else"
