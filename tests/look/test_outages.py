"""A full disk answers 507, a busy or lost database 503; what is our own fault stays a fault."""

from __future__ import annotations

import errno
import sqlite3

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import RequestFactory

from cohive.look.outages import Outage, OutageMiddleware, outage_of


def of_sqlite(code: int) -> OperationalError:
    cause = sqlite3.OperationalError("told by the test")
    cause.sqlite_errorcode = code
    return caused(OperationalError("told by the test"), cause)


def caused(fault: Exception, cause: Exception) -> Exception:
    fault.__cause__ = cause
    return fault


FAULTS = [
    (of_sqlite(sqlite3.SQLITE_FULL), Outage.FULL),
    (OSError(errno.ENOSPC, "No space left on device"), Outage.FULL),
    (OSError(errno.EDQUOT, "Disk quota exceeded"), Outage.FULL),
    (caused(OperationalError("full"), psycopg.errors.DiskFull()), Outage.FULL),
    (caused(RuntimeError("told"), of_sqlite(sqlite3.SQLITE_FULL)), Outage.FULL),
    (of_sqlite(sqlite3.SQLITE_BUSY), Outage.BUSY),
    (of_sqlite(sqlite3.SQLITE_IOERR_READ), Outage.BUSY),
    (caused(OperationalError("gone"), psycopg.OperationalError("gone")), Outage.BUSY),
    (caused(InterfaceError("gone"), psycopg.InterfaceError("gone")), Outage.BUSY),
    (caused(OperationalError("many"), psycopg.errors.TooManyConnections()), Outage.BUSY),
    (caused(IntegrityError("twice"), psycopg.errors.UniqueViolation()), None),
    (of_sqlite(sqlite3.SQLITE_ERROR), None),
    (OSError(errno.ENOENT, "No such file"), None),
    (ValueError("ours"), None),
]


@pytest.mark.parametrize(("fault", "outage"), FAULTS, ids=lambda value: str(value)[:40])
def test_each_fault_is_what_it_is(fault, outage):
    assert outage_of(fault) is outage


@pytest.mark.parametrize("outage", list(Outage))
def test_the_page_asks_nothing_of_the_database_and_says_when_to_come_back(outage, caplog):
    """Without the database of the tests: a query would fail this test."""
    fault = next(fault for fault, found in FAULTS if found is outage)
    request = RequestFactory().post("/checkout/")
    answer = OutageMiddleware(lambda request: None).process_exception(request, fault)
    assert answer is not None
    assert answer.status_code == outage.value
    assert answer.headers["Retry-After"] == "30"
    assert "send it again" in answer.content.decode().lower()
    assert "/checkout/" in caplog.text


def test_our_own_faults_go_on_to_their_page():
    request = RequestFactory().get("/")
    assert OutageMiddleware(lambda request: None).process_exception(request, ValueError()) is None
