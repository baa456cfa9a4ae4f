"""What of a batch is new, changed or known already."""

from dataclasses import dataclass

import polars as pl

from mingxin.archive import bulk

VERDICTS = ("new", "changed", "unchanged", "other_unit", "withdrawn", "erased")


@dataclass(frozen=True)
class Comparison:
    """`rows` is the frame that was given with current_id, current_unit, subject_id (Int64, null: none) and
    verdict (VERDICTS).

    `seen` is the number of the last change when it was made: admission repeats it if another came between.
    """

    rows: pl.DataFrame
    seen: int


def compare(rows: pl.DataFrame, *, unit_id: int, seen: int) -> Comparison:
    """Compare by thread and content digest. Needs columns thread, uscc, content_digest; threads are distinct."""
    threads, codes = rows["thread"].unique(), rows["uscc"].drop_nulls().unique()
    current = pl.DataFrame(
        list(
            bulk.select(
                "SELECT thread, id, unit_id, content_digest, CASE WHEN erased_by_id IS NULL THEN 0 ELSE 1 END "  # noqa: S608
                f"FROM archive_record WHERE known_until_id IS NULL AND {bulk.among('thread')}",
                [bulk.many(threads)],
            )
        ),
        schema={
            "thread": pl.String,
            "current_id": pl.Int64,
            "current_unit": pl.Int64,
            "current_digest": pl.String,
            "erased": pl.Int8,
        },
        orient="row",
    )
    withdrawn = pl.DataFrame(
        list(
            bulk.select(
                "SELECT DISTINCT thread FROM archive_mark WHERE kind = 'withdrawn' AND known_until_id IS NULL "  # noqa: S608
                f"AND {bulk.among('thread')}",
                [bulk.many(threads)],
            )
        ),
        schema={"thread": pl.String},
        orient="row",
    ).with_columns(is_withdrawn=pl.lit(True))
    verdict = (
        pl.when(pl.col("erased") == 1)
        .then(pl.lit("erased"))
        .when(pl.col("is_withdrawn").fill_null(False))
        .then(pl.lit("withdrawn"))
        .when(pl.col("current_id").is_null())
        .then(pl.lit("new"))
        .when(pl.col("current_unit") != unit_id)
        .then(pl.lit("other_unit"))
        .when(pl.col("current_digest") == pl.col("content_digest"))
        .then(pl.lit("unchanged"))
        .otherwise(pl.lit("changed"))
    )
    known = rows.drop("current_id", "current_unit", "subject_id", "verdict", strict=False)
    joined = (
        known.join(current, on="thread", how="left", maintain_order="left")
        .join(withdrawn, on="thread", how="left", maintain_order="left")
        .join(subjects_by_code(codes), on="uscc", how="left", maintain_order="left")
        .with_columns(verdict=verdict)
        .drop("current_digest", "erased", "is_withdrawn")
    )
    return Comparison(joined, seen)


def subjects_by_code(codes: pl.Series) -> pl.DataFrame:
    """uscc, subject_id of the subjects on file with these codes."""
    return pl.DataFrame(
        list(
            bulk.select(
                "SELECT value, subject_id FROM archive_identifier WHERE scheme = 'uscc' AND known_until_id IS NULL "  # noqa: S608
                f"AND {bulk.among('value')}",
                [bulk.many(codes)],
            )
        ),
        schema={"uscc": pl.String, "subject_id": pl.Int64},
        orient="row",
    )


def register_of(codes: pl.Series) -> pl.DataFrame:
    """uscc, name, former_names (list) as the register has them; codes that only records name are left out."""
    found = pl.DataFrame(
        list(
            bulk.select(
                "SELECT i.value, n.name, CASE WHEN n.valid_until IS NULL THEN 0 ELSE 1 END "  # noqa: S608
                "FROM archive_identifier i JOIN archive_name n ON n.subject_id = i.subject_id "
                "WHERE i.scheme = 'uscc' AND i.known_until_id IS NULL AND n.known_until_id IS NULL AND n.registered "
                f"AND {bulk.among('i.value')}",
                [bulk.many(codes)],
            )
        ),
        schema={"uscc": pl.String, "name": pl.String, "former": pl.Int8},
        orient="row",
    )
    return found.group_by("uscc").agg(
        name=pl.col("name").filter(pl.col("former") == 0).first(),
        former_names=pl.col("name").filter(pl.col("former") == 1),
    )
