"""What every test may ask for: a home of its own, a catalogue in force, a day, somebody who acts."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

# What is taken in must not hang on luck, who works on it explores anew with every run; neither hangs on an idle machine
hypothesis_settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")

# What the product must bring safely to the disk, tests need not wait for: they write into memory where there is room.
_MEMORY, _ROOM = Path("/dev/shm"), 6 * 2**30  # noqa: S108 - files and folders are made by tempfile alone
if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM and "TMPDIR" not in os.environ:
    os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)

# Before anything below is imported: the folder that the settings will name. It differs between parallel workers.
_PLACE = Path(tempfile.mkdtemp(prefix="mingxin-test-"))
os.environ["MINGXIN_HOME"] = str(_PLACE / "home")
os.environ.pop("MINGXIN_KEYS", None)

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402
from whitenoise.middleware import WhiteNoiseMiddleware  # noqa: E402

from mingxin.kernel.clock import CHINA  # noqa: E402
from mingxin.ledger.actor import Actor  # noqa: E402
from mingxin.rulebook.book import Rulebook  # noqa: E402
from mingxin.rulebook.loader import packaged_rulebook  # noqa: E402
from tests import databases  # noqa: E402
from tests.laying import CITY_REGION, LAID_AT, OPERATOR, UNIT_CODES  # noqa: E402

TODAY = LAID_AT.date()

_VERBS = tuple(
    Path(__file__).parent / "mingxin" / place
    for place in ("access", "catalogue", "intake/actions", "oversight/actions")
)
_DOORS = Path(__file__).parent / "mingxin" / "doors"
_STORIES = {Path(__file__).parent / place for place in ("way", "seed")}
_VERDICTS = os.environ.get("TEST_VERDICTS", "")

_ITEM = pytest.StashKey[pytest.Item]()
_GIVE = pytest.StashKey[Callable[[pytest.Item], None]]()


def pytest_configure(config: pytest.Config) -> None:
    for marker in (
        "database: reads or writes tables; set by itself",
        "postgresql: runs on PostgreSQL too: all that have tables but the pages of the doors; set by itself",
        "both: a test of a page that runs on PostgreSQL too, for the page asks the tables in a way of its own",
    ):
        config.addinivalue_line("markers", marker)
    # pytest-django has read the settings before this file was imported
    settings.HOME = _PLACE / "home"
    settings.KEYS = _PLACE / "home-keys"
    # what a test committed is not flushed: its database is thrown away
    TransactionTestCase._fixture_teardown = lambda self: None  # type: ignore[method-assign]
    _measure_static_files_once()


def _measure_static_files_once() -> None:
    """Each test client starts a server of its own, and each of these would measure every file that it finds."""
    measure, measured = WhiteNoiseMiddleware.add_file_to_dictionary, dict[tuple[str, str], Any]()

    def measure_once(self: Any, url: str, path: str, **given: Any) -> None:
        if (url, path) not in measured:
            measure(self, url, path, **given)
            measured[url, path] = self.files.get(url)
        if measured[url, path] is not None:  # it is not the compressed variant of another
            self.files[url] = measured[url, path]

    WhiteNoiseMiddleware.add_file_to_dictionary = measure_once


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """`make test` is two runs: the first leaves its verdict in a file, the second shows it above its own."""
    if not _VERDICTS or hasattr(config, "workerinput"):
        return
    for line in Path(_VERDICTS).read_text(encoding="utf-8").splitlines():
        terminalreporter.line(line)
    told = terminalreporter
    lost = [f"  {kind} {one.nodeid}" for kind in ("failed", "error") for one in told.stats.get(kind, ())]
    counts = ", ".join(text for text, _ in told.build_summary_stats_line()[0])
    with Path(_VERDICTS).open("a", encoding="utf-8") as file:
        file.write("\n".join([f"{connection.vendor}: {counts}", *lost]) + "\n")


def pytest_unconfigure() -> None:
    shutil.rmtree(_PLACE, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by itself what needs the database and what goes to PostgreSQL, so that nobody can forget it."""
    for item in items:
        if item.get_closest_marker("django_db") or _asked(item) & {"db", "transactional_db", "django_db_setup"}:
            item.add_marker("database")
        if item.get_closest_marker("database") and (item.get_closest_marker("both") or _DOORS not in item.path.parents):
            item.add_marker("postgresql")
    # whole stories take minutes: they go first, for whichever process is done first takes over what the other has left
    items.sort(key=lambda item: _STORIES.isdisjoint(item.path.parents))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before its transaction begins, each test is given the database that it asks for."""
    item.config.stash[_ITEM] = item
    give = item.config.stash.get(_GIVE, None)
    if give and item.get_closest_marker("database"):
        give(item)


def _asked(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def _commits(item: pytest.Item) -> bool:
    """Whether nothing is wrapped around it that is rolled back."""
    marker = item.get_closest_marker("django_db")
    return bool(_asked(item) & {"transactional_db", "live_server"} or (marker and marker.kwargs.get("transaction")))


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any, worker_id: str
) -> Iterator[None]:
    """Copies of databases made once, instead of migrations by every worker."""
    folder = request.config.cache.mkdir("databases")
    with django_db_blocker.unblock(), databases.opened(folder=folder, worker=worker_id) as held:

        def give(item: pytest.Item) -> None:
            state = databases.LAID if "laid" in _asked(item) else databases.EMPTY
            with django_db_blocker.unblock():
                held.give(state, to_commit=_commits(item))

        request.config.stash[_GIVE] = give
        give(request.config.stash[_ITEM])
        yield


@pytest.fixture(autouse=True)
def _rows_are_found_as_told(request: pytest.FixtureRequest) -> Iterator[None]:
    """See tests/told.py: in the tests of verbs. Whoever alters rows by hand says so with the marker `forges`."""
    base = _asked(request.node) & {"db", "transactional_db"}
    has_database = base or request.node.get_closest_marker("django_db")
    is_of_verbs = any(folder in request.node.path.parents for folder in _VERBS)
    if not has_database or not is_of_verbs or request.node.get_closest_marker("forges"):
        yield
        return
    for name in base:
        request.getfixturevalue(name)
    yield
    from tests.told import found_otherwise

    assert found_otherwise() == []


@pytest.fixture(scope="session")
def home() -> Path:
    """The data folder of this test process, with its keys beside it."""
    from mingxin.archive.public_numbers import make_numbers_key
    from mingxin.config.secret import make_secret
    from mingxin.vault.sealing import make_vault_key

    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    make_secret(settings.KEYS)
    make_vault_key(settings.KEYS)
    make_numbers_key(settings.KEYS)
    return Path(settings.HOME)


@pytest.fixture
def no_papers_of_others(home: Path) -> None:
    """For tests that prove everything: what others issued lies in the same home, and its rows were rolled back."""
    shutil.rmtree(home / "papers", ignore_errors=True)


@pytest.fixture(scope="session")
def signing_key(home: Path) -> Path:
    """The keys folder, with a demonstration signing key in it."""
    from mingxin.papers.keys import holds_key, make_demonstration_key

    if not holds_key(settings.KEYS):
        # papers of the story and of the present day are signed with it, whenever that is
        make_demonstration_key(settings.KEYS, city="云泽市", at=datetime(2020, 1, 1, tzinfo=CHINA), days=200 * 365)
    return Path(settings.KEYS)


@pytest.fixture
def ledger_key(home: Path) -> Iterator[Path]:
    """The keys folder, with a key for the ledger for as long as the test: entries are stamped and seals signed."""
    from mingxin.ledger import keys, witness

    keys.make_ledger_key(settings.KEYS)
    yield Path(settings.KEYS)
    for name in (keys.KEY_FILE, witness.FILE):
        (settings.KEYS / name).unlink(missing_ok=True)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return packaged_rulebook()


@pytest.fixture
def now() -> datetime:
    """A Friday morning in the story's calendar."""
    return LAID_AT


@pytest.fixture
def actor() -> Actor:
    return OPERATOR


@dataclass(frozen=True)
class InForce:
    """A city that can receive: two units with the power to report every item."""

    region: str
    unit: str
    other_unit: str
    edition: int


@pytest.fixture
def laid() -> None:
    """Whoever asks for this is given the database in which the city of tests/laying.py lies."""


@pytest.fixture
def in_force(laid: None, db: None, home: Path) -> InForce:
    """Catalogue in force since the start of 2020, working days loaded, region and two units with every power."""
    return InForce(CITY_REGION, *UNIT_CODES, edition=1)
