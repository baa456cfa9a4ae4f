"""What is said of the files that rows name: how many of each kind, and what makes two counts of them differ."""

import re

from mingxin.intake.queries.kept_files import prove_kept_files
from mingxin.oversight.files import prove_files
from mingxin.vault.models import KeptFile, Original
from tests.mingxin.archive.sending import penalty
from tests.mingxin.intake.actions.desk import Desk


def test_the_kinds_add_up_and_each_content_is_counted_once(desk: Desk) -> None:
    """The same sheet twice: working files of the same content are registered twice, and lie there once."""
    for _ in range(2):
        desk.checked(penalty(1))
    told = prove_files().told
    whole, *kinds = (int(number.replace(",", "")) for number in re.findall(r"([\d,]+) 个", told))
    working = KeptFile.objects.values("digest").distinct().count()
    assert kinds == [Original.objects.count(), working, 0] and whole == sum(kinds), told
    assert prove_kept_files().files == KeptFile.objects.count() > working
    assert told.endswith("内容相同的只存一份）")
