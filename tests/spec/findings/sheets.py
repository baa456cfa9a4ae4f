"""Small tables in the national layout, invented, and what the checks say of them."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache

import polars as pl

from mingxin.intake.checks.check import Surroundings
from mingxin.intake.checks.run import check
from mingxin.intake.table import ROW, UNLIKE_SCHEMA, Checked, Sheet, Sieved, Table, Unlike, no_findings
from mingxin.kernel import uscc
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.loader import packaged_rulebook

Row = Mapping[str, str | None]

TODAY = date(2026, 11, 20)
FIRM = uscc.compose("91", "429913", "MA00A000")
OTHER_FIRM = uscc.compose("91", "429913", "MA00A001")
TRADER = uscc.compose("92", "429913", "MA00B000")
ORGAN = uscc.compose("11", "429913", "MB0A0000")
OTHER_ORGAN = uscc.compose("11", "429913", "MB0A0001")
ORGAN_NAMES = {ORGAN: ("云泽市市场监督管理局",), OTHER_ORGAN: ("云泽市城市管理执法局",)}
FORMER_NAME, RENAMED_ON = "云泽市工商行政管理局", date(2026, 11, 18)

PENALTY: Row = {
    "CF_XDR_MC": "云泽市宏业建材有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": FIRM,
    "CF_XDR_GSZC": None,
    "CF_XDR_ZZJG": None,
    "CF_FRDB": "张某某",
    "CF_WSH": "云市监罚〔2026〕31号",
    "CF_WFXW": "未按规定公示收费标准",
    "CF_SY": "当事人未在经营场所公示收费标准。",
    "CF_YJ": "《中华人民共和国价格法》第四十二条",
    "CF_CFLB": "警告;罚款",
    "CF_NR": "警告，罚款2000元。",
    "CF_NR_FK": "0.2",
    "CF_NR_WFFF": None,
    "CF_NR_ZKDX": None,
    "CF_JDRQ": "2026/11/18",
    "CF_YXQ": "2027/11/18",
    "CF_GSJZQ": None,
    "CF_CFJG": "云泽市市场监督管理局",
    "CF_CFJGDM": ORGAN,
    "CF_SJLY": "云泽市市场监督管理局",
    "CF_SJLYDM": ORGAN,
    "BZ": None,
    "CF_SDRQ": None,
}
LICENCE: Row = {
    "XK_XDR_MC": "云泽市宏业建材有限公司",
    "XK_XDR_LB": "法人及非法人组织",
    "XK_XDR_SHXYM": FIRM,
    "XK_FRDB": "张某某",
    "XK_XKWS": "准予行政许可决定书",
    "XK_WSH": "云市监许〔2026〕12号",
    "XK_XKLB": "普通",
    "XK_XKZS": "食品经营许可证",
    "XK_XKBH": "JY14299130000012",
    "XK_NR": "准予从事预包装食品销售。",
    "XK_JDRQ": "2026/11/18",
    "XK_YXQZ": "2026/11/18",
    "XK_YXQZI": "2099/12/31",
    "XK_XKJG": "云泽市市场监督管理局",
    "XK_XKJGDM": ORGAN,
    "XK_ZT": "1",
    "XK_LYDW": "云泽市市场监督管理局",
    "XK_LYDWDM": ORGAN,
    "BZ": None,
}
REGISTRATION: Row = {
    "ZTMC": "云泽市宏业建材有限公司",
    "TYSHXYDM": FIRM,
    "FDDBR": "张某某",
    "CLRQ": "2018-03-01",
    "QYLX": "有限责任公司",
    "ZCZB": "500万元人民币",
    "ZS": "云泽市东湖路1号",
    "JYFW": "建筑材料销售。",
    "DJZT": "存续（在营、开业、在册）",
    "BGRQ": None,
    "SJLYDW": None,
    "SJLYDWDM": None,
}
DEFAULTER: Row = {
    "SX_ZTMC": "云泽市宏业建材有限公司",
    "SX_TYSHXYDM": FIRM,
    "SX_FDDBR": "张某某",
    "SX_AH": "（2026）云0001执12号",
    "SX_YJWH": "（2025）云0001民初8号",
    "SX_YJDW": "云泽市人民法院",
    "SX_YW": "支付货款及利息。",
    "SX_LXQK": "全部未履行",
    "SX_QX": "有履行能力而拒不履行生效法律文书确定义务",
    "SX_ZXFY": "云泽市人民法院",
    "SX_ZXFYDM": OTHER_FIRM,
    "SX_LARQ": "2026/10/08",
    "SX_FBRQ": "2026/11/18",
    "SX_SCRQ": None,
    "SX_SJLY": "云泽市人民法院",
    "SX_SJLYDM": OTHER_FIRM,
    "BZ": None,
}
CLEAN: Mapping[str, Row] = {
    "admin_penalty": PENALTY,
    "admin_licence": LICENCE,
    "org_registration": REGISTRATION,
    "court_defaulter": DEFAULTER,
}


@cache
def rulebook() -> Rulebook:
    return packaged_rulebook()


def around(*, received_on: date = TODAY, entitled: Collection[str] | None = (ORGAN, OTHER_FIRM)) -> Surroundings:
    return Surroundings(
        as_of=received_on,
        received_on=received_on,
        code_sets=rulebook().code_sets,
        calendar=Calendar({}, known_through=date(2026, 12, 31), edition="plain weeks"),
        unit_uscc=ORGAN,
        organ_names=ORGAN_NAMES,
        former_names={ORGAN: {FORMER_NAME: RENAMED_ON}},
        entitled_organs=entitled,
        longest_term_months=36,
        no_end=rulebook().publicity.no_end,
        matters=rulebook().forbidden.matters,
    )


def table_of(
    item: str,
    *rows: Row,
    number_fields: Collection[str] = (),
    without: Collection[str] = (),
    unlike: Mapping[str, Unlike] | None = None,
) -> Table:
    """A table of the item: header in row 1, each row being the clean one with the given cells instead."""
    card = rulebook().cards[item]
    columns = [code for code in CLEAN[item] if code not in without]
    whole = [{**CLEAN[item], **row} for row in rows]
    cells = pl.DataFrame(
        {ROW: range(2, len(rows) + 2), **{code: [row[code] for row in whole] for code in columns}},
        schema={ROW: pl.UInt32, **dict.fromkeys(columns, pl.String)},
    )
    letters = {code: chr(ord("A") + place) for place, code in enumerate(columns)}
    places = [(row, letters[code]) for code in number_fields for row in cells[ROW]]
    schema = {ROW: pl.UInt32, "column": pl.String}
    numbers = pl.DataFrame(places, schema=schema, orient="row")
    unlike_cells = [(row, letters[code], why) for code, why in (unlike or {}).items() for row in cells[ROW]]
    sheet = Sheet(
        "Sheet1",
        "xlsx",
        "",
        cells.head(0),
        numbers,
        pl.DataFrame(schema=schema),
        unlike_cells=pl.DataFrame(unlike_cells, schema=UNLIKE_SCHEMA, orient="row"),
    )
    missing = tuple(field.code for field in card.fields if field.code not in columns)
    return Table(sheet, card, 1, cells, letters, (), missing)


def sieved(table: Table, findings: pl.DataFrame | None = None) -> Sieved:
    refused = pl.DataFrame(schema={ROW: pl.UInt32, "code": pl.String})
    cut = pl.DataFrame(schema={ROW: pl.UInt32, "column": pl.String, "field": pl.String})
    return Sieved(table, refused, cut, no_findings() if findings is None else findings)


def checked(
    item: str,
    *rows: Row,
    number_fields: Collection[str] = (),
    without: Collection[str] = (),
    unlike: Mapping[str, Unlike] | None = None,
) -> Checked:
    table = table_of(item, *rows, number_fields=number_fields, without=without, unlike=unlike)
    return check(sieved(table), around=around())


def flat(findings: pl.DataFrame) -> list[list[object]]:
    """[row, field, code], the form in which expectations are written."""
    return [list(finding) for finding in findings.select(ROW, "field", "code").rows()]
