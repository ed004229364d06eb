"""Invariants that live in the database, declared once as data.

Triggers refuse what Python must never do: change or delete a journal row, post an entry that does
not sum to zero. SQLite remakes a table when a field changes and silently drops its triggers, so
they are dropped before every migration and made again after it, and a check compares what stands
in the database with what is declared here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Trigger:
    """One trigger: its name, its table, and how it is made on each database ('' = not there)."""

    name: str
    table: str
    sqlite: str
    postgresql: str


_declared: dict[str, Trigger] = {}


def declare(triggers: Sequence[Trigger]) -> None:
    """Add a room's triggers; called from its AppConfig.ready."""
    _declared.update({trigger.name: trigger for trigger in triggers})


def append_only(table: str) -> list[Trigger]:
    """Triggers that refuse UPDATE and DELETE (on PostgreSQL TRUNCATE too) on a table."""
    made = []
    for action in ("UPDATE", "DELETE"):
        name = f"{table}_refuses_{action.lower()}"
        message = f"{table} is append-only"
        made.append(
            Trigger(
                name=name,
                table=table,
                sqlite=(
                    f"CREATE TRIGGER {name} BEFORE {action} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
                ),
                postgresql=_refusing(name, table, f"BEFORE {action}", "ROW", message),
            )
        )
    name = f"{table}_refuses_truncate"
    message = f"{table} is append-only"
    truncate = _refusing(name, table, "BEFORE TRUNCATE", "STATEMENT", message)
    made.append(Trigger(name=name, table=table, sqlite="", postgresql=truncate))
    return made


def _refusing(name: str, table: str, when: str, each: str, message: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END $$; CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} "
        f"EXECUTE FUNCTION {name}()"
    )


def drop_all(*, using: str = "default", **_: Any) -> None:
    """Drop every declared trigger that stands (before a migration)."""
    connection = connections[using]
    standing = _standing(connection)
    with connection.cursor() as cursor:
        for trigger in _declared.values():
            if trigger.name not in standing:
                continue
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {trigger.name}")
            else:
                cursor.execute(f"DROP TRIGGER {trigger.name} ON {trigger.table}")


def create_all(*, using: str = "default", **_: Any) -> None:
    """Create every declared trigger whose table stands (after a migration)."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    standing = _standing(connection)
    with connection.cursor() as cursor:
        for trigger in _declared.values():
            statement = getattr(trigger, connection.vendor)
            if statement and trigger.table in tables and trigger.name not in standing:
                cursor.execute(statement)


def fault() -> str:
    """A sentence on the first trigger that is missing or differs, or ''."""
    connection = connections["default"]
    standing = _standing(connection)
    for trigger in _declared.values():
        statement = getattr(trigger, connection.vendor)
        if not statement:
            continue
        if trigger.name not in standing:
            return f"the trigger {trigger.name} is missing"
        if connection.vendor == "sqlite" and standing[trigger.name] != statement:
            return f"the trigger {trigger.name} was changed"
    return ""


def _standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The names (on SQLite with their text) of the triggers that stand."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname, tgenabled FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "JOIN pg_namespace ON pg_namespace.oid = relnamespace "
                "WHERE NOT tgisinternal AND nspname = current_schema() AND tgenabled <> 'D'"
            )
        return {str(name): str(text) for name, text in cursor.fetchall()}
