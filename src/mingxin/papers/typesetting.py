"""From a template and data to a PDF, the same bytes every time."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Literal

import typst

from mingxin.papers.facts import facts_of
from mingxin.papers.fonts import code_point, printable, shared_fonts, uncovered

PDF_STANDARD: Literal["a-2b"] = "a-2b"
"""PDF/A-2b, what archives take. A-3 would allow attachments, and many archives refuse those."""


def typeset(template: Path, data: Mapping[str, object], *, made_at: datetime) -> bytes:
    """Set template with data; an unsigned PDF/A-2b.

    The template reads `json(bytes(sys.inputs.data))`: data is never put into markup, so nothing in it becomes code. It
    also gets sys.inputs.facts (see papers.facts) and, in data, "uncovered": the code points that no font has, which are
    printed as 〔U+2A6A5〕. Files are read from the template's folder only. made_at must know its zone; it is the only
    time in the file. Raises typst.TypstError when template and data do not fit.
    """
    if made_at.tzinfo is None:
        raise ValueError("made_at needs a time zone")
    words = json.dumps(data, ensure_ascii=False, sort_keys=True)
    setting = _printable_data(data) | {"uncovered": [code_point(char) for char in uncovered(words)]}
    pdf: bytes = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=shared_fonts(),
        sys_inputs={"data": json.dumps(setting, ensure_ascii=False), "facts": facts_of(data)},
        pdf_standards=PDF_STANDARD,
        timestamp=made_at.astimezone(timezone(made_at.utcoffset() or timedelta())).replace(microsecond=0),
        format="pdf",
    )
    return pdf


def _printable_data(data: Mapping[str, object]) -> dict[str, object]:
    return {key: _printable_value(value) for key, value in data.items()}


def _printable_value(value: object) -> object:
    """value with each string printable, except drawings: "qr_svg" holds SVG, all ASCII, and passes unharmed."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return _printable_data(value)
    if isinstance(value, list | tuple):
        return [_printable_value(item) for item in value]
    return value
