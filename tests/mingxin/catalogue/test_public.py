"""The public catalogue page says each item's ground, term and fields in words."""

import re
from datetime import date, datetime

import pytest

from mingxin.catalogue.actions import put_in_force
from mingxin.catalogue.public import show_catalogue, show_edition, show_item
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import PLATFORM
from mingxin.rulebook.loader import packaged_rulebook

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)


def test_before_the_first_edition_the_page_is_empty() -> None:
    assert show_catalogue() == ()
    assert show_edition() is None


def test_every_item_is_shown_in_the_order_of_the_national_classes() -> None:
    put_in_force(packaged_rulebook(), by=PLATFORM, at=AT, in_force_on=date(2026, 11, 20))
    shown = show_catalogue()
    assert len(shown) == 15
    assert (shown[0].code, shown[-1].code) == ("org_registration", "honour")
    assert all(item.bases and item.publicity and item.fields for item in shown)


def test_a_penalty_is_told_in_words() -> None:
    put_in_force(packaged_rulebook(), by=PLATFORM, at=AT, in_force_on=date(2026, 11, 20))
    item = show_item("admin_penalty")
    assert item.bases[0].title == "中华人民共和国行政处罚法"
    assert (item.bases[0].article, item.bases[0].to_be_verified) == ("第四十八条", False)
    assert item.to_be_verified
    assert "7个工作日" in item.deadline
    assert "须写明理由" in item.sole_traders
    shown = {field.code: field for field in item.fields}
    assert (shown["CF_WSH"].public, shown["CF_WSH"].kept, shown["CF_WSH"].required) == (True, True, "必填")
    assert (shown["CF_FR_ZJHM"].public, shown["CF_FR_ZJHM"].kept) == (False, False)
    assert shown["CF_NR_FK"].required == "处罚类别含罚款时必填"


def test_a_unit_is_told_to_give_a_reason_only_where_the_table_has_a_field_for_it() -> None:
    put_in_force(packaged_rulebook(), by=PLATFORM, at=AT, in_force_on=date(2026, 11, 20))
    kept = {item.code: item.sole_traders for item in show_catalogue() if "个体工商户" in item.kinds}
    closed = {code for code, words in kept.items() if words == "个体工商户的信息不公示。"}
    assert closed == {
        "abnormal_operation", "admin_adjudication", "admin_coercion", "admin_compensation", "admin_inspection",
        "admin_payment",
    }  # fmt: skip
    assert [code for code, words in kept.items() if "须写明理由" in words] == ["admin_penalty"]


def test_an_article_is_named_only_where_its_text_was_read() -> None:
    put_in_force(packaged_rulebook(), by=PLATFORM, at=AT, in_force_on=date(2026, 11, 20))
    cited = [basis for item in show_catalogue() for basis in (*item.bases, item.publicity_ground)]
    assert {basis.to_be_verified for basis in cited} == {True, False}, "there are both"
    for basis in cited:
        assert basis.title in basis.cited
        assert (basis.article in basis.cited.replace(basis.title, "")) is not basis.to_be_verified


def test_the_edition_counts_as_the_pages_of_its_items_cite() -> None:
    """A document whose article stands on some pages and is missing on others is counted as neither."""
    put_in_force(packaged_rulebook(), by=PLATFORM, at=AT, in_force_on=date(2026, 11, 20))
    edition, named = show_edition(), dict[str, set[bool]]()
    assert edition is not None
    for item in show_catalogue():
        for line in (*item.cited, item.publicity_ground.cited):
            document, _, rest = line.rpartition("》")
            named.setdefault(document, set()).add(not re.fullmatch(r"(（[^（）]*(（[^（）]*）[^（）]*)?）)?", rest))
    found = list(named.values())
    assert (edition.sources, edition.checked, edition.partly) == (
        len(found),
        found.count({True}),
        found.count({True, False}),
    )
    assert edition.checked and edition.partly


def test_one_place_in_a_text_is_checked_or_not_wherever_it_is_cited() -> None:
    put_in_force(packaged_rulebook(), by=PLATFORM, at=AT, in_force_on=date(2026, 11, 20))
    standing: dict[tuple[str, str], set[bool]] = {}
    for item in show_catalogue():
        for basis in (*item.bases, item.publicity_ground):
            standing.setdefault((basis.title, basis.article), set()).add(basis.to_be_verified)
    assert [place for place, found in standing.items() if len(found) > 1] == []


def test_a_ground_is_cited_once_and_in_a_sentence() -> None:
    put_in_force(packaged_rulebook(), by=PLATFORM, at=AT, in_force_on=date(2026, 11, 20))
    assert [sorted(item.cited) == sorted(set(item.cited)) for item in show_catalogue()] == [True] * 15
    coercion = show_item("admin_coercion").cited
    assert (len(coercion), coercion[0]) == (3, "《中华人民共和国行政强制法》（主席令第四十九号）")
    penalty = show_item("admin_penalty").cited
    assert penalty[-2].endswith("（国办发〔2020〕49号）第（二）项")
    assert penalty[-1].endswith("（国办发〔2015〕51号）关于“七个工作日上网公开”的规定")


def test_payment_information_is_said_to_be_for_authorised_reading_alone() -> None:
    put_in_force(packaged_rulebook(), by=PLATFORM, at=AT, in_force_on=date(2026, 11, 20))
    item = show_item("utility_payment")
    assert (item.disclosure, item.nature, item.kinds) == ("授权查询", "一般信息", ("企业", "其他组织"))
    assert item.publicity.startswith("仅供授权查询，不公示。")
    assert item.to_be_verified
    assert all(basis.to_be_verified for basis in item.bases)
    assert not any(field.public for field in item.fields)


def test_an_unknown_item_is_refused() -> None:
    put_in_force(packaged_rulebook(), by=PLATFORM, at=AT, in_force_on=date(2026, 11, 20))
    with pytest.raises(Refusal) as caught:
        show_item("red_light")
    assert caught.value.code == "catalogue.unknown_item"
