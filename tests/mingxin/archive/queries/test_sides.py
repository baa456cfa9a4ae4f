"""Two subjects held beside each other: registered means the same in the preview as in the refusal."""

import pytest

from mingxin.archive.actions.amend import erase, withdraw
from mingxin.archive.actions.merging import merge
from mingxin.archive.queries.sides import side_of
from mingxin.archive.queries.versions import find_subject
from mingxin.archive.rules.digests import thread_of
from mingxin.kernel.refusal import Refusal
from tests.mingxin.archive.sending import Sender, firm, penalty, registration

ENTRY = thread_of("org_registration", [firm(1)])


def is_registered(code: str) -> bool:
    subject = find_subject(code)
    assert subject is not None
    side = side_of(subject.public_id)
    assert side is not None
    return side.is_registered


@pytest.mark.parametrize("how", ["stands", "withdrawn", "erased", "registered again"])
def test_registered_while_the_entry_stands(sender: Sender, how: str) -> None:
    """The names that an entry gave stay on file when it goes; they register nobody."""
    sender.registrations(registration(1), registration(2))
    sender.penalties(penalty(1))
    told = {"thread": ENTRY, "by": sender.by, "at": sender.at}
    if how == "withdrawn":
        withdraw(reason_type="报送错误", case="登记有误", note_months=3, **told)
    elif how == "erased":
        erase(ground="个人信息保护法第四十七条", **told)
    elif how == "registered again":
        sender.registrations(registration(1, ZS="云泽市西湖路1号"))
    stands = how in ("stands", "registered again")
    assert (is_registered(firm(1)), is_registered(firm(2))) == (stands, True)
    if stands:
        with pytest.raises(Refusal) as refused:
            merge(gone=firm(1), into=firm(2), reason="换码", by=sender.by, at=sender.at)
        assert refused.value.code == "merge.both_registered"
    else:
        merge(gone=firm(1), into=firm(2), reason="换码", by=sender.by, at=sender.at)


def test_known_by_its_code_alone(sender: Sender) -> None:
    sender.penalties(penalty(1))
    assert not is_registered(firm(1))
