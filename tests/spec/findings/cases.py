"""The cases, as values: item, rows (what differs from the clean row), findings expected, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from mingxin.intake.table import Checked, Unlike
from mingxin.kernel import uscc
from tests.spec.findings.sheets import (
    FIRM,
    FORMER_NAME,
    ORGAN,
    OTHER_FIRM,
    OTHER_ORGAN,
    TRADER,
    Row,
    checked,
)

_PENALTY = "admin_penalty"
_CODE = "CF_XDR_SHXYM"
_WRONG_CHECK = FIRM[:17] + ("0" if FIRM[17] != "0" else "1")
_WRONG_INNER = (wrong := FIRM[:16] + ("2" if FIRM[16] != "2" else "3")) + uscc.check_char(wrong)


@dataclass(frozen=True)
class Case:
    because: str
    rows: tuple[Row, ...]
    expected: list[list[object]]
    item: str = _PENALTY
    numbers: Collection[str] = field(default_factory=tuple)
    without: Collection[str] = field(default_factory=tuple)
    unlike: Mapping[str, Unlike] = field(default_factory=dict)


_RESULTS: dict[int, Checked] = {}


def result_of(case: Case) -> Checked:
    """What the checks say; worked out once a run."""
    if id(case) not in _RESULTS:
        _RESULTS[id(case)] = checked(
            case.item, *case.rows, number_fields=case.numbers, without=case.without, unlike=case.unlike
        )
    return _RESULTS[id(case)]


def _one(because: str, field_code: str, value: str | None, *codes: str, numbers: Collection[str] = ()) -> Case:
    """One cell of a clean penalty replaced; all findings on that cell."""
    return Case(because, ({field_code: value},), [[2, field_code, code] for code in codes], numbers=numbers)


_CLEAN = (
    Case("a clean penalty", ({},), []),
    Case("a clean licence", ({},), [], item="admin_licence"),
    Case("a clean registration", ({},), [], item="org_registration"),
    Case("a clean court list entry; its case number keeps round brackets", ({},), [], item="court_defaulter"),
    Case("one decision with two parties", ({}, {_CODE: OTHER_FIRM, "CF_XDR_MC": "云泽市东湖商贸有限公司"}), []),
)

_CELLS = (
    _one("an empty required cell", "CF_WFXW", None, "required.empty"),
    _one("a word for nothing", "CF_WFXW", "无", "required.empty"),
    _one("a slash for nothing", "CF_FRDB", "/", "required.empty"),
    _one("a dash for nothing, and no formula", "CF_FRDB", "-", "required.empty"),
    _one("null for nothing", "CF_CFJG", "NULL", "required.empty"),
    _one("what a spreadsheet shows for a failed look-up", "BZ", "#N/A", "cell.formula_error"),
    _one("the same in a code, and nothing else is said of it", _CODE, "#N/A", "cell.formula_error"),
    _one("the same in a required text", "CF_WFXW", "#REF!", "cell.formula_error"),
    _one("the same in a number", "CF_NR_FK", "#VALUE!", "cell.formula_error"),
    _one("the same in a date", "CF_JDRQ", "#DIV/0!", "cell.formula_error"),
    _one("the same as another program shows it", "CF_NR", "Err:508", "cell.formula_error"),
    _one("one of two columns that were joined", "CF_CFLB", "警告;罚款;#N/A", "cell.formula_error"),
    _one("a formula that was never calculated", "CF_CFJG", "#未计算的公式", "cell.formula_without_value"),
    Case(
        "a formula with a result, which is judged as any other",
        ({"CF_NR_FK": "0.3"},),
        [[2, "CF_NR_FK", "cell.formula"], [2, "CF_NR_FK", "money.fine_disagrees"]],
        unlike={"CF_NR_FK": Unlike.FORMULA},
    ),
    Case(
        "a cell under a merged box, of which nothing else is said",
        ({"CF_JDRQ": "昨天"},),
        [[2, "CF_JDRQ", "cell.not_as_shown"]],
        unlike={"CF_JDRQ": Unlike.COVERED},
    ),
    Case(
        "a number that its format shows as another",
        ({},),
        [[2, "CF_NR_FK", "cell.not_as_shown"]],
        unlike={"CF_NR_FK": Unlike.FORMAT},
    ),
    Case("white on white", ({},), [[2, "CF_NR", "cell.not_as_shown"]], unlike={"CF_NR": Unlike.COLOUR}),
    _one("a number sign in a text", "CF_SY", "在 3# 楼设摊，#N/A 不是内容"),
    _one("spaces are empty", "CF_YJ", "  ", "required.empty"),
    _one("an optional word for nothing says nothing", "BZ", "无"),
    Case(
        "a sole trader has no legal representative",
        ({"CF_XDR_LB": "个体工商户", _CODE: TRADER, "CF_FRDB": None},),
        [],
    ),
    Case("a sole trader needs a code", ({"CF_XDR_LB": "个体工商户", _CODE: None},), [[2, _CODE, "required.empty"]]),
    Case(
        "a suspension names its licence",
        ({"CF_CFLB": "警告;罚款;暂扣许可证件"},),
        [[2, "CF_NR_ZKDX", "required.empty"]],
    ),
    _one("512 characters fit", "BZ", "字" * 512),
    _one("513 do not", "BZ", "字" * 513, "length.exceeded"),
    _one("a character that was lost", "CF_SY", "当事人\ufffd某", "text.unreadable"),
    _one("a character of the sender's own font", "CF_XDR_MC", "云泽市宏\ue863建材有限公司", "name.folded"),
    _one("one that no standard has", "CF_XDR_MC", "云泽市宏\uf8f0建材有限公司", "text.unreadable"),
    _one("digits shown from right to left", "CF_WSH", "云市监罚〔2026〕\u202e1009\u202c号", "text.direction"),
    _one("words shown so", "CF_SY", "不含\u202e品险危\u202c", "text.direction"),
    _one("an isolate", "BZ", "罚\u20671000\u2069元", "text.direction"),
    _one("a mark from right to left before what it turns", "BZ", "\u200f12 34", "text.direction"),
    _one("a mark between two digits", "BZ", "12\u200e34", "text.direction"),
    _one("an Arabic mark between letters", "BZ", "甲\u061c乙", "text.direction"),
    _one("marks about a text, as mail programs put them, turn nothing", "BZ", "\u200e备注\u200e。\u200f"),
    _one("a joiner is dropped as before", "BZ", "备\u200b注"),
    _one("a formula", "CF_SY", "=1+1", "formula.neutralised"),
    _one("a formula behind an apostrophe", "CF_SY", "'@SUM(A1)", "formula.neutralised"),
    _one("a negative number in a text is none", "BZ", "-5"),
    _one("a mobile number in public text", "CF_SY", "联系电话13812345678。", "phone.in_text"),
    _one("a mobile number in a remark that is not public", "BZ", "联系电话13812345678。"),
    _one("an unknown category", "CF_CFLB", "警告;罚款;拘役", "code_set.unknown"),
    _one("the categories told apart by any mark", "CF_CFLB", "警告、罚款"),
    _one("a category explained", "CF_CFLB", "警告；罚款；其他-责令改正"),
    _one("a category not explained", "CF_CFLB", "警告;罚款;其他", "code_set.other_unexplained"),
    _one("an old word for a kind", "CF_XDR_LB", "企业法人"),
    _one("square brackets round the year", "CF_WSH", "云市监罚[2026]31号", "docnumber.brackets"),
    _one("no year", "CF_WSH", "云市监罚31号", "docnumber.no_year"),
    _one("no 号", "CF_WSH", "云市监罚〔2026〕31", "docnumber.no_hao"),
)

_CREDIT_CODES = (
    _one("zeros as filler", _CODE, "00000000000000000X", "uscc.filler"),
    _one("a mistyped identity number", _CODE, "429913199001010000", "uscc.resident_id"),
    _one("an old number of fifteen", _CODE, "420000000000013", "uscc.old_registration_15"),
    _one("an older one of thirteen", _CODE, "4200000000013", "uscc.old_registration_13"),
    _one("an organisation code", _CODE, FIRM[8:17], "uscc.organisation_code"),
    _one("a code cut short", _CODE, FIRM[:16], "uscc.length"),
    _one("the letter O", _CODE, FIRM.replace("00", "0O", 1), "uscc.character"),
    _one("a department that does not exist", _CODE, "B" + FIRM[1:], "uscc.registering_department"),
    _one("a wrong check digit", _CODE, _WRONG_CHECK, "uscc.check_digit"),
    _one("a wrong inner code is only pointed out", _CODE, _WRONG_INNER, "uscc.inner_code"),
    _one("lower case", _CODE, FIRM.lower(), "uscc.folded"),
    _one("full width", _CODE, "９" + FIRM[1:], "uscc.folded"),
    _one(
        "a number rounded by the spreadsheet", _CODE, "914299130000000000", "uscc.number_lost_digits", numbers=[_CODE]
    ),
    _one("an exponent in a csv", _CODE, "9.14299E+17", "uscc.number_lost_digits"),
    _one("a filler for the source's code", "CF_SJLYDM", "1", "uscc.filler"),
    Case(
        "only the old registration number",
        ({_CODE: None, "CF_XDR_GSZC": "420000000000013"},),
        [[2, _CODE, "required.empty"], [2, _CODE, "uscc.only_old_number"]],
    ),
    _one("a registration number of ten", "CF_XDR_GSZC", "4200000013", "registration_number.length"),
    _one(
        "a registration number rounded",
        "CF_XDR_GSZC",
        "4.2E+14",
        "code.number_lost_digits",
        "registration_number.length",
    ),
    _one("an organisation code that is none", "CF_XDR_ZZJG", "123", "organisation_code.check_digit"),
    _one("an organisation code of another", "CF_XDR_ZZJG", OTHER_FIRM[8:17], "organisation_code.differs"),
    _one("its own organisation code, with the hyphen", "CF_XDR_ZZJG", f"{FIRM[8:16]}-{FIRM[16]}"),
)

_DAYS = (
    _one("ISO", "CF_JDRQ", "2026-11-18"),
    _one("dots", "CF_JDRQ", "2026.11.18"),
    _one("digits only", "CF_JDRQ", "20261118"),
    _one("Chinese", "CF_JDRQ", "2026年11月18日"),
    _one("a date cell with a time", "CF_JDRQ", "2026-11-18 00:00:00"),
    _one("a serial", "CF_JDRQ", "46344", "date.serial"),
    _one("no date at all", "CF_JDRQ", "上月", "date.unreadable"),
    _one("30 February", "CF_JDRQ", "2026-02-30", "date.no_such_day"),
    _one("an empty cell as Excel shows it", "CF_JDRQ", "1899-12-31", "date.zero"),
    _one("the day zero of 1900", "CF_JDRQ", "1900-01-00", "date.zero"),
    _one("today is not the future", "CF_JDRQ", "2026-11-20"),
    _one("tomorrow is", "CF_JDRQ", "2026-11-21", "date.future"),
    Case(
        "the day before the republic",
        ({"CF_JDRQ": "1949-09-30", "CF_YXQ": "1950/09/30"},),
        [[2, "CF_JDRQ", "date.too_early"]],
    ),
    Case(
        "the day itself is only long ago",
        ({"CF_JDRQ": "1949-10-01", "CF_YXQ": "1950/10/01"},),
        [[2, "CF_JDRQ", "date.long_ago"], [2, "CF_JDRQ", "deadline.late"]],
    ),
    _one("seven working days ago", "CF_JDRQ", "2026-11-11"),
    _one("eight", "CF_JDRQ", "2026-11-10", "deadline.late"),
    _one("served on the day", "CF_SDRQ", "2026-11-18"),
    _one("served the day before", "CF_SDRQ", "2026-11-17", "date.order"),
    Case(
        "长期 as the end of a licence, as the site writes it",
        ({"XK_YXQZI": "长期"}, {"XK_YXQZI": " 长期 有效", "XK_WSH": "云市监许〔2026〕13号"}),
        [[2, "XK_YXQZI", "date.no_end"], [3, "XK_YXQZI", "date.no_end"]],
        item="admin_licence",
    ),
    Case(
        "a licence begins on a day",
        ({"XK_YXQZ": "长期"},),
        [[2, "XK_YXQZ", "date.unreadable"]],
        item="admin_licence",
    ),
    _one("a penalty has an end", "CF_GSJZQ", "长期", "date.unreadable"),
    _one("2099 as the end of publication", "CF_GSJZQ", "2099/12/31", "term.never_used"),
    _one("three years are what the rule can give", "CF_YXQ", "2029/11/18"),
    _one("a day more is not", "CF_YXQ", "2029/11/19", "term.never_used"),
    Case(
        "a licence that ends before it begins",
        ({"XK_YXQZ": "2026/11/19", "XK_YXQZI": "2026/11/18"},),
        [[2, "XK_YXQZI", "date.order"]],
        item="admin_licence",
    ),
)

_AMOUNTS = (
    _one("a word", "CF_NR_FK", "若干", "number.unreadable"),
    _one("a negative amount", "CF_NR_FK", "-0.2", "number.negative"),
    _one("six decimals", "CF_NR_FK", "0.200001"),
    _one("seven", "CF_NR_FK", "0.2000001", "number.decimals"),
    _one("trailing zeros are no decimals", "CF_NR_FK", "0.2000000"),
    _one("the unit in the cell", "CF_NR_FK", "2000元", "money.unit_in_cell"),
    Case("thousand separators", ({"CF_NR_FK": "1,000", "CF_NR": "罚款1000万元。"},), []),
    _one("another fine than the text names", "CF_NR_FK", "0.5", "money.fine_disagrees"),
    Case(
        "another fine by its thousands",
        ({"CF_NR_FK": "0.5", "CF_NR": "罚款人民币16,000.00元"},),
        [[2, "CF_NR_FK", "money.fine_disagrees"]],
    ),
    Case(
        "the text says a larger one that ends alike",
        ({"CF_NR": "罚款12000元。"},),
        [[2, "CF_NR_FK", "money.fine_disagrees"]],
    ),
    Case("the text names no sum", ({"CF_NR_FK": "0.5", "CF_NR": "警告，罚款。"},), []),
    _one("2000 yuan as 2000 wan", "CF_NR_FK", "2000", "money.yuan_for_wan"),
    Case("1000 wan is believed", ({"CF_NR_FK": "1000", "CF_NR": "警告，罚款。"},), []),
    _one("more, and not in the text", "CF_NR_FK", "1000.5", "money.unlikely"),
    Case("more, and in the text", ({"CF_NR_FK": "1200", "CF_NR": "罚款一千二百万元。"},), []),
    _one("beyond the card's range", "CF_NR_FK", "500001", "money.above_believable", "money.unlikely"),
    _one(
        "thirteen digits", "CF_NR_FK", "1000000000000", "money.above_believable", "money.unlikely", "number.too_large"
    ),
    _one("a fine without amount", "CF_NR_FK", None, "money.amount_missing"),
    _one("a fine of nothing", "CF_NR_FK", "0", "money.amount_missing"),
    Case("an amount without fine", ({"CF_CFLB": "警告"},), [[2, "CF_NR_FK", "money.category_missing"]]),
    Case(
        "a confiscation without amount",
        ({"CF_CFLB": "警告;罚款;没收违法所得"},),
        [[2, "CF_NR_WFFF", "money.amount_missing"]],
    ),
)

_PARTIES = (
    Case("a trader's code for a firm", ({_CODE: TRADER},), [[2, "CF_XDR_LB", "kind.disagrees"]]),
    Case("a firm's code for a trader", ({"CF_XDR_LB": "个体工商户"},), [[2, "CF_XDR_LB", "kind.disagrees"]]),
    Case(
        "the court's list has no traders",
        ({"SX_TYSHXYDM": TRADER},),
        [[2, "SX_TYSHXYDM", "kind.not_collected"]],
        item="court_defaulter",
    ),
    _one("a blank and half-width brackets", "CF_XDR_MC", "云泽市 宏业建材(集团)有限公司", "name.folded"),
    *(
        _one(f"nobody but persons: {name}", "CF_XDR_MC", name, "name.is_person")
        for name in (
            "张三丰",
            "欧阳娜娜",
            "自然人王小明",
            "当事人：王小明",
            "王小明（个人）",
            "王小明医师",
            "王小明驾驶员",
            "张律师",
            "张伟、李强",
            "阿依古丽·买买提",
            "李四等三人",
            "李四等3人",
            "李四、王五等人",
            "农民工张伟",
            "包工头张伟等12名工人",
            "李大牛户",
            "张伟夫妇",
            "尼玛次仁",
            "JohnSmith",
            "zhangwei",
        )
    ),
    *(
        _one(f"what may be a person's: {name}", "CF_XDR_MC", name, "name.looks_personal")
        for name in ("金色阳光", "高山流水")
    ),
    *(
        Case(f"a unit: {name}", ({"CF_XDR_MC": name},), [])
        for name in (
            *("白云寺", "高桥村", "马家祠", "云泽市王小明建材有限公司", "张律师事务所", "李家庄卫生室"),
            *("张家户外用品商行", "云泽市劳动者之家", "扎西德勒宾馆", "AcmeTradingCo", "ABB", "IBM"),
            *("SiemensAG", "YunzeUniversity", "HotelYunze"),
        )
    ),
    _one("a matter that no legislation has made a record", "CF_WFXW", "拖欠物业费", "matter.without_law"),
    Case(
        "a person's name on a register",
        ({"ZTMC": "张三丰"},),
        [[2, "ZTMC", "name.is_person"]],
        item="org_registration",
    ),
    Case(
        "a sole trader registered under its operator's name",
        ({"ZTMC": "张三丰", "TYSHXYDM": TRADER},),
        [],
        item="org_registration",
    ),
    _one("a short name of a unit", "CF_XDR_MC", "张记饭店"),
    _one("the name of another organ", "CF_CFJG", "云泽市城市管理执法局", "organ.name_code"),
    _one("an organ that nobody knows by this name", "CF_SJLY", "市市监局", "organ.name_code"),
    *(
        Case(
            f"the name that the organ bore: {because}",
            ({"CF_CFJG": FORMER_NAME, "CF_SJLY": FORMER_NAME, "CF_JDRQ": decided_on},),
            [[2, field, "organ.former_name"] for field in fields],
        )
        for because, decided_on, fields in (
            ("the day before it was renamed", "2026/11/17", ()),
            ("the day of the renaming", "2026/11/18", ("CF_CFJG", "CF_SJLY")),
            ("the day after", "2026/11/19", ("CF_CFJG", "CF_SJLY")),
        )
    ),
    Case("its new name, although it decided under the old one", ({"CF_JDRQ": "2026/11/17"},), []),
    Case(
        "the name that it bore, in a sheet without days of decision",
        ({"SJLYDW": FORMER_NAME, "SJLYDWDM": ORGAN},),
        [[2, "SJLYDW", "organ.former_name"]],
        item="org_registration",
    ),
    Case(
        "the former name of another organ",
        ({"CF_CFJG": FORMER_NAME, "CF_CFJGDM": OTHER_FIRM},),
        [[2, "CF_CFJG", "organ.name_code"]],
    ),
    Case(
        "an organ for which the unit may not report",
        ({"CF_CFJG": "云泽市城市管理执法局", "CF_CFJGDM": OTHER_ORGAN},),
        [[2, "CF_CFJGDM", "organ.not_entitled"]],
    ),
    Case("a required column missing is told once", ({}, {}), [[0, "CF_SY", "column.missing"]], without=["CF_SY"]),
    Case("an optional one is not", ({},), [], without=["CF_GSJZQ", "CF_XDR_GSZC"]),
)

CASES: tuple[Case, ...] = (*_CLEAN, *_CELLS, *_CREDIT_CODES, *_DAYS, *_AMOUNTS, *_PARTIES)
