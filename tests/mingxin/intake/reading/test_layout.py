"""Finding header, columns and notes in sheets as departments fill them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from mingxin.intake.reading.grid import PLACES_SCHEMA, tidy
from mingxin.intake.reading.headers import MARK_HEADERS, Claims, fold
from mingxin.intake.reading.layout import guess_item, recognise
from mingxin.intake.reading.opening import open_sheet
from mingxin.intake.sieve import sieve
from mingxin.intake.table import ROW, Beside, Box, Sheet, Table
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.cards import ItemCard
from mingxin.rulebook.loader import packaged_rulebook

CARDS: Mapping[str, ItemCard] = packaged_rulebook().cards
REGISTRATION = CARDS["org_registration"]
PENALTY = CARDS["admin_penalty"]


def sheet_of(*rows: Sequence[str]) -> Sheet:
    width = max(map(len, rows))
    columns = [
        pl.Series([row[place] if place < len(row) else "" for row in rows], dtype=pl.String) for place in range(width)
    ]
    nowhere = pl.DataFrame(schema=PLACES_SCHEMA)
    return Sheet("表", "csv", "utf-8", tidy(columns), nowhere, nowhere)


def rows_of(table: Table) -> list[tuple[object, ...]]:
    return table.cells.rows()


HEAD = ("企业名称", "统一社会信用代码", "注册日期")
DATA = ("云泽市宏业建材有限公司", "91429913MA4900001X", "2026/11/05")


@pytest.mark.parametrize(
    ("header", "because"),
    [
        ("行政相对人名称（必填）", "a required mark in full-width brackets"),
        ("*行政相对人名称", "a star"),
        (" 行政 相对人\n名称 ", "spaces and a line break"),
        ("cf_xdr_mc", "the code, in lower case"),
        ("ＣＦ＿ＸＤＲ＿ＭＣ", "the code, full-width"),
        ("被处罚人名称[必填项]", "an alias with a mark"),
    ],
)
def test_spellings_of_a_header(header: str, because: str) -> None:
    table = recognise(sheet_of((header, "处罚类别", "处罚决定日期"), ("甲", "警告", "2026/11/05")), PENALTY)
    assert table.letters["CF_XDR_MC"] == "A", because


def test_bracket_widths_and_required_marks_fold_alike() -> None:
    assert fold("罚款金额(万元)（必填）") == fold("罚款金额（万元）") == fold("*罚款金额 【万元】")
    assert fold("罚款金额（元）") != fold("罚款金额（万元）"), "another unit is another column"


def test_reordered_unknown_and_missing_columns() -> None:
    table = recognise(
        sheet_of(
            ("注册日期", "内部编号", "统一社会信用代码", "序号", "企业名称"), (DATA[2], "x", DATA[1], "1", DATA[0])
        ),
        REGISTRATION,
    )
    assert table.letters == {"CLRQ": "A", "TYSHXYDM": "C", "ZTMC": "E"}
    assert table.unknown == (("B", "内部编号"),), "the running number is passed over, the internal one is named"
    assert {"QYLX", "BZ"} <= set(table.missing)
    assert rows_of(table) == [(2, DATA[2], DATA[1], DATA[0])]


def test_a_column_without_header_is_named_where_it_holds_something() -> None:
    table = recognise(sheet_of((*HEAD, "", ""), (*DATA, "", "x")), REGISTRATION)
    assert table.unknown == (("E", ""),)


def test_titles_above_notes_below_and_blank_rows() -> None:
    table = recognise(
        sheet_of(
            ("云泽市法人登记信息报送表",),
            ("填报单位：云泽市市场监督管理局", "", "2026年11月"),
            (),
            HEAD,
            DATA,
            ("", "", ""),
            ("注册会计师协会", "51429913MJY000001X", "2026/11/06"),
            HEAD,
            ("合计", "", "2"),
            ("填表人：张某", "审核人：李某"),
            ("注：统一社会信用代码必须为十八位，日期按年/月/日填写。",),
        ),
        REGISTRATION,
    )
    assert table.header_row == 4
    assert [row[0] for row in rows_of(table)] == [5, 7], "a name that begins with 注 is no note"
    assert table.beside == (
        (1, Beside.TITLE),
        (2, Beside.TITLE),
        (8, Beside.HEADER),
        (9, Beside.TOTAL),
        (10, Beside.NOTE),
        (11, Beside.NOTE),
    )


def test_a_row_with_only_a_running_number_is_blank() -> None:
    table = recognise(sheet_of(("序号", *HEAD), ("1", *DATA), ("2",), ("3",)), REGISTRATION)
    assert [row[0] for row in rows_of(table)] == [2]


def test_a_group_above_its_columns() -> None:
    table = recognise(
        sheet_of(
            ("行政处罚信息",),
            ("行政相对人名称", "行政相对人代码_1", "", "处罚类别", "处罚决定日期"),
            ("", "统一社会信用代码", "工商注册号", "", ""),
            ("甲公司", "91429913MA4900001X", "429913000000001", "警告", "2026/11/05"),
        ),
        PENALTY,
    )
    assert table.header_row == 3
    assert table.sheet.header_is_merged
    assert table.letters == {"CF_XDR_MC": "A", "CF_XDR_SHXYM": "B", "CF_XDR_GSZC": "C", "CF_CFLB": "D", "CF_JDRQ": "E"}
    assert [row[0] for row in rows_of(table)] == [4]


def test_codes_under_names_are_one_header() -> None:
    table = recognise(
        sheet_of(
            ("行政相对人名称", "处罚类别", "处罚决定日期"),
            ("CF_XDR_MC", "CF_CFLB", "CF_JDRQ"),
            ("甲", "警告", "2026/11/05"),
        ),
        PENALTY,
    )
    assert (table.header_row, table.cells.height) == (2, 1)


def test_codes_that_contradict_their_names_are_refused() -> None:
    with pytest.raises(Refusal) as caught:
        recognise(
            sheet_of(("行政相对人名称", "处罚类别", "处罚决定日期"), ("CF_XDR_MC", "CF_JDRQ", "CF_CFLB")), PENALTY
        )
    assert caught.value.code == "header.conflict"


def test_two_columns_of_one_field_are_refused_with_both_letters() -> None:
    with pytest.raises(Refusal) as caught:
        recognise(sheet_of((*HEAD, "名称"), (*DATA, "乙")), REGISTRATION)
    assert (caught.value.code, caught.value.data["letters"]) == ("header.twice", ["A", "D"])


def test_columns_of_an_older_layout_are_joined() -> None:
    table = recognise(
        sheet_of(
            ("CF_XDR", "CF_CFLB1", "CF_CFLB2", "处罚决定日期"),
            ("甲", "警告", "罚款", "2026/11/05"),
            ("乙", "警告", "", "2026/11/05"),
        ),
        PENALTY,
    )
    assert table.cells["CF_CFLB"].to_list() == ["警告;罚款", "警告"]


@pytest.mark.parametrize(
    ("rows", "because"),
    [
        ([("产品", "数量", "价格"), ("甲", "1", "2")], "another table"),
        ([("备注", "数量", "价格")], "one header that happens to agree"),
        ([("说明",)] * 16 + [HEAD, DATA], "too far down"),
    ],
)
def test_no_header(rows: list[tuple[str, ...]], because: str) -> None:
    with pytest.raises(Refusal) as caught:
        recognise(sheet_of(*rows), REGISTRATION)
    assert caught.value.code == "header.not_found", because
    assert "统一社会信用代码" in caught.value.message


def test_the_columns_of_a_returned_workbook_are_no_news() -> None:
    table = recognise(sheet_of((*HEAD, *MARK_HEADERS), (*DATA, "代码有误", "请改正", "")), REGISTRATION)
    assert table.unknown == ()
    assert table.cells.columns == [ROW, "ZTMC", "TYSHXYDM", "CLRQ"]


def test_guessing_the_item() -> None:
    names = [field.name for field in CARDS["admin_licence"].fields]
    guesses = guess_item(sheet_of(("行政许可",), names), list(CARDS.values()))
    assert guesses[0] == ("admin_licence", 1.0)
    assert dict(guesses)["admin_penalty"] < 1
    assert guess_item(sheet_of(("产品", "数量", "价格")), list(CARDS.values())) == []


@pytest.mark.parametrize("code", sorted(CARDS))
def test_every_card_recognises_its_own_names_codes_and_aliases(code: str) -> None:
    card = CARDS[code]
    for texts in ([field.name for field in card.fields], [field.code for field in card.fields]):
        table = recognise(sheet_of(texts, ["x"] * len(texts)), card)
        assert list(table.letters) == [field.code for field in card.fields]
        assert guess_item(table.sheet, list(CARDS.values()))[0][0] == code
    claims = Claims(card)
    assert {alias: field.code for field in card.fields for alias in field.aliases} == {
        alias: claims.of(alias) for field in card.fields for alias in field.aliases
    }


def test_a_header_without_rows_is_an_empty_table() -> None:
    table = recognise(sheet_of(("填报单位：某局",), HEAD), REGISTRATION)
    assert (table.cells.height, table.header_row, table.beside) == (0, 2, ((1, Beside.TITLE),))


REGISTRY = Path(__file__).parents[5] / "shared" / "data" / "registry"


@pytest.mark.realdata
@pytest.mark.parametrize(("name", "rows"), [("huangshi_xianning.csv", 8742), ("dirty_rows_national.csv", 438)])
def test_real_registry_rows_are_all_read_and_none_is_cut(name: str, rows: int) -> None:
    if not (REGISTRY / name).exists():
        pytest.skip("the registry data are not beside this checkout")
    book = packaged_rulebook()
    table = recognise(open_sheet(REGISTRY / name, max_bytes=10**8, max_rows=10**5), REGISTRATION)
    sieved = sieve(table, forbidden=book.forbidden, as_of=date(2026, 11, 20))
    assert (table.cells.height, table.unknown, table.beside) == (rows, (), ())
    assert (sieved.refused.height, sieved.findings.height) == (0, 0), "companies are no identity numbers"


BOXES = [["行政处罚信息", "", ""], HEAD, DATA, DATA, ["云泽市宏业商贸有限公司", "", ""], [], ["注：以上数据截至11月。"]]


@pytest.mark.parametrize(
    ("box", "because"),
    [
        ((1, 1, 2, 1), "a title over the header"),
        ((2, 2, 3, 2), "a header that reaches into one row"),
        ((5, 2, 7, 2), "one row, a blank one and a note"),
        ((3, 4, 5, 4), "a column that no field claims"),
    ],
)
def test_a_box_over_one_row_of_data_is_that_rows(box: Box, because: str) -> None:
    assert recognise(replace(sheet_of(*BOXES), merged=(box,)), REGISTRATION).cells.height == 3, because


@pytest.mark.parametrize("box", [(3, 3, 5, 3), (4, 2, 5, 2), (3, 3, 5, 9), (1, 1, 9, 3)])
def test_a_box_over_several_rows_of_data_is_refused(box: Box) -> None:
    with pytest.raises(Refusal) as refused:
        recognise(replace(sheet_of(*BOXES), merged=(box,)), REGISTRATION)
    assert refused.value.code == "file.merged_cells"
    assert f"{'ABC'[box[1] - 1]} 列第 {max(box[0], 3)} 行到第 5 行是合并单元格" in refused.value.message


FIELDS = [field.name for field in PENALTY.fields if not field.cut][:12]
ROW_OF_DATA = [
    {"统一社会信用代码": "91429913MA4900001X", "处罚决定日期": "2026/11/05"}.get(name.split("（")[-1].strip("）"), "某")
    for name in FIELDS
]


def refused(*rows: Sequence[str], card: ItemCard = PENALTY) -> Refusal:
    with pytest.raises(Refusal) as caught:
        recognise(sheet_of(*rows), card)
    return caught.value


@pytest.mark.parametrize(
    ("second", "because"),
    [
        ([*FIELDS, "是否公开"], "one column more, so it claims more than the first"),
        (FIELDS[::-1], "another order"),
        (FIELDS[1:], "one column less, so that all stand elsewhere"),
        ([FIELDS[1], FIELDS[0], *FIELDS[2:]], "two columns exchanged"),
        ([*FIELDS[:5], "", *FIELDS[5:]], "an empty column between"),
    ],
)
@pytest.mark.parametrize("gap", [1, 40])
def test_a_second_header_is_a_second_table(second: list[str], because: str, gap: int) -> None:
    refusal = refused(["处罚信息"], FIELDS, *[ROW_OF_DATA] * gap, second, ROW_OF_DATA)
    assert refusal.code == "file.two_tables", because
    assert f"第 2 行和第 {gap + 3} 行" in refusal.message
    assert "分成两个文件" in refusal.remedy


def test_the_same_header_again_is_passed_over_and_told() -> None:
    spelled = [f"{name}（必填）" if index % 2 else f" {name}" for index, name in enumerate(FIELDS)]
    table = recognise(sheet_of(FIELDS, ROW_OF_DATA, spelled, ROW_OF_DATA, FIELDS[:5], ROW_OF_DATA), PENALTY)
    assert table.cells[ROW].to_list() == [2, 4, 6]
    assert table.beside == ((3, Beside.HEADER), (5, Beside.HEADER))


def test_a_running_number_column_may_say_anything_where_the_header_is_said_again() -> None:
    table = recognise(sheet_of(("序号", *HEAD), ("1", *DATA), ("第2页", *HEAD), ("2", *DATA)), REGISTRATION)
    assert (table.cells[ROW].to_list(), table.beside) == ([2, 4], ((3, Beside.HEADER),))
    assert refused(("内部编号", *HEAD), ("1", *DATA), ("第2页", *HEAD), card=REGISTRATION).code == "file.two_tables"


def test_a_row_under_the_header_that_holds_more_than_names_is_no_part_of_it() -> None:
    table = recognise(sheet_of(HEAD, ("企业名称", "统一社会信用代码", "2026/11/05"), DATA), REGISTRATION)
    assert (table.header_row, table.cells[ROW].to_list()) == (1, [2, 3])
    codes = sheet_of(HEAD, ("ZTMC", "TYSHXYDM", "QYCLRQ_2"), DATA)
    assert recognise(codes, REGISTRATION).header_row == 2, "a code that the card does not know is a code"


def test_a_header_of_two_rows_again_is_passed_over() -> None:
    head = [
        ("行政相对人名称", "行政相对人代码_1", "", "处罚类别", "处罚决定日期", "内部编号"),
        ("", "统一社会信用代码", "工商注册号", "", "", ""),
    ]
    data = ("甲公司", "91429913MA4900001X", "429913000000001", "警告", "2026/11/05", "7")
    table = recognise(sheet_of(*head, data, *head, data), PENALTY)
    assert table.cells[ROW].to_list() == [3, 6]
    assert table.beside == ((4, Beside.HEADER), (5, Beside.HEADER))


def test_a_row_of_data_in_which_some_cells_say_their_header_is_data() -> None:
    row = [
        name if index in (3, 4, 5) else text for index, (name, text) in enumerate(zip(FIELDS, ROW_OF_DATA, strict=True))
    ]
    table = recognise(sheet_of(FIELDS, ROW_OF_DATA, row), PENALTY)
    assert (table.cells.height, table.beside) == (2, ())
    sparse = [name if index in (3, 4, 5) else "某" for index, name in enumerate(FIELDS)]
    assert recognise(sheet_of(FIELDS, ROW_OF_DATA, sparse), PENALTY).cells.height == 2, "also without code and date"


def test_a_row_of_data_above_the_header_is_refused() -> None:
    refusal = refused(["处罚信息"], ROW_OF_DATA, FIELDS, ROW_OF_DATA)
    assert refusal.code == "file.data_above_header"
    assert "第 2 行" in refusal.message and "第 3 行" in refusal.message


@pytest.mark.parametrize(
    ("row", "why", "because"),
    [
        (["云泽市行政处罚信息表"], Beside.TITLE, "a title"),
        (
            ["报送单位：某局", "统一社会信用代码：91429913MA4900001X", *"abcde"],
            Beside.TITLE,
            "what stands behind a label",
        ),
        (["91429913MA4900001X", "某局"], Beside.TITLE, "a code alone"),
        (["文本", "文本", "18 位", "日期"], Beside.ABOVE, "explanations of columns are told"),
    ],
)
def test_what_stands_above_the_header(row: list[str], why: Beside, because: str) -> None:
    table = recognise(sheet_of(row, FIELDS, ROW_OF_DATA), PENALTY)
    assert table.beside == ((1, why),), because


def test_some_codes_over_the_names_are_part_of_the_header() -> None:
    codes = {field.name: field.code for field in PENALTY.fields}
    row = [codes[name] if index < 4 else "" for index, name in enumerate(FIELDS)]
    assert recognise(sheet_of(["处罚"], row, FIELDS, ROW_OF_DATA), PENALTY).cells[ROW].to_list() == [4]


@pytest.mark.parametrize(
    ("row", "is_data", "because"),
    [
        (("合计会计师事务所", "", "2026/11/05"), True, "a firm called like a total"),
        (("注1号饭店", "", "2026/11/05"), True, "a firm called like a note"),
        (("注1 企业名称以登记为准",), False, "a note with a number"),
        (("合 计", "", "3"), False, "a total in the middle"),
        (("乙",), True, "a name alone"),
        (("", "91429913MA4900002X"), True, "a code alone"),
    ],
)
def test_rows_that_look_like_something_else(row: tuple[str, ...], is_data: bool, because: str) -> None:
    table = recognise(sheet_of(HEAD, DATA, row, *[()] * 30, DATA), REGISTRATION)
    assert [2, *[3] * is_data, 34] == table.cells[ROW].to_list(), because
    assert [row for row, _ in table.beside] == [3] * (not is_data), because


def test_a_row_that_holds_something_only_where_no_field_is_is_told() -> None:
    table = recognise(
        sheet_of(("序号", *HEAD, "内部编号", ""), ("1", *DATA, "a", ""), ("2", "", "", "", "b"), ("3",), ("4",)),
        REGISTRATION,
    )
    assert table.beside == ((3, Beside.FOREIGN),), "a running number alone is nothing"
    assert table.cells[ROW].to_list() == [2]
