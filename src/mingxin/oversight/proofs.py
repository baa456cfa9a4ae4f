"""What can be proved: files against the rows that name them, the projection, the chain, the clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Max

from mingxin.archive.models import Record
from mingxin.archive.queries.projection import compare_projection
from mingxin.archive.queries.proving import prove_records
from mingxin.kernel.clock import CHINA
from mingxin.ledger.models import Entry, Seal, SealedEntry
from mingxin.ledger.queries import digest_of, prove_chain
from mingxin.ledger.rules import seal_digest
from mingxin.oversight.models import Reminder
from mingxin.oversight.verdict import Line, fault, ok, warning
from mingxin.uses.reports.actions import papers
from mingxin.uses.reports.models import Report
from mingxin.vault import actions as vault
from mingxin.vault.clock import doubt
from mingxin.vault.models import KeptFile, Original
from mingxin.vault.store import Store

LATEST_SEALS = 50
COMPARED_RECORDS = 200_000
"""Above this many records the projection is compared only in a full check-up (some 10 s a million)."""
CONFIRM = (
    "停机较久后开机、恢复备份后都会这样。请先核对系统时间；时间无误的，由负责人运行 "
    "mingxin clock confirm --name 姓名 --reason 怎样核对的。"
)
TAMPERED = "请立即保全数据库和备份，报告审计员；不要尝试修补。"


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


def clock(*, at: datetime) -> Iterator[Line]:
    newest = Entry.objects.aggregate(at=Max("at"))["at"]
    if newest is not None and newest > at + timedelta(minutes=5):
        yield fault("系统时钟", f"现在是 {at:%Y-%m-%d %H:%M}，账本里已有更晚的记录", "请校准系统时钟。")
        return
    yield ok("系统时钟", f"{at:%Y-%m-%d %H:%M}（北京时间）")
    if jump := doubt(at=at):
        began, went = (moment.astimezone(CHINA) for moment in (jump.before, jump.after))
        told = f"账本中 {began:%Y-%m-%d %H:%M} 之后紧接着 {went:%Y-%m-%d %H:%M}，到期原件暂不销毁，其他工作照常"
        yield warning("时钟与账本", told, CONFIRM)


def projection(*, full: bool) -> Iterator[Line]:
    if not full and Record.objects.count() > COMPARED_RECORDS:
        yield ok("公示投影", "信息较多，未比对（mingxin doctor --full 会比对）")
        return
    found = compare_projection()
    if found.holds:
        yield ok("公示投影", f"与信息和标注一致（{found.spans:,} 段）")
    else:
        told = f"缺 {found.missing} 段，多 {found.surplus} 段，计数不符 {found.wrong_edges} 处"
        remedy = "请运行 mingxin manage shell -c 'from mingxin.archive.actions.projecting import rebuild; rebuild()'。"
        yield fault("公示投影", told, remedy)


def chain(*, full: bool) -> Iterator[Line]:
    if not full:
        yield _latest()
        return
    proof = prove_chain()
    if proof.broken:
        yield fault("账本", f"第 {proof.broken.seal} 号封印处断裂：{proof.broken.reason}", TAMPERED)
        return
    yield ok("账本", f"完整：{proof.seals} 个封印，{proof.entries} 条记录")
    records = prove_records()
    if records.broken:
        yield fault("信用信息", f"第 {records.broken.change} 号变更：{records.broken.reason}", TAMPERED)
    else:
        yield ok("信用信息", f"与账本一致：{records.changes} 次变更，{records.rows:,} 行")


def _latest() -> Line:
    """The newest seals proved; what lies before them only a full check-up proves."""
    seals = list(Seal.objects.order_by("-number")[:LATEST_SEALS])
    for seal in seals:
        links = SealedEntry.objects.filter(seal=seal).select_related("entry").order_by("position")
        entries = [link.entry for link in links]
        if any(digest_of(entry) != entry.digest for entry in entries) or len(entries) != seal.count:
            return fault("账本", f"第 {seal.number} 号封印内的记录已被改动", TAMPERED)
        if seal_digest(seal.number, seal.at, seal.previous, [entry.digest for entry in entries]) != seal.digest:
            return fault("账本", f"第 {seal.number} 号封印与所含记录不符", TAMPERED)
    for later, earlier in pairwise(seals):
        if later.previous != earlier.digest or later.number != earlier.number + 1:
            return fault("账本", f"第 {later.number} 号封印与前一封印接不上", TAMPERED)
    if not seals:
        return warning("账本", "还没有封印", "请运行 mingxin init。")
    return ok("账本", f"最近 {len(seals)} 个封印完好（mingxin ledger verify 校验全部）")
