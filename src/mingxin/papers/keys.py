"""The key that papers are signed with, and its certificate.

The folder lies outside the data and its backup. It holds

    signing-key.pem, signing-cert.pem   the demonstration key, made at the first start; or the city's own PEM pair
    signing-key.p12                     the city's own key as PKCS#12; where it lies, it is used before the PEM pair
    retired/*.pem                       certificates of earlier keys, so that papers signed with them stay provable

A city puts its own key there by laying its PKCS#12 file beside the PEM pair (and giving its passphrase to load_signer),
or by moving signing-cert.pem to retired/ and replacing the pair. Nothing here ever writes over a key.

A demonstration key is no reliable electronic seal: its certificate says 演示, and so does every paper signed with it.

Official seals in SM2 come from a seal server. What stands for it here must be a pyHanko `Signer` as HeldKey is one: it
has `signing_cert` and `cert_registry`, names its `signature_mechanism`, and its `async_sign_raw(data, digest_algorithm,
dry_run)` returns the signature over data. papers.proof must then learn to check that mechanism.

RSA-3072 and not a curve: PDF 1.7, which PDF/A-2 rests on, knows only RSA and DSA signatures; ECDSA came with PDF 2.0,
and readers in use here do not all check it.
"""

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from asn1crypto import x509 as asn1_x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID, ObjectIdentifier
from pyhanko.sign.signers.pdf_cms import Signer as PyHankoSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from mingxin.kernel.clock import CHINA

Signer: TypeAlias = Any
"""A pyHanko Signer; pyHanko is not typed for our checker."""
PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

KEY_FILE = "signing-key.pem"
CERTIFICATE_FILE = "signing-cert.pem"
PKCS12_FILE = "signing-key.p12"
RETIRED_FOLDER = "retired"
DEMONSTRATION = "演示"
DEMONSTRATION_DAYS = 3 * 365
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""Extended key usage id-kp-documentSigning, RFC 9336."""
RSA_BITS = 3072


class SigningKeyError(Exception):
    """The folder holds no key that can sign. `told`: the same to whoever asked for a paper, without any path."""

    told = "签章密钥不能使用"


class OutsideTermError(SigningKeyError):
    """There is a key, and at this instant nobody would take its papers for genuine."""

    def __init__(self, certificate: x509.Certificate, at: datetime) -> None:
        begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        self.told = f"签章证书的有效期是 {_day(begin)} 至 {_day(end)}，现在不在其中"
        super().__init__(f"{self.told}（{at:%Y-%m-%d %H:%M}）")


class HeldKey(PyHankoSigner):  # type: ignore[misc]
    """Signs with a key in memory. pyHanko's own reads and tests the key anew for each paper, at 0.1 s a time."""

    def __init__(self, key: PrivateKey, certificate: x509.Certificate) -> None:
        self._key = key
        super().__init__(
            signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
            cert_registry=SimpleCertificateStore(),
            signature_mechanism=mechanism_of(key.public_key()),
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


def holds_key(folder: Path) -> bool:
    return any((folder / name).exists() for name in (KEY_FILE, CERTIFICATE_FILE, PKCS12_FILE))


def digest_in_use(folder: Path) -> str:
    """Tells the certificate in use from another, without opening it; "" where there is none."""
    for name in (PKCS12_FILE, CERTIFICATE_FILE):
        if (folder / name).is_file():
            return hashlib.sha256((folder / name).read_bytes()).hexdigest()
    return ""


def make_demonstration_key(
    folder: Path, *, city: str, at: datetime, days: int = DEMONSTRATION_DAYS
) -> x509.Certificate:
    """Make a key and a certificate that calls itself 演示, valid from at, three years if nothing else is said.

    Raises FileExistsError, and changes nothing, where the folder already holds a key or a certificate.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if holds_key(folder):
        raise FileExistsError(f"a signing key is already in {folder}")
    key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    certificate = _demonstration_certificate(key, city=city, begin=at, end=at + timedelta(days=days))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write_new(folder / KEY_FILE, secret)
    _write_new(folder / CERTIFICATE_FILE, certificate.public_bytes(serialization.Encoding.PEM))
    return certificate


def load_signer(folder: Path, *, passphrase: bytes | None = None) -> Signer:
    """The key in the folder, ready to sign. Raises SigningKeyError with the reason."""
    return HeldKey(*_read_pair(folder, passphrase))


def signer_at(folder: Path, at: datetime, *, passphrase: bytes | None = None) -> Signer:
    """The key for a paper that is signed at this instant: what it signs can be verified. Raises SigningKeyError."""
    signer = load_signer(folder, passphrase=passphrase)
    if not is_in_term(certificate := certificate_of(signer), at):
        raise OutsideTermError(certificate, at)
    return signer


def is_in_term(certificate: x509.Certificate, at: datetime) -> bool:
    """Its first and its last moment are in it."""
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def trusted_certificates(folder: Path, *, passphrase: bytes | None = None) -> tuple[x509.Certificate, ...]:
    """The certificates whose papers are this platform's own: the present key's first, then those in retired/."""
    return tuple(dict.fromkeys(_certificates_in(folder, passphrase)))


def certificate_of(signer: Signer) -> x509.Certificate:
    return x509.load_der_x509_certificate(signer.signing_cert.dump())


def mechanism_of(key: PublicKey) -> SignedDigestAlgorithm:
    """How papers are signed with this kind of key: always over SHA-256."""
    return SignedDigestAlgorithm({"algorithm": "sha256_rsa" if isinstance(key, rsa.RSAPublicKey) else "sha256_ecdsa"})


def is_demonstration(certificate: x509.Certificate) -> bool:
    return DEMONSTRATION in common_name(certificate)


def common_name(certificate: x509.Certificate) -> str:
    return "".join(str(part.value) for part in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME))


def _day(instant: datetime) -> str:
    return f"{instant.astimezone(CHINA):%Y-%m-%d}"


def _demonstration_certificate(
    key: rsa.RSAPrivateKey, *, city: str, begin: datetime, end: datetime
) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, city),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{city}公共信用信息平台（{DEMONSTRATION}）"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _write_new(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _read_pair(folder: Path, passphrase: bytes | None) -> tuple[PrivateKey, x509.Certificate]:
    try:
        if (folder / PKCS12_FILE).exists():
            key, certificate, _ = pkcs12.load_key_and_certificates((folder / PKCS12_FILE).read_bytes(), passphrase)
        else:
            key = serialization.load_pem_private_key((folder / KEY_FILE).read_bytes(), passphrase)
            certificate = x509.load_pem_x509_certificate((folder / CERTIFICATE_FILE).read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise SigningKeyError(f"{folder} 中没有可用的签名密钥：{error}") from error
    if key is None or certificate is None:
        raise SigningKeyError(f"{folder / PKCS12_FILE} 中缺少私钥或证书")
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SigningKeyError(f"{folder} 中的密钥既不是 RSA 也不是椭圆曲线密钥，本平台尚不能用它签名")
    if key.public_key() != certificate.public_key():
        raise SigningKeyError(f"{folder} 中的私钥与证书不是一对")
    return key, certificate


def _certificates_in(folder: Path, passphrase: bytes | None) -> Iterator[x509.Certificate]:
    if (folder / PKCS12_FILE).exists():
        yield _read_pair(folder, passphrase)[1]
    pems = [folder / CERTIFICATE_FILE, *sorted((folder / RETIRED_FOLDER).glob("*.pem"))]
    for path in pems:
        if path.exists():
            yield x509.load_pem_x509_certificates(path.read_bytes())[0]
