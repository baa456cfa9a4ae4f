"""What the check-up proves, in full or within moments, and the clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from mingxin.archive.models import Record
from mingxin.kernel.clock import CHINA, MachineTime
from mingxin.ledger.models import Entry
from mingxin.ledger.queries import prove_newest
from mingxin.oversight.files import prove_files
from mingxin.oversight.proved import Proved, prove_projection
from mingxin.oversight.verdict import Line, fault, ok, warning
from mingxin.oversight.whole_proof import LEDGER, walk
from mingxin.vault.clock import CONFIRMED, doubt, told
from mingxin.vault.rules import RunAway

LATEST_SEALS = 50
COMPARED_RECORDS = 200_000
"""Above this many records the projection is compared only in a full check-up (some 10 s a million)."""
STOPPED = "停机较久后开机、恢复备份、拨动系统时间之后会这样。"
RUN_AWAY = "系统时间被拨动过、虚拟机暂停过或者从快照恢复之后会这样。"
CONFIRM = (
    "请先核对系统时间，不对的先校准；时间无误的，由负责人在这台机器上运行 "
    "mingxin clock confirm --name 姓名 --reason 怎样核对的。"
)
TAMPERED = "请立即保全数据库和备份，报告审计员；不要尝试修补。"


def whole(*, is_older: bool) -> Iterator[tuple[Line, bool]]:
    """Everything, as `ledger verify --records` proves it; each line with whether the check-up has to end there."""
    for proved in walk(is_older=is_older):
        yield _line(proved), proved.ends


def newest(*, is_older: bool) -> Iterator[Line]:
    """What takes moments: the files, the projection of a small city, the newest seals."""
    yield _line(prove_files())
    if Record.objects.count() > COMPARED_RECORDS:
        yield ok("公示投影", "信息较多，未比对（mingxin doctor --full 会比对）")
    else:
        yield _line(prove_projection())
    yield _latest(is_older=is_older)


def clock(*, at: datetime, ran: MachineTime | None) -> Iterator[Line]:
    """Entries later than now are a fault, unless somebody confirmed the clock after they were written."""
    confirmed = Entry.objects.filter(action=CONFIRMED).order_by("-id").first()
    explained = Entry.objects.filter(id__lt=confirmed.id) if confirmed else Entry.objects.none()
    newest = _latest_at(Entry.objects.filter(id__gte=confirmed.id) if confirmed else Entry.objects.all())
    if newest is not None and newest > at + timedelta(minutes=5):
        yield fault(
            "系统时钟", f"现在是 {at:%Y-%m-%d %H:%M}，账本里已有更晚的记录（{_minute(newest)}）", "请校准系统时钟。"
        )
        return
    latest = _latest_at(explained)
    later = ""
    if confirmed and latest is not None and latest > at:
        who = f"{confirmed.actor_name}已于 {_minute(confirmed.at)} 确认时钟"
        later = f"；账本里有到 {_minute(latest)} 的记录，是时钟有误时写的，{who}"
    yield ok("系统时钟", f"{at:%Y-%m-%d %H:%M}（北京时间）{later}")
    if found := doubt(at=at, ran=ran):
        why = RUN_AWAY if isinstance(found, RunAway) else STOPPED
        yield warning("时钟与账本", f"{told(found)}；到期原件暂不销毁，其他工作照常", why + CONFIRM)


def _latest_at(entries: QuerySet[Entry]) -> datetime | None:
    latest: datetime | None = entries.aggregate(at=Max("at"))["at"]
    return latest


def _minute(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _line(proved: Proved) -> Line:
    if proved.broken:
        return fault(proved.subject, proved.broken, proved.remedy or TAMPERED)
    if proved.doubt:
        return warning(proved.subject, proved.doubt, proved.remedy)
    return ok(proved.subject, proved.told)


def _latest(*, is_older: bool) -> Line:
    """The newest seals proved; what lies before them only a full check-up proves."""
    proof = prove_newest(LATEST_SEALS, is_older=is_older)
    if proof.broken:
        return fault(LEDGER, f"第 {proof.broken.seal} 号封印处断裂：{proof.broken.reason}", TAMPERED)
    if proof.newest is None:
        return warning(LEDGER, "还没有封印", "请运行 mingxin init。")
    return ok(LEDGER, f"最近 {proof.seals} 个封印完好（mingxin ledger verify 校验全部）")
