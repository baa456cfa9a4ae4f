"""People and living work for the demonstration's desk, once its city is on file; called by seed.load.

Everything is dated by the moment it is set up, and goes through the verbs that the pages use.
"""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from mingxin.intake.models import Batch
from mingxin.ledger.actions import seal
from mingxin.ledger.actor import Actor
from seed import desk_home, desk_people, desk_records, desk_work
from seed.desk_hand import Hand

_CHANNEL: Final = "desk"


def furnish(folder: Path, *, by: Actor, at: datetime) -> int:
    """Open the accounts, do the work, and lay the visitor's file into `folder`; how many accounts are new.

    Refuses any home but the demonstration's. Work that was begun before is not done again.
    """
    desk_home.require()
    opened = desk_people.open_accounts(by=by, at=at)
    with tempfile.TemporaryDirectory(prefix="mingxin-demo-") as name:
        hand = Hand(Path(name), at)
        desk_work.file_to_upload(hand, folder)
        with transaction.atomic():  # all of it or nothing, so that an interrupted demonstration begins anew
            if not Batch.objects.filter(channel=_CHANNEL).exists():
                desk_work.do_work(hand)
                desk_records.amend(hand)
    seal(at=at)
    return opened
