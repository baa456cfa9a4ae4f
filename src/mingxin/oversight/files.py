"""Files that rows name: whether each lies in the home, and whose it is where it does not."""

from collections import Counter
from collections.abc import Iterator

from mingxin.intake.models import Batch
from mingxin.oversight.models import Reminder
from mingxin.oversight.proved import Proved
from mingxin.uses.reports.actions import papers
from mingxin.uses.reports.models import Report
from mingxin.vault import actions as vault
from mingxin.vault.models import KeptFile, Original
from mingxin.vault.store import Store

SUBJECT = "留存文件"
KINDS = ("报送原件", "批次的工作文件", "报告和催报通知书")  # as `stores` has them
RESTORE = "请用最近的备份恢复（mingxin restore），并报告审计员：在册的文件不应有人删去。"


def stores() -> tuple[Store, ...]:
    """Every folder of files that rows name: sent originals, working files, issued papers."""
    return vault.originals(), vault.files(), papers()


def missing_files() -> list[str]:
    """Digests of files that rows name and the home does not have."""
    return [digest for store, digest in _named() if not store.path(digest).is_file()]


def prove_files() -> Proved:
    """Files are not of the moment of any transaction: what is missing is missing only while a row goes on naming it,
    for a row ends before its file.
    """
    named = list(_named())
    missing = [digest for store, digest in named if not store.path(digest).is_file()]
    if missing:
        still = {digest for _, digest in _named()}
        missing = [digest for digest in missing if digest in still]
    if missing:
        others = f"等 {len(missing)} 个" if len(missing) > 1 else ""
        return Proved(SUBJECT, "", f"缺少{_whose(missing[0])}{others}", remedy=RESTORE)
    counted = Counter(store.folder.name for store, _ in named)
    kinds = "，".join(
        f"{words} {counted[store.folder.name]:,} 个" for words, store in zip(KINDS, stores(), strict=True)
    )
    return Proved(SUBJECT, f"在册的 {len(named):,} 个都在（{kinds}；内容相同的只存一份）")


def _named() -> Iterator[tuple[Store, str]]:
    originals = Original.objects.filter(wrapped_key__isnull=False).values_list("file", flat=True)
    working = KeptFile.objects.values_list("digest", flat=True).distinct()
    reports = Report.objects.filter(destroyed_at__isnull=True).values_list("file", flat=True)
    issued = [*reports, *Reminder.objects.values_list("file", flat=True)]
    for store, digests in zip(stores(), (originals, working, issued), strict=True):
        yield from ((store, digest) for digest in digests)


def _whose(digest: str) -> str:
    """In words that somebody finds again at the desk."""
    if report := Report.objects.filter(file=digest).values_list("number", flat=True).first():
        return f"报告 {report} 的文件"
    if reminder := Reminder.objects.filter(file=digest).values_list("number", flat=True).first():
        return f"{reminder}的文件"
    if batch := Batch.objects.filter(original__file=digest).values_list("number", flat=True).first():
        return f"批次 {batch} 的原始文件"
    owner = KeptFile.objects.filter(digest=digest).values_list("owner", flat=True).first()
    return f"批次 {owner} 的留存文件" if owner else f"文件 {digest}"
