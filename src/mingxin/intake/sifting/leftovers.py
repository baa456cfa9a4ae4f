"""What of a sent file may outlast its reading."""

import polars as pl

from mingxin.intake.sifting.identity import clean_everywhere
from mingxin.intake.table import ROW, Sheet, Sieved


def cleaned_grid(sheet: Sheet, sieved: Sieved, *, only_table: bool) -> pl.DataFrame:
    """The raw grid without refused rows and identity numbers, with the cells of the sieved table in their places.

    only_table leaves out everything else too: titles, notes, and the columns that no field claims.
    """
    table = sieved.table
    refused = sieved.refused.get_column(ROW)
    grid = sheet.cells.filter(~pl.col(ROW).is_in(refused.implode()))
    if only_table:
        kept = sorted(_letters_of(sieved), key=lambda letter: (len(letter), letter))
        in_table = pl.col(ROW).is_in(table.cells.get_column(ROW).implode())
        grid = grid.select(ROW, *kept).filter(in_table | (pl.col(ROW) == table.header_row))
    grid = clean_everywhere(grid)
    sieved_cells = table.cells.select(ROW, *(pl.col(code).alias(f"_{at}") for code, at in _own_columns(sieved).items()))
    grid = grid.join(sieved_cells, on=ROW, how="left", maintain_order="left")
    in_table = pl.col(ROW).is_in(table.cells.get_column(ROW).implode())
    grid = grid.with_columns(
        pl.when(in_table).then(pl.col(f"_{at}")).otherwise(pl.col(at)).alias(at) for at in _own_columns(sieved).values()
    ).select(grid.columns[: grid.width - len(_own_columns(sieved))])
    return _with_field_names(grid, sieved) if only_table else grid


def _own_columns(sieved: Sieved) -> dict[str, str]:
    """Field → letter, of fields that stand in one column as they were sent."""
    joined = {field.code for field in sieved.table.card.fields if field.joined_from}
    return {code: letter for code, letter in sieved.table.letters.items() if code not in joined}


def _letters_of(sieved: Sieved) -> list[str]:
    return list(sieved.table.letters.values())


def _with_field_names(grid: pl.DataFrame, sieved: Sieved) -> pl.DataFrame:
    """A header of one row with the names of the card, which is read again to the same table."""
    table = sieved.table
    is_header = pl.col(ROW) == table.header_row
    return grid.with_columns(
        pl.when(is_header).then(pl.lit(table.card.field(code).name)).otherwise(pl.col(letter)).alias(letter)
        for code, letter in table.letters.items()
    )
