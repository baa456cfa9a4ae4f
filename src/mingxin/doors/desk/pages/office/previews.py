"""The page between a file and its effect: what would change, line by line, and one button."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render

from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.listing import Tag

MOST_LINES: Final = 2000  # of a preview; more are counted


@dataclass(frozen=True)
class Preview:
    """`lines` hold text or tags. `action` "" where nothing can be done."""

    title: str
    back: str
    back_words: str
    summary: Sequence[str]
    headers: Sequence[str]
    lines: Sequence[Sequence[object]]
    carried: str
    action: str
    address: str
    warning: str = ""


def show(request: DeskRequest, preview: Preview) -> HttpResponse:
    shown = [[(cell, isinstance(cell, Tag)) for cell in line] for line in preview.lines[:MOST_LINES]]
    more = max(0, len(preview.lines) - MOST_LINES)
    return render(request, "desk/office/preview.html", {"preview": preview, "lines": shown, "more": more})
