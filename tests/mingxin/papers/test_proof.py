"""Forgery: whatever is done to a signed paper, it is no longer called genuine."""

import io
import random
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.signers import PdfSignatureMetadata

from mingxin.cli.main import main
from mingxin.papers import keys
from mingxin.papers.proof import Proof, verify
from mingxin.papers.signing import sign
from mingxin.papers.typesetting import typeset

CITY = "云泽市公共信用信息平台（演示）"


@pytest.fixture(scope="module")
def trusted(key_folder: Path) -> tuple[x509.Certificate, ...]:
    return keys.trusted_certificates(key_folder)


@pytest.fixture(scope="module")
def other_folder(tmp_path_factory: pytest.TempPathFactory, made_at: datetime) -> Path:
    """A forger's key under the very same name."""
    folder = tmp_path_factory.mktemp("forger")
    keys.make_demonstration_key(folder, city="云泽市", at=made_at)
    return folder


def test_genuine_paper_tells_what_it_carries(
    signed: bytes, trusted: tuple[x509.Certificate, ...], made_at: datetime
) -> None:
    proof = verify(signed, trusted=trusted)
    assert proof == Proof(
        outcome="genuine",
        sentence=proof.sentence,
        signer_name=CITY,
        signed_at=made_at,
        demonstration=True,
        number="YZ-20261120-000128",
        verification_code="7K4M-9QXT-2HPD",
        ledger_seal="4096:9f2c41d0",
    )
    assert "2026年11月20日 09:30" in proof.sentence
    assert "不具有法律效力" in proof.sentence
    assert "核验码" not in proof.sentence and "核验码查询" in proof.advice


def test_nobody_is_sent_to_a_code_that_the_paper_does_not_show(
    letter: Path,
    letter_data: dict[str, object],
    key_folder: Path,
    trusted: tuple[x509.Certificate, ...],
    made_at: datetime,
) -> None:
    """A receipt, a reminder: they have a number, and no code to ask with."""
    plain = typeset(letter, {**letter_data, "verification_code": None}, made_at=made_at)
    receipt = sign(plain, keys.load_signer(key_folder), at=made_at, reason="出具回执")
    proof = verify(receipt, trusted=trusted)
    assert (proof.outcome, proof.verification_code) == ("genuine", None)
    assert "核验码" not in proof.sentence + proof.advice


def test_readers_find_a_certified_pades_signature(signed: bytes, made_at: datetime) -> None:
    """What other programs see: PAdES, over the whole file, no change allowed, dated by us."""
    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.docmdp_level == fields.MDPPerm.NO_CHANGES
    assert signature.self_reported_timestamp == made_at
    assert str(signature.sig_object["/Reason"]) == "出具公共信用信息报告"


def test_flipped_byte_anywhere(signed: bytes, trusted: tuple[x509.Certificate, ...]) -> None:
    """200 places by chance, and a walk over the signature's own container, which no digest covers."""
    gap = re.search(rb"/Contents <", signed)
    assert gap is not None
    chance = random.Random(20261120)
    places = [chance.randrange(len(signed)) for _ in range(200)] + list(range(gap.end() - 1, len(signed), 37))
    for place in places:
        forged = bytearray(signed)
        forged[place] ^= 1 << chance.randrange(8)
        assert verify(bytes(forged), trusted=trusted).outcome == "altered", f"byte {place}"


