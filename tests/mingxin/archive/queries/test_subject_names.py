"""Whose a name without a code may be: proposals for a person, never a link."""

import pytest

from mingxin.archive.queries.subject_names import MOST_CANDIDATES, candidates, held_names
from mingxin.archive.queries.versions import find_subject
from tests.mingxin.archive.sending import Sender, firm, penalty, registration, sole_trader_penalty, trader

NAME = "云泽市宏盛食品有限公司"


@pytest.mark.parametrize(
    ("written", "because"),
    [
        (NAME, "the whole name"),
        ("云泽市宏盛食品有限责任公司", "the form written out"),
        ("云泽宏盛食品有限公司", "the kind of place left out"),
        ("云泽市宏胜食品有限公司", "a character of the same sound"),
    ],
)
def test_the_firm_is_proposed_first(sender: Sender, written: str, because: str) -> None:
    sender.registrations(registration(1, ZTMC=NAME), registration(2))
    first = candidates(written)[0]
    assert (first.uscc, first.name, first.kind, first.is_registered) == (firm(1), NAME, "enterprise", True), because
    assert (first.similarity == 1) == (written == NAME)


def test_known_only_by_its_code_and_sole_traders(sender: Sender) -> None:
    sender.penalties(penalty(1, CF_XDR_MC=NAME, CF_SXCD=""), sole_trader_penalty(2))
    only = candidates(NAME)[0]
    assert (only.uscc, only.is_registered) == (firm(1), False), "though nothing of it is public"
    assert [c.uscc for c in candidates("澄江镇瑞丰超市")] == [trader(2)]
    assert candidates("瑞丰超") == (), "a sole trader comes by its whole name only"
    assert held_names([find_subject(firm(1)).pk]) == {find_subject(firm(1)).pk: NAME}


def test_at_most_eight_and_none_for_nothing(sender: Sender) -> None:
    sender.registrations(*(registration(i, ZTMC=f"云泽市宏盛{i}号食品有限公司") for i in range(1, 13)))
    found = candidates(NAME)
    assert len(found) == MOST_CANDIDATES
    assert [c.similarity for c in found] == sorted((c.similarity for c in found), reverse=True)
    assert candidates("") == candidates("某") == ()
