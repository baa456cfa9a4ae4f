"""Signing a paper: PAdES-B-B, certified so that no later change is allowed."""

import asyncio
import io
from datetime import datetime

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from mingxin.papers.keys import Signer

FIELD_NAME = "MingxinSignature"
DIGEST = "sha256"
RESERVED_HEX = 8192
"""Room for the signature in hexadecimal digits: 4 KiB, twice what an RSA-3072 key and its certificate need."""


class _UndatedWriter(IncrementalPdfFileWriter):  # type: ignore[misc]
    """Writes no modification date: pyHanko would take it from the machine's clock, and rewrite the XMP packet."""

    def _update_meta(self) -> None:
        pass


def sign(pdf: bytes, signer: Signer, *, at: datetime, reason: str) -> bytes:
    """pdf with one invisible signature over the whole file, made at at, for reason.

    No timestamp server is asked: at is what the signer says. pdf must be unsigned; raises ValueError otherwise.
    """
    if at.tzinfo is None:
        raise ValueError("at needs a time zone")
    writer = _UndatedWriter(io.BytesIO(pdf))
    if writer.prev.embedded_signatures:
        raise ValueError("the paper is signed already")
    steps = PdfCMSEmbedder(new_field_spec=SigFieldSpec(FIELD_NAME)).write_cms(FIELD_NAME, writer)
    next(steps)
    place = SignatureObject(timestamp=at, subfilter=SigSeedSubFilter.PADES, reason=reason, bytes_reserved=RESERVED_HEX)
    forbid_changes = SigMDPSetup(DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    steps.send(SigObjSetup(sig_placeholder=place, mdp_setup=forbid_changes))
    prepared, output = steps.send(SigIOSetup(md_algorithm=DIGEST, in_place=False))
    steps.send(asyncio.run(signer.async_sign(prepared.document_digest, DIGEST, use_pades=True)))
    return bytes(output.getvalue())
