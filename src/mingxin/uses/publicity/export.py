"""All rows that match, as CSV or XLSX: what is shown today, sole traders apart, safe to open in a spreadsheet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import IO, Final

from django.conf import settings

from mingxin.archive.public_numbers import public_number
from mingxin.archive.queries.moment import one_moment
from mingxin.kernel.addresses import counted_as
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.cards import FieldCard, ItemCard
from mingxin.uses.publicity import queries, words
from mingxin.uses.publicity.lists import count_of
from mingxin.uses.publicity.public_book import book_on
from mingxin.uses.publicity.queries import Filters
from mingxin.uses.publicity.removals import REMOVALS_DAYS, removals
from mingxin.uses.sheets import CSV_TYPE, XLSX_ROWS, XLSX_TYPE, write_csv, write_workbook
from mingxin.uses.slots import one_of, slot

TOO_MANY: Final = "publicity.too_many_for_xlsx"
BUSY: Final = "publicity.busy"
SOON: Final = 5  # seconds: by then a file that is being written is done


@dataclass(frozen=True)
class Exported:
    """A finished file to hand over. `rows` were counted when written; `left_out` are sole traders' records."""

    file_name: str
    content_type: str
    content: IO[bytes]
    rows: int
    left_out: int


def export_csv(item: str, filters: Filters, *, as_of: date, address: str | None = None) -> Exported:
    """Raises Refusal(BUSY), with `seconds`, as the others do: also where `address` has one written already."""
    card = book_on(as_of).card(item)
    with _turn(address), one_moment():
        left_out = count_of(card, filters, as_of).sole_traders
        made = write_csv(_header(card), _rows(card, filters, as_of, words.in_table))
    return Exported(f"{card.name}-{as_of}-{made.rows}条.csv", CSV_TYPE, made.file, made.rows, left_out)


def export_xlsx(item: str, filters: Filters, *, as_of: date, address: str | None = None) -> Exported:
    """Raises Refusal("publicity.too_many_for_xlsx") beyond what a sheet holds."""
    card = book_on(as_of).card(item)
    with _turn(address), one_moment():
        total = count_of(card, filters, as_of)
        rows = total.whole - total.sole_traders
        if rows > XLSX_ROWS:
            raise Refusal(
                TOO_MANY,
                f"共 {words.number(rows)} 条，超过一张电子表格的行数上限。",
                "请下载 CSV，或先按单位、日期筛选后再下载。",
            )

        def notes(written: int) -> tuple[str, ...]:
            return (
                f"{card.name}：截至 {as_of} 仍在公示期内、符合所选条件的信息，共 {written} 条。",
                f"另有 {total.sole_traders} 条涉及个体工商户，依规则不提供批量下载。",
                f"信息会停止公示：请定期对照“停止公示清单”（最近 {REMOVALS_DAYS} 天），停止公示的请一并删除。",
            )

        made = write_workbook(card.name, _header(card), _rows(card, filters, as_of, words.in_workbook), notes=notes)
    return Exported(f"{card.name}-{as_of}-{made.rows}条.xlsx", XLSX_TYPE, made.file, made.rows, total.sole_traders)


def export_removals(item: str, *, as_of: date, address: str | None = None) -> Exported:
    """Which records stopped showing in the last 90 days: their public ids and the day, none of their facts."""
    card = book_on(as_of).card(item)
    with _turn(address), one_moment():
        made = write_csv(
            ["信息编号", "停止公示日"], ([public_number(thread), str(on)] for thread, on in removals(card, as_of))
        )
    return Exported(f"{card.name}-停止公示清单-{as_of}.csv", CSV_TYPE, made.file, made.rows, 0)


@contextmanager
def _turn(address: str | None) -> Iterator[None]:
    remedy = f"请 {SOON} 秒后再试一次。"
    yours = Refusal(BUSY, "您所在的网络地址还有一个文件正在生成，一次只生成一个。", remedy, seconds=SOON)
    busy = Refusal(BUSY, "现在下载的人较多，您要的文件还没有生成。", remedy, seconds=SOON)
    with one_of("export", counted_as(address), yours), slot("export", settings.EXPORTS_AT_ONCE, busy):
        yield


def _header(card: ItemCard) -> list[str]:
    return ["信息编号", *(f.name for f in words.public_fields(card, sole_trader=False)), "公示起始日", "停止公示日"]


def _rows(card: ItemCard, filters: Filters, as_of: date, spell: Callable[[FieldCard, str], str]) -> Iterator[list[str]]:
    fields = words.public_fields(card, sole_trader=False)
    found = queries.matching(card, filters, as_of).filter(is_sole_trader=False)
    for row, begun in queries.walk(found):
        yield [
            public_number(row.record.thread),
            *(spell(f, row.said.get(f.code, "")) for f in fields),
            words.day(begun),
            words.day(row.hidden_from) or "长期",
        ]
