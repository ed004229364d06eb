"""Group commit: one thread of a process writes for all, many operations in each commit.

A durable commit waits for the disk, and SQLite lets one writer in at a time: sixteen threads that
each commit for themselves wait for sixteen disks. Here they hand over what they want done and wait
together: whatever stands in the queue goes into one transaction, each operation in a savepoint of
its own, and is answered after the one COMMIT.

    number = write(partial(operations.enter_draw, drop=drop, variant=variant, by=by, at=at))

What must hold, and does:

- A fault of one operation is its own; the others are written. A constraint that speaks only at
  COMMIT (a deferred foreign key) cannot say whose fault it is: then nothing was written, and the
  operations are run again one by one.
- An answer comes after COMMIT, never before: what was answered is on the disk.
- Inside a transaction nobody may wait for the writer: it could wait for a lock that this very
  transaction holds. That is refused. On the writer's own thread, and in a test case (which is one
  transaction), the operation runs at once.
- What `on_commit` planned runs after the commit of all; what an operation that failed had planned
  is dropped with its savepoint. A fault there harms nobody: it must only wake others.
- The disk fails (EIO): nothing after it can be trusted, so the process stops and is started again.

Use it for what many do at the same moment and waits for nothing but the database; no mail, no
network, no password on this thread.
"""

from __future__ import annotations

import logging
import os
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone, translation

__all__ = ["Writer", "joined", "shared", "submit", "write", "writer"]

logger = logging.getLogger(__name__)

BATCH_MAX = 100
BATCH_SECONDS = 0.05
BEGIN_TRIES = 5
STATUS_OF_A_BROKEN_DISK = 74
"""EX_IOERR of sysexits.h."""
IO_ERROR_STATES = ("58030",)
AGAIN_STATES = ("40001", "40P01")
"""PostgreSQL: serialization failure, deadlock; alone it will pass."""

P = ParamSpec("P")
T = TypeVar("T")
Operation = Callable[[], T]


class NothingWrittenError(Exception):
    """A transaction ended, and not by its COMMIT."""


@dataclass
class Task:
    """An operation, the language and time zone it was handed over in, and its answer."""

    operation: Operation[Any]
    future: Future[Any] = field(default_factory=Future)
    language: str | None = field(default_factory=translation.get_language)
    zone: tzinfo = field(default_factory=timezone.get_current_timezone)
    answer: Any = None
    fault: BaseException | None = None
    is_to_run_again: bool = False

    def run(self) -> None:
        """In a savepoint; keep what came of it."""
        self.answer, self.fault, self.is_to_run_again = None, None, False
        try:
            with (
                translation.override(self.language),
                timezone.override(self.zone),
                transaction.atomic(),
                _in_a_task(),
            ):
                self.answer = self.operation()
        except BaseException as fault:
            self.fault = fault
            self.is_to_run_again = _state(fault) in AGAIN_STATES

    def tell(self) -> None:
        """Answer whoever waits."""
        if self.future.done():
            return
        if self.fault is not None:
            self.future.set_exception(self.fault)
        else:
            self.future.set_result(self.answer)


def stop_the_process(fault: BaseException) -> None:
    """The disk cannot be trusted any more: say so and end at once, nothing is answered."""
    logger.critical("the disk failed, this process stops: %s", fault)
    os._exit(STATUS_OF_A_BROKEN_DISK)


