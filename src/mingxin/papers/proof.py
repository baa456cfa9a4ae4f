"""Is this file a paper of ours, unchanged? Asked without database or network, and no clock decides.

The bytes are proved before anything in them is read: the one signature must span the whole file, and what it does not
span (its own container) must be exactly what we would have written. Only then is the PDF parsed, for the facts it
carries. So a forged file is never opened, and no two readers can see two things in a genuine one.

Trust is by the certificate itself, not by a chain: a genuine paper has one of the certificates given. That a
certificate has ended since does no harm: what counts is the instant the signer states, as no timestamp server is asked.
A paper of ours dated outside its certificate's term is "outside_term", which is another thing than an unknown issuer.
To withdraw a certificate, take it out of trusted.
"""

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.pdf_utils.reader import PdfFileReader

from mingxin.papers import proof_words
from mingxin.papers.facts import facts_in
from mingxin.papers.keys import common_name, is_demonstration, is_in_term, mechanism_of

Outcome = Literal["genuine", "altered", "unknown_issuer", "outside_term", "unsigned", "not_a_pdf"]

_SPAN = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
_TRACES = (b"/ByteRange", b"/Adobe.PPKLite", b"/ETSI.CAdES.detached", b"/adbe.pkcs7", b"/DocMDP")
"""Words that a signed PDF holds: where one stands and no signature is found, there was one."""
_LARGEST_CONTAINER = 128 * 1024
"""In hexadecimal digits; others' signatures with chains and time stamps come to some 60,000."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""Two machines' clocks may be so far apart without a word about it."""
_LATEST_HEADER = 1024
"""A PDF may begin this many bytes late, as readers have it."""


@dataclass(frozen=True)
class Proof:
    """What can be said of a file. Facts are given for genuine papers alone: what others claim is nobody's word."""

    outcome: Outcome
    sentence: str
    signer_name: str | None = None
    """The certificate's common name; for an unknown issuer, what it calls itself."""
    signed_at: datetime | None = None
    demonstration: bool = False
    number: str | None = None
    verification_code: str | None = None
    ledger_seal: str | None = None

    @property
    def advice(self) -> str:
        """How to learn what changed since, where the paper itself shows with what to ask; "" where it does not."""
        return proof_words.ASK_SINCE if self.outcome == "genuine" and self.verification_code else ""


@dataclass(frozen=True)
class _Signature:
    """The one signature of a file: its container as written, and the digest of all the rest."""

    container: bytes
    signer: Any
    certificate: x509.Certificate
    digest: bytes


class _AlteredError(Exception):
    """The file is not as it was signed."""


def verify(pdf: bytes, *, trusted: Sequence[x509.Certificate], at: datetime | None = None) -> Proof:
    """What pdf is. trusted: this platform's certificates, present and earlier (papers.keys.trusted_certificates).

    at: what the clock of this machine says, where one is asked. It changes no outcome, and is told where it lags.
    """
    traces = any(trace in pdf for trace in _TRACES)
    if b"%PDF-" not in pdf[:_LATEST_HEADER] and not traces:
        return Proof("not_a_pdf", proof_words.NOT_A_PDF)
    if not traces:
        whole = pdf.rstrip().endswith(b"%%EOF")
        return Proof("unsigned", proof_words.UNSIGNED) if whole else Proof("altered", proof_words.INCOMPLETE)
    try:
        signature = _read_signature(pdf)
        _require_valid(signature)
    except Exception:
        # Besides our own and an invalid signature's: whatever a broken container makes the ASN.1 and certificate
        # readers raise, and they keep to no family of errors. None of it may end in anything but this answer.
        return Proof("altered", proof_words.ALTERED)
    if signature.certificate not in trusted:
        name = common_name(signature.certificate)
        return Proof("unknown_issuer", proof_words.unknown_issuer(name), signer_name=name)
    if signature.container != _container_as_written(signature):
        return Proof("altered", proof_words.ALTERED)
    return _proof_of_ours(pdf, signature.certificate, at)