def appended_update(signed: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def container_in_small_letters(signed: bytes) -> bytes:
    return re.sub(rb"/Contents <[0-9A-F]+>", lambda found: b"/Contents <" + found[0][11:].lower(), signed)


def padding_used(signed: bytes) -> bytes:
    return signed.replace(b"0" * 40 + b">", b"0" * 36 + b"CAFE>")


DEEDS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("incremental update appended", appended_update),
    ("one byte appended", lambda pdf: pdf + b" "),
    ("comment appended", lambda pdf: pdf + b"% see page 2\n%%EOF\n"),
    ("last byte cut off", lambda pdf: pdf[:-1]),
    ("half the file", lambda pdf: pdf[: len(pdf) // 2]),
    ("first byte cut off", lambda pdf: pdf[1:]),
    ("page before another", lambda pdf: pdf + pdf),
    ("something put before", lambda pdf: b"%PDF-1.7\n" + pdf),
    ("number swapped in place", lambda pdf: pdf.replace(b"YZ-20261120-000128", b"YZ-20261120-000129")),
    ("date swapped in place", lambda pdf: re.sub(rb"(/M \(D\\072)2026", rb"\g<1>2027", pdf)),
    ("container in small letters", container_in_small_letters),
    ("message hidden in the padding", padding_used),
    ("span claimed shorter", lambda pdf: re.sub(rb"(/ByteRange \[0 \d+ \d+ )\d+", rb"\g<1>9", pdf)),
    (
        "container emptied",
        lambda pdf: re.sub(rb"<[0-9A-F]{4000,}>", lambda found: b"<" + b"0" * (len(found[0]) - 2) + b">", pdf),
    ),
    ("signature's name taken away", lambda pdf: pdf.replace(b"/ByteRange", b"/BiteRange")),
]


@pytest.mark.parametrize(("deed", "forge"), DEEDS, ids=[deed for deed, _ in DEEDS])
def test_changed_paper_is_altered(
    signed: bytes, trusted: tuple[x509.Certificate, ...], deed: str, forge: Callable[[bytes], bytes]
) -> None:
    forged = forge(signed)
    assert forged != signed
    assert verify(forged, trusted=trusted).outcome == "altered"


def test_second_signature_by_another_is_altered(
    signed: bytes, trusted: tuple[x509.Certificate, ...], other_folder: Path
) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    signer = signers.SimpleSigner.load(str(other_folder / keys.KEY_FILE), str(other_folder / keys.CERTIFICATE_FILE))
    forger = signers.PdfSigner(PdfSignatureMetadata(field_name="Second"), signer=signer)
    forger._enforce_certification_constraints = lambda reader: None  # a forger does not ask whether he may
    output = forger.sign_pdf(writer)
    assert verify(output.getvalue(), trusted=trusted).outcome == "altered"


def test_container_of_another_paper_is_altered(
    signed: bytes,
    trusted: tuple[x509.Certificate, ...],
    letter: Path,
    letter_data: dict[str, object],
    key_folder: Path,
    made_at: datetime,
) -> None:
    """Both papers genuine, the signature of one laid into the other."""
    other = typeset(letter, letter_data | {"body": "云泽市东湖建材有限公司，行政处罚三条。"}, made_at=made_at)
    other = sign(other, keys.load_signer(key_folder), at=made_at, reason="出具公共信用信息报告")
    container = re.search(rb"<[0-9A-F]{4000,}>", signed)
    assert container is not None
    forged = re.sub(rb"<[0-9A-F]{4000,}>", container[0], other)
    assert verify(other, trusted=trusted).outcome == "genuine"
    assert verify(forged, trusted=trusted).outcome == "altered"


def test_same_name_other_key_is_unknown(
    paper: bytes, trusted: tuple[x509.Certificate, ...], other_folder: Path, made_at: datetime
) -> None:
    """The content is whole, but nobody vouches for it: none of its facts is repeated."""
    forged = sign(paper, keys.load_signer(other_folder), at=made_at, reason="出具公共信用信息报告")
    proof = verify(forged, trusted=trusted)
    assert proof == Proof("unknown_issuer", proof.sentence, signer_name=CITY)


def test_nothing_trusted_nothing_genuine(signed: bytes) -> None:
    assert verify(signed, trusted=[]).outcome == "unknown_issuer"


TERMS = [
    (timedelta(days=-1), "outside_term", "the day before the certificate begins"),
    (timedelta(seconds=-1), "outside_term", "the second before the certificate begins"),
    (timedelta(), "genuine", "its first second"),
    (timedelta(days=keys.DEMONSTRATION_DAYS), "genuine", "its last second"),
    (timedelta(days=keys.DEMONSTRATION_DAYS, seconds=1), "outside_term", "the second after it ends"),
    (timedelta(days=keys.DEMONSTRATION_DAYS + 1), "outside_term", "the day after it ends"),
]


@pytest.mark.parametrize(("after", "outcome", "because"), TERMS, ids=[case[2] for case in TERMS])
def test_certificate_counts_as_of_signing(
    paper: bytes,
    trusted: tuple[x509.Certificate, ...],
    key_folder: Path,
    made_at: datetime,
    after: timedelta,
    outcome: str,
    because: str,
) -> None:
    """A paper signed in term stays genuine after the certificate ends; one that was not is not somebody else's."""
    pdf = sign(paper, keys.load_signer(key_folder), at=made_at + after, reason="出具公共信用信息报告")
    proof = verify(pdf, trusted=trusted)
    assert proof.outcome == outcome
    if outcome == "outside_term":
        assert "2026年11月20日 09:30 至 2029年11月19日 09:30" in proof.sentence, "the certificate's days are named"
        assert proof == Proof("outside_term", proof.sentence, signer_name=CITY), "none of its facts is repeated"


CLOCKS = [
    (timedelta(days=-400), True, "the clock is more than a year behind"),
    (timedelta(days=-1), True, "the day before"),
    (timedelta(minutes=-5, seconds=-1), True, "further behind than clocks differ"),
    (timedelta(minutes=-5), False, "as far behind as clocks may be"),
    (timedelta(), False, "the same moment"),
    (timedelta(days=1), False, "the day after"),
    (timedelta(days=keys.DEMONSTRATION_DAYS), False, "the certificate's last day"),
    (timedelta(days=keys.DEMONSTRATION_DAYS + 1), False, "the day after it"),
    (timedelta(days=40 * 365), False, "forty years later"),
]


@pytest.mark.parametrize(("later", "is_behind", "because"), CLOCKS, ids=[case[2] for case in CLOCKS])
def test_no_clock_makes_a_genuine_paper_false(
    signed: bytes,
    trusted: tuple[x509.Certificate, ...],
    made_at: datetime,
    later: timedelta,
    is_behind: bool,
    because: str,
) -> None:
    """A clock that cannot be right is named; what is genuine stays so on every day."""
    at = made_at + later
    proof = verify(signed, trusted=trusted, at=at)
    assert (proof.outcome, proof.number) == ("genuine", "YZ-20261120-000128")
    assert (f"本机时钟现在是 {at.year}年{at.month}月{at.day}日" in proof.sentence) == is_behind


OTHERS = [
    (b"", "not_a_pdf", "nothing"),
    ("编号,名称\n1,云泽".encode(), "not_a_pdf", "a table"),
    (b"PK\x03\x04" + b"\x00" * 2000, "not_a_pdf", "an archive"),
    (b"%PDF-1.7\n%%EOF\n", "unsigned", "hardly a PDF, and unsigned"),
    (b"%PDF-1.7\n1 0 obj\n<<", "altered", "the beginning of one"),
    (b"%PDF-1.7\n/ByteRange [0 9 99999999999 99999999999]\n%%EOF", "altered", "a span beyond the file"),
    (b"%PDF-1.7\n/ByteRange [0 48 52 6]              <zz>\n%%EOF", "altered", "no container in the gap"),
]


@pytest.mark.parametrize(("content", "outcome", "because"), OTHERS, ids=[case[2] for case in OTHERS])
def test_other_files(trusted: tuple[x509.Certificate, ...], content: bytes, outcome: str, because: str) -> None:
    assert verify(content, trusted=trusted).outcome == outcome


def test_unsigned_paper_and_paper_cut_back_to_it(
    paper: bytes, signed: bytes, trusted: tuple[x509.Certificate, ...]
) -> None:
    """Cutting exactly at the end of the unsigned paper leaves an unsigned paper: nothing is claimed, nothing proved."""
    assert signed.startswith(paper)
    assert verify(paper, trusted=trusted).outcome == "unsigned"


def test_signing_twice_is_refused(signed: bytes, key_folder: Path, made_at: datetime) -> None:
    with pytest.raises(ValueError, match="already"):
        sign(signed, keys.load_signer(key_folder), at=made_at, reason="再签")


def test_the_command_ends_by_what_is_proved(
    paper: bytes, signed: bytes, key_folder: Path, other_folder: Path, made_at: datetime, tmp_path: Path
) -> None:
    """0 genuine, 1 not as it was signed, 3 as it was signed, but not certainly by us."""
    end = made_at + timedelta(days=keys.DEMONSTRATION_DAYS)
    late = sign(paper, keys.load_signer(key_folder), at=end + timedelta(days=1), reason="出具报告")
    by_another = sign(paper, keys.load_signer(other_folder), at=made_at, reason="出具报告")
    for pdf, code in ((signed, 0), (signed + b" ", 1), (paper, 1), (late, 3), (by_another, 3)):
        (tmp_path / "x.pdf").write_bytes(pdf)
        words = ["verify", str(tmp_path / "x.pdf"), "--trust", str(key_folder / keys.CERTIFICATE_FILE)]
        assert main(words) == code, verify(pdf, trusted=[]).sentence
