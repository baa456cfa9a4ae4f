"""What every test may ask for: a home of its own, a catalogue in force, a day, somebody who acts."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

# What is taken in must not hang on luck; who works on it explores anew with every run
hypothesis_settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI") == "true":
    hypothesis_settings.load_profile("ci")

# Before anything below is imported: the folder that the settings will name. It differs between parallel workers.
_PLACE = Path(tempfile.mkdtemp(prefix="mingxin-test-"))
os.environ["MINGXIN_HOME"] = str(_PLACE / "home")
os.environ.pop("MINGXIN_KEYS", None)

from django.conf import settings  # noqa: E402

from mingxin.kernel.clock import CHINA  # noqa: E402
from mingxin.ledger.actor import Actor  # noqa: E402
from mingxin.rulebook.book import Rulebook  # noqa: E402
from mingxin.rulebook.loader import load_rulebook  # noqa: E402

TODAY = date(2026, 11, 20)
CITY_REGION = "429913"
UNIT_CODES = ("11429913000000019L", "11429913000000027F")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "database: reads or writes tables; runs on SQLite and on PostgreSQL")
    # pytest-django has read the settings before this file was imported
    settings.HOME = _PLACE / "home"
    settings.KEYS = _PLACE / "home-keys"
    settings.STATIC_ROOT = settings.HOME / "static"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by itself what needs the database, so that nobody can forget PostgreSQL."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or asked & {"db", "transactional_db", "django_db_setup"}:
            item.add_marker("database")


@pytest.fixture(scope="session")
def home() -> Path:
    """The data folder of this test process, with its keys beside it."""
    from mingxin.config.secret import make_secret
    from mingxin.vault.sealing import make_vault_key

    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    make_secret(settings.KEYS)
    make_vault_key(settings.KEYS)
    return Path(settings.HOME)


@pytest.fixture(scope="session")
def signing_key(home: Path) -> Path:
    """The keys folder, with a demonstration signing key in it."""
    from mingxin.papers.keys import holds_key, make_demonstration_key

    if not holds_key(settings.KEYS):
        make_demonstration_key(settings.KEYS, city="云泽市", at=datetime(2026, 1, 1, tzinfo=CHINA))
    return Path(settings.KEYS)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture
def now() -> datetime:
    """A Friday morning in the story's calendar."""
    return datetime(2026, 11, 20, 10, 0, tzinfo=CHINA)


@pytest.fixture
def actor() -> Actor:
    return Actor(login="operator", name="命令行操作员")


@dataclass(frozen=True)
class InForce:
    """A city that can receive: two units with the power to report every item."""

    region: str
    unit: str
    other_unit: str
    edition: int


@pytest.fixture
def in_force(db: None, home: Path, rulebook: Rulebook, now: datetime, actor: Actor) -> Iterator[InForce]:
    """Catalogue in force since the start of 2020, working days loaded, region and two units with every power."""
    from mingxin.access.actions.units import add_region, add_unit
    from mingxin.catalogue.actions import put_in_force

    edition = put_in_force(rulebook, by=actor, at=now, in_force_on=date(2020, 1, 1))
    _load_calendar(actor, now)
    add_region(code=CITY_REGION, name="云泽市", by=actor, at=now)
    for code, name in zip(UNIT_CODES, ("云泽市市场监督管理局", "云泽市住房和城乡建设局"), strict=True):
        add_unit(
            uscc=code,
            name=name,
            items=sorted(rulebook.cards),
            region=CITY_REGION,
            ground="权责清单",
            held_from=date(2020, 1, 1),
            by=actor,
            at=now,
        )
    yield InForce(CITY_REGION, *UNIT_CODES, edition=edition.number)


_calendar: dict[str, list[tuple[object, ...]]] = {}


def _load_calendar(actor: Actor, now: datetime) -> None:
    """Load the working days; after the first time from memory, past the ORM (0.02 s instead of 0.65 s a test)."""
    from mingxin.archive import bulk
    from mingxin.catalogue.actions import load_first_calendar
    from mingxin.rulebook.models import CalendarDay, CalendarEdition

    for model in (CalendarEdition, CalendarDay):
        columns = [field.column for field in model._meta.concrete_fields if not field.auto_created]
        table = model._meta.db_table
        if table in _calendar:
            bulk.insert(table, columns, _calendar[table])
        else:
            if model is CalendarEdition:
                load_first_calendar(by=actor, at=now)
            _calendar[table] = list(bulk.select(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1"))