def _read_signature(pdf: bytes) -> _Signature:
    spans = _SPAN.findall(pdf)
    if len(spans) != 1 or pdf.count(b"/ByteRange") != 1:
        raise _AlteredError("there is not exactly one signature")
    before, after, rest = (int(number) for number in spans[0])
    if not 0 < before < after or after + rest != len(pdf):
        raise _AlteredError("the signature does not span the whole file")
    if after - before > _LARGEST_CONTAINER:
        raise _AlteredError("no signature is that large")
    if pdf[before : before + 1] != b"<" or pdf[after - 1 : after] != b">":
        raise _AlteredError("the gap holds more than the signature")
    container = pdf[before + 1 : after - 1]
    data = cms.ContentInfo.load(bytes.fromhex(container.decode("ascii")))["content"]
    (signer,) = data["signer_infos"]
    (certificate,) = (
        choice.chosen for choice in data["certificates"] if choice.chosen.serial_number == _serial(signer)
    )
    digest = hashlib.sha256(pdf[:before])
    digest.update(pdf[after:])
    return _Signature(container, signer, x509.load_der_x509_certificate(certificate.dump()), digest.digest())


def _serial(signer: Any) -> int:
    return int(signer["sid"].chosen["serial_number"].native)


def _require_valid(signature: _Signature) -> None:
    """The container signs these bytes, with the key of the certificate in it."""
    attributes = signature.signer["signed_attrs"]
    said = {attribute["type"].native: attribute["values"] for attribute in attributes}
    if len(said) != len(attributes) or said["message_digest"][0].native != signature.digest:
        raise _AlteredError("the content is not what was signed")
    named = said["signing_certificate_v2"][0]["certs"][0]["cert_hash"].native
    if named != signature.certificate.fingerprint(hashes.SHA256()):
        raise _AlteredError("the certificate is not the one that was signed with")
    signed = attributes.untag().dump()
    value = signature.signer["signature"].native
    key = signature.certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(value, signed, padding.PKCS1v15(), hashes.SHA256())
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(value, signed, ec.ECDSA(hashes.SHA256()))
    else:
        raise _AlteredError("a kind of key that no paper is signed with")


def _container_as_written(signature: _Signature) -> bytes:
    """The container made again from what is proved: the signed attributes, the signature, the certificate.

    It stands outside the signed span, so every digit of it has to be accounted for.
    """
    key = signature.certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise _AlteredError("a kind of key that no paper is signed with")
    certificate = asn1_x509.Certificate.load(signature.certificate.public_bytes(serialization.Encoding.DER))
    sha256 = {"algorithm": "sha256"}
    signer = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number}},
        "digest_algorithm": sha256,
        "signed_attrs": signature.signer["signed_attrs"],
        "signature_algorithm": mechanism_of(key),
        "signature": signature.signer["signature"].native,
    }
    content = {
        "version": "v1",
        "digest_algorithms": [sha256],
        "encap_content_info": {"content_type": "data"},
        "certificates": [certificate],
        "signer_infos": [signer],
    }
    made: str = (
        cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(content)}).dump().hex().upper()
    )
    return made.ljust(len(signature.container), "0").encode("ascii")


def _proof_of_ours(pdf: bytes, certificate: x509.Certificate, at: datetime | None) -> Proof:
    name = common_name(certificate)
    signed_at = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0].self_reported_timestamp
    clock = proof_words.clock_behind(at) if at and signed_at > at + CLOCKS_DIFFER else ""
    if not is_in_term(certificate, signed_at):
        begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        told = proof_words.outside_term(name, signed_at, begin, end)
        return Proof("outside_term", told + clock, signer_name=name)
    facts = facts_in(pdf)
    demonstration = is_demonstration(certificate)
    return Proof(
        "genuine",
        proof_words.genuine(name, signed_at, facts.number, demonstration=demonstration) + clock,
        signer_name=name,
        signed_at=signed_at,
        demonstration=demonstration,
        number=facts.number,
        verification_code=facts.verification_code,
        ledger_seal=facts.ledger_seal,
    )
