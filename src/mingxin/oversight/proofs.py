"""What can be proved: files against the rows that name them, the projection, the chain, the clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Max, QuerySet

from mingxin.archive.models import Record
from mingxin.archive.queries.proving import prove_records
from mingxin.kernel.clock import CHINA, MachineTime
from mingxin.ledger import witness
from mingxin.ledger.models import Entry, Seal
from mingxin.ledger.queries import SealMark, prove_chain, prove_newest
from mingxin.oversight.models import Reminder
from mingxin.oversight.proved import (
    SCHEMA,
    Proved,
    prove_database,
    prove_issued,
    prove_projection,
    prove_rest,
    told_signatures,
)
from mingxin.oversight.verdict import Line, fault, ok, warning
from mingxin.uses.reports.actions import papers
from mingxin.uses.reports.models import Report
from mingxin.vault import actions as vault
from mingxin.vault.clock import CONFIRMED, doubt, told
from mingxin.vault.models import KeptFile, Original
from mingxin.vault.rules import RunAway
from mingxin.vault.store import Store

LATEST_SEALS = 50
FAR_BEHIND = 120  # seals, ten minutes of a busy platform: the witness follows each within seconds
COMPARED_RECORDS = 200_000
"""Above this many records the projection is compared only in a full check-up (some 10 s a million)."""
STOPPED = "停机较久后开机、恢复备份、拨动系统时间之后会这样。"
RUN_AWAY = "系统时间被拨动过、虚拟机暂停过或者从快照恢复之后会这样。"
CONFIRM = (
    "请先核对系统时间，不对的先校准；时间无误的，由负责人在这台机器上运行 "
    "mingxin clock confirm --name 姓名 --reason 怎样核对的。"
)
TAMPERED = "请立即保全数据库和备份，报告审计员；不要尝试修补。"
ALTERED = (
    "请先查明是谁、何时改的：不是维护人员所为的，立即保全数据库和备份，报告审计员；是维护人员自行加上的，请撤去"
    "（PostgreSQL 的扩展请装在另一个模式里）；是他们撤去的，请用最近的备份恢复。"
)


def stores() -> tuple[Store, ...]:
    """Every folder of files that rows name: sent originals, working files, issued papers."""
    return vault.originals(), vault.files(), papers()


def missing_files() -> list[str]:
    """Digests of files that rows name and the home does not have."""
    originals = Original.objects.filter(wrapped_key__isnull=False).values_list("file", flat=True)
    working = KeptFile.objects.values_list("digest", flat=True).distinct()
    reports = Report.objects.filter(destroyed_at__isnull=True).values_list("file", flat=True)
    issued = [*reports, *Reminder.objects.values_list("file", flat=True)]
    named = zip(stores(), (originals, working, issued), strict=True)
    return [digest for store, digests in named for digest in digests if not store.path(digest).is_file()]


def files() -> Iterator[Line]:
    missing = missing_files()
    if missing:
        yield fault("留存文件", f"缺少 {len(missing)} 个", "请用最近的备份恢复（mingxin restore）。")
    else:
        yield ok("留存文件", "在册的都在")


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


def projection(*, full: bool) -> Iterator[Line]:
    if not full and Record.objects.count() > COMPARED_RECORDS:
        yield ok("公示投影", "信息较多，未比对（mingxin doctor --full 会比对）")
        return
    found = prove_projection()
    if not found.broken:
        yield ok(found.subject, found.told)
    else:
        remedy = "请运行 mingxin manage shell -c 'from mingxin.archive.actions.projecting import rebuild; rebuild()'。"
        yield fault(found.subject, found.broken, remedy)


def database() -> Iterator[tuple[Line, bool]]:
    """Each line with whether the check-up has to end there."""
    for proved in prove_database():
        yield _line(proved, ALTERED if proved.subject == SCHEMA else TAMPERED), proved.ends


def chain(*, full: bool, is_older: bool) -> Iterator[Line]:
    if not full:
        yield _latest(is_older=is_older)
        return
    proof = prove_chain(is_older=is_older)
    if proof.broken:
        place = f"第 {proof.broken.seal} 号封印处" if proof.broken.seal else "尚未封印的部分"
        yield fault("账本", f"{place}断裂：{proof.broken.reason}", TAMPERED)
        return
    yield ok("账本", f"完整：{proof.seals} 个封印，{proof.entries} 条记录，{told_signatures(proof)}")
    yield from _behind(proof.newest, is_older=is_older)
    records = prove_records()
    if records.broken:
        place = f"第 {records.broken.change} 号变更：" if records.broken.change else ""
        yield fault("信用信息", f"{place}{records.broken.reason}", TAMPERED)
        return
    yield ok("信用信息", f"与账本一致：{records.changes} 次变更，{records.rows:,} 行")
    for proved in (*prove_rest(), prove_issued()):
        yield _line(proved, TAMPERED)


def _line(proved: Proved, remedy: str) -> Line:
    return fault(proved.subject, proved.broken, remedy) if proved.broken else ok(proved.subject, proved.told)


def _behind(newest: SealMark | None, *, is_older: bool) -> Iterator[Line]:
    """Where the witness beside the keys stands: it follows every seal within seconds."""
    seen = witness.read(Path(settings.KEYS))
    last = newest.number if newest else 0
    if seen is None:
        if Seal.objects.exclude(signature="").exists():
            yield warning("账本见证", "密钥目录中还没有", "请确认 mingxin serve 在运行，密钥目录可以写入。")
    elif seen.number > last and is_older:
        yield warning(
            "账本见证",
            f"到第 {seen.number} 号封印，这份数据止于第 {last} 号",
            "较早的备份本应如此；要用它接替原来的安装，请运行 mingxin ledger accept。",
        )
    elif seen.number < last - FAR_BEHIND:
        yield warning(
            "账本见证", f"停在第 {seen.number} 号封印，落后 {last - seen.number} 个", "请确认密钥目录可以写入。"
        )
    else:
        rest = f"；其后的 {last - seen.number} 个封印还没有见证" if seen.number < last else ""
        yield ok("账本见证", f"到第 {seen.number} 号封印，与账本相符{rest}")


def _latest(*, is_older: bool) -> Line:
    """The newest seals proved; what lies before them only a full check-up proves."""
    proof = prove_newest(LATEST_SEALS, is_older=is_older)
    if proof.broken:
        return fault("账本", f"第 {proof.broken.seal} 号封印处断裂：{proof.broken.reason}", TAMPERED)
    if proof.newest is None:
        return warning("账本", "还没有封印", "请运行 mingxin init。")
    return ok("账本", f"最近 {proof.seals} 个封印完好（mingxin ledger verify 校验全部）")
