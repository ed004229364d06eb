"""Group commit and its traps, in a process of its own on a real database; and inside a test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from cohive.journal.models import Agent
from cohive.journal.operations import create_agent
from cohive.journal.writer import joined, submit, write
from cohive.words.refusals import Refused
from tests.journal.writing import AT, EACH, THREADS


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What came of all trials."""
    home = tmp_path_factory.mktemp("writing")
    plain = {key: text for key, text in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield trials(home, plain)
        return
    name = f"writing_{home.parent.name}_{home.name}".replace("-", "_").lower()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        own = urlsplit(url)._replace(path=f"/{name}").geturl()
        yield trials(home, {**plain, "DATABASE_URL": own})
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def trials(home: Path, environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.journal.writing", str(home)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.process
class TestInAProcessOfItsOwn:
    def test_everybody_is_answered_after_the_commit_and_many_share_one(
        self, came: dict[str, Any]
    ) -> None:
        many = THREADS * EACH
        assert came["crowd"] == {
            "answered": many,
            "there": many,
            "operations": many,
            "in_groups": True,
        }

    def test_a_fault_of_one_touches_nobody_else(self, came: dict[str, Any]) -> None:
        assert came["fault_of_one"]["words"] == ["written", "ValueError", "written"]
        assert came["fault_of_one"]["kept"] == [True, True]

    def test_a_fault_that_speaks_at_commit_is_found_by_running_them_one_by_one(
        self, came: dict[str, Any]
    ) -> None:
        assert came["fault_at_commit"] == {
            "words": ["written", "IntegrityError", "written"],
            "kept": [True, True],
            "acts": 0,
        }

    def test_who_was_refused_for_what_was_never_written_is_asked_again(
        self, came: dict[str, Any]
    ) -> None:
        assert came["refused_with_it"] == {"words": ["IntegrityError", "written"], "firms": 1}

    def test_inside_a_transaction_nobody_waits_for_the_writer(self, came: dict[str, Any]) -> None:
        assert came["inside"] == "refused"

    def test_the_writer_does_not_wait_for_itself(self, came: dict[str, Any]) -> None:
        assert came["own_thread"] is True

    def test_hooks_run_after_the_commit_and_none_of_one_that_failed(
        self, came: dict[str, Any]
    ) -> None:
        words = ["written", "written", "ValueError", "written", "written"]
        assert came["hooks"] == {"words": words, "rang": ["one", "two"]}

    def test_a_lock_at_the_beginning_does_not_end_the_thread(self, came: dict[str, Any]) -> None:
        assert came["locked"] == {
            "twice": "written",
            "for_ever": "OperationalError",
            "afterwards": "written",
        }

    def test_a_broken_disk_stops_the_process_before_anybody_is_told_yes(
        self, came: dict[str, Any]
    ) -> None:
        assert came["broken_disk"]["stopped"] == ["disk I/O error"]
        assert came["broken_disk"]["word"] != "written"

    def test_a_transaction_given_up_is_told_to_nobody_as_written(
        self, came: dict[str, Any]
    ) -> None:
        assert came["given_up"]["words"] == ["written", "written", "written"]
        assert came["given_up"]["there"] == [True, True, True]

    def test_what_many_read_alike_is_read_once_for_a_batch_and_anew_after_a_fault(
        self, came: dict[str, Any]
    ) -> None:
        assert came["reads"] == {"batch": 2, "outside": 2}

    def test_operations_speak_the_language_of_who_handed_them_over(
        self, came: dict[str, Any]
    ) -> None:
        assert came["tongue"] == "zh-hans"


@pytest.mark.django_db
def test_inside_a_test_case_it_runs_at_once() -> None:
    made: UUID = write(lambda: create_agent(kind="person", at=AT))
    assert Agent.objects.filter(id=made).exists()


@pytest.mark.django_db
def test_inside_a_test_case_too_a_transaction_of_ones_own_is_refused() -> None:
    with (
        pytest.raises(transaction.TransactionManagementError, match="waits for the writer"),
        transaction.atomic(),
    ):
        submit(lambda: None)


@pytest.mark.django_db
def test_a_fault_comes_back_to_who_asked() -> None:
    def broken() -> None:
        create_agent(kind="firm", at=AT)
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        write(broken)
    assert not Agent.objects.filter(kind="firm").exists()


@joined
def counted(fails: bool) -> int:
    """One statement; then a fault, where it is asked for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if fails:
        raise Refused("No.")
    return 1


@pytest.mark.django_db
def test_a_step_of_a_task_has_the_savepoint_of_its_task() -> None:
    with CaptureQueriesContext(connection) as alone:
        counted(False)
    with CaptureQueriesContext(connection) as task:
        write(lambda: counted(False) + counted(False))
    for seen in (alone, task):
        words = [one["sql"].split()[0] for one in seen.captured_queries]
        assert (words.count("SAVEPOINT"), words.count("RELEASE")) == (1, 1)


@pytest.mark.django_db
def test_a_step_that_fails_fails_its_task_alone_and_the_next_one_goes_on() -> None:
    with pytest.raises(Refused):
        write(lambda: counted(True))
    assert write(lambda: counted(False)) == 1
    with pytest.raises(Refused):
        counted(True)
    assert counted(False) == 1


@pytest.mark.django_db
def test_who_catches_the_fault_of_a_step_cannot_go_on_as_if_nothing_had_been() -> None:
    def catches() -> int:
        with suppress(Refused):
            counted(True)
        return counted(False)

    with pytest.raises(TransactionManagementError):
        write(catches)
    assert write(lambda: counted(False)) == 1
