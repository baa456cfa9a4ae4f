"""The invented city is the same for the same seed, and nothing in it is real or wrong."""

from collections import Counter
from datetime import date

import pytest
from stdnum.cn import uscc as oracle

from mingxin.kernel import resident_id, uscc
from seed import city
from seed.city import City
from seed.layouts import columns
from seed.organisations import FORMS, registration_check
from seed.parties import is_workday
from seed.penalties import capitals, content_of
from seed.records import wan


def test_the_same_seed_gives_the_same_city(small_city: City) -> None:
    again = city.build(7, as_of=small_city.as_of, organisations=900, records=2400)
    assert again == small_city


def test_another_seed_gives_another_city(small_city: City) -> None:
    other = city.build(8, as_of=small_city.as_of, organisations=900, records=2400)
    assert other.organisations != small_city.organisations


def test_every_code_is_valid_and_given_once(small_city: City) -> None:
    codes = codes_of(small_city)
    assert [code for code, count in Counter(codes).items() if count > 1] == []
    assert [code for code in codes if uscc.examine(code).problem or uscc.examine(code).warning] == []


def test_the_oracle_agrees_where_it_can(small_city: City) -> None:
    """python-stdnum wants eight leading digits, so it knows no code of a village collective."""
    codes = codes_of(small_city)
    assert [code for code in codes if code[0] != "N" and not oracle.is_valid(code)] == []


def test_names_are_given_once(small_city: City) -> None:
    names = Counter(one.name for one in small_city.organisations)
    assert [name for name, count in names.items() if count > 1] == []


def test_every_form_of_organisation_is_there(small_city: City) -> None:
    assert {one.kind for one in small_city.organisations} == {form.kind for form in FORMS}


def test_every_name_says_the_invented_place(small_city: City) -> None:
    assert [one.name for one in small_city.organisations if not one.name.startswith("云泽")] == []


def test_no_value_holds_an_identity_number(small_city: City) -> None:
    values = {text for record in small_city.records for text in record.values.values()}
    values |= {text for one in small_city.organisations for text in (one.address, one.registration_number, one.name)}
    assert [text for text in values if resident_id.find_in(text)] == []


def test_registration_numbers_carry_their_check_digit() -> None:
    """The example of GS 15-2006 ends in 0."""
    assert registration_check("11010800000001") == "6"


def test_parties_existed_on_the_day_of_decision(small_city: City) -> None:
    since = {one.uscc: one.established_on for one in small_city.organisations}
    party = {record.values[code]: record for record in small_city.records for code in record.values if _is_party(code)}
    assert [code for code, record in party.items() if since[code] > record.decided_on] == []


def test_decisions_fall_on_working_days_up_to_the_day(small_city: City) -> None:
    days = {record.decided_on for record in small_city.records}
    assert max(days) <= small_city.as_of
    assert min(days) >= date(2021, 11, 20)
    assert [day for day in days if not is_workday(day)] == []


def test_every_required_field_is_filled(small_city: City) -> None:
    lacking = {
        (record.item, column.code)
        for record in small_city.records
        for column in columns(record.item)
        if column.required and not record.values.get(column.code)
    }
    assert lacking == set()


def test_records_only_where_the_unit_has_the_power(small_city: City) -> None:
    powers = {(unit.key, item) for unit in small_city.units for item in unit.items}
    assert {(record.unit, record.item) for record in small_city.records} <= powers


def test_a_document_number_belongs_to_one_decision(small_city: City) -> None:
    """Several parties may share a number; then day and conduct are the same."""
    decisions: dict[str, set[tuple[str, str]]] = {}
    for record in small_city.records:
        if record.item == "admin_penalty":
            said = (record.values["CF_JDRQ"], record.values["CF_WFXW"])
            decisions.setdefault(record.values["CF_WSH"], set()).add(said)
    assert [number for number, said in decisions.items() if len(said) > 1] == []


def test_penalties_are_spread_as_the_demonstration_needs_them(small_city: City) -> None:
    penalties = [record.values for record in small_city.records if record.item == "admin_penalty"]
    assert sum(one["CF_CFLB"] == "罚款" for one in penalties) > len(penalties) * 0.4
    assert any("CF_SXCD" in one for one in penalties)
    assert any(one["CF_YXQ"].startswith("2099") for one in penalties)
    assert any(one["CF_JDRQ"] < "2023-11-20" for one in penalties)
    assert any(one["CF_XDR_LB"] == "个体工商户" for one in penalties)


def test_payments_are_of_paid_bills_of_organisations_alone(small_city: City) -> None:
    payments = [record for record in small_city.records if record.item == "utility_payment"]
    assert {record.unit for record in payments} == {"tap_water", "power_supply"}
    assert {record.values["GY_ZL"] for record in payments} == {"水", "电"}
    assert all(record.values["GY_CJRQ"] < record.values["GY_JFRQ"] <= str(small_city.as_of) for record in payments)
    assert all(record.values["GY_ZQ"] < record.values["GY_CJRQ"][:7] for record in payments)
    traders = {one.uscc for one in small_city.organisations if one.is_sole_trader}
    assert traders.isdisjoint(record.values["GY_TYSHXYDM"] for record in payments)


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        (500, "伍佰"),
        (2_000, "贰仟"),
        (5_020, "伍仟零贰拾"),
        (10_000, "壹万"),
        (14_000, "壹万肆仟"),
        (100_500, "壹拾万零伍佰"),
        (250_000, "贰拾伍万"),
    ],
)
def test_amounts_in_capitals(yuan: int, words: str) -> None:
    assert capitals(yuan) == words


def test_the_content_says_every_category_and_amount() -> None:
    said = content_of("警告;没收违法所得;罚款", 5_000, 1_200)
    assert said == "1.给予警告；2.没收违法所得人民币1,200.00元；3.罚款人民币5,000.00元（大写：伍仟元整）。"


@pytest.mark.parametrize(("yuan", "text"), [(2_000, "0.2"), (100_000, "10"), (1_050, "0.105")])
def test_amounts_in_wan(yuan: int, text: str) -> None:
    assert wan(yuan) == text


def codes_of(made: City) -> list[str]:
    return [one.uscc for one in made.organisations] + [unit.uscc for unit in made.units]


def _is_party(code: str) -> bool:
    return code.endswith(("_XDR_SHXYM", "_TYSHXYDM"))
