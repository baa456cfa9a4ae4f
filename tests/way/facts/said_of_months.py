"""What the month board, the monthly report and the figures say of a fact."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from django.urls import reverse
from docx import Document

from mingxin.oversight.rules.figures import BY_KEY
from tests.way.facts.asking import OFFICE, asked, content, counted, exported, number, ratio, sheet_rows, tile_of
from tests.way.facts.city import City
from tests.way.facts.rows import MONTHS
from tests.way.facts.rows_of_records import LICENCE, PENALTY, Counts


def _cells(city: City) -> Iterator[tuple[Any, Any]]:
    """Month and cell, as the board shows them."""
    for month in MONTHS:
        for row in asked(city.people[OFFICE], reverse("desk:watch"), yue=f"{month:%Y-%m}")["rows"]:
            yield from ((month, one) for one in row.cells if one is not None)


def board_table(city: City) -> Counts:
    names, found = {card.name: item for item, card in city.rows.cards.items()}, Counts()
    for month in MONTHS:
        for line in exported(city.people[OFFICE], reverse("desk:watch"), yue=f"{month:%Y-%m}"):
            if city.rows.cards[names[line["事项"]]].deadline_workdays is None:
                assert line["首次报送（条）"] == line["迟报（条，按放行月份）"] == "", "no clock, and no nought"
            place = line["统一社会信用代码"], names[line["事项"]], month
            found |= {(*place, column): number(n) for column, n in line.items() if column.endswith("）")}
    return found


_SAID: Final = (
    ("已报（新增、更新行）", r"已报 (\d+) 行"),
    ("迟报（条，按放行月份）", r"迟报 (\d+)"),
    ("疑问（行）", r"疑问 (\d+)"),
    ("待审核（批）", r"待审核 (\d+) 批"),
    ("未提交（批）", r"未提交 (\d+) 批"),
    ("超期未交（行）", r"超期未交 (\d+)"),
)


def board_words(city: City) -> Counts:
    """What a cell says; what it is silent of is nought."""
    found = Counts()
    for month, one in _cells(city):
        for column, pattern in _SAID:
            said = re.search(pattern, one.cell.said)
            found[one.cell.uscc, one.cell.item, month, column] = int(said[1]) if said else 0
    return found


_ROWS: Final = ("可更新", "可入库", "更新", "入库")


def behind_cells(city: City) -> Counts:
    """The batches and late records to which a cell leads, added up; of cells where there was something."""
    found, office = Counts(), city.people[OFFICE]
    busy = {key[:3] for key, n in city.rows.board.items() if n}
    for month, one in _cells(city):
        if (one.cell.uscc, one.cell.item, month) not in busy and not one.tags[1:]:
            continue
        page, lines = asked(office, one.address), exported(office, one.address)
        assert page["count"] == len(lines), one.address
        done = [line for line in lines if line["状态"] in ("已入库", "入库中")]
        waiting = [line for line in lines if line not in done]
        early = [line for line in lines if line["状态"] != "已入库" and (line["入库"] or line["更新"])]
        assert not early, f"said to be on record before it is: {early}"
        late = counted(office, page["late"]) if page["late"] else 0
        found |= {
            (one.cell.uscc, one.cell.item, month, column): n
            for column, n in (
                ("已报（新增、更新行）", sum(number(line[column]) for line in done for column in _ROWS)),
                ("无变化（行）", sum(number(line["无变化"]) for line in done)),
                ("待审核（批）", sum(line["状态"] == "待审核" for line in waiting)),
                ("未提交（批）", sum(line["状态"] != "待审核" for line in waiting)),
                ("迟报（条，按放行月份）", late),
            )
        }
    return found


def states_lead_to_their_cells(city: City) -> Counts:
    """Each count above the board is that of the cells to which it leads, on the page and in the file; 0 where it is."""
    off: Counter[Any] = Counter()
    for role in ("信用办", "县信用办"):
        for month in MONTHS:
            whole = asked(city.people[role], reverse("desk:watch"), yue=f"{month:%Y-%m}")
            parts, due = dict(whole["parts"]), whole["board"].coverage.denominator
            off[role, month, "应报"] = sum(parts.values()) - due
            for words, query, n in whole["counts"]:
                address = reverse("desk:watch") + query
                if n or month == MONTHS[-1]:
                    page, file = asked(city.people[role], address)["cells"], exported(city.people[role], address)
                    off[role, month, words] = abs(page - n) + abs(len(file) - n)
    return off


def _cells_now(city: City, role: str) -> list[Any]:
    return list(asked(city.people[role], reverse("desk:watch"))["board"].cells)


def states_on_the_first_page(city: City) -> Counts:
    off: Counter[Any] = Counter()
    for role in ("信用办", "县信用办"):
        tile = tile_of(city, role, "watch/tile.html")
        behind = asked(city.people[role], reverse("desk:watch"))["to_remind"]
        reminded = sum(one.reminded is not None and one.reminded.is_today for one in _cells_now(city, role))
        off[role, "催报全部"] = tile["behind"] - behind - reminded
        for words, address, n in tile["counts"]:
            off[role, words] = asked(city.people[role], address)["cells"] - n
    return off


def _reports(city: City) -> Iterator[tuple[Any, Any, Any]]:
    """Month, table and its last line, of the report's page."""
    for month in MONTHS:
        page = asked(city.people[OFFICE], reverse("desk:watch_monthly"), yue=f"{month:%Y-%m}")
        for table, (_, rows) in zip(page["report"].tables, page["tables"], strict=True):
            yield month, table, rows


