"""Every figure that somebody is told, with the rows that it counts and all the places where it stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tests.way.facts import (
    rows_of_papers,
    said_at_home,
    said_in_lists,
    said_in_words,
    said_of_batches,
    said_of_months,
    said_of_unseen,
    said_on_papers,
    said_publicly,
)
from tests.way.facts.asking import Source
from tests.way.facts.city import PEOPLE
from tests.way.facts.rows import Rows
from tests.way.facts.rows_of_records import Counts


@dataclass(frozen=True)
class Fact:
    """`rows`: the figure by key, counted from the rows. `parts`: a source says the figure of some keys alone."""

    name: str
    rows: Callable[[Rows], Counts]
    sources: Mapping[str, Source]
    parts: Mapping[str, Source] = ()  # type: ignore[assignment]


def _nothing(_: Rows) -> Counts:
    """For what compares two places with each other: no difference is left."""
    return {}


FACTS: Final = (
    Fact(
        "公示中的信息，按事项",
        Rows.shown_by_item,
        {
            "首页的数字": said_publicly.home_figures,
            "首页的栏目": said_publicly.home_columns,
            "栏目目录": said_publicly.list_of_columns,
            "栏目页的条数": said_publicly.column_pages,
            "栏目页逐页列出的行": said_publicly.column_lines,
            "栏目页的下载说明": said_publicly.export_notes,
            "下载的 CSV": said_publicly.tables,
            "下载的 XLSX": said_publicly.workbooks,
            "信用办的信息列表（公示中）": said_publicly.office_list_of_shown,
        },
    ),
    Fact(
        "公示中的信息，按报送单位",
        Rows.shown_by_unit,
        {
            "栏目页的选项": said_publicly.unit_choices,
            "按单位筛选的栏目页": said_publicly.columns_of_units,
            "按单位筛选的下载": said_publicly.tables_of_units,
        },
    ),
    Fact(
        "公示中的信息，按类别等",
        Rows.shown_by_filter,
        {"筛选后的栏目页": said_publicly.columns_by_choice, "筛选后的下载": said_publicly.tables_by_choice},
    ),
    Fact("公示中的信息，按主体", Rows.shown_by_subject, {"主体页": said_publicly.subject_tabs}),
    Fact(
        "从未公示的信息中公众看得到的",
        _nothing,
        {
            "信息页": said_of_unseen.pages,
            "下载和停止公示清单": said_of_unseen.files,
            "授权查询事项的栏目和下载": said_of_unseen.columns,
            "主体页": said_of_unseen.pages_of_subjects,
            "信用报告": said_of_unseen.reports,
        },
    ),
    Fact(
        "待公示和不予公示的信息，按事项", Rows.unseen_by_item, {"信用办的信息列表和下载": said_of_unseen.office_lists}
    ),
    Fact("待公示和不予公示的信息，按批次", Rows.unseen_by_batch, {"批次页": said_of_unseen.batch_pages}),
    Fact(
        "公示起始日",
        Rows.begun,
        {"下载的 CSV": said_publicly.first_days_in_tables, "下载的 XLSX": said_publicly.first_days_in_workbooks},
        {"信用办的信息页": said_publicly.first_days_at_the_desk},
    ),
    Fact(
        "每一格的写法和信息页不同的",
        _nothing,
        {"下载的 CSV，国家标准的写法除外": said_in_words.in_tables, "下载的 XLSX": said_in_words.in_workbooks},
    ),
    Fact(
        "更正的日期",
        rows_of_papers.corrected,
        {"信息页": said_on_papers.corrected_on_pages, "信用报告": said_on_papers.corrected_on_reports},
    ),
    Fact(
        "未归集的事项",
        rows_of_papers.uncollected,
        {"主体页": said_on_papers.uncollected_on_page},
        {"信用报告": said_on_papers.uncollected_on_report},
    ),
    Fact("未归集的栏目", rows_of_papers.uncollected_columns, {"栏目目录和栏目页": said_on_papers.uncollected_columns}),
    Fact("放行或者导入", rows_of_papers.releases, {}, {"回执": said_on_papers.releases_on_receipts}),
    Fact("批次中公示期满的信息", rows_of_papers.ended_by_batch, {"批次页": said_on_papers.ended_on_batch_pages}),
    Fact("登记主体", Rows.registered, {"首页": said_publicly.home_subjects}),
    Fact("从决定到报送的天数（中位数）", Rows.workdays_this_month, {"首页": said_publicly.home_median}),
    Fact("近九十天停止公示的信息", Rows.stopped, {"停止公示清单": said_publicly.lists_of_stopped}),
    Fact(
        "单位事项当月的报送情况",
        lambda rows: rows.board,
        {"月度看板的下载": said_of_months.board_table},
        {"月度看板的格子": said_of_months.board_words, "格子所依据的批次和信息": said_of_months.behind_cells},
    ),
    Fact(
        "各种情况的单位事项数",
        _nothing,
        {
            "看板上方的数和看板": said_of_months.states_lead_to_their_cells,
            "今日待办和看板": said_of_months.states_on_the_first_page,
        },
    ),
    Fact(
        "双公示月报的合计",
        Rows.board_sums,
        {},
        {
            "月报页面": said_of_months.report_page,
            "月报 Word": said_of_months.report_document,
            "月报 Excel": said_of_months.report_workbook,
            "月报所依据的信息": said_of_months.behind_the_report,
        },
    ),
    Fact(
        "时效和质量",
        Rows.ratios,
        {
            "指标页": said_of_months.figures_page,
            "指标的下载": said_of_months.figures_table,
            "指标所依据的数据": said_of_months.behind_figures,
        },
    ),
    Fact("本月已报的行数", Rows.reported_this_month, {}, {"经办人的今日待办": said_at_home.duties}),
    Fact(
        "等待办理的事",
        lambda rows: {(login, what): n for login in PEOPLE.values() for what, n in rows.waiting(login).items()},
        {},
        {"今日待办": said_at_home.tiles, "所到的列表": said_at_home.lists_behind_tiles, "菜单": said_at_home.menus},
    ),
    Fact("账户安全", _nothing, {"今日待办和列表": said_at_home.security}),
    Fact(
        "批次的六个数",
        Rows.five,
        {"批次页": said_of_batches.batch_pages, "批次列表的下载": said_of_batches.list_of_batches},
        {"回执": said_of_batches.receipts},
    ),
    Fact(
        "待补报的行数",
        Rows.left_by_batch,
        {
            "批次页": said_of_batches.left_on_pages,
            "批次列表的下载": said_of_batches.left_in_lists,
            "疑问数据表和批次页的行": said_of_batches.left_in_files,
        },
    ),
    Fact("没有入库的行后来怎样", Rows.became_of_left, {"批次页的一句话": said_of_batches.left_in_sentences}),
    Fact("到期提醒中多算的行", _nothing, {"今日待办": said_at_home.due_more_than_once}),
    Fact("批次中公示中的信息", Rows.shown_by_batch, {"批次页": said_of_batches.shown_on_batch_pages}),
    Fact("待答复公示依据的信息", _nothing, {"列表和答复页": said_of_batches.questions}),
    Fact("口径表的行数", Rows.criteria, {"列表、页面和文件": said_in_lists.criteria}),
    Fact("工作日历", _nothing, {"页面和文件": said_in_lists.calendar}),
    Fact("列表的条数", _nothing, {"页面和下载": said_in_lists.every_list}),
    Fact("依法删除以后的日子", _nothing, {"信用办的信息页": said_on_papers.later_days_of_erased}),
)
