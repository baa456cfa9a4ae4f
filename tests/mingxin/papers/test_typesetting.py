"""Papers read back from the PDF."""

import io
import re
from datetime import datetime, timedelta
from pathlib import Path

import pypdf
import pytest
import typst

from mingxin.papers.facts import Facts, facts_in
from mingxin.papers.qr import svg_for
from mingxin.papers.typesetting import typeset


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_chinese_text_can_be_read_back(paper: bytes) -> None:
    assert "云泽市清河食品有限公司，查询期内无相关信息。" in text_of(paper)


def test_every_font_is_embedded(paper: bytes) -> None:
    (page,) = pypdf.PdfReader(io.BytesIO(paper)).pages
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in described or "/FontFile3" in described


def test_paper_calls_itself_pdf_a_2b(paper: bytes) -> None:
    packet = pypdf.PdfReader(io.BytesIO(paper)).trailer["/Root"]["/Metadata"].get_data()
    assert re.search(rb"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>", packet)


def test_same_inputs_same_bytes(letter: Path, letter_data: dict[str, object], made_at: datetime, paper: bytes) -> None:
    assert typeset(letter, dict(reversed(letter_data.items())), made_at=made_at) == paper


def test_another_second_another_file(
    letter: Path, letter_data: dict[str, object], made_at: datetime, paper: bytes
) -> None:
    assert typeset(letter, letter_data, made_at=made_at + timedelta(seconds=1)) != paper


def test_instant_without_zone_is_refused(letter: Path, letter_data: dict[str, object], made_at: datetime) -> None:
    with pytest.raises(ValueError, match="time zone"):
        typeset(letter, letter_data, made_at=made_at.replace(tzinfo=None))


def test_facts_are_carried_in_the_file(paper: bytes) -> None:
    assert facts_in(paper) == Facts("YZ-20261120-000128", "7K4M-9QXT-2HPD", "4096:9f2c41d0")


def test_rare_character_is_printed_by_code_and_reported(
    letter: Path, letter_data: dict[str, object], made_at: datetime
) -> None:
    text = text_of(typeset(letter, letter_data | {"body": "法定代表人：林\U0002a6a5𠮷"}, made_at=made_at))
    assert "林〔U+2A6A5〕𠮷" in text
    assert text.count("U+2A6A5") == 2  # in its place, and in the list at the end


MARKUP = ['#panic("x")', "$x^2$", "*粗*", "\\", "<label>", "@ref", "// c", '"]; #read("/etc/passwd")', "`x`", "= 标题"]


@pytest.mark.parametrize("body", MARKUP)
def test_data_is_never_code(letter: Path, letter_data: dict[str, object], made_at: datetime, body: str) -> None:
    assert body in text_of(typeset(letter, letter_data | {"body": body}, made_at=made_at))


def test_template_reads_nothing_outside_its_folder(tmp_path: Path, made_at: datetime) -> None:
    (tmp_path / "secret.txt").write_text("x")
    inner = tmp_path / "templates"
    inner.mkdir()
    (inner / "t.typ").write_text('#read("../secret.txt")')
    with pytest.raises(typst.TypstError):
        typeset(inner / "t.typ", {}, made_at=made_at)


def test_qr_code_is_a_drawing_that_scales() -> None:
    drawing = svg_for("https://credit.yunze.example/verify/7K4M-9QXT-2HPD")
    assert drawing.startswith("<svg") and "viewBox" in drawing
    assert drawing.isascii()
    assert svg_for("甲") != svg_for("乙")
