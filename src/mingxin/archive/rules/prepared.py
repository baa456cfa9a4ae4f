"""The shape in which rows reach the archive."""

import polars as pl

# What a prepared row brings; days are pl.Date, all else text but for the flags. Days without an end are null.
PREPARED = pl.Schema(
    {
        "row": pl.UInt32(),
        "thread": pl.String(),
        "uscc": pl.String(),
        "name": pl.String(),
        "subject_kind": pl.String(),
        "payload": pl.String(),
        "content_digest": pl.String(),
        "document_number": pl.String(),
        "decided_on": pl.Date(),
        "filter_1": pl.String(),
        "filter_2": pl.String(),
        "filter_3": pl.String(),
        "negative": pl.Boolean(),
        "severity": pl.String(),
        "publicity": pl.String(),
        "publicity_ground": pl.String(),
        "publicity_reason": pl.String(),
        "held_group": pl.String(),
        "shown_from": pl.Date(),
        "hidden_from": pl.Date(),
        "repairable_from": pl.Date(),
        "use_until": pl.Date(),
        "due_on": pl.Date(),
        "is_provisional": pl.Boolean(),
        "workdays": pl.Int32(),
    }
)
