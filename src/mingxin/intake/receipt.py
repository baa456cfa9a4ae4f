"""报送回执: what the platform certifies of a batch, as a signed PDF. It proves receipt and checks, not publication."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.papers import keys
from mingxin.papers.signing import sign
from mingxin.papers.typesetting import typeset

TEMPLATE: Final = Path(__file__).parent / "templates_typ" / "receipt.typ"
MEANING: Final = "本回执只证明平台收到文件的时间和检查结果，不代表内容已经公示。"
_ADMITTED: Final = (
    "上报行数＝入库＋更新＋无变化＋疑问＋未关联。疑问和未关联的行没有入库，改正后补报即可，不必重报整张表。"
)
_WAITS: Final = (
    "上报行数＝可入库＋可更新＋无变化＋疑问＋未关联。出具本回执时本批没有任何行入库："
    "可入库、可更新的行提交（需要审核的，放行）以后才入库，疑问和未关联的行改正后才能入库。"
)
REVIEWED: Final = "审核放行"
UNREVIEWED: Final = "直接入库（本事项不需审核）"
BY_COMMAND: Final = "命令行导入（不经审核）"
_DIGEST: Final = "文件摘要（SHA-256）是收到的文件的唯一特征：对同一个文件用任何工具计算，结果都相同。"


@dataclass(frozen=True)
class Step:
    """Something done to a batch: when, and by whom ("" for the platform itself)."""

    at: datetime
    by: str = ""


@dataclass(frozen=True)
class Counts:
    """上报 = 疑问 + 更新 + 入库 + 未关联 + 无变化; refused rows are among the questioned."""

    reported: int
    questioned: int
    updated: int
    admitted: int
    unlinked: int
    unchanged: int


@dataclass(frozen=True)
class ReceiptFacts:
    """All that a receipt says. Instants know their zone and are printed in Beijing's; a step that has not come is None.

    `unit_name` is what the unit was called when it reported, `unit_now` what it is called since, "" where that is the
    same. `release` says how the batch was let into the archive: REVIEWED, UNREVIEWED (the submission itself) or
    BY_COMMAND.
    `refusals` has, per reason, its sentence and the count of rows; `refused_whole` is the reason why the file was not
    taken at all, or "". `in_time` and `late` count records against the item's deadline; `deadline_workdays` None: the
    item has none. Before `admitted` the counts say what would become of the rows. `file_digest` is the SHA-256 of the
    file as it was sent.
    """

    number: str
    unit_name: str
    unit_uscc: str
    item_name: str
    state: str
    file_name: str
    file_digest: str
    received: Step
    counts: Counts
    issued_at: datetime
    unit_now: str = ""
    checked: Step | None = None
    submitted: Step | None = None
    released: Step | None = None
    release: str = REVIEWED
    admitted: Step | None = None
    refusals: tuple[tuple[str, int], ...] = ()
    refused_whole: str = ""
    deadline_workdays: int | None = None
    in_time: int = 0
    late: int = 0
    seal_number: int | None = None
    seal_digest: str = ""


def receipt_pdf(facts: ReceiptFacts) -> bytes:
    """The signed receipt, PDF/A-2b. Raises Refusal where no key is there to sign with."""
    try:
        signer = keys.signer_at(settings.KEYS, facts.issued_at)
    except keys.SigningKeyError as missing:
        raise Refusal(
            "receipt.no_key", f"暂时不能出具回执：{missing.told}。", "请由系统管理员运行 mingxin doctor 检查签名密钥。"
        ) from None
    is_demonstration = keys.is_demonstration(keys.certificate_of(signer))
    pdf = typeset(TEMPLATE, _data(facts) | {"demonstration": is_demonstration}, made_at=facts.issued_at)
    return sign(pdf, signer, at=facts.issued_at, reason="报送回执")


def _data(facts: ReceiptFacts) -> dict[str, Any]:
    """The template's whole object but for `demonstration`."""
    counts = facts.counts
    return {
        "site_name": settings.SITE_NAME,
        "city": settings.CITY_NAME,
        "organiser": settings.CITY.organiser,
        "operator": settings.CITY.operator,
        "number": facts.number,
        "issued_at": _moment(facts.issued_at),
        "about": [
            ["报送单位", f"{facts.unit_name}（现名：{facts.unit_now}）" if facts.unit_now else facts.unit_name],
            ["统一社会信用代码", facts.unit_uscc],
            ["报送事项", facts.item_name],
            ["批次状态", facts.state],
            ["文件名（报送单位所起）", cut(facts.file_name)[0]],
            ["文件摘要（SHA-256）", facts.file_digest],
        ],
        "received_at": _moment(facts.received.at),
        "steps": _steps(facts),
        "counts": [
            ["上报", counts.reported],
            ["入库" if facts.admitted else "可入库", counts.admitted],
            ["更新" if facts.admitted else "可更新", counts.updated],
            ["无变化", counts.unchanged],
            ["疑问", counts.questioned],
            ["未关联", counts.unlinked],
        ],
        "refused_whole": cut(facts.refused_whole)[0],
        "refusals": [[cut(reason)[0], rows] for reason, rows in facts.refusals],
        "deadline": _deadline(facts),
        "ledger_seal": {"number": facts.seal_number, "digest": facts.seal_digest}
        if facts.seal_number is not None
        else None,
        "notes": [MEANING, _ADMITTED if facts.admitted else _WAITS, _DIGEST],
    }


def _steps(facts: ReceiptFacts) -> list[list[str]]:
    named = (
        ("收到文件", facts.received),
        ("检查完成", facts.checked),
        ("提交", facts.submitted),
        (facts.release, facts.released),
        ("入库", facts.admitted),
    )
    return [[name, _moment(step.at), step.by or "平台"] for name, step in named if step is not None]


def _deadline(facts: ReceiptFacts) -> str:
    if facts.deadline_workdays is None:
        return "本事项没有规定逐条报送的时限。"
    if facts.admitted is None:
        return (
            f"决定作出之日起 {facts.deadline_workdays} 个工作日内报送。"
            "本批还没有入库；是否按时，以放行（不需要审核的，以提交）之日计算。"
        )
    return f"决定作出之日起 {facts.deadline_workdays} 个工作日内：按时 {facts.in_time} 条，超过时限 {facts.late} 条。"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
