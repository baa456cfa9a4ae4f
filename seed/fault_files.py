"""Which faults are planted in which file, row by row; and the files that are broken as a whole."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from seed import layouts, writing
from seed.city import City
from seed.faults import (
    Fault,
    FaultyFile,
    clean_rows,
    code_cell,
    full_width,
    invented_identity,
    name_cell,
    other_form,
    put,
    wrong_check,
)
from seed.layouts import Table

_CODE: Final = "CF_XDR_SHXYM"
_NAME: Final = "CF_XDR_MC"
_ADULT: Final = invented_identity(date(1984, 6, 18), 21)

FAULTY_FILES: Final = (
    FaultyFile("代码问题", (
        Fault(_CODE, "required.empty", "统一社会信用代码未填", put(CF_XDR_SHXYM="")),
        Fault(_CODE, "uscc.old_registration_15", "填了15位工商注册号",
              lambda scene: {_CODE: scene.party.registration_number}, party="numbered"),
        Fault(_CODE, "uscc.organisation_code", "填了9位组织机构代码", code_cell(lambda code: code[8:17])),
        Fault(_CODE, "uscc.folded", "字母写成小写", code_cell(str.lower), party="sole_trader"),
        Fault(_CODE, "uscc.folded", "全角字符", code_cell(full_width)),
        Fault(_CODE, "uscc.character", "数字1写成字母I", code_cell(lambda code: code[:6] + "I" + code[7:])),
        Fault(_CODE, "uscc.filler", "占位代码", put(CF_XDR_SHXYM="00000000000000000X")),
        Fault(_CODE, "uscc.check_digit", "末位校验码错误", code_cell(wrong_check)),
        Fault(_CODE, "uscc.length", "少一位", code_cell(lambda code: code[:17])),
    )),
    FaultyFile("代码成了数字", (
        Fault(_CODE, "uscc.number_lost_digits", "代码存成数字，末位丢失", code_cell(lambda code: f"{code[:15]}000"),
              party="digits", as_number=True),
    ), style=layouts.BARE_XLSX),
    FaultyFile("名称问题", (
        Fault(_NAME, "name.differs_from_register", "名称多一个字",
              name_cell(lambda one: one.name.replace("有限", "源有限", 1))),
        Fault(_NAME, "name.is_former", "仍用曾用名",
              name_cell(lambda one: one.former_name or one.name), party="renamed"),
        Fault(_NAME, "name.folded", "名称中有空格", name_cell(lambda one: f"{one.name[:3]} {one.name[3:]}")),
        Fault(_NAME, "text.unreadable", "名称中有无法显示的字",
              name_cell(lambda one: one.name[:4] + "\ue5e5" + one.name[5:])),
        Fault(_NAME, None, "有限公司与有限责任公司混写",
              name_cell(lambda one: other_form(one.name))),
    ), style=layouts.UTF8_CSV),
    FaultyFile("必填与文号", (
        Fault("CF_SY", "required.empty", "违法事实填“无”", put(CF_SY="无")),
        Fault("CF_YJ", "required.empty", "处罚依据填“-”", put(CF_YJ="-")),
        Fault("CF_WFXW", "required.empty", "违法行为类型填“null”", put(CF_WFXW="null")),
        Fault("CF_CFLB", "code_set.unknown", "处罚类别不在代码表内", put(CF_CFLB="罚款;训诫")),
        Fault("CF_WSH", "docnumber.brackets", "文号年份用方头括号",
              lambda scene: {"CF_WSH": scene.row["CF_WSH"].replace("〔", "【").replace("〕", "】")}),
        Fault("CF_WSH", "docnumber.no_hao", "文号缺“号”",
              lambda scene: {"CF_WSH": scene.row["CF_WSH"].removesuffix("号")}),
        Fault("CF_WSH", "docnumber.no_year", "文号缺年份", put(CF_WSH="云市监罚字第9号")),
    ), style=layouts.FULL_XLSX),
    FaultyFile("金额与类别", (
        Fault("CF_NR_FK", "money.yuan_for_wan", "罚款以元填报",
              put(CF_NR_FK="2000", CF_NR="罚款人民币2,000.00元（大写：贰仟元整）。")),
        Fault("CF_NR_FK", "money.amount_missing", "类别有罚款而金额为空", put(CF_NR_FK="")),
        Fault("CF_NR_FK", "money.category_missing", "有罚款金额而类别无罚款", put(CF_CFLB="警告")),
        Fault("CF_NR_FK", "number.negative", "金额为负", put(CF_NR_FK="-0.5")),
        Fault("CF_NR_FK", "number.unreadable", "金额不是数字", put(CF_NR_FK="约五千")),
    )),
    FaultyFile("日期问题", (
        Fault("CF_JDRQ", "date.future", "决定日期在将来",
              lambda scene: {"CF_JDRQ": (scene.as_of + timedelta(days=40)).isoformat()}),
        Fault("CF_JDRQ", "date.zero", "空日期导出为1899-12-31", put(CF_JDRQ="1899-12-31")),
        Fault("CF_JDRQ", "date.no_such_day", "没有这一天", put(CF_JDRQ="2026-02-30")),
        Fault("CF_JDRQ", "date.unreadable", "不是日期", put(CF_JDRQ="去年底")),
        Fault("CF_JDRQ", "date.too_early", "早于1949年", put(CF_JDRQ="1926-11-05")),
        Fault("CF_JDRQ", "date.serial", "日期成了表格序号",
              lambda scene: {"CF_JDRQ": str((date.fromisoformat(scene.row["CF_JDRQ"]) - date(1899, 12, 30)).days)}),
        Fault("CF_JDRQ", "deadline.late", "超过7个工作日报送",
              lambda scene: {"CF_JDRQ": (scene.as_of - timedelta(days=61)).isoformat()}),
        Fault("CF_YXQ", "term.never_used", "处罚有效期写2099年", put(CF_YXQ="2099-12-31")),
    ), style=layouts.UTF8_CSV),
    FaultyFile("有效期颠倒", (
        Fault("XK_YXQZI", "date.order", "有效期至早于有效期自", put(XK_YXQZI="2020-12-31")),
    ), item="admin_licence"),
    FaultyFile("重复", (
        Fault("CF_WSH", "duplicate.in_file", "同一行出现两次", put(), twice=True),
        Fault("CF_WSH", "duplicate.differs_in_file", "同一文号同一相对人，内容不同",
              put(CF_NR="罚款人民币9,900.00元（大写：玖仟玖佰元整）。", CF_NR_FK="0.99"), twice=True),
    )),
    FaultyFile("自然人与隐私", (
        Fault("CF_XDR_LB", "row.natural_person", "相对人是自然人",
              put(CF_XDR_MC="李小明", CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_FRDB="", CF_XDR_ZJLX="身份证",
                  CF_XDR_ZJHM=_ADULT)),
        Fault("CF_XDR_ZJHM", "row.minor", "相对人是未成年人",
              lambda scene: {_NAME: "周小宇", "CF_XDR_LB": "自然人", _CODE: "", "CF_FRDB": "", "CF_XDR_ZJLX": "身份证",
                             "CF_XDR_ZJHM": invented_identity(date(scene.as_of.year - 15, 5, 6), 33)}),
        Fault("CF_XDR_LB", "kind.disagrees", "个体工商户填在法人下",
              put(CF_XDR_LB="法人及非法人组织"), party="sole_trader"),
        Fault(_CODE, "uscc.resident_id", "代码栏填了身份证号", put(CF_XDR_SHXYM=_ADULT)),
        Fault("CF_FR_ZJHM", "identity.cut", "填了法定代表人身份证号",
              put(CF_FR_ZJLX="身份证", CF_FR_ZJHM=_ADULT), told_at_header=True),
        Fault("CF_SY", "identity.in_text", "违法事实中有身份证号",
              lambda scene: {"CF_SY": f"{scene.row['CF_SY']}经办人王强，身份证号{_ADULT}。"}),
        Fault("CF_SY", "phone.in_text", "违法事实中有手机号",
              lambda scene: {"CF_SY": f"{scene.row['CF_SY']}联系电话13800000000。"}),
        Fault("CF_YJ", "row.public_order", "治安管理处罚",
              put(CF_YJ="《中华人民共和国治安管理处罚法》第三十六条", CF_CFLB="行政拘留",
                  CF_NR="行政拘留五日。", CF_NR_FK="")),
        Fault("BZ", "formula.neutralised", "备注以等号开头", put(BZ="=1+1")),
    ), style=layouts.FULL_XLSX),
    FaultyFile("机关名称与代码不符", (
        Fault("CF_CFJG", "organ.name_code", "处罚机关名称与代码不是同一单位", put(CF_CFJG="云泽市交通运输局")),
    )),
    FaultyFile("多出的列", (), style=layouts.BOM_CSV,
               added_columns={"民族": ("汉族", "column.forbidden"), "案件承办科室": ("执法二科", "column.unknown")}),
    FaultyFile("无权报送的事项", (
        Fault("CF_CFJGDM", "organ.not_entitled", "交通运输部门报送市场监管部门作出的处罚", put(), party="company"),
    ), sent_by="transport", clean=0),
    FaultyFile("已撤销的处罚", (
        Fault("CF_ZT", None, "2016年版表格标明已撤销，不得公示", put(CF_ZT="1")),
    ), style=layouts.GB_2016_CSV),
)  # fmt: skip

Broken = Callable[[Path, Table], None]


def write_broken(city: City, folder: Path, files_before: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Files that can only be refused whole: for each, what the plan and what faults.json says of it."""
    market = city.unit("market")
    rows = [scene.row for scene in clean_rows(city, "admin_penalty", "market", 3, first=9900)]
    table = layouts.table_of("admin_penalty", layouts.UTF8_CSV, rows)
    told = []
    for place, (name, code, what, write) in enumerate(_BROKEN, start=files_before + 1):
        path = f"faulty/{place:02}_{name}"
        write(folder / path, table)
        entry = {"file": path, "item": "admin_penalty", "unit": market.uscc, "rows": len(rows)}
        told.append(
            (
                entry,
                {
                    "file": path,
                    "row": 0,
                    "column": "",
                    "field": "",
                    "code": code,
                    "found_on_row": 0,
                    "value": "",
                    "what": what,
                },
            )
        )
    return told


