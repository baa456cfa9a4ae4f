"""What is shown or counted, proved beyond the chain and the changes: one proof after the other, each in one line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from mingxin.archive.queries.clocks import prove_clocks
from mingxin.archive.queries.flags import wrong_flag
from mingxin.archive.queries.name_index import prove_name_index
from mingxin.archive.queries.projection import compare_projection
from mingxin.catalogue.proving import prove_catalogue
from mingxin.intake.queries.kept_files import prove_kept_files
from mingxin.intake.queries.proving import first_overlooked
from mingxin.ledger.queries import ChainProof
from mingxin.ledger.row_proof import prove_rows
from mingxin.oversight.columns import by_rows
from mingxin.oversight.consistency import prove_consistency
from mingxin.oversight.schema.proving import prove_schema
from mingxin.oversight.spelling import prove_spelling
from mingxin.uses.reports.proving import prove_papers

ALTERED: Final = (
    "请先查明是谁、何时改的：不是维护人员所为的，立即保全数据库和备份，报告审计员；是维护人员自行加上的，请撤去"
    "（PostgreSQL 的扩展请装在另一个模式里）；是他们撤去的，请用最近的备份恢复。"
)
REBUILD: Final = (
    "请先保全数据库和备份，报告审计员；查明以后由维护人员运行 "
    "mingxin manage shell -c 'from mingxin.archive.actions.projecting import rebuild; rebuild()' 重新推算。"
)


@dataclass(frozen=True)
class Proved:
    """`subject`: what was proved; `told`: how much of it; `broken`: the first thing that does not hold, or "".

    `ends`: it is broken in such a way that what further proofs would read is not there, or not what is shown.
    `doubt`: what breaks no proof and yet wants somebody's eye. `remedy`: what to do about it, where that is not what is
    to be done about everything broken.
    """

    subject: str
    told: str
    broken: str = ""
    ends: bool = False
    doubt: str = ""
    remedy: str = ""


def told_signatures(proof: ChainProof) -> str:
    """How far signatures and the witness reach, in half a sentence."""
    if proof.signed_from is None:
        return "封印尚未签名（运行 mingxin init 建立账本密钥后开始）"
    whole = "封印都有签名" if proof.signed_from == 1 else f"自第 {proof.signed_from} 号起的封印都有签名"
    return f"{whole}，见证到第 {proof.witnessed} 号" if proof.witnessed is not None else f"{whole}，尚无见证"


def prove_database() -> Iterator[Proved]:
    """What all other proofs rest on: how the database is made, what its indexes answer, how its values are spelled."""
    schema = prove_schema()
    told = f"{schema.objects:,} 项与本版程序建立的一致"
    yield Proved("表的定义", told, schema.broken, ends=schema.is_incomplete, remedy=ALTERED)
    if schema.is_incomplete:
        return
    consistency = prove_consistency()
    yield Proved("索引和约束", consistency.told, consistency.broken)
    spelling = prove_spelling()
    told = f"{spelling.tables} 张表 {spelling.columns} 列的值都是平台的写法"
    yield Proved("取值的写法", told, spelling.broken, ends=spelling.broken != "")


def prove_rest(*, tell: Callable[[], None] = lambda: None) -> Iterator[Proved]:
    """All but the projection and issued papers, for a chain and changes which hold. Each reads whole tables: for a full
    check-up. `tell` is called now and then: it may raise, where somebody asked to stop.
    """
    tell()
    clocks = prove_clocks()
    yield Proved("报送及时性", f"{clocks.clocks:,} 条与信息、变更和日历推算的相符", clocks.broken)
    index = prove_name_index()
    yield Proved("名称检索", f"索引与 {index.names:,} 个名称相符", index.broken)
    tell()
    catalogue = prove_catalogue()
    yield Proved("目录和日历", f"{catalogue.editions} 版与账本一致，事项、字段与内容相符", catalogue.broken)
    rows = prove_rows(by_rows(), tell=tell)
    yield Proved("登记和办理", f"{rows.rows:,} 行与账本最后一次记载相符", rows.broken or first_overlooked())
    kept = prove_kept_files(tell=tell)
    yield Proved(
        "留存文件的登记", f"{kept.files:,} 处与批次所写的文件和文件库相符（内容相同的文件只存一份）", kept.broken
    )


def prove_issued(*, tell: Callable[[], None] = lambda: None) -> Proved:
    """Issued papers, which lie in files: not of the moment in which the tables are read."""
    papers = prove_papers(tell=tell)
    return Proved("已出具的报告", f"{papers.papers:,} 份所载的封印与账本相符", papers.broken)


def prove_projection() -> Proved:
    """What is shown, computed again from records, marks and names by the rules that wrote it."""
    found, subject = compare_projection(), wrong_flag()
    if subject is not None:
        return Proved("公示投影", "", f"第 {subject} 号主体是否按个体工商户对待，与它的名称不符", remedy=REBUILD)
    told = f"与信息和标注一致（{found.spans:,} 段）"
    if found.holds:
        return Proved("公示投影", told)
    broken = f"缺 {found.missing} 段，多 {found.surplus} 段，计数不符 {found.wrong_edges} 处"
    return Proved("公示投影", told, broken, remedy=REBUILD)