class Writer:
    """The queue of one process and the thread that empties it; the thread starts when needed.

    `batches` and `operations` count what was committed, for whoever measures.
    """

    def __init__(self, stop: Callable[[BaseException], None] = stop_the_process) -> None:
        self._tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
        self._stop = stop
        self._begin = threading.Lock()
        self._thread: threading.Thread | None = None
        self.batches = 0
        self.operations = 0

    def submit(self, operation: Operation[T]) -> Future[T]:
        """Hand an operation over; the future is done after its COMMIT, or with its fault.

        Raises TransactionManagementError inside a transaction.
        """
        task = Task(operation)
        if threading.current_thread() is self._thread or _is_in_a_test_case():
            task.run()
            task.tell()
        elif connection.in_atomic_block:
            raise transaction.TransactionManagementError(
                "whoever waits for the writer inside a transaction may hold what it waits for"
            )
        else:
            self._ensure_thread()
            self._tasks.put(task)
        return task.future

    def _ensure_thread(self) -> None:
        with self._begin:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            tasks = [self._tasks.get()]
            try:
                connection.close_if_unusable_or_obsolete()
                self._write(tasks)
            except BaseException as fault:  # whatever it is, the thread lives on
                logger.exception("the writer could not write")
                for task in tasks:
                    task.fault = task.fault or fault
            for task in tasks:
                task.tell()

    def _write(self, tasks: list[Task]) -> None:
        """One batch; `tasks` grows by what comes meanwhile. Then one by one what has to be."""
        try:
            self._commit(tasks, is_open=True)
        except (IntegrityError, NothingWrittenError):
            again = list(tasks)  # those refused too: what stood in their way may be gone with it
        else:
            again = [task for task in tasks if task.is_to_run_again]
        for task in again:
            try:
                self._commit([task], is_open=False)
            except (IntegrityError, NothingWrittenError) as fault:
                task.fault = task.fault or fault

    def _commit(self, tasks: list[Task], *, is_open: bool) -> None:
        """All of them in one transaction, answered right after its COMMIT."""
        _batch.read = None
        before = self.batches
        for attempt in range(1, BEGIN_TRIES + 1):
            has_begun = False
            try:
                with transaction.atomic():
                    has_begun = True
                    transaction.on_commit(lambda: self._committed(tasks), robust=True)
                    self._run(tasks, is_open=is_open)
                    _let_no_hook_fail()
            except OperationalError as fault:
                if is_io_error(fault):
                    self._stop(fault)
                if has_begun or attempt == BEGIN_TRIES:
                    raise
            else:
                break
        if self.batches == before:  # a broken transaction is rolled back without a word
            raise NothingWrittenError("the database gave the whole transaction up")

    def _run(self, tasks: list[Task], *, is_open: bool) -> None:
        """Each in its savepoint, and what comes meanwhile too, while the batch is not full."""
        until = time.monotonic() + BATCH_SECONDS
        done = 0
        _batch.read = {}
        while done < len(tasks):
            task = tasks[done]
            task.run()
            if task.fault is not None:
                _batch.read = {}  # it may have read what it wrote itself
            if task.fault is not None and is_io_error(task.fault):
                self._stop(task.fault)
            done += 1
            if is_open and done == len(tasks) < BATCH_MAX and time.monotonic() < until:
                tasks += self._waiting(BATCH_MAX - done)
        _batch.read = None

    def _waiting(self, most: int) -> list[Task]:
        found: list[Task] = []
        while len(found) < most:
            try:
                found.append(self._tasks.get_nowait())
            except queue.Empty:
                break
        return found

    def _committed(self, tasks: Sequence[Task]) -> None:
        self.batches += 1
        self.operations += len(tasks)
        for task in tasks:
            if not task.is_to_run_again:
                task.tell()


def is_io_error(fault: BaseException) -> bool:
    """Whether the disk failed below the database, by the code the driver gives."""
    cause = fault.__cause__ if isinstance(fault, OperationalError) else fault
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return bool(code & 0xFF == sqlite3.SQLITE_IOERR)
    return _state(fault) in IO_ERROR_STATES


def _state(fault: BaseException) -> str:
    """PostgreSQL's five letters, '' elsewhere."""
    cause = fault.__cause__ or fault
    return str(getattr(cause, "sqlstate", None) or "")


def _let_no_hook_fail() -> None:
    """Make every planned hook robust: one that raised would take the others with it."""
    planned: list[Any] = connection.run_on_commit  # the stubs know two of its three parts
    planned[:] = [(savepoints, hook, True) for savepoints, hook, _ in planned]


def _is_in_a_test_case() -> bool:
    """Whether the only transaction around is the one Django puts around a test case."""
    blocks = getattr(connection, "atomic_blocks", [])
    # as Django itself asks for `durable`
    return bool(blocks) and all(block._from_testcase for block in blocks)  # noqa: SLF001


_batch = threading.local()


@contextmanager
def _in_a_task() -> Iterator[None]:
    """While it lasts, the innermost savepoint of this thread is the task's own."""
    outer = getattr(_batch, "has_savepoint", False)
    _batch.has_savepoint = True
    try:
        yield
    finally:
        _batch.has_savepoint = outer


def joined(operation: Callable[P, T]) -> Callable[P, T]:
    """`transaction.atomic` for what is mostly a step of a task: there it is one with its task.

    A savepoint of its own costs as much as a row. When it fails inside a task, the task fails: who
    caught its fault and asked the database on would be refused.
    """

    @wraps(operation)
    def inner(*args: P.args, **kwargs: P.kwargs) -> T:
        is_task = getattr(_batch, "has_savepoint", False)
        with transaction.atomic(savepoint=not is_task):
            return operation(*args, **kwargs)

    return inner


def shared(key: Hashable, read: Callable[[], T]) -> T:
    """What many operations of one batch read alike, read once for all of them.

    For what no operation that is handed to the writer changes: the place, a product on sale, the
    price of post. Within a transaction nobody else changes it either (SQLite), or it is as old as
    the batch (PostgreSQL). Outside the writer it is read each time.
    """
    known: dict[Hashable, Any] | None = getattr(_batch, "read", None)
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    answer: T = known[key]
    return answer


_writers: dict[int, Writer] = {}
_first = threading.Lock()


def writer() -> Writer:
    """This process's writer; a forked child has one of its own."""
    process = os.getpid()
    with _first:
        if process not in _writers:
            _writers.clear()
            _writers[process] = Writer()
        return _writers[process]


def submit(operation: Operation[T]) -> Future[T]:
    """Hand an operation to this process's writer; see the module."""
    return writer().submit(operation)


def write(operation: Operation[T]) -> T:
    """The same, waiting for the answer: what the operation returned, or what it raised."""
    return submit(operation).result()