def _twice(path: Path, table: Table) -> None:
    rows = [[*table.headers, table.headers[13]], *([*row, row[13]] for row in table.rows)]
    path.write_bytes(writing.csv_text(rows).encode("gb18030"))


def _headless(path: Path, table: Table) -> None:
    path.write_bytes(writing.csv_text(table.rows).encode("gb18030"))


def _utf16(path: Path, table: Table) -> None:
    path.write_bytes(writing.csv_text([table.headers, *table.rows]).encode("utf-16"))


def _empty(path: Path, table: Table) -> None:
    path.write_bytes(b"")


def _two_sheets(path: Path, table: Table) -> None:
    book = writing.open_workbook(path)
    for name in ("一科", "二科"):
        sheet = book.add_worksheet(name)
        for row, cells in enumerate([table.headers, *table.rows]):
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell)
    book.close()


def _misnamed(path: Path, table: Table) -> None:
    path.write_bytes(writing.csv_text([table.headers, *table.rows]).encode("gb18030"))


_BROKEN: Final[tuple[tuple[str, str | None, str, Broken], ...]] = (
    ("表头重复.csv", "header.twice", "处罚决定书文号的列出现两次", _twice),
    ("没有表头.csv", "header.not_found", "没有表头", _headless),
    ("编码不明.csv", "file.utf16", "UTF-16 编码", _utf16),
    ("空文件.csv", "file.empty", "空文件", _empty),
    ("两张表.xlsx", "file.several_sheets", "两个工作表都有数据", _two_sheets),
    ("扩展名不符.xlsx", None, "扩展名是 xlsx，内容是 CSV：按内容读取", _misnamed),
)
