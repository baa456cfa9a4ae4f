"""The template of an item: an empty table that knows its columns, how to fill them in, and a filled row to look at."""

from pathlib import Path

import xlsxwriter

from mingxin.intake.reading.opening import SAMPLE_SHEET
from mingxin.intake.template.columns import columns_of
from mingxin.intake.template.drop_downs import Lists
from mingxin.intake.template.form import Form
from mingxin.intake.template.guide import basis_of, write_guide
from mingxin.intake.template.sample import sample_row
from mingxin.intake.template.whole_file import whole_or_not_at_all
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.cards import ItemCard

_MOST_TITLE = 31  # characters of a sheet's name
_FORBIDDEN_IN_TITLE = str.maketrans("", "", "[]:*?/\\'")


def write_template(card: ItemCard, book: Rulebook, out: Path, *, unit_name: str, unit_uscc: str, city: str) -> None:
    """Write `out` whole or not at all. The first sheet is empty but for its header: all that is read is what is sent.

    The unit and its code stand in the sample row, from where they can be copied; no data row is filled beforehand.
    """
    columns, lists = columns_of(card, book.code_sets), Lists()
    basis = basis_of(card, book)
    sample = sample_row(card, columns, unit_name=unit_name, unit_uscc=unit_uscc, city=city)
    with whole_or_not_at_all(out) as draft, xlsxwriter.Workbook(str(draft), {"strings_to_formulas": False}) as file:
        file.set_properties({"title": f"{card.name}报送模板", "author": city})
        form = Form(file, columns, lists)
        form.lay_out(file.add_worksheet(sheet_title(card)), basis=basis)
        write_guide(file, card, columns, book, unit_name=unit_name, city=city)
        shown = file.add_worksheet(SAMPLE_SHEET)
        form.lay_out(shown, basis=basis)
        form.write_row(shown, 1, sample)
        shown.set_tab_color("#A6A6A6")
        lists.write(file)


def sheet_title(card: ItemCard) -> str:
    return card.name.translate(_FORBIDDEN_IN_TITLE)[:_MOST_TITLE]
