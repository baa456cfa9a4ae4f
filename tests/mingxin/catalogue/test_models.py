"""The tables refuse what the loader refuses: raw SQL, so that no check in Python stands between."""

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from mingxin.catalogue.forbidden_words import CUT_CODES, CUT_WORDS, FORBIDDEN_CODES, FORBIDDEN_WORDS
from mingxin.catalogue.models import Edition, Field, Item, ItemKind, SubjectKind
from mingxin.kernel.clock import CHINA
from mingxin.rulebook.loader import packaged_rulebook

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
BOOK = packaged_rulebook()

GOOD_FIELD: dict[str, object] = {
    "position": 99,
    "code": "CF_A",
    "name": "补充说明",
    "element": "",
    "cut": False,
    "public": False,
}
GOOD_ITEM: dict[str, object] = {
    "code": "trial",
    "name": "试验事项",
    "class_name": "行政管理信息",
    "level": "national",
    "source_row": "全国公共信用信息基础目录（2024年版）",
    "basis_source_id": "administrative-penalty-law",
    "basis_grounds": True,
    "basis_article": "第四十八条",
    "nature": "neutral",
    "disclosure": "public",
    "publicity": "acts",
    "effect": "record",
    "card": "{}",
    "from_desk": False,
}


@pytest.fixture(autouse=True)
def in_force(laid: None, db: None) -> Edition:
    return Edition.objects.get()


def insert(table: str, row: dict[str, object]) -> None:
    """Insert by SQL and make the deferred keys speak at once."""
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(["%s"] * len(row))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))
        connection.check_constraints()


def run(sql: str) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)
        connection.check_constraints()


def field_row(**changes: object) -> dict[str, object]:
    item = Item.objects.get(code="admin_penalty")
    return {"item_id": item.pk, **GOOD_FIELD, **changes}


def item_row(**changes: object) -> dict[str, object]:
    return {"edition_id": Edition.objects.get().pk, **GOOD_ITEM, **changes}


def kind_row(**changes: object) -> dict[str, object]:
    item = Item.objects.get(code="court_defaulter")
    return {"item_id": item.pk, "code": "court_defaulter", "kind": "sole_trader", "kind_open": True, **changes}


def test_the_rows_that_the_cases_spoil_are_good() -> None:
    insert("catalogue_field", field_row())
    insert("catalogue_field", field_row(code="CF_B", name="证件号码（补充）", cut=True))
    insert("catalogue_item", item_row())
    insert("catalogue_itemkind", kind_row())
    assert Item.objects.filter(code=GOOD_ITEM["code"]).exists()


@pytest.mark.parametrize("word", FORBIDDEN_WORDS)
def test_a_field_with_a_forbidden_word_is_refused(word: str) -> None:
    with pytest.raises(IntegrityError):
        insert("catalogue_field", field_row(name=f"相对人{word}情况"))


@pytest.mark.parametrize("code", FORBIDDEN_CODES)
@pytest.mark.parametrize("place", ["code", "tail", "lower", "element"])
def test_a_field_with_a_forbidden_code_is_refused(code: str, place: str) -> None:
    spoilt = {
        "code": {"code": code},
        "tail": {"code": f"CF_XDR_{code}"},
        "lower": {"code": f"cf_xdr_{code.lower()}"},
        "element": {"element": code},
    }[place]
    with pytest.raises(IntegrityError):
        insert("catalogue_field", field_row(**spoilt))


@pytest.mark.parametrize("word", CUT_WORDS)
def test_an_identity_number_by_name_must_be_cut(word: str) -> None:
    with pytest.raises(IntegrityError):
        insert("catalogue_field", field_row(name=f"负责人{word}"))


@pytest.mark.parametrize("code", CUT_CODES)
def test_an_identity_number_by_code_must_be_cut(code: str) -> None:
    with pytest.raises(IntegrityError):
        insert("catalogue_field", field_row(code=f"CF_FR_{code}"))


def test_a_cut_field_is_not_public() -> None:
    with pytest.raises(IntegrityError):
        insert("catalogue_field", field_row(name="证件号码", cut=True, public=True))


