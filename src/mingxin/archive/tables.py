"""The columns that a change writes, in the order in which they enter its digest."""

SUBJECT_LINE = ("id", "public_id", "kind", "region", "change_id")
SUBJECT = (*SUBJECT_LINE, "is_named_after_person")  # the flag follows the name held now, so it is in no digest
IDENTIFIER = ("id", "subject_id", "scheme", "value", "known_from_id")
NAME = ("id", "subject_id", "name", "normal", "initials", "registered", "valid_from", "valid_until", "known_from_id")
MARK = (
    "id",
    "thread",
    "subject_id",
    "item",
    "unit_id",
    "kind",
    "from_on",
    "until_on",
    "reason_type",
    "case",
    "note_until",
    "known_from_id",
    "ruled_on",
)
MERGER = ("id", "gone_id", "into_id", "code", "last", "known_from_id")
# What the content digest of a record covers besides the payload, from which all of it is filled.
CONTENT = ("document_number", "decided_on", "filter_1", "filter_2", "filter_3")
RECORD_LINE = (
    "id",
    "thread",
    "item",
    "unit_id",
    "subject_id",
    "subject_kind",
    "change_id",
    "content_digest",
    "negative",
    "severity",
    "region",
    "publicity",
    "publicity_ground",
    "publicity_reason",
    "held_group",
    "shown_from",
    "hidden_from",
    "repairable_from",
    "use_until",
)
RECORD = (*RECORD_LINE, "payload", *CONTENT)
SHOWN = (
    "record_id",
    "thread",
    "subject_id",
    "item",
    "unit_id",
    "region",
    "is_sole_trader",
    "decided_on",
    "filter_1",
    "filter_2",
    "filter_3",
    "shown_from",
    "hidden_from",
)
TIMELINESS = ("thread", "item", "unit_id", "decided_on", "reported_on", "due_on", "is_provisional", "workdays")

# Every table that changes write, with the columns of its line and the column that names the writing change.
WRITTEN = (
    ("archive_subject", SUBJECT_LINE, "change_id"),
    ("archive_identifier", IDENTIFIER, "known_from_id"),
    ("archive_name", NAME, "known_from_id"),
    ("archive_record", RECORD_LINE, "change_id"),
    ("archive_mark", MARK, "known_from_id"),
    ("archive_merger", MERGER, "known_from_id"),
)
# Tables whose rows a later change closes by writing its number into known_until.
CLOSED = ("archive_identifier", "archive_name", "archive_record", "archive_mark", "archive_merger")
# Tables by which lists and counts are read: what grew is analysed after a large change.
READ = (
    "archive_record",
    "archive_shown",
    "archive_timeliness",
    "archive_subject",
    "archive_identifier",
    "archive_name",
)
