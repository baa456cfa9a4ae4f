"""The name index: what it finds, what it must not, and that it can be made anew."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingxin.archive import bulk, looking, search
from mingxin.archive.models import Name, Subject
from mingxin.kernel.clock import now as clock_now
from tests.conftest import InForce
from tests.mingxin.uses.publicity.town import Party, Town

TODAY = date(2026, 11, 20)


@pytest.fixture
def town(in_force: InForce) -> Town:
    at = clock_now()
    return Town(at.date(), at, (in_force.unit, in_force.other_unit))


def found(text: str, town: Town, *, limit: int = 20, after: int | None = None) -> list[int]:
    return [hit.subject_id for hit in search.search(text, limit=limit, after=after, as_of=town.today).hits]


NAMES = [
    ("brackets of either width", "云泽（集团）商贸有限公司", "(集团)", True),
    ("a quotation mark is a character", '云泽"金"字商贸有限公司', '"金"', True),
    ("a quotation mark that is not there", "云泽金字商贸有限公司", '"金"', False),
    ("a percent sign is no wildcard", "云泽商贸有限公司", "云%贸", False),
    ("an underscore is no wildcard", "云泽商贸有限公司", "云_商", False),
    ("FTS words are words", "云泽商贸有限公司", "云泽 OR 商贸", False),
    ("a star is no wildcard", "云泽商贸有限公司", "云泽*", False),
    ("Latin letters in any case", "云泽ABC科技有限公司", "abc科", True),
    ("digits", "云泽360安全科技有限公司", "360", True),
    ("a hyphen inside", "云泽A-B科技有限公司", "A-B", True),
    ("both bigrams, but not one after the other", "商贸云泽泽商有限公司", "云泽商贸", False),
    ("rare characters beyond the first plane", "云泽𠮷野商贸有限公司", "𠮷野", True),
    ("initials of a part", "云泽市嘉禾食品有限公司", "jhsp", True),
    ("initials are not letters of the name", "云泽市嘉禾食品有限公司", "jhxx", False),
]


@pytest.mark.parametrize(("reason", "name", "text", "hit"), NAMES, ids=[row[0] for row in NAMES])
def test_what_is_found(town: Town, reason: str, name: str, text: str, hit: bool) -> None:
    party = town.party(name)
    assert found(text, town) == ([party.id] if hit else [])


def test_a_whole_name_comes_first(town: Town) -> None:
    longer = town.party("云泽市嘉禾食品有限公司分公司")
    whole = town.party("云泽市嘉禾食品有限公司")
    assert found("云泽市嘉禾食品有限公司", town) == [whole.id, longer.id]


def test_a_subject_comes_once_though_several_names_match(town: Town) -> None:
    party = town.party("云泽市嘉禾食品有限公司", former="云泽市嘉禾糕点厂")
    page = search.search("嘉禾", limit=20, after=None, as_of=town.today)
    assert ([hit.subject_id for hit in page.hits], page.count) == ([party.id], 1)


def test_a_closed_name_finds_nobody(town: Town) -> None:
    party = town.party("云泽市错字商贸有限公司")
    Name.objects.filter(subject=party.id).update(known_until=1)
    assert found("错字", town) == []


def test_who_is_known_by_a_code_alone_comes_while_something_is_public(town: Town) -> None:
    seen, unseen = (
        town.party("外地甲建设有限公司", registered=False),
        town.party("外地乙建设有限公司", registered=False),
    )
    town.licence(seen, "云住建许〔2026〕1号")
    town.licence(unseen, "云住建许〔2026〕2号", publicity="not_public")
    town.licence(unseen, "云住建许〔2026〕3号", decided_on=town.day(-9), hidden_from=town.day(0))
    assert found("建设有限", town) == [seen.id]
    assert not search.is_public_subject(unseen.id, town.today)


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
def test_pages_walk_every_subject_once(town: Town, limit: int) -> None:
    parties = town.add_parties([f"云泽百业{n}号商贸有限公司" for n in range(20)])
    whole = town.party("百业")
    seen: list[int] = []
    after: int | None = None
    while True:
        page = search.search("百业", limit=limit, after=after, as_of=town.today)
        assert page.count == 21
        seen += [hit.subject_id for hit in page.hits]
        after = page.after
        if after is None:
            break
    assert seen == [whole.id, *(p.id for p in parties)]


def test_a_count_stops_at_its_cap(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "COUNT_CAP", 5)
    town.add_parties([f"云泽百业{n}号商贸有限公司" for n in range(9)])
    assert search.search("百业", limit=3, after=None, as_of=town.today).count == 6


def test_names_leave_the_index_and_come_back(town: Town) -> None:
    party = town.party("云泽市嘉禾食品有限公司")
    name = Name.objects.get(subject=party.id)
    search.unindex_names([(name.pk, name.normal, name.initials)])
    assert found("嘉禾", town) == found("jhsp", town) == []
    assert search.rebuild_index() == 1
    assert found("嘉禾", town) == found("jhsp", town) == [party.id]


WAYS = [
    ("all names walked", {"WINDOW": 4000}),
    ("the first walked, the others looked up", {"WINDOW": 7, "FARTHEST": 0}),
    ("walked a little, then farther", {"WINDOW": 7, "FARTHEST": 40}),
    ("all looked up", {"RARE": 2.0}),
    ("looked up, checked a few at a time", {"RARE": 2.0, "_CHUNK": 10}),
]


@pytest.mark.parametrize(("reason", "limits"), WAYS, ids=[row[0] for row in WAYS])
@pytest.mark.parametrize("text", ["食品", "食品有限公司", "嘉禾", "品食", "jhsp", "sp", "3号"])
def test_every_way_finds_the_same(
    town: Town, monkeypatch: pytest.MonkeyPatch, reason: str, limits: dict[str, float], text: str
) -> None:
    for name, value in limits.items():
        monkeypatch.setattr(looking, name, value)
    if connection.vendor == "postgresql":
        bulk.analyse([looking.TABLE])
    trades = ("嘉禾食品", "金穗食品", "嘉禾建筑", "百业商贸", "品食商贸")
    parties = town.add_parties([f"云泽市{trades[n % 5]}{n}号食品有限公司"[: 12 if n % 3 else None] for n in range(60)])
    letters = {"jhsp": "嘉禾食品", "sp": "食品"}
    meant = letters.get(text, text)
    expected = [p.id for p in parties if meant in p.name or (text == "sp" and "商品" in p.name)]
    seen: list[int] = []
    after: int | None = None
    while after is not None or not seen:
        page = search.search(text, limit=7, after=after, as_of=town.today)
        assert page.count == len(expected)
        seen += [hit.subject_id for hit in page.hits]
        after = page.after
        if after is None:
            break
    assert seen == expected


def test_subjects_named_never_gives_a_persons_name(town: Town) -> None:
    firm, farm = town.party("云泽市王大山食品有限公司"), _farm(town)
    trader = town.party("王大山超市", kind="sole_trader")
    ids = set(Subject.objects.filter(id__in=search.subjects_named("王大山")).values_list("id", flat=True))
    assert ids == {firm.id}
    assert farm.id != trader.id


def test_cursors_are_letters_and_come_back() -> None:
    for number in (0, 7, 16777216, 10**15 + 3, 2**63 - 1):
        assert search.spell_cursor(number).isalpha()
        assert search.read_cursor(search.spell_cursor(number)) == number
    for text in ("", "7", "x", "g" * 20, "gh1", search.spell_cursor(2**63)):
        assert search.read_cursor(text) is None


def test_the_index_answers_the_search(town: Town) -> None:
    """No walk over all names: the index leads. Checked where the planner says so in words."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by its statistics, which a test's few rows do not give")
    with CaptureQueriesContext(connection) as captured:
        found("嘉禾", town)
    sql = next(query["sql"] for query in captured if "MATCH" in query["sql"])
    plan = " ".join(str(row) for row in bulk.select(f"EXPLAIN QUERY PLAN {sql.replace('%', '%%')}"))
    assert "SCAN f VIRTUAL TABLE" in plan
    assert "SCAN n" not in plan
    assert "TEMP B-TREE" not in plan, "sorting all candidates took four seconds at a million names"


def _farm(town: Town) -> Party:
    return town.party("云泽市王大山家庭农场", named_after_person=True)
