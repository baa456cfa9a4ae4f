"""Which key signs, who may read it, and that none is ever lost."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from mingxin.kernel.clock import CHINA
from mingxin.papers import keys
from mingxin.papers.proof import verify
from mingxin.papers.signing import sign


def test_demonstration_certificate_says_so(key_folder: Path) -> None:
    (certificate,) = keys.trusted_certificates(key_folder)
    assert keys.is_demonstration(certificate)
    assert certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == "云泽市"
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical and usage.value.digital_signature and usage.value.content_commitment
    assert not usage.value.key_cert_sign
    extended = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert keys.DOCUMENT_SIGNING in extended.value


@pytest.mark.parametrize("name", [keys.KEY_FILE, keys.CERTIFICATE_FILE])
def test_files_are_for_their_owner_alone(key_folder: Path, name: str) -> None:
    assert (key_folder / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", [keys.KEY_FILE, keys.CERTIFICATE_FILE, keys.PKCS12_FILE])
def test_existing_key_is_never_written_over(tmp_path: Path, made_at: datetime, name: str) -> None:
    (tmp_path / name).write_bytes(b"the city's own")
    with pytest.raises(FileExistsError):
        keys.make_demonstration_key(tmp_path, city="云泽市", at=made_at)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {name: b"the city's own"}


def city_key(folder: Path, at: datetime) -> x509.Certificate:
    """The city's own key on a curve, as a certificate authority hands it over."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "云泽市公共信用信息中心")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(at)
        .not_valid_after(at + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    protection = serialization.BestAvailableEncryption(b"invented")
    (folder / keys.PKCS12_FILE).write_bytes(
        pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, protection)
    )
    return certificate


def test_own_key_takes_the_place_of_the_demonstration(tmp_path: Path, made_at: datetime, paper: bytes) -> None:
    """Papers of both stay provable, and only the earlier ones say 演示."""
    keys.make_demonstration_key(tmp_path, city="云泽市", at=made_at)
    before = sign(paper, keys.load_signer(tmp_path), at=made_at, reason="出具报告")
    own = city_key(tmp_path, made_at)
    signer = keys.load_signer(tmp_path, passphrase=b"invented")
    after = sign(paper, signer, at=made_at, reason="出具报告")
    trusted = keys.trusted_certificates(tmp_path, passphrase=b"invented")
    assert keys.certificate_of(signer) == own == trusted[0]
    proofs = [verify(pdf, trusted=trusted) for pdf in (before, after)]
    assert [(proof.outcome, proof.demonstration) for proof in proofs] == [("genuine", True), ("genuine", False)]


def test_retired_certificate_still_proves(tmp_path: Path, made_at: datetime, paper: bytes) -> None:
    keys.make_demonstration_key(tmp_path, city="云泽市", at=made_at)
    before = sign(paper, keys.load_signer(tmp_path), at=made_at, reason="出具报告")
    (tmp_path / keys.RETIRED_FOLDER).mkdir()
    (tmp_path / keys.CERTIFICATE_FILE).rename(tmp_path / keys.RETIRED_FOLDER / "2026.pem")
    (tmp_path / keys.KEY_FILE).unlink()
    keys.make_demonstration_key(tmp_path, city="云泽市", at=made_at)
    assert verify(before, trusted=keys.trusted_certificates(tmp_path)).outcome == "genuine"


def test_wrong_passphrase_is_refused(tmp_path: Path, made_at: datetime) -> None:
    city_key(tmp_path, made_at)
    with pytest.raises(keys.SigningKeyError):
        keys.load_signer(tmp_path, passphrase=b"guessed")


def test_folder_without_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(keys.SigningKeyError):
        keys.load_signer(tmp_path)


def test_key_and_certificate_of_two_pairs_are_refused(tmp_path: Path, key_folder: Path, made_at: datetime) -> None:
    keys.make_demonstration_key(tmp_path, city="云泽市", at=made_at)
    (tmp_path / keys.CERTIFICATE_FILE).write_bytes((key_folder / keys.CERTIFICATE_FILE).read_bytes())
    with pytest.raises(keys.SigningKeyError, match="不是一对"):
        keys.load_signer(tmp_path)


TERM = timedelta(days=10)
MOMENTS = {
    "a second before its first moment": (timedelta(seconds=-1), False),
    "its first moment": (timedelta(), True),
    "its last": (TERM, True),
    "a second after": (TERM + timedelta(seconds=1), False),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_key_signs_only_what_can_be_verified(tmp_path: Path, moment: str) -> None:
    begun = datetime(2026, 11, 20, 9, 30, tzinfo=CHINA)
    after, signs = MOMENTS[moment]
    keys.make_demonstration_key(tmp_path, city="云泽市", at=begun, days=TERM.days)
    if signs:
        assert keys.signer_at(tmp_path, begun + after)
        return
    with pytest.raises(keys.OutsideTermError) as refused:
        keys.signer_at(tmp_path, begun + after)
    assert refused.value.told == "签章证书的有效期是 2026-11-20 至 2026-11-30，现在不在其中"


def test_what_a_reader_is_told_names_no_folder(tmp_path: Path) -> None:
    with pytest.raises(keys.SigningKeyError) as refused:
        keys.signer_at(tmp_path, datetime(2026, 11, 20, tzinfo=CHINA))
    assert str(tmp_path) in str(refused.value)
    assert str(tmp_path) not in refused.value.told
