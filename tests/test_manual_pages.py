"""The manual says what the desk says: its pictures, the words it quotes, and where its links lead."""

import re
from itertools import chain
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parents[1]
MANUAL = ROOT / "docs" / "manual"
PICTURES = MANUAL / "pictures"
PAGES = sorted(MANUAL.glob("*.md"))
SOURCES = ROOT / "src" / "mingxin"
# Where the desk's words are written: its templates and views, and the rules that name the states it shows.
SPOKEN = (
    "doors/desk/**/*.html",
    "doors/desk/**/*.py",
    "intake/rules/batch_states.py",
    "oversight/rules/*.py",
)
LARGEST = 120 * 1024  # bytes: a page with all its pictures opens at once on a slow line too


def text(page: Path) -> str:
    return page.read_text("utf-8")


def ident(page: Path) -> str:
    return page.name


@pytest.fixture(scope="module")
def spoken() -> str:
    files = sorted(set(chain.from_iterable(SOURCES.glob(pattern) for pattern in SPOKEN)))
    return "\n".join(text(file) for file in files)


def named_pictures(page: Path) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(pictures/([^)]+)\)", text(page))


@pytest.mark.parametrize("page", PAGES, ids=ident)
def test_every_picture_that_a_page_names_is_there(page: Path) -> None:
    assert [name for name in named_pictures(page) if not (PICTURES / name).is_file()] == []


@pytest.mark.parametrize("page", PAGES, ids=ident)
def test_every_picture_has_words_for_who_cannot_see_it(page: Path) -> None:
    assert re.findall(r"!\[\s*\]", text(page)) == []


def test_every_picture_is_named_once() -> None:
    named = sorted(chain.from_iterable(named_pictures(page) for page in PAGES))
    assert named == sorted(file.name for file in PICTURES.iterdir())


def test_every_picture_is_one_that_make_pictures_takes() -> None:
    taken = re.findall(r'^    Picture\(\s*"([a-z-]+)"', text(ROOT / "scripts/pictures.py"), re.MULTILINE)
    assert sorted(f"{name}.png" for name in taken) == sorted(file.name for file in PICTURES.iterdir())


@pytest.mark.parametrize("picture", sorted(PICTURES.glob("*.png")), ids=ident)
def test_a_picture_is_small_enough_for_a_slow_line(picture: Path) -> None:
    assert picture.stat().st_size <= LARGEST
    with Image.open(picture) as opened:
        assert opened.width <= 1180
        assert opened.info == {} or set(opened.info) <= {"transparency", "gamma", "dpi"}, "says nothing about its maker"


@pytest.mark.parametrize("page", PAGES, ids=ident)
def test_every_quoted_word_is_on_the_desk(page: Path, spoken: str) -> None:
    quoted = sorted(set(re.findall(r"「([^」]*)」", text(page))))
    assert [words for words in quoted if words and words not in spoken] == []


@pytest.mark.parametrize("page", PAGES, ids=ident)
def test_every_quotation_is_closed(page: Path) -> None:
    assert re.sub(r"「[^「」]*」", "", text(page)).count("「") == 0
    assert text(page).count("「") == text(page).count("」")


@pytest.mark.parametrize("page", PAGES, ids=ident)
def test_links_between_pages_hold(page: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text(page)) if "://" not in link]
    assert [link for link in links if not (page.parent / link.split("#")[0]).exists()] == []


def test_the_index_names_every_page() -> None:
    linked = set(re.findall(r"\]\(([^)/]+\.md)\)", text(MANUAL / "README.md")))
    assert linked == {page.name for page in PAGES} - {"README.md"}


# Why a file is refused whole, by the code of the refusal, in the words of its sentence or of the manual
WHOLE = {
    "file.unreadable": "打不开",
    "file.empty": "是空的",
    "file.several_sheets": "有两张带表头的工作表",
    "file.two_tables": "一张工作表上有两张表",
    "file.data_above_header": "表头上方有数据",
    "header.not_found": "找不到表头",
    "file.merged_cells": "数据行有合并单元格",
}


@pytest.mark.parametrize(("code", "words"), WHOLE.items(), ids=WHOLE)
@pytest.mark.parametrize("page", ["baosong.md", "jingban.md"])
def test_both_pages_for_who_reports_tell_why_a_file_is_refused_whole(page: str, code: str, words: str) -> None:
    assert words in text(MANUAL / page), code


@pytest.mark.parametrize("page", ["baosong.md", "jingban.md"])
def test_what_to_do_with_merged_cells_is_told_as_the_refusal_tells_it(page: str) -> None:
    refusal = text(SOURCES / "intake/reading/layout.py")
    remedy = re.search(r"请(取消表中数据行的合并单元格，逐行填写)后重新上传", refusal)
    assert remedy is not None
    assert remedy[1] in text(MANUAL / page)
