"""No public page and no paper has a hole in a sentence, whatever the city has told of itself."""

import io
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest
from django.conf import settings
from django.test import Client

from mingxin.config.city import City, read_city
from mingxin.intake.receipt import receipt_pdf
from tests.holes import holes, printed
from tests.mingxin.doors.portal.conftest import Place
from tests.mingxin.doors.portal.test_pages import STILL_PAGES
from tests.mingxin.intake.test_receipt import FACTS

SEED = Path(__file__).parents[4] / "seed/data"
FULL = read_city(SEED)
CITIES = [
    pytest.param(City(), id="nothing is known"),
    pytest.param(FULL, id="everything is known"),
    pytest.param(City(telephone="0700-1234567"), id="a telephone alone"),
    pytest.param(replace(FULL, operator="", telephone="", hours=""), id="half of it"),
]


@pytest.mark.parametrize("city", CITIES)
def test_pages(client: Client, place: Place, monkeypatch: pytest.MonkeyPatch, city: City) -> None:
    monkeypatch.setattr(settings, "CITY", city)
    threads = [place.record(key) for key in ("licence", "penalty", "disputed", "withdrawn", "ended")]
    subjects = [f"/zhuti/{who.public_id}/" for who in (place.firm, place.trader, place.farm, place.bare)]
    asked = ["/search/?q=嘉禾", "/search/?q=查无此名", "/search/?tishi=daima", "/shuanggongshi/xuke/?mingcheng=瑞丰"]
    found = []
    for address in (*STILL_PAGES, *threads, *subjects, *asked, "/meiyou/"):
        text = printed(client.get(address).content.decode())
        found += [f"{address}: {hole}" for hole in holes(text)]
        told = [value for value in vars(city).values() if value and value != city.access_contact]
        assert [value for value in told if value not in text] == [], address
    assert not found, "\n".join(found)


@pytest.mark.parametrize("city", CITIES[:2])
def test_papers(client: Client, place: Place, signing_key: Path, monkeypatch: pytest.MonkeyPatch, city: City) -> None:
    monkeypatch.setattr(settings, "CITY", city)
    report = client.post(f"/zhuti/{place.firm.public_id}/baogao/").content
    for paper, pdf in (("report", report), ("receipt", receipt_pdf(FACTS))):
        with pdfplumber.open(io.BytesIO(pdf)) as document:
            text = "\n".join(page.extract_text() for page in document.pages)
        lines = [line for line in text.splitlines() if any("\u4e00" <= one <= "\u9fff" for one in line)]
        assert not holes("\n".join(lines)), paper
        assert not [line for line in lines if line.endswith(("主办单位 —", "运行维护 —", "出具单位 —"))], paper


@pytest.mark.parametrize("city", [City(), City(telephone="0700-1234567"), FULL], ids=["nothing", "a telephone", "all"])
def test_nobody_is_sent_to_a_place_that_is_not_named(
    client: Client, place: Place, monkeypatch: pytest.MonkeyPatch, city: City
) -> None:
    monkeypatch.setattr(settings, "CITY", city)
    text = printed(client.get("/bangzhu/").content.decode())
    assert ("现场提出异议" in text) == bool(city.address)
    assert (f"到{city.window}现场提出异议" in text) == bool(city.address)
    assert ("提出异议交书面申请即可" in text) == (not city.address)
