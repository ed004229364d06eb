"""What changes rarely and is asked all the time, remembered by each process until it changes.

The place, what is on sale and what it costs are read by every order, and changed once in days. A
*stamp* in the database says whether they are still what they were: triggers on their tables give
it a new random value with every change, whoever makes it, in the transaction of the change. Who
asks reads the stamp (one row), and the rest only when it is another one. So no process ever sells
by an old price, and nothing has to be told to anybody.

The value is random, not a count: a change that is rolled back takes its stamp with it, and what
was read in between is never taken for what another change made.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection

from cohive.journal.models import Stamp
from cohive.journal.triggers import Trigger

__all__ = ["one_look", "remembered", "stamping"]

KEPT_MAX = 500
ACTIONS = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
T = TypeVar("T")
_TABLE = Stamp._meta.db_table
_READ = f"SELECT value FROM {_TABLE} WHERE id = {Stamp.THE_ONE}"  # noqa: S608 - our own names
_look = threading.local()
_known: tuple[str, dict[Hashable, Any]] = ("", {})


def remembered(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, read again only when a stamped table changed. One small SQL query.

    `read` asks stamped tables only (and nothing of the moment); `key` names it with all that it
    depends on. Lists and dictionaries are handed out as copies of their own; what is in them must
    be frozen.
    """
    global _known  # noqa: PLW0603 - replaced whole, so that threads need no lock
    stamp = _stamp()
    if not stamp:
        return read()
    if _known[0] != stamp:
        _known = (stamp, {})
    kept = _known[1] if _known[0] == stamp else {}
    if key not in kept:
        if len(kept) >= KEPT_MAX:
            kept.clear()
        kept[key] = read()
    answer: T = kept[key]
    return copy.copy(answer) if isinstance(answer, list | dict | set) else answer


@contextmanager
def one_look() -> Iterator[None]:
    """Read the stamp once for all that is asked inside: for many questions of one moment.

    Inside, nothing that is remembered may be asked again after it was changed.
    """
    outer = getattr(_look, "stamp", None)
    _look.stamp = _stamp()
    try:
        yield
    finally:
        _look.stamp = outer


def _stamp() -> str:
    """'' where nothing was stamped yet."""
    looked: str | None = getattr(_look, "stamp", None)
    if looked is not None:
        return looked
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def stamping(tables: Sequence[str], *, is_updated: bool = True) -> list[Trigger]:
    """Triggers that give the stamp a new value whenever one of these tables changes.

    Without `is_updated` only when rows come or go: for who remembers no more than that.
    """
    actions = [action for action in ACTIONS if is_updated or action != "UPDATE"]
    return [_trigger(table, action) for table in tables for action in actions]


def _trigger(table: str, action: str) -> Trigger:
    name = f"{table}_stamps_{action.lower()}"

    def write(random: str) -> str:
        return (
            f"INSERT INTO {_TABLE} (id, value) VALUES ({Stamp.THE_ONE}, {random}) "  # noqa: S608
            "ON CONFLICT (id) DO UPDATE SET value = excluded.value"
        )

    return Trigger(
        name=name,
        table=table,
        sqlite=(
            ""
            if action == "TRUNCATE"
            else f"CREATE TRIGGER {name} AFTER {action} ON {table} "
            f"BEGIN {write('hex(randomblob(16))')}; END"
        ),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"{write('gen_random_uuid()::text')}; RETURN NULL; END $$; "
            f"CREATE TRIGGER {name} AFTER {action} ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        ),
    )
