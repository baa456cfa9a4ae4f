"""Administrative penalties of the invented city, and the criteria by which two departments grade them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from seed.organisations import Organisation
from seed.parties import Parties, some_days
from seed.records import LONG_TERM, Numbers, Record, party_values, wan, years_later
from seed.units import Unit
from seed.words import table

_SHARES: Final = {
    "market": 34, "transport": 20, "urban": 15, "emergency": 8, "ecology": 7, "health": 5, "housing": 4, "labour": 2,
    "agriculture": 2, "culture": 2, "water": 1,
}  # fmt: skip
_GRADED_IN_COLUMNS: Final = frozenset({"ecology", "emergency"})  # these send 失信程度 and 是否公开 after 备注
_CLAIMS_2099: Final = frozenset({"transport", "urban"})  # these write 2099 as the end of a penalty
_HEAVY: Final = ("吊销许可证件", "降低资质等级", "责令停产停业")
_CAPITALS: Final = "零壹贰叁肆伍陆柒捌玖"


@dataclass(frozen=True)
class Criterion:
    """A row of a unit's 口径表. Amounts in 万元; an empty bound is open."""

    unit: str
    category: str
    from_wan: str
    below_wan: str
    severity: str
    public: str
    basis: str


CRITERIA: Final = tuple(
    Criterion(unit, category, low, high, severity, public, basis)
    for unit, basis, limits in (
        ("market", "《市场监督管理行政处罚听证办法》第五条；市局失信程度认定口径（2026年）", ("10", "50")),
        ("transport", "《交通运输行政执法程序规定》；市局失信程度认定口径（2026年）", ("3", "20")),
    )
    for category, low, high, severity, public in (
        ("罚款", "", limits[0], "轻微", "否"),
        ("罚款", limits[0], limits[1], "一般", "是"),
        ("罚款", limits[1], "", "严重", "是"),
        ("警告", "", "", "轻微", "否"),
    )
)


def penalties(
    rng: Random, parties: Parties, units: Mapping[str, Unit], days: Sequence[date], *, count: int
) -> Iterator[Record]:
    """So many penalties in the order of their days. One decision in a hundred names a second party."""
    offences = table("offences")
    numbers = Numbers()
    keys = rng.choices(list(_SHARES), list(_SHARES.values()), k=count)
    for key, day in zip(keys, some_days(rng, days, count), strict=True):
        known = [one for one in offences[key] if one.get("since", date.min) <= day]
        offence = rng.choices(known, [one["weight"] for one in known])[0]
        number = ""
        named: set[str] = set()
        for _ in range(2 if rng.random() < 0.01 else 1):
            party = parties.draw(("companies",) if offence.get("companies") else offence.get("tags", ()), day)
            if party is None or party.uscc in named:
                continue
            named.add(party.uscc)
            number = number or numbers.next(units[key], "罚", day)
            yield _penalty(rng, units[key], offence, party, day, number)


def _penalty(
    rng: Random, unit: Unit, offence: Mapping[str, Any], party: Organisation, day: date, number: str
) -> Record:
    fine = _amount(rng, offence.get("fine"))
    taken = _amount(rng, offence.get("taken"))
    ends = LONG_TERM if unit.key in _CLAIMS_2099 and rng.random() < 0.5 else years_later(day, rng.choice((1, 3)))
    suspended = f"{offence['suspended']}（{party.uscc}）" if "suspended" in offence else ""
    found_on = day - timedelta(days=rng.randint(12, 85))
    values = party_values("CF", party) | {
        "CF_FRDB": party.legal_representative,
        "CF_WSH": number,
        "CF_WFXW": offence["conduct"],
        "CF_SY": f"{found_on.year}年{found_on.month}月{found_on.day}日检查发现，{party.name}{offence['facts']}，"
        "有现场检查笔录、询问笔录和现场照片等证据证实。",
        "CF_YJ": offence["basis"],
        "CF_CFLB": offence["category"],
        "CF_NR": content_of(offence["category"], fine, taken, suspended),
        "CF_NR_FK": wan(fine) if fine else "",
        "CF_NR_WFFF": wan(taken) if taken else "",
        "CF_NR_ZKDX": suspended,
        "CF_JDRQ": day.isoformat(),
        "CF_YXQ": ends.isoformat(),
        "CF_GSJZQ": ends.isoformat() if rng.random() < 0.7 else "",
        "CF_CFJG": unit.name,
        "CF_CFJGDM": unit.uscc,
        "CF_SJLY": unit.name,
        "CF_SJLYDM": unit.uscc,
    }
    if unit.key in _GRADED_IN_COLUMNS:
        values |= _grades(offence["category"], fine, party)
    return Record("admin_penalty", unit.key, day, values)


def content_of(category: str, fine: int, taken: int, suspended: str = "") -> str:
    """What a decision says it imposes, in the order of its categories. Unit of fine and taken: yuan."""
    said = {
        "警告": "给予警告",
        "罚款": f"罚款人民币{fine:,}.00元（大写：{capitals(fine)}元整）",
        "没收违法所得": f"没收违法所得人民币{taken:,}.00元",
        "没收非法财物": "没收涉案物品",
        "吊销许可证件": f"吊销{suspended}",
        "降低资质等级": f"降低{suspended}的资质等级",
        "责令停产停业": "责令停产停业整顿",
    }
    parts = [said[one] for one in category.split(";")]
    if len(parts) == 1:
        return f"{parts[0]}。"
    return "；".join(f"{place}.{part}" for place, part in enumerate(parts, start=1)) + "。"


def capitals(yuan: int) -> str:
    """A whole amount below one hundred million in the capitals of a money order: 5200 → 伍仟贰佰."""
    high, low = divmod(yuan, 10_000)
    below = _four(low) if low else ""
    if not high:
        return below or "零"
    return f"{_four(high)}万" + ("零" if below and low < 1000 else "") + below


def _four(number: int) -> str:
    said, gap = "", False
    for digit, place in zip(f"{number:04}", ("仟", "佰", "拾", ""), strict=True):
        if digit == "0":
            gap = bool(said)
        else:
            said += ("零" if gap else "") + _CAPITALS[int(digit)] + place
            gap = False
    return said


def _amount(rng: Random, bounds: Sequence[int] | None) -> int:
    """A round amount in yuan between the bounds, small ones likelier."""
    if bounds is None:
        return 0
    low, high = bounds
    amount = low + (high - low) * rng.random() ** 2.2
    step = 10 if high < 1500 else 100 if high < 20_000 else 500 if high < 100_000 else 1000
    return max(low, int(amount // step * step))


def _grades(category: str, fine: int, party: Organisation) -> dict[str, str]:
    """The columns after 备注, answered by the department itself. A sole trader's penalty stays unpublished."""
    if any(word in category for word in _HEAVY):
        severity = "严重"
    else:
        severity = "一般" if fine >= 20_000 else "轻微"
    public = "否" if severity == "轻微" or party.is_sole_trader else "是"
    return {"CF_CXLX": "普通程序", "CF_SXCD": severity, "CF_SFGK": public, "CF_LY": ""}
