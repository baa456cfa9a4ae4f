"""The few facts that a paper carries for its own proof: number, verification code, ledger seal.

They stand as one JSON object in the PDF's keywords, so the signature covers them. A template takes them over with
`#set document(keywords: (sys.inputs.facts,))`.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass

from pyhanko.pdf_utils.reader import PdfFileReader

FORMAT = "mingxin-paper-1"


@dataclass(frozen=True)
class Facts:
    number: str | None = None
    verification_code: str | None = None
    ledger_seal: str | None = None
    """Number and digest of the newest seal when the paper was made: "128:9f2c…"."""


def facts_of(data: Mapping[str, object]) -> str:
    """What a paper made from data says of itself, as JSON. Keys that the data lacks are null."""
    seal = data.get("ledger_seal")
    return json.dumps(
        {
            "format": FORMAT,
            "number": data.get("number"),
            "verification_code": data.get("verification_code"),
            "ledger_seal": f"{seal['number']}:{seal['digest']}" if isinstance(seal, Mapping) else None,
        },
        ensure_ascii=True,
        separators=(",", ":"),
    )


def facts_in(pdf: bytes) -> Facts:
    """The facts that a PDF carries; all None where it carries none of ours.

    Only for bytes whose signature has been proved: it parses the file.
    """
    trailer = PdfFileReader(io.BytesIO(pdf)).trailer
    if "/Info" not in trailer:
        return Facts()
    try:
        said = json.loads(str(trailer["/Info"].get("/Keywords")))
    except ValueError:
        return Facts()
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        return Facts()
    return Facts(said.get("number"), said.get("verification_code"), said.get("ledger_seal"))
