"""The writer on a real database, with real threads: `writing HOME`. Prints one JSON line."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import django

AT = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)
THREADS, EACH = 16, 6
NOBODY = UUID(int=7)


def main() -> None:
    os.environ["COHIVE_HOME"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    from cohive.house.schema import bring_up_to_date

    bring_up_to_date()
    came: dict[str, object] = {}
    for name, work in TRIALS.items():
        began = time.monotonic()
        came[name] = work()
        print(f"{name}: {time.monotonic() - began:.2f} s", file=sys.stderr)
    print(json.dumps(came))


def agent(kind: str = "person") -> UUID:
    from cohive.journal.operations import create_agent

    return create_agent(kind=kind, at=AT)


def is_there(agent_id: UUID) -> bool:
    from cohive.journal.models import Agent

    return Agent.objects.filter(id=agent_id).exists()


def word(future: Future[Any]) -> str:
    """'written', or what was raised."""
    fault = future.exception(timeout=30)
    return "written" if fault is None else type(fault).__name__


def in_one_batch(*operations: Callable[[], Any]) -> tuple[list[Future[Any]], int]:
    """Let all of them wait behind one that holds the writer; (futures, batches they took)."""
    from cohive.journal.writer import writer

    go, holds = threading.Event(), threading.Event()

    def hold() -> None:
        holds.set()
        go.wait(30)

    first = writer().submit(hold)
    holds.wait(30)
    before = writer().batches
    futures = [writer().submit(operation) for operation in operations]
    go.set()
    for future in [first, *futures]:
        future.exception(timeout=30)
    writer().submit(lambda: None).result(30)  # whatever ran again has ended
    return futures, writer().batches - before


def crowd() -> dict[str, object]:
    """Sixteen threads, each asking again and again; every answer is on the disk when it comes."""
    from django.db import connection

    from cohive.journal.writer import Writer

    own = Writer()
    seen: list[bool] = []

    def ask() -> None:
        try:
            seen.extend(is_there(own.submit(agent).result(30)) for _ in range(EACH))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "answered": len(seen),
        "there": sum(seen),
        "operations": own.operations,
        "in_groups": own.batches < own.operations,
    }


def fault_of_one() -> dict[str, object]:
    def broken() -> None:
        agent()
        raise ValueError("mine")

    futures, batches = in_one_batch(agent, broken, agent)
    kept = [is_there(futures[place].result()) for place in (0, 2)]
    return {"words": [word(future) for future in futures], "kept": kept, "batches": batches}


def fault_at_commit() -> dict[str, object]:
    """An act of nobody: its foreign key is looked at when the transaction ends."""
    from cohive.journal.models import Act

    def stray() -> UUID:
        act = Act(kind="x", verb="Create", actor_id=NOBODY, object_kind="x", object_id=NOBODY,
                  at=AT, recorded_at=AT)  # fmt: skip
        act.save(force_insert=True)
        return act.id

    futures, _ = in_one_batch(agent, stray, agent)
    kept = [is_there(futures[place].result()) for place in (0, 2)]
    return {
        "words": [word(future) for future in futures],
        "kept": kept,
        "acts": Act.objects.count(),
    }


def refused_with_it() -> dict[str, object]:
    """Whoever was refused because of what was then not written is asked again."""
    from cohive.journal.models import Act, Agent

    def last_and_stray() -> None:
        agent("firm")
        Act(kind="x", verb="Create", actor_id=NOBODY, object_kind="x", object_id=NOBODY, at=AT,
            recorded_at=AT).save(force_insert=True)  # fmt: skip

    def only_firm() -> None:
        if Agent.objects.filter(kind="firm").exists():
            raise ValueError("there is one")
        agent("firm")

    futures, _ = in_one_batch(last_and_stray, only_firm)
    return {
        "words": [word(future) for future in futures],
        "firms": Agent.objects.filter(kind="firm").count(),
    }


def inside_a_transaction() -> str:
    from django.db import transaction

    from cohive.journal.writer import write

    try:
        with transaction.atomic():
            write(agent)
    except transaction.TransactionManagementError:
        return "refused"
    return "let in"


def on_its_own_thread() -> bool:
    from cohive.journal.writer import write

    return is_there(write(lambda: write(agent)))


def hooks() -> dict[str, object]:
    """After the commit, seen by others; none of one that failed; a raising one harms nobody."""
    from django.db import transaction

    rang: list[str] = []
    done = threading.Event()

    def ring(name: str) -> UUID:
        transaction.on_commit(lambda: rang.append(name))
        return agent()

    def raising() -> UUID:
        def shout() -> None:
            raise RuntimeError("a hook")

        transaction.on_commit(shout)
        return agent()

    def failing() -> None:
        transaction.on_commit(lambda: rang.append("of the failed"))
        raise ValueError("mine")

    def last() -> UUID:
        transaction.on_commit(done.set)
        return agent()

    futures, _ = in_one_batch(lambda: ring("one"), raising, failing, lambda: ring("two"), last)
    done.wait(30)
    return {"words": [word(future) for future in futures], "rang": rang}


def locked_at_begin() -> dict[str, object]:
    """A lock at BEGIN is tried again; for ever locked, everybody is told and the thread lives."""
    from django.db import OperationalError, transaction

    from cohive.journal import writer as module

    own = module.Writer()
    real, times = transaction.atomic, [2]

    def locked(*arguments: Any, **more: Any) -> Any:
        if threading.current_thread().name == "writer" and times[0] > 0:
            times[0] -= 1
            raise OperationalError("database is locked")
        return real(*arguments, **more)

    module.transaction.atomic = locked
    try:
        twice = word(own.submit(agent))
        times[0] = 100
        for_ever = word(own.submit(agent))
        times[0] = 0
        afterwards = word(own.submit(agent))
    finally:
        module.transaction.atomic = real
    return {"twice": twice, "for_ever": for_ever, "afterwards": afterwards}


def broken_disk() -> dict[str, object]:
    from django.db import OperationalError

    from cohive.journal.writer import Writer

    class StoppedError(BaseException):
        pass

    stopped: list[str] = []

    def stop(fault: BaseException) -> None:
        stopped.append(str(fault))
        raise StoppedError

    def eio() -> None:
        cause = sqlite3.OperationalError("disk I/O error")
        cause.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        raise OperationalError("disk I/O error") from cause

    own = Writer(stop)
    return {"word": word(own.submit(eio)), "stopped": stopped}


def given_up() -> dict[str, object]:
    """The database gives the whole transaction up (a full disk does that): nobody is told yes."""
    from django.db import connection

    rounds = [0]

    def breaks() -> UUID:
        rounds[0] += 1
        found = agent()
        if rounds[0] == 1:
            connection.connection.rollback()  # what SQLite does by itself when the disk is full
            connection.needs_rollback = True
            connection.atomic_blocks[0]  # the outer one knows nothing of it
            raise ValueError("first time")
        return found

    futures, _ = in_one_batch(agent, breaks, agent)
    words = [word(future) for future in futures]
    return {
        "words": words,
        "there": [is_there(f.result()) for f, w in zip(futures, words, strict=True)
                  if w == "written"],
    }  # fmt: skip


def reads() -> dict[str, int]:
    """How often it was read: by three of one batch, with a failing one between, and outside."""
    from cohive.journal.writer import shared

    counts = {"batch": 0, "outside": 0}

    def read(where: str) -> None:
        counts[where] += 1

    def ask() -> None:
        shared("something", lambda: read("batch"))

    def fail() -> None:
        ask()
        raise ValueError("mine")

    in_one_batch(ask, ask, fail, ask)
    for _ in range(2):
        shared("something", lambda: read("outside"))
    return counts


def tongue() -> str:
    from django.utils import translation

    from cohive.journal.writer import write

    with translation.override("zh-hans"):
        return write(translation.get_language)


TRIALS: dict[str, Callable[[], object]] = {
    "crowd": crowd,
    "fault_of_one": fault_of_one,
    "fault_at_commit": fault_at_commit,
    "refused_with_it": refused_with_it,
    "inside": inside_a_transaction,
    "own_thread": on_its_own_thread,
    "hooks": hooks,
    "locked": locked_at_begin,
    "broken_disk": broken_disk,
    "given_up": given_up,
    "reads": reads,
    "tongue": tongue,
}

if __name__ == "__main__":
    main()
