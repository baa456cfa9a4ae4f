"""What is written down of faults: an outage of the database once, everything else each time."""

import logging
from collections.abc import Iterator

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.db.backends.signals import connection_created

from mingxin.config.faults import NotSaidCalmly, OnceAnOutage


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record)


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler, outage = Kept(), OnceAnOutage()
    handler.addFilter(outage)
    for name in ("test.faults", "mingxin.database"):
        log = logging.getLogger(name)
        log.handlers, log.propagate = [handler], False
    yield handler
    connection_created.disconnect(outage._back)
    logging.getLogger("mingxin.database").handlers, logging.getLogger("mingxin.database").propagate = [], True


def fails(error: Exception, cause: Exception | None, times: int = 3) -> None:
    for _ in range(times):
        try:
            raise error from cause
        except type(error):
            logging.getLogger("test.faults").error("a request", exc_info=True)


AWAY = psycopg.OperationalError("connection refused")
FAULTS: list[tuple[str, Exception, Exception | None, int]] = [
    ("no connection", OperationalError(), AWAY, 1),
    ("a connection that the server ended", OperationalError(), psycopg.errors.AdminShutdown(), 1),
    ("a connection that is closed", InterfaceError(), psycopg.InterfaceError("closed"), 1),
    ("a lock that was not got", OperationalError(), psycopg.errors.LockNotAvailable(), 3),
    ("SQLite busy", OperationalError("database is locked"), None, 3),
    ("anything else", ValueError(), None, 3),
]


@pytest.mark.parametrize(("error", "cause", "lines"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_how_often_it_is_written(kept: Kept, error: Exception, cause: Exception | None, lines: int) -> None:
    fails(error, cause)
    assert len(kept.told) == lines


def test_each_outage_begins_and_ends(kept: Kept) -> None:
    fails(OperationalError(), AWAY, times=5)
    connection_created.send(sender=type(connection), connection=connection)
    connection_created.send(sender=type(connection), connection=connection)
    assert "已恢复，其间另有 4 个请求" in kept.told[-1].status_code  # type: ignore[attr-defined]
    fails(OperationalError(), AWAY)
    assert len(kept.told) == 3, "fault, back, fault"


@pytest.mark.parametrize(
    ("status", "error", "is_written"),
    [
        pytest.param(503, None, False, id="a page that asks to come again"),
        pytest.param(503, (ValueError, ValueError(), None), True, id="an exception, whatever was answered"),
        pytest.param(500, None, True, id="a page of a fault"),
        pytest.param("数据库已恢复", None, True, id="what the platform itself writes"),
    ],
)
def test_what_a_page_says_calmly_is_not_written(status: object, error: object, is_written: bool) -> None:
    record = logging.makeLogRecord({"status_code": status, "exc_info": error})
    assert NotSaidCalmly().filter(record) is is_written
