"""People and living work for the demonstration's desk, once its city is on file; called by seed.load.

Everything is dated by the moment it is set up, and goes through the verbs that the pages use.
"""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actions import seal, write
from mingxin.ledger.actor import Actor
from seed import desk_home, desk_people, desk_records, desk_work, unreadable
from seed.desk_hand import Hand
from seed.desk_scene import PLAYED, Scene, UnplayableError, played

SCENES: Final = (  # what the departments did today and in the days before, in this order
    Scene("file_to_upload", "待上传的处罚表", desk_work.file_to_upload),
    Scene("ready", "市场监管局一批待提交", desk_work.ready),
    Scene("waiting_for_review", "交通运输局三批待审核", desk_work.waiting_for_review),
    Scene("returned", "生态环境局一批被审核人退回", desk_work.returned),
    Scene("refused", "应急管理局一个文件被拒收", desk_work.refused),
    Scene("withdrawn", "人社局撤回一批", desk_work.withdrawn),
    Scene("left_behind", "城管委一批入库后的未关联行和疑问行", desk_work.left_behind),
    Scene("asks_publicity", "住建局的公示依据问题", desk_work.asks_publicity),
    Scene("nothing_to_report", "澄江县农业农村局声明本期无", desk_work.nothing_to_report),
    Scene("doubted_again", "农业农村局两批同样的情况和说明", desk_work.doubted_again),
    Scene("doubted", "卫健委一批等待说明原因", desk_work.doubted),
    Scene("item_unclear", "发改委一个文件等待选择事项", desk_work.item_unclear),
    Scene("power_unknown", "澄江县农业农村局的职权问题", desk_work.power_unknown),
    Scene("late", "澄江县交通运输局的迟报", desk_work.late),
    Scene("corrected", "市场监管局更正一条处罚", desk_records.correct),
    Scene("withdrawn_in_time", "生态环境局按期撤回一条处罚", desk_records.withdraw_in_time),
    Scene("withdrawn_late", "应急管理局逾期撤回一条处罚", desk_records.withdraw_late),
    Scene("withdrawn_wrong_report", "交通运输局撤回一条误报的许可", desk_records.withdraw_wrong_report),
)


@dataclass(frozen=True)
class Furnished:
    """How many accounts are new, and which scenes could not be played, with the reason."""

    opened: int
    missing: tuple[tuple[Scene, str], ...]


def furnish(folder: Path, *, by: Actor, at: datetime) -> Furnished:
    """Open the accounts and play the scenes; the visitor's file is laid into `folder`.

    Refuses any home but the demonstration's. Each scene is there whole or not at all and leaves a mark in the ledger:
    whoever is interrupted at any moment begins with the first that is not there.
    """
    desk_home.require()
    opened = desk_people.open_accounts(by=by, at=at)
    there = played()
    with tempfile.TemporaryDirectory(prefix="mingxin-demo-") as name:
        hand = Hand(Path(name), at, folder)
        tried = [(scene, _play(scene, hand, by)) for scene in SCENES if scene.key not in there]
    seal(at=at)
    return Furnished(opened, tuple((scene, why) for scene, why in tried if why))


def _play(scene: Scene, hand: Hand, by: Actor) -> str:
    """Why it could not be played, and then nothing of it is left; "" where it was."""
    try:
        with transaction.atomic():
            scene.play(hand)
            write(action=PLAYED, object_type="scene", object_key=scene.key, matter=scene.title, by=by, at=hand.at)
    except (UnplayableError, Refusal) as why:
        return str(why)
    except OSError as error:
        return f"{Path(str(error.filename or '')).name or '文件'}：{unreadable.why(error)}"
    return ""