_FIRST, _LATE, _LEFT = "首次报送（条）", "迟报（条，按放行月份）", "疑问（行）"


def _report_line(item: str, month: Any, words: list[str]) -> Counts:
    (late, first), (left, _) = ratio(words[3]), ratio(words[4])
    assert first == number(words[1]), words
    return {(item, month, _FIRST): first, (item, month, _LATE): late, (item, month, _LEFT): left}


def report_page(city: City) -> Counts:
    found = Counts()
    for month, table, rows in _reports(city):
        found |= _report_line(table.item, month, [words for words, _ in rows[-1]])
    return found


def report_document(city: City) -> Counts:
    found = Counts()
    for month in MONTHS:
        data = content(
            city.people[OFFICE].get(reverse("desk:watch_monthly_file", args=["docx"]), {"yue": f"{month:%Y-%m}"})
        )
        for item, table in zip((LICENCE, PENALTY), Document(io.BytesIO(data)).tables, strict=False):
            found |= _report_line(item, month, [cell.text for cell in table.rows[-1].cells])
    return found


def report_workbook(city: City) -> Counts:
    """The last line of each sheet, the lines above it added up, and the rows on the sheets behind."""
    found = Counts()
    for month in MONTHS:
        data = content(
            city.people[OFFICE].get(reverse("desk:watch_monthly_file", args=["xlsx"]), {"yue": f"{month:%Y-%m}"})
        )
        behind, left = sheet_rows(data, "明细")[1:], sheet_rows(data, "疑问数据")[1:]
        for item in (LICENCE, PENALTY):
            name = city.rows.cards[item].name
            *lines, last = sheet_rows(data, name)[4:]
            for place, column, rows in (
                (2, _FIRST, sum(row[1] == name for row in behind)),
                (4, _LATE, sum(row[1] == name and row[7] == "是" for row in behind)),
                (7, _LEFT, sum(int(row[3]) for row in left if row[1] == name)),
            ):
                assert int(last[place]) == sum(int(line[place]) for line in lines) == rows, (month, item, column)
                found[item, month, column] = rows
    return found


def behind_the_report(city: City) -> Counts:
    """Every figure that leads somewhere, line by line: it is the count of what it leads to."""
    office, found = city.people[OFFICE], Counts()
    for month, table, rows in _reports(city):
        for cells in rows:
            words, links = zip(*cells, strict=True)
            for n, address in (
                (number(words[1]), links[1]),
                (number(words[2]), links[2]),
                (ratio(words[3])[0], links[3]),
            ):
                assert not (address and n) or counted(office, address) == n, (month, words, address)
            if links[4] and ratio(words[4])[1]:
                assert _sums(exported(office, links[4])) == ratio(words[4]), (month, words)
        last = [address for _, address in rows[-1]]
        found[table.item, month, _FIRST] = counted(office, last[1])
        found[table.item, month, _LATE] = counted(office, last[3]) if last[3] else 0
        found[table.item, month, _LEFT] = _sums(exported(office, last[4]))[0] if last[4] else 0
    return found


def _sums(lines: list[dict[str, str]]) -> tuple[int, int]:
    return sum(number(line[BY_KEY["questioned"].numerator]) for line in lines), sum(
        number(line["首次报送行数"]) for line in lines
    )


def _figures(city: City) -> tuple[Any, dict[str, object]]:
    span = {"zi": MONTHS[0].isoformat(), "zhi": city.today.isoformat()}
    return asked(city.people[OFFICE], reverse("desk:watch_figures"), **span), span


_COMPARED: Final = ("及时率", "按时公示率", "疑问率")


def figures_page(city: City) -> Counts:
    page, _ = _figures(city)
    return {
        (measure.name, row.row.unit.name, row.row.item): (ratio_.numerator, ratio_.denominator)
        for row in page["rows"]
        for measure in page["measures"]
        if measure.name in _COMPARED and (ratio_ := row.row.ratios[measure.key]).denominator
    }


def figures_table(city: City) -> Counts:
    page, span = _figures(city)
    names, found = {card.name: item for item, card in city.rows.cards.items()}, Counts()
    for line in exported(city.people[OFFICE], reverse("desk:watch_figures"), **span):
        for column, words in line.items():
            measure = column.partition("（")[0]
            if measure in _COMPARED and ratio(words)[1]:
                found[measure, line["单位"], names[line["事项"]]] = ratio(words)
    totals = {total.measure.title: total.ratio for total in page["totals"]}
    for title, whole in totals.items():
        lines = exported(city.people[OFFICE], reverse("desk:watch_figures"), **span)
        parts = [ratio(line[title]) for line in lines]
        assert (sum(a for a, _ in parts), sum(b for _, b in parts)) == (whole.numerator, whole.denominator), title
    return found


def behind_figures(city: City) -> Counts:
    """The rows to which each figure leads: how many there are, and how many count."""
    page, _ = _figures(city)
    found = Counts()
    for row in page["rows"]:
        for measure, cell in zip(page["measures"], row.cells[2:], strict=True):
            if cell.address:
                lines = exported(city.people[OFFICE], cell.address)
                said = row.row.ratios[measure.key]
                if "计入分子" in lines[0]:
                    parts = sum(line["计入分子"] == "是" for line in lines), len(lines)
                else:
                    parts = (
                        sum(number(line[measure.numerator]) for line in lines),
                        sum(number(line["首次报送行数"]) for line in lines),
                    )
                assert parts == (said.numerator, said.denominator), (measure.name, row.row.unit.name)
                if measure.name in _COMPARED:
                    found[measure.name, row.row.unit.name, row.row.item] = parts
    return found
