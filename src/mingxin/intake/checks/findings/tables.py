"""Findings about what of a file was not read as data, or was read though its sender does not see it."""

from typing import Final

from mingxin.intake.checks.finding_type import NOTE, WARNING, FindingType

TABLES: Final = (
    FindingType(
        "table.rows_skipped",
        NOTE,
        "有些行没有作为数据读取",
        message="以下各行有内容，但没有作为数据读取：{places}。",
        remedy="这些行本来不是要报送的数据的，不需要改正；其中有数据的，请在数据列中逐格填写后重新上传。",
        example="填表说明和合计可以留在表中，不会入库",
        explanation="表头以下的填表说明、落款、合计、重复的表头不是数据，平台不计入上报行数，在这里逐行列明。",
    ),
    FindingType(
        "table.sheets_skipped",
        NOTE,
        "有些工作表没有读取",
        message="只读取了工作表“{read}”；以下工作表有内容，没有读取：{sheets}。",
        remedy="这些工作表不报送的，不需要改正；需要报送的，请另存为单独的文件上传。",
        example="每个文件只放一张要报送的工作表",
        explanation="一个文件只报送一张工作表。其他看得见的工作表没有本事项的表头，平台不读取，但会告诉您。",
    ),
    FindingType(
        "table.hidden",
        WARNING,
        "有隐藏的行或列，也已读取",
        message="工作表中有隐藏的内容，也已作为数据读取：{hidden}。",
        remedy="请取消筛选和隐藏，核对这些行和列；不应报送的，请删除后重新上传，或者撤回本批。",
        example="报送前取消筛选，显示全部行和列",
        explanation="筛选或隐藏只改变显示，内容仍在文件中。平台按文件中的全部内容读取，不因隐藏而遗漏，也请您看一眼是否都要报送。",
    ),
)
