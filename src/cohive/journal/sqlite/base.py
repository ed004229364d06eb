"""SQLite where every writer waits for its turn.

SQLite's own waiting is polling and unfair: of three busy processes one may write once in six
seconds. Here every writing transaction first takes an advisory lock on `<database>.turn`; the
kernel queues the waiters in order, between threads and processes alike. Reads take no lock (WAL).
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

logger = logging.getLogger(__name__)

DISK_FAILED = 74
"""The exit status (EX_IOERR) of a process whose commit the disk refused."""
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "ALTER", "DROP")


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper plus the turn lock around BEGIN IMMEDIATE and around lone writes."""

    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)
        self._turn_file: int | None = None
        self._has_turn = False
        self.execute_wrappers.append(self._lone_write)

    def _take_turn(self) -> None:
        name = str(self.settings_dict["NAME"])
        if self._has_turn or ":memory:" in name or "mode=memory" in name:
            return
        if self._turn_file is None:
            self._turn_file = os.open(f"{name}.turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._turn_file, fcntl.LOCK_EX)
        self._has_turn = True

    def _give_turn(self) -> None:
        if self._has_turn and self._turn_file is not None:
            self._has_turn = False
            fcntl.flock(self._turn_file, fcntl.LOCK_UN)

    def _lone_write(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Give a write outside any transaction a turn of its own."""
        if self.in_atomic_block or self._has_turn or not sql.lstrip().upper().startswith(WRITES):
            return execute(sql, params, many, context)
        self._take_turn()
        try:
            return execute(sql, params, many, context)
        finally:
            self._give_turn()

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # Django's own
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc] # Django's own
        except OperationalError as fault:
            _stop_when_the_disk_fails(fault)
            raise
        finally:
            if self.connection is None or not self.connection.in_transaction:
                self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc] # Django's own
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc] # Django's own
        finally:
            self._give_turn()
            if self._turn_file is not None:
                os.close(self._turn_file)
                self._turn_file = None


def _stop_when_the_disk_fails(fault: OperationalError) -> None:
    """After a failed write or sync nobody knows what is on the disk: say so and end the process.

    Its next start reads what is really there. Going on could acknowledge what is not (as databases
    did: Rebello et al., USENIX ATC 2020). A full disk is another matter: SQLite takes it back.
    """
    cause = fault.__cause__
    if isinstance(cause, sqlite3.Error) and cause.sqlite_errorcode & 0xFF == sqlite3.SQLITE_IOERR:
        logger.critical("the disk refused a commit (%s); this process stops", cause)
        os._exit(DISK_FAILED)
