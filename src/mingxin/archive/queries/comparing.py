"""What of a batch is new, changed or known already."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from mingxin.archive import bulk
from mingxin.archive.models import Record
from mingxin.archive.queries.holding import require_held

LATEST = datetime(9999, 1, 1, tzinfo=UTC)
VERDICTS = ("new", "changed", "unchanged", "other_unit", "withdrawn", "erased", "outdated")
# What an answer settled, kept when the same decision is sent again with other content in the same group.
SETTLED = (
    "severity",
    "publicity",
    "publicity_ground",
    "publicity_reason",
    "shown_from",
    "hidden_from",
    "repairable_from",
    "use_until",
)

# Whether something was said of the record after the moment (given twice); a merger says nothing of it. What a batch
# says was said when it was sent, however long it waited to be released.
_IS_NEWER = (
    "CASE WHEN c.kind <> 'merge' THEN CASE WHEN COALESCE(c.said_at, c.at) > %s THEN 1 ELSE 0 END "
    "WHEN EXISTS (SELECT 1 FROM archive_record v JOIN archive_change w ON w.number = v.change_id "
    "WHERE v.thread = r.thread AND w.kind <> 'merge' AND COALESCE(w.said_at, w.at) > %s) THEN 1 ELSE 0 END"
)


@dataclass(frozen=True)
class Comparison:
    """`rows` is the frame that was given with current_id, current_unit, subject_id (Int64, null: none) and
    verdict (VERDICTS).

    `seen` is the number of the last change when it was made: admission repeats it if another came between.
    """

    rows: pl.DataFrame
    seen: int
    received_at: datetime | None = None


def compare(rows: pl.DataFrame, *, unit_id: int, seen: int, received_at: datetime | None = None) -> Comparison:
    """Compare by thread and content digest. Needs columns thread, uscc, content_digest; threads are distinct.

    What was said after `received_at` (None: not asked) stands: the row is outdated.
    """
    threads, codes = rows["thread"].unique(), rows["uscc"].drop_nulls().unique()
    current = pl.DataFrame(
        list(
            bulk.select(
                "SELECT r.thread, r.id, r.unit_id, r.content_digest, "  # noqa: S608
                f"CASE WHEN r.erased_by_id IS NULL THEN 0 ELSE 1 END, {_IS_NEWER} "
                "FROM archive_record r JOIN archive_change c ON c.number = r.change_id "
                f"WHERE r.known_until_id IS NULL AND {bulk.among('r.thread')}",
                [*[bulk.instant(received_at or LATEST)] * 2, bulk.many(threads)],
            )
        ),
        schema={
            "thread": pl.String,
            "current_id": pl.Int64,
            "current_unit": pl.Int64,
            "current_digest": pl.String,
            "erased": pl.Int8,
            "is_newer": pl.Int8,
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
        .when(pl.col("is_newer") == 1)
        .then(pl.lit("outdated"))
        .otherwise(pl.lit("changed"))
    )
    known = rows.drop("current_id", "current_unit", "subject_id", "verdict", strict=False)
    joined = (
        known.join(current, on="thread", how="left", maintain_order="left")
        .join(withdrawn, on="thread", how="left", maintain_order="left")
        .join(subjects_by_code(codes), on="uscc", how="left", maintain_order="left")
        .with_columns(verdict=verdict)
        .drop("current_digest", "erased", "is_newer", "is_withdrawn")
    )
    return Comparison(_keep_answers(_name_outdated(joined)), seen, received_at)


def _name_outdated(rows: pl.DataFrame) -> pl.DataFrame:
    """A changed row whose content an earlier version had: an old file, or one from before a correction."""
    changed = rows.filter(pl.col("verdict") == "changed")
    if changed.is_empty():
        return rows
    earlier = _frame(
        "SELECT DISTINCT thread, content_digest FROM archive_record WHERE known_until_id IS NOT NULL "  # noqa: S608
        f"AND {bulk.among('thread')}",
        changed["thread"],
        {"thread": pl.String, "content_digest": pl.String},
    ).with_columns(was_known=pl.lit(True))
    is_old = (pl.col("verdict") == "changed") & pl.col("was_known").fill_null(False)
    return (
        rows.join(earlier, on=["thread", "content_digest"], how="left", maintain_order="left")
        .with_columns(verdict=pl.when(is_old).then(pl.lit("outdated")).otherwise(pl.col("verdict")))
        .drop("was_known")
    )


def _keep_answers(rows: pl.DataFrame) -> pl.DataFrame:
    """A changed row that is open again keeps what the unit answered, if day, categories and step are the same."""
    open_again = rows.filter((pl.col("verdict") == "changed") & (pl.col("publicity") == "held"))
    if open_again.is_empty():
        return rows
    answers = list(Record.objects.filter(publicity_ground="answer", pk__in=bulk.listed(open_again["current_id"])))
    require_held(one for one in answers if one.erased_by_id is None)  # what was answered is copied
    columns = ("pk", "held_group", "decided_on", *SETTLED)
    names = {"pk": "current_id", "held_group": "held_group", "decided_on": "decided_on"}
    answered = pl.DataFrame(
        [[getattr(one, column) for column in columns] for one in answers],
        {names.get(c, f"{c}_answered"): rows.schema[names.get(c, c)] for c in columns},
        orient="row",
    )
    joined = rows.join(answered, on=["current_id", "held_group", "decided_on"], how="left", maintain_order="left")
    is_answered = (pl.col("publicity") == "held") & pl.col("publicity_answered").is_not_null()
    return joined.with_columns(
        pl.when(is_answered).then(pl.col(f"{c}_answered").cast(rows.schema[c])).otherwise(pl.col(c)).alias(c)
        for c in SETTLED
    ).drop([f"{c}_answered" for c in SETTLED])


def _frame(sql: str, values: pl.Series, schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    rows = [tuple(str(v) if isinstance(v, date) else v for v in row) for row in bulk.select(sql, [bulk.many(values)])]
    return pl.DataFrame(rows, schema=schema, orient="row")


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
    """uscc, name, former_names (list) as the register has them; codes that only records name are left out.

    Among the former names are those that came by a merger: units go on using them with the code that is gone.
    """
    found = pl.DataFrame(
        list(
            bulk.select(
                "SELECT i.value, n.name, CASE WHEN n.valid_until IS NULL THEN 0 ELSE 1 END, "  # noqa: S608
                "CASE WHEN n.registered THEN 1 ELSE 0 END "
                "FROM archive_identifier i JOIN archive_name n ON n.subject_id = i.subject_id "
                "WHERE i.scheme = 'uscc' AND i.known_until_id IS NULL AND n.known_until_id IS NULL "
                "AND (n.registered OR n.valid_until IS NOT NULL) "
                f"AND {bulk.among('i.value')}",
                [bulk.many(codes)],
            )
        ),
        schema={"uscc": pl.String, "name": pl.String, "former": pl.Int8, "registered": pl.Int8},
        orient="row",
    )
    return (
        found.filter(pl.col("registered").max().over("uscc") == 1)
        .group_by("uscc")
        .agg(
            name=pl.col("name").filter(pl.col("former") == 0).first(),
            former_names=pl.col("name").filter(pl.col("former") == 1),
        )
    )
