"""Fixtures of every test: a fixed instant, and a way to let listeners hear."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import settings

from cohive.journal import jobs
from tests.browser import chromium, chromium_of_all

__all__ = ["chromium", "chromium_of_all"]

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
# what must be green before landing tries the same cases every time; elsewhere new ones are tried
settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")

NOW = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts servers comes first: a long file begun last keeps one worker alone."""
    items.sort(key=lambda item: "process" not in item.keywords)


@pytest.fixture
def now() -> datetime:
    """Sunday 22 November 2026, 09:14 in Rotterdam."""
    return NOW


@pytest.fixture
def hear(db: None) -> Callable[[datetime], int]:
    """Let the worker do what is due at an instant, until nothing is left."""

    def run(at: datetime = NOW) -> int:
        total = 0
        while done := jobs.run_due(at=at):
            total += done
        return total

    return run


@pytest.fixture(scope="session", autouse=True)
def other_sessions_end(request: pytest.FixtureRequest) -> Iterator[None]:
    """Before the test database goes, end what still looks at it.

    A page shown to a browser may be answered in a context of its own, with a connection of its
    own that nobody closes; PostgreSQL does not drop a database somebody is connected to.
    """
    if connection.vendor != "postgresql":
        yield
        return
    request.getfixturevalue("django_db_setup")
    yield
    with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
