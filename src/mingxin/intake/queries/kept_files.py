"""Proving the register of working files: it says what the batches say, and each file lies there."""

from collections.abc import Callable
from dataclasses import dataclass

from mingxin.intake.actions.taking import FILES
from mingxin.intake.models import Batch
from mingxin.vault import actions as vault
from mingxin.vault.models import KeptFile


@dataclass(frozen=True)
class KeptFilesProof:
    """How many files hold, and the first thing that does not."""

    files: int
    broken: str


def prove_kept_files(*, tell: Callable[[], None] = lambda: None) -> KeptFilesProof:
    """What the register lacks the sweeper deletes, and what it has too much is never let go.

    For batches that hold (`ledger.row_proof`). What stands in a file is not read: its name is its digest, which
    whoever opens it holds against what it reads. `tell` is called with each.
    """
    columns = [f"{kind}_file" for kind in FILES]
    named = {
        (number, kind, digest)
        for number, *digests in Batch.objects.values_list("number", *columns).iterator()
        for kind, digest in zip(FILES, digests, strict=True)
        if digest
    }
    held, store = 0, vault.files()
    for owner, kind, digest, size in KeptFile.objects.order_by("id").values_list("owner", "kind", "digest", "size"):
        if (owner, kind, digest) not in named:
            return KeptFilesProof(held, f"留存文件 {digest} 登记在批次 {owner} 名下，而这一批没有这个文件")
        tell()
        path = store.path(digest)
        if not path.is_file():
            return KeptFilesProof(held, f"批次 {owner} 的留存文件 {digest} 不在文件库中")
        if path.stat().st_size != size:
            return KeptFilesProof(held, f"批次 {owner} 的留存文件 {digest} 与登记的大小不符")
        named.discard((owner, kind, digest))
        held += 1
    lost = min(named, default=None)
    return KeptFilesProof(held, f"批次 {lost[0]} 的留存文件 {lost[2]} 没有登记" if lost else "")
