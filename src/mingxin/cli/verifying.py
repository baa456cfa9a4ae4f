"""`mingxin verify`: is this paper genuine? Without database, network or home."""

import argparse
from pathlib import Path

from cryptography import x509

from mingxin.cli.telling import Telling
from mingxin.config.home import home_folder, keys_folder
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal
from mingxin.papers import keys
from mingxin.papers.proof import verify as prove

GENUINE, FALSE, UNKNOWN = 0, 1, 3
_UNPROVED = ("unknown_issuer", "outside_term")  # unaltered, but who issued it, or when, is not certain
LARGEST = 100 * 1024 * 1024


def verify(arguments: argparse.Namespace, telling: Telling) -> int:
    given = [_certificate(path) for path in arguments.trust or ()]
    trusted = given or list(keys.trusted_certificates(keys_folder(home_folder())))
    proof = prove(_bytes(arguments.file), trusted=trusted, at=now())
    telling.give(
        {
            "outcome": proof.outcome,
            "sentence": proof.sentence + proof.advice,
            "signer": proof.signer_name,
            "signed_at": proof.signed_at.isoformat() if proof.signed_at else None,
            "demonstration": proof.demonstration,
            "number": proof.number,
            "verification_code": proof.verification_code,
            "ledger_seal": proof.ledger_seal,
        }
    )
    is_genuine = proof.outcome == "genuine"
    telling.say(f"{'✓' if is_genuine else '✗'} {proof.sentence}{proof.advice}")
    if is_genuine:
        for label, value in (("核验码", proof.verification_code), ("账本封印", proof.ledger_seal)):
            if value:
                telling.say(f"  {label}：{value}")
    if proof.outcome == "unknown_issuer" and not trusted:
        telling.note("→ 本机没有可信任的证书：请用 --trust 指明签发单位公布的证书。")
    return GENUINE if is_genuine else UNKNOWN if proof.outcome in _UNPROVED else FALSE


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise Refusal("file.too_large", f"{path.name} 超过 100 MB，不是本平台出具的报告。")
        return path.read_bytes()
    except OSError:
        raise Refusal("file.not_found", f"读不到文件 {path}。", "请核对路径和文件名。") from None


def _certificate(path: Path) -> x509.Certificate:
    data = _bytes(path)
    try:
        is_pem = b"-----BEGIN" in data
        return x509.load_pem_x509_certificate(data) if is_pem else x509.load_der_x509_certificate(data)
    except ValueError:
        raise Refusal(
            "certificate.unreadable", f"{path.name} 不是证书文件。", "请使用签发单位公布的证书（PEM 或 DER 格式）。"
        ) from None
