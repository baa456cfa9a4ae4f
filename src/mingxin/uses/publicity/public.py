"""What the public door may ask of publicity: frozen values with ready words, nothing that is not public on the day."""

from mingxin.uses.publicity.export import BUSY, TOO_MANY, Exported, export_csv, export_removals, export_xlsx
from mingxin.uses.publicity.lists import Column, ColumnPage, Home, Line, show_column, show_columns, show_home
from mingxin.uses.publicity.public_book import NO_COLUMN
from mingxin.uses.publicity.queries import Filters
from mingxin.uses.publicity.record_cards import Ended, Moved, RecordCard, RecordPage, show_record
from mingxin.uses.publicity.subject_page import SubjectPage, show_subject
from mingxin.uses.publicity.terms import TermTable, show_terms

__all__ = [
    "BUSY",
    "NO_COLUMN",
    "TOO_MANY",
    "Column",
    "ColumnPage",
    "Ended",
    "Exported",
    "Filters",
    "Home",
    "Line",
    "Moved",
    "RecordCard",
    "RecordPage",
    "SubjectPage",
    "TermTable",
    "export_csv",
    "export_removals",
    "export_xlsx",
    "show_column",
    "show_columns",
    "show_home",
    "show_record",
    "show_subject",
    "show_terms",
]
