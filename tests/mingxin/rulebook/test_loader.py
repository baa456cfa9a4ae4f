"""What the loader refuses: one faulty file per case."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.cards import SubjectKind
from mingxin.rulebook.loader import DATA, load_rulebook, rulebook_of
from mingxin.rulebook.validation import OPEN_KINDS
from mingxin.rulebook.yaml_reading import OneOfEach, OneOfEachQuickly

Edit = Callable[[Any], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "rulebook"))


def edit(folder: Path, file: str, change: Edit) -> None:
    path = folder / file
    data = yaml.safe_load(path.read_text("utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")


def codes_of(refusal: Refusal) -> set[str]:
    faults = refusal.data["faults"]
    assert isinstance(faults, tuple)
    return {code for _, code, _ in faults}


def set_key(key: str, value: object) -> Edit:
    return lambda card: card.__setitem__(key, value)


def drop_key(key: str) -> Edit:
    return lambda card: card.pop(key)


def set_field(position: int, key: str, value: object) -> Edit:
    return lambda card: card["fields"][position].__setitem__(key, value)


def add_field(**field: object) -> Edit:
    return lambda card: card["fields"].append(field)


def kinds_with(kind: str) -> Edit:
    return lambda card: card["kinds"].append(kind)


ENDED = {"source": "repair-measures-2023", "article": "第一条"}
MEMO = [{"source": "national-measures-list-2024", "article": "第一条"}]
RULE = [{"source": "repair-measures-2026", "article": "第三条"}]
LAW = {"source": "administrative-penalty-law", "article": "第四十八条"}

CARD_CASES: list[tuple[str, Edit, str]] = [
    ("no basis at all", set_key("basis", []), "no_basis"),
    ("the key basis is missing", drop_key("basis"), "no_basis"),
    ("the catalogue row is empty", set_key("source_row", ""), "no_source_row"),
    ("the catalogue row is blank", set_key("source_row", "  "), "no_source_row"),
    ("the source is in no list", set_key("basis", [{"source": "memo-2019", "article": "第一条"}]), "unknown_source"),
    ("a policy list alone is no ground", set_key("basis", MEMO), "weak_basis"),
    ("a ministry's rule alone is no ground", set_key("basis", RULE), "weak_basis"),
    (
        "a law without its article",
        set_key("basis", [{"source": "administrative-penalty-law", "article": ""}]),
        "no_article",
    ),
    (
        "the repealed rule of 2023",
        set_key("basis", [LAW, ENDED]),
        "ended_basis",
    ),
    ("a city's item without a local regulation", set_key("level", "city"), "no_local_regulation"),
    ("a province's item without a local regulation", set_key("level", "provincial"), "no_local_regulation"),
    ("a class outside the thirteen", set_key("class_name", "个人信用信息"), "unknown_class"),
    ("a level outside the three", set_key("level", "county"), "unknown_level"),
    ("natural persons while their archive is off", kinds_with("natural_person"), "natural_person"),
    ("no kind of subject", set_key("kinds", []), "no_kinds"),
    ("a kind nobody knows", kinds_with("robot"), "unknown_value"),
    ("an unknown publicity rule", set_key("publicity", "for_ever"), "unknown_publicity"),
    ("a negative record shown as long as the subject stands", set_key("publicity", "registration"), "no_end"),
    ("a sole trader's penalty public by default", set_key("sole_trader_public", True), "sole_trader_public"),
    ("no retention", set_key("retention", ""), "no_retention"),
    ("a deadline of no days", set_key("deadline_workdays", 0), "no_deadline"),
    ("a record key that no field carries", set_key("record_key", ["CF_NONE"]), "unknown_field"),
    ("no record key", set_key("record_key", []), "no_record_key"),
    ("a headline role without a field", set_key("headline", ["capital"]), "unknown_field"),
    ("a cross-field check nobody knows", set_key("checks", [{"kind": "guess", "field": "CF_WSH"}]), "unknown_check"),
    ("a check without its argument", set_key("checks", [{"kind": "date_order", "first": "CF_JDRQ"}]), "unknown_check"),
    (
        "a check on a field that is not there",
        set_key("checks", [{"kind": "claimed_end", "field": "CF_NO"}]),
        "unknown_field",
    ),
    ("a misspelt key", set_key("retenton", "五年"), "unknown_key"),
    ("a believable range nobody knows", set_key("believable", {"rows": 5}), "unknown_value"),
    (
        "a believable range beyond what calendars know",
        set_key("believable", {"years_back_at_most": 201}),
        "unknown_value",
    ),
    ("religion by name", add_field(code="CF_A", name="宗教信仰"), "forbidden_element"),
    ("ethnicity by alias", add_field(code="CF_A", name="补充说明", aliases=["民族"]), "forbidden_element"),
    (
        "marriage by the last part of the column code",
        add_field(code="CF_XDR_HYZK", name="补充说明"),
        "forbidden_element",
    ),
    (
        "blood type by national element code",
        add_field(code="CF_A", name="补充", element="DE04.50.001.00"),
        "forbidden_element",
    ),
    ("DNA in lower case", add_field(code="CF_A", name="dna样本编号"), "forbidden_element"),
    ("petitions", add_field(code="CF_A", name="信访次数"), "forbidden_element"),
    ("property fees", add_field(code="CF_A", name="拖欠物业费金额"), "forbidden_element"),
    ("an identity number that is kept", set_field(10, "cut", False), "must_be_cut"),
    ("an identity number by legacy code", add_field(code="CF_A", name="补充", aliases=["CF_FR_SFZHM"]), "must_be_cut"),
    ("an identity number shown", set_field(10, "public", True), "cut_field_used"),
    ("an unknown code set", set_field(1, "code_set", "parties"), "unknown_code_set"),
    ("several values without a code set", set_field(0, "many", True), "unknown_code_set"),
    ("an unknown condition", set_field(2, "required", "when_possible"), "unknown_condition"),
    ("two fields under one header", add_field(code="CF_A", name="处罚内容"), "name_twice"),
    ("bracket width hides no twin", add_field(code="CF_A", name="罚款金额(万元)"), "name_twice"),
    ("a field that is also ignored", set_key("ignored_columns", ["违法事实"]), "name_twice"),
    ("search by person", set_field(8, "filter", True), "search_by_person"),
    ("a filter that lists what is not public", set_field(31, "filter", True), "filter_not_public"),
    ("no document number", lambda card: card["fields"][13].pop("role"), "no_decision"),
    ("a date of decision that may be left out", set_field(22, "required", "never"), "no_decision"),
]


@pytest.mark.parametrize(("change", "code"), [case[1:] for case in CARD_CASES], ids=[case[0] for case in CARD_CASES])
def test_a_faulty_card_is_refused(folder: Path, change: Edit, code: str) -> None:
    edit(folder, "cards/admin_penalty.yaml", change)
    with pytest.raises(Refusal) as caught:
        load_rulebook(folder)
    assert caught.value.code == "rulebook.refused"
    assert f"rulebook.{code}" in codes_of(caught.value)
    assert "cards/admin_penalty.yaml" in caught.value.message


def test_three_filters_pass_and_a_fourth_does_not(folder: Path) -> None:
    edit(folder, "cards/admin_penalty.yaml", lambda card: [card["fields"][i].update(filter=True) for i in (14, 25)])
    assert sum(field.filter for field in load_rulebook(folder).cards["admin_penalty"].fields) == 3
    edit(folder, "cards/admin_penalty.yaml", set_field(18, "filter", True))
    with pytest.raises(Refusal) as caught:
        load_rulebook(folder)
    assert codes_of(caught.value) == {"rulebook.too_many_filters"}


def put(*steps: str | int, value: object) -> Edit:
    """Set what lies at the end of the steps."""

    def change(data: Any) -> None:
        for step in steps[:-1]:
            data = data[step]
        data[steps[-1]] = value

    return change


RULES = "publicity.yaml"
DEFAULT = ("severity", "by_category", 0)
YES_NO = ("code_sets", "yes_no", "values")
STATUS = ("code_sets", "licence_status", "values")
OTHER_CASES: list[tuple[str, str, Edit, str]] = [
    ("a source without a day", "sources.yaml", put("sources", "pipl", "in_force_from", value=None), "missing"),
    ("a source of no known level", "sources.yaml", put("sources", "pipl", "level", value="memo"), "unknown_level"),
    ("a word that folds into two values", "codes/penalty.yaml", put(*YES_NO, "否", value=["公开"]), "name_twice"),
    ("a number that YAML did not take for text", "codes/licence.yaml", put(*STATUS, "有效", value=[1]), "malformed"),
    ("a term from an unknown source", RULES, put("terms", 0, "source", value="hearsay"), "unknown_source"),
    ("a term without its article", RULES, put("terms", 0, "article", value=""), "no_article"),
    ("a longest term below the shortest", RULES, put("terms", 1, "shown_months", value=2), "malformed"),
    ("a month rule without its end", RULES, put("rules", "honour", "longest_months", value=None), "no_end"),
    ("a severity for an unknown category", RULES, put(*DEFAULT, "value", value="批评"), "unknown_code_set"),
    ("a severity nobody knows", RULES, put(*DEFAULT, "severity", value="huge"), "unknown_value"),
    ("a forbidden element without words", "forbidden.yaml", put("never", 0, "words", value=[]), "missing"),
    ("a holiday on no day", "calendar.yaml", put("fixed_holidays", value=["02-30"]), "malformed"),
]


@pytest.mark.parametrize(
    ("file", "change", "code"), [case[1:] for case in OTHER_CASES], ids=[case[0] for case in OTHER_CASES]
)
def test_a_faulty_rule_is_refused(folder: Path, file: str, change: Edit, code: str) -> None:
    edit(folder, file, change)
    with pytest.raises(Refusal) as caught:
        load_rulebook(folder)
    assert f"rulebook.{code}" in codes_of(caught.value)


def test_every_fault_is_told_at_once(folder: Path) -> None:
    edit(folder, "cards/admin_penalty.yaml", set_key("basis", []))
    edit(folder, "cards/honour.yaml", set_key("source_row", ""))
    edit(folder, "sources.yaml", lambda data: data["sources"]["pipl"].update(level="memo"))
    with pytest.raises(Refusal) as caught:
        load_rulebook(folder)
    faults = caught.value.data["faults"]
    assert isinstance(faults, tuple)
    assert {(file, code) for file, code, _ in faults} == {
        ("cards/admin_penalty.yaml", "rulebook.no_basis"),
        ("cards/honour.yaml", "rulebook.no_source_row"),
        ("sources.yaml", "rulebook.unknown_level"),
    }


def test_a_key_written_twice_is_refused(folder: Path) -> None:
    path = folder / "cards" / "honour.yaml"
    path.write_text(path.read_text("utf-8") + "name: 又一个名称\n", "utf-8")
    with pytest.raises(Refusal) as caught:
        load_rulebook(folder)
    assert ("cards/honour.yaml", "rulebook.malformed") in {fault[:2] for fault in caught.value.data["faults"]}


def test_a_missing_file_is_told(folder: Path) -> None:
    (folder / "forbidden.yaml").unlink()
    with pytest.raises(Refusal) as caught:
        load_rulebook(folder)
    assert ("forbidden.yaml", "rulebook.missing") in {fault[:2] for fault in caught.value.data["faults"]}


def test_a_city_item_stands_on_a_local_regulation(folder: Path) -> None:
    def local(card: dict[str, Any]) -> None:
        card["level"] = "city"
        card["basis"] = [{"source": "hubei-credit-regulation", "article": "第十条"}]

    edit(folder, "cards/honour.yaml", local)
    assert load_rulebook(folder).cards["honour"].level == "city"


def test_a_card_for_natural_persons_loads_only_where_the_archive_is_open(folder: Path) -> None:
    edit(folder, "cards/honour.yaml", kinds_with("natural_person"))
    opened = load_rulebook(folder, open_kinds=OPEN_KINDS | {SubjectKind.NATURAL_PERSON})
    assert SubjectKind.NATURAL_PERSON in opened.cards["honour"].kinds


def test_the_digest_follows_the_content_and_not_the_spelling(folder: Path) -> None:
    shipped = load_rulebook().digest
    edit(folder, "cards/honour.yaml", lambda card: None)  # the same card, written by another hand
    assert load_rulebook(folder).digest == shipped
    edit(folder, "cards/honour.yaml", set_key("deadline_workdays", 10))
    assert load_rulebook(folder).digest != shipped


def test_a_stored_edition_gives_the_same_rulebook_back() -> None:
    shipped = load_rulebook()
    assert rulebook_of(shipped.content()) == shipped


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.yaml")), ids=lambda path: path.relative_to(DATA).as_posix())
def test_both_readers_read_the_same(path: Path) -> None:
    text = path.read_text("utf-8")
    quickly = yaml.load(text, Loader=OneOfEachQuickly)  # noqa: S506 - a SafeLoader by descent
    assert quickly == yaml.load(text, Loader=OneOfEach)  # noqa: S506 - likewise
