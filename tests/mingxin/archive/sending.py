"""Sheets as departments send them, about invented parties, and sending them through the whole of intake."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path

from mingxin.archive.models import Change, Record
from mingxin.archive.queries.clocks import prove_clocks
from mingxin.archive.queries.flags import wrong_flag
from mingxin.archive.queries.projection import compare_projection
from mingxin.archive.queries.proving import prove_records
from mingxin.archive.rules.digests import thread_of
from mingxin.intake.actions.process import Outcome, process
from mingxin.kernel import uscc
from mingxin.ledger.actor import Actor
from mingxin.ledger.queries import prove_chain
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.loader import packaged_rulebook

Row = Mapping[str, str]

UNIT, OTHER_UNIT = "11429913000000019L", "11429913000000027F"
UNIT_NAMES = {UNIT: "云泽市市场监督管理局", OTHER_UNIT: "云泽市住房和城乡建设局"}
_CHARACTERS = "宏盛嘉禾瑞丰泰安恒信远达润泽鼎新汇通凯旋锦程"


def firm(number: int) -> str:
    """The code of an invented enterprise."""
    return uscc.compose("91", "429913", f"MA{number:06d}")


def trader(number: int) -> str:
    """The code of an invented sole trader."""
    return uscc.compose("92", "429913", f"MA{number:06d}")


def firm_name(number: int) -> str:
    first, second = divmod(number, len(_CHARACTERS))
    return f"云泽市{_CHARACTERS[first % len(_CHARACTERS)]}{_CHARACTERS[second]}{number}号机械有限公司"


def document(number: int) -> str:
    return f"云市监罚〔2026〕{number}号"


def penalty(number: int, party: int | None = None, *, unit: str = UNIT, **cells: str) -> Row:
    """An ordinary penalty of 2026-11-16 that says of itself that it is 一般, so that no question arises."""
    who = number if party is None else party
    return {
        "CF_XDR_MC": firm_name(who),
        "CF_XDR_LB": "法人及非法人组织",
        "CF_XDR_SHXYM": firm(who),
        "CF_FRDB": "贾有名",
        "CF_WSH": document(number),
        "CF_WFXW": "未按规定明码标价",
        "CF_SY": "当事人未在经营场所明码标价。",
        "CF_YJ": "《中华人民共和国价格法》第四十二条",
        "CF_CFLB": "罚款",
        "CF_NR": "罚款20000元",
        "CF_NR_FK": "2",
        "CF_JDRQ": "2026/11/16",
        "CF_YXQ": "2027/11/16",
        "CF_CFJG": UNIT_NAMES[unit],
        "CF_CFJGDM": unit,
        "CF_SJLY": UNIT_NAMES[unit],
        "CF_SJLYDM": unit,
        "BZ": "",
        "CF_SXCD": "一般",
        **cells,
    }


def sole_trader_penalty(number: int, name: str = "澄江镇瑞丰超市", **cells: str) -> Row:
    said = {"CF_XDR_MC": name, "CF_XDR_LB": "个体工商户", "CF_XDR_SHXYM": trader(number), "CF_FRDB": ""}
    return penalty(number, **(said | cells))


def licence(number: int, party: int | None = None, *, unit: str = UNIT, **cells: str) -> Row:
    who = number if party is None else party
    return {
        "XK_XDR_MC": firm_name(who),
        "XK_XDR_LB": "法人及非法人组织",
        "XK_XDR_SHXYM": firm(who),
        "XK_FRDB": "贾有名",
        "XK_XKWS": "准予行政许可决定书",
        "XK_WSH": f"云市监许〔2026〕{number}号",
        "XK_XKLB": "普通",
        "XK_XKZS": "食品经营许可证",
        "XK_XKBH": f"JY1429913{number:07d}",
        "XK_NR": "准予从事预包装食品销售。",
        "XK_JDRQ": "2026/11/16",
        "XK_YXQZ": "2026/11/16",
        "XK_YXQZI": "2031/11/15",
        "XK_XKJG": UNIT_NAMES[unit],
        "XK_XKJGDM": unit,
        "XK_ZT": "1",
        "XK_LYDW": UNIT_NAMES[unit],
        "XK_LYDWDM": unit,
        "BZ": "",
        **cells,
    }


def registration(number: int, **cells: str) -> Row:
    return {
        "ZTMC": firm_name(number),
        "TYSHXYDM": firm(number),
        "FDDBR": "贾有名",
        "CLRQ": "2018-03-01",
        "QYLX": "有限责任公司",
        "ZCZB": "500万元人民币",
        "ZS": f"云泽市东湖路{number}号",
        "JYFW": "机械设备销售。",
        "DJZT": "存续",
        **cells,
    }


def thread(row: Row) -> str:
    """The name of the record that a penalty's or a licence's row makes."""
    if "CF_WSH" in row:
        return thread_of("admin_penalty", [row["CF_WSH"], row["CF_XDR_SHXYM"]])
    return thread_of("admin_licence", [row["XK_WSH"], row["XK_XDR_SHXYM"]])


@cache
def _rulebook() -> Rulebook:
    return packaged_rulebook()


def write_csv(path: Path, item: str, rows: Sequence[Row], *, encoding: str = "utf-8-sig") -> Path:
    """A sheet with the card's own headers and every column that any of the rows fills."""
    codes = list(dict.fromkeys(code for row in rows for code in row))
    card = _rulebook().cards[item]
    with path.open("w", encoding=encoding, newline="") as handle:
        sheet = csv.writer(handle)
        sheet.writerow([card.field(code).name for code in codes])
        sheet.writerows([row.get(code, "") for code in codes] for row in rows)
    return path


