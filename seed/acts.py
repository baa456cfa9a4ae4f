"""The other records of the invented city: further administrative acts, honours, the abnormal list, the court's list."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from seed.organisations import Organisation
from seed.parties import Parties, some_days
from seed.records import Numbers, Record, party_values, wan, years_later
from seed.units import Unit
from seed.words import table

_PREFIXES: Final = {
    "admin_coercion": "QZ", "admin_inspection": "JC", "admin_confirmation": "QR", "admin_payment": "JF",
    "admin_collection": "ZS", "admin_reward": "JL", "admin_compensation": "BC", "admin_adjudication": "CJ",
}  # fmt: skip
_FOUND: Final = (("未发现问题", ""), ("发现问题已责令改正", "已下达责令改正通知书，限期整改并复查"),
                 ("通过登记的住所（经营场所）无法联系", "待依法处理"))  # fmt: skip
_ABNORMAL: Final = (
    "未按规定期限公示年度报告",
    "通过登记的住所或者经营场所无法联系",
    "公示企业信息隐瞒真实情况、弄虚作假",
)
_DEFAULTS: Final = ("有履行能力而拒不履行生效法律文书确定义务", "违反财产报告制度", "无正当理由拒不履行执行和解协议")


def other_acts(
    rng: Random, parties: Parties, units: Mapping[str, Unit], days: Sequence[date], *, count: int
) -> Iterator[Record]:
    """Coercion, inspection, confirmation, payment, collection, reward, compensation, adjudication and honours."""
    kinds = table("acts")
    numbers = Numbers()
    chosen = rng.choices(kinds, [kind["share"] for kind in kinds], k=count)
    for kind, day in zip(chosen, some_days(rng, days, count), strict=True):
        party = parties.draw(kind.get("tags", ("commercial",)), day)
        if party is None or (kind["item"] == "admin_coercion" and party.is_sole_trader and rng.random() < 0.5):
            continue
        unit = units[kind["unit"]]
        number = numbers.next(unit, kind["mark"], day)
        values = _honour(unit, kind, party, day, number) if kind["item"] == "honour" else None
        yield Record(kind["item"], unit.key, day, values or _act(rng, unit, kind, party, day, number))


def _act(
    rng: Random, unit: Unit, kind: Mapping[str, Any], party: Organisation, day: date, number: str
) -> dict[str, str]:
    prefix = _PREFIXES[kind["item"]]
    low, high = kind.get("amount", (0, 1))
    amount = rng.randrange(low, high, 100)
    result, follow_up = rng.choices(_FOUND, [82, 15, 3])[0]
    values = party_values(prefix, party) | {
        f"{prefix}_WS": kind["title"],
        f"{prefix}_WSH": number,
        f"{prefix}_{'JG' if prefix == 'JC' else 'LB'}": result if prefix == "JC" else kind["category"],
        f"{prefix}_NR": f"{kind['content']}人民币{amount:,}.00元。" if amount else f"{kind['content']}。",
        f"{prefix}_JDRQ": day.isoformat(),
        f"{prefix}_JGMC": unit.name,
        f"{prefix}_JGDM": unit.uscc,
        f"{prefix}_SJLY": unit.name,
        f"{prefix}_SJLYDM": unit.uscc,
    }
    if amount:
        values[f"{prefix}_JE"] = wan(amount)
    if prefix == "JC":
        values |= {"JC_LX": kind["kind"], "JC_CLJG": follow_up}
    if prefix in ("QZ", "JL", "CJ"):
        values[f"{prefix}_SY"] = kind["facts"]
    if prefix in ("QZ", "ZS"):
        values[f"{prefix}_YJ"] = kind["basis"]
    if "years" in kind:
        values[f"{prefix}_YXQZI"] = years_later(day, kind["years"]).isoformat()
    return values


def _honour(unit: Unit, kind: Mapping[str, Any], party: Organisation, day: date, number: str) -> dict[str, str]:
    return {
        "RY_ZTMC": party.name,
        "RY_TYSHXYDM": party.uscc,
        "RY_MC": f"{day.year}年度{kind['title']}",
        "RY_WSH": number,
        "RY_DJ": kind["category"],
        "RY_NR": f"{kind['content']}。",
        "RY_JDRQ": day.isoformat(),
        "RY_YXQZ": years_later(day, kind["years"]).isoformat(),
        "RY_RDJG": unit.name,
        "RY_RDJGDM": unit.uscc,
        "RY_SJLY": unit.name,
        "RY_SJLYDM": unit.uscc,
    }


def abnormal_listings(
    rng: Random, parties: Parties, units: Mapping[str, Unit], days: Sequence[date], *, count: int
) -> Iterator[Record]:
    """Entries of the list of abnormal operations; about half were removed after the cause was mended."""
    unit, numbers = units["market"], Numbers()
    for day in some_days(rng, days, count):
        party = parties.draw(("commercial",), day)
        if party is None:
            continue
        removed_on = day + timedelta(days=rng.randint(20, 900)) if rng.random() < 0.6 else None
        if removed_on and removed_on > days[-1]:
            removed_on = None
        reason = rng.choices(_ABNORMAL, [70, 26, 4])[0]
        values = {
            "YC_ZTMC": party.name,
            "YC_TYSHXYDM": party.uscc,
            "YC_GSZCH": party.registration_number,
            "YC_WSH": numbers.next(unit, "异列", day),
            "YC_LRYY": reason,
            "YC_LRRQ": day.isoformat(),
            "YC_LRJG": unit.name,
            "YC_LRJGDM": unit.uscc,
            "YC_YCYY": "列入事由已消除，依申请移出" if removed_on else "",
            "YC_YCRQ": removed_on.isoformat() if removed_on else "",
            "YC_YCJG": unit.name if removed_on else "",
            "YC_SJLY": unit.name,
            "YC_SJLYDM": unit.uscc,
        }
        yield Record("abnormal_operation", unit.key, day, values)


def court_listings(
    rng: Random, parties: Parties, units: Mapping[str, Unit], days: Sequence[date], *, count: int
) -> Iterator[Record]:
    """Organisations on the court's own list of defaulters; the court removes them, the platform only repeats it."""
    court, serials = units["court"], Numbers()
    for day in some_days(rng, days, count):
        party = parties.draw(("companies",), day)
        if party is None:
            continue
        serial = serials.next(court, "执", day).split("〕")[1]
        removed_on = day + timedelta(days=rng.randint(60, 720)) if rng.random() < 0.35 else None
        if removed_on and removed_on > days[-1]:
            removed_on = None
        filed_on = day - timedelta(days=rng.randint(30, 150))
        debt = rng.randrange(20_000, 3_000_000, 1000)
        values = {
            "SX_ZTMC": party.name,
            "SX_TYSHXYDM": party.uscc,
            "SX_FDDBR": party.legal_representative,
            "SX_AH": f"（{day.year}）云9913执{serial}",
            "SX_YJWH": f"（{filed_on.year}）云9913民初{rng.randint(100, 3999)}号",
            "SX_YJDW": court.name,
            "SX_YW": f"支付货款人民币{debt:,}.00元及逾期利息。",
            "SX_LXQK": rng.choices(("全部未履行", "部分未履行"), (70, 30))[0],
            "SX_QX": rng.choice(_DEFAULTS),
            "SX_ZXFY": court.name,
            "SX_ZXFYDM": court.uscc,
            "SX_LARQ": filed_on.isoformat(),
            "SX_FBRQ": day.isoformat(),
            "SX_SCRQ": removed_on.isoformat() if removed_on else "",
            "SX_SJLY": court.name,
            "SX_SJLYDM": court.uscc,
        }
        yield Record("court_defaulter", court.key, day, values)
