"""The manual page is the rulebook, word for word."""

from pathlib import Path

from mingxin.catalogue.manual import catalogue_manual
from mingxin.rulebook.loader import packaged_rulebook

PAGE = Path(__file__).parents[3] / "docs" / "manual" / "catalogue.md"


def test_the_page_is_the_one_the_rulebook_gives() -> None:
    assert PAGE.read_text("utf-8") == catalogue_manual(packaged_rulebook())


def test_every_item_field_and_source_stands_in_it() -> None:
    book = packaged_rulebook()
    text = catalogue_manual(book)
    for card in book.cards.values():
        assert f'<a id="{card.code}"></a>' in text
        assert all(f"`{field.code}`" in text for field in card.fields)
        assert all(book.sources[basis.source].title in text for basis in card.basis)


def test_what_was_not_checked_is_marked() -> None:
    assert "《最高人民法院关于公布失信被执行人名单信息的若干规定》第一条〔待核实〕" in catalogue_manual(
        packaged_rulebook()
    )