@dataclass(frozen=True)
class Sender:
    """Sends rows as files of their own."""

    folder: Path
    by: Actor
    at: datetime
    numbers: "count[int]"

    def send(self, item: str, *rows: Row, unit: str = UNIT, at: datetime | None = None) -> Outcome:
        path = write_csv(self.folder / f"{item}-{next(self.numbers)}.csv", item, rows)
        return process(path, item=item, unit=unit, by=self.by, at=at or self.at)

    def penalties(self, *rows: Row, unit: str = UNIT, at: datetime | None = None) -> Outcome:
        return self.send("admin_penalty", *rows, unit=unit, at=at)

    def licences(self, *rows: Row, unit: str = UNIT, at: datetime | None = None) -> Outcome:
        return self.send("admin_licence", *rows, unit=unit, at=at)

    def registrations(self, *rows: Row, unit: str = UNIT, at: datetime | None = None) -> Outcome:
        return self.send("org_registration", *rows, unit=unit, at=at)


def counts(outcome: Outcome) -> tuple[int, int, int, int, int, int]:
    """上报, 疑问, 更新, 入库, 未关联, 无变化."""
    return (
        outcome.reported,
        outcome.questioned,
        outcome.updated,
        outcome.admitted,
        outcome.unlinked,
        outcome.unchanged,
    )


def error_codes(outcome: Outcome) -> set[str]:
    return {str(code) for code, severity in outcome.findings.select("code", "severity").rows() if severity == "error"}


def current_version(row: Row) -> Record:
    return Record.objects.get(thread=thread(row), known_until__isnull=True)


def last_change() -> int:
    return Change.objects.order_by("-number").values_list("number", flat=True).first() or 0


def require_sound() -> None:
    """The archive proves, the ledger proves, and what is shown is what records and marks say."""
    records, chain, shown = prove_records(), prove_chain(), compare_projection()
    assert records.broken is None, records.broken
    assert chain.broken is None, chain.broken
    assert shown.holds, shown
    clocks, flag = prove_clocks(), wrong_flag()
    assert not clocks.broken, clocks
    assert flag is None, flag