ITEMS = [
    ("no article", {"basis_article": ""}),
    ("no catalogue row", {"source_row": ""}),
    ("a class outside the thirteen", {"class_name": "个人信用信息"}),
    ("a level outside the three", {"level": "county"}),
    ("a source that is not there", {"basis_source_id": "memo-2019"}),
    ("a memorandum said to be law", {"basis_source_id": "national-measures-list-2024"}),
    ("a memorandum said to be none", {"basis_source_id": "national-measures-list-2024", "basis_grounds": False}),
    ("a basis that is null", {"basis_source_id": None}),
    ("the same item twice in an edition", {"code": "admin_penalty"}),
]


@pytest.mark.parametrize("changes", [case[1] for case in ITEMS], ids=[case[0] for case in ITEMS])
def test_an_item_without_its_ground_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        insert("catalogue_item", item_row(**changes))


PAYMENT = {"disclosure": "authorised", "publicity": "authorised_only"}
AUTHORISED = [
    ("a negative one", {"nature": "negative"}),
    ("one that is public for a year", {"publicity": "acts"}),
    ("one that is public as penalties are", {"publicity": "penalty"}),
    ("one under a rule nobody knows", {"publicity": "later"}),
    ("a register", {"effect": "registration"}),
]


def test_an_item_read_with_authorisation_may_be() -> None:
    insert("catalogue_item", item_row(**PAYMENT))
    assert Item.objects.get(code="trial").disclosure == "authorised"


@pytest.mark.parametrize("changes", [case[1] for case in AUTHORISED], ids=[case[0] for case in AUTHORISED])
def test_an_item_read_with_authorisation_is_never_negative_and_never_shown(changes: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        insert("catalogue_item", item_row(**(PAYMENT | changes)))


@pytest.mark.parametrize("change", ["nature = 'negative'", "publicity = 'acts'", "effect = 'registration'"])
def test_payment_information_cannot_be_turned_either(change: str) -> None:
    with pytest.raises(IntegrityError):
        run(f"UPDATE catalogue_item SET {change} WHERE code = 'utility_payment'")


KINDS = [
    ("natural persons, said to be open", {"kind": "natural_person"}),
    ("natural persons, said to be closed", {"kind": "natural_person", "kind_open": False}),
    ("a kind that is not there", {"kind": "robot"}),
    ("another item's code", {"code": "admin_penalty"}),
    ("the same kind twice", {"kind": "enterprise"}),
]


@pytest.mark.parametrize("changes", [case[1] for case in KINDS], ids=[case[0] for case in KINDS])
def test_a_kind_that_may_not_be_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        insert("catalogue_itemkind", kind_row(**changes))


def test_a_library_in_use_cannot_be_switched_off() -> None:
    with pytest.raises(IntegrityError):
        run("UPDATE catalogue_subjectkind SET is_open = NOT is_open WHERE kind = 'sole_trader'")
    assert SubjectKind.objects.get(kind="sole_trader").is_open


def test_an_open_archive_of_natural_persons_in_use_cannot_be_closed_again() -> None:
    run("UPDATE catalogue_subjectkind SET is_open = NOT is_open WHERE kind = 'natural_person'")
    insert("catalogue_itemkind", kind_row(kind="natural_person"))
    with pytest.raises(IntegrityError):
        run("UPDATE catalogue_subjectkind SET is_open = NOT is_open WHERE kind = 'natural_person'")


def test_a_source_cannot_be_raised_to_law_without_its_level() -> None:
    with pytest.raises(IntegrityError):
        run("UPDATE catalogue_source SET grounds = NOT grounds WHERE key = 'national-measures-list-2024'")


def test_no_row_of_the_product_is_spoilt() -> None:
    assert Field.objects.filter(cut=True).count() == 5
    assert not ItemKind.objects.filter(kind="natural_person").exists()


def test_the_words_in_the_tables_are_those_of_the_rulebook() -> None:
    """A change of forbidden.yaml takes a migration, or this fails."""
    forbidden = BOOK.forbidden
    assert forbidden.never_words() == FORBIDDEN_WORDS
    assert forbidden.never_codes() == FORBIDDEN_CODES
    assert forbidden.cut_words() == CUT_WORDS
    assert forbidden.cut_codes() == CUT_CODES
