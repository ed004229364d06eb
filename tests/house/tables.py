"""The tables that one way of making them ends in, as JSON: `tables steps` or `tables at-once`."""

from __future__ import annotations

import json
import os
import sys

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    from django.core.management import call_command

    from cohive.house.schema import bring_up_to_date

    if sys.argv[1] == "steps":
        call_command("migrate", interactive=False, verbosity=0)
    else:
        bring_up_to_date()
    sys.stdout.write(json.dumps(described(), sort_keys=True) + "\n")


def described() -> dict[str, object]:
    """Every table with its columns, constraints and indexes, and the steps noted."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    from cohive.journal import triggers

    pieces = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    found: dict[str, object] = {
        table: pieces(table) for table in connection.introspection.table_names()
    }
    found["(steps)"] = sorted(map(list, MigrationRecorder(connection).applied_migrations()))
    found["(fault of the triggers)"] = triggers.fault()
    return found


def _rows(statement: str, *values: str) -> list[tuple[str, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[str, ...]] = cursor.fetchall()
        return rows


def _on_sqlite(table: str) -> list[str]:
    """What SQLite keeps is the statement itself: its parts in alphabetical order."""
    kept = "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql <> '' AND type <> 'trigger'"
    return sorted(part for (sql,) in _rows(kept, table) for part in _parts(sql))


def _parts(sql: str) -> list[str]:
    """A statement's columns and constraints: what stands between its outermost commas."""
    head, _, body = sql.partition("(")
    if not head.startswith("CREATE TABLE"):
        return [sql]
    depth, quoted, parts = 0, False, [""]
    for letter in body.rstrip()[:-1]:
        quoted ^= letter == "'"
        depth += 0 if quoted else (letter == "(") - (letter == ")")
        if letter == "," and not depth and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return [" ".join(part.split()) for part in parts]


def _on_postgresql(table: str) -> list[str]:
    """Columns, constraints and indexes, as the server itself writes them."""
    columns = (
        "SELECT column_name || ' ' || data_type || ' ' || is_nullable || ' '"
        " || COALESCE(character_maximum_length::text, '') || ' ' || COALESCE(column_default, '')"
        " || ' ' || is_identity FROM information_schema.columns WHERE table_name = %s"
    )
    constraints = (
        "SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass"
    )
    indexes = "SELECT indexdef FROM pg_indexes WHERE tablename = %s"
    return sorted(
        row[0]
        for statement, name in ((columns, table), (constraints, f'"{table}"'), (indexes, table))
        for row in _rows(statement, name)
    )


if __name__ == "__main__":
    main()
