"""The second half of a restore, inside the place: tables in, this version's migrations, proof."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph
from psycopg import sql

from cohive.house.backup.manifest import Manifest, Table, read_manifest
from cohive.house.backup.restoring import MANIFEST_KEPT
from cohive.house.schema import make_at_once
from cohive.house.settings.home import RESTORING
from cohive.journal import seals
from cohive.journal.verification import Finding, verify
from cohive.words.refusals import Refused

__all__ = ["adopt", "last_of"]

BLOCK_BYTES = 1024 * 1024
MIGRATIONS = "django_migrations"


def adopt(home: Path) -> tuple[Manifest, Iterator[Finding]]:
    """Make what was unpacked a place of this version; return the manifest and the checks to run.

    Raises Refused when the backup knows migrations that this version does not, or when the
    database that it should go to is not empty.
    """
    manifest = read_manifest((home / RESTORING / MANIFEST_KEPT).read_bytes())
    _check_known(manifest)
    if connection.vendor == "postgresql":
        _load(manifest, home / RESTORING / "tables")
    shutil.rmtree(home / RESTORING)
    call_command("migrate", interactive=False, verbosity=0)
    if connection.vendor == "postgresql":
        _set_sequences()
    return manifest, _found(manifest)


def _found(manifest: Manifest) -> Iterator[Finding]:
    yield Finding("the last seal", _wrong_end(manifest))
    seals.seal_pending()
    yield from verify()


def _wrong_end(manifest: Manifest) -> str:
    """The journal must end where it ended when the backup was made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest FROM journal_seal WHERE n = %s", [manifest.sealed_n])
        row = cursor.fetchone()
    digest = row[0] if row else ""
    return "" if digest == manifest.sealed_digest else f"seal {manifest.sealed_n} is another one"


def _check_known(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationExecutor(connection).loader.disk_migrations}
    if not set(manifest.migrations) <= known:
        raise Refused("This backup was made by a newer Cohive. Bring this one up to date first.")


def _load(manifest: Manifest, folder: Path) -> None:
    """Empty tables as they were then, and their rows; the triggers come with the migrations."""
    if connection.introspection.table_names():
        raise Refused("The database in DATABASE_URL is not empty. Name an empty one.")
    _make_tables(
        {(app, name) for app, _, name in (key.partition(".") for key in manifest.migrations)}
    )
    tables = [table for table in manifest.tables if table.name != MIGRATIONS]
    with transaction.atomic(), connection.cursor() as cursor:
        # rows that a migration wrote are in the backup too
        cursor.execute(
            sql.SQL("TRUNCATE {}").format(
                sql.SQL(", ").join(sql.Identifier(table.name) for table in tables)
            )
        )
        for table in tables:
            _copy_in(cursor, table, folder / f"{table.name}.copy")


def _make_tables(wanted: set[tuple[str, str]]) -> None:
    """Tables as they stand after these migrations, in whichever order they were noted."""
    executor = MigrationExecutor(connection)
    if wanted >= set(executor.loader.graph.nodes):
        make_at_once()
    else:
        executor.migrate(last_of(wanted, executor.loader.graph))


def last_of(wanted: set[tuple[str, str]], graph: MigrationGraph) -> list[tuple[str, str]]:
    """Those of the migrations that no other of them needs.

    Only they may be asked for: Django takes one that another has brought along already for the
    wish to go back to it.
    """
    needed = {parent.key for key in wanted for parent in graph.node_map[key].parents}
    return sorted(wanted - needed)


def _copy_in(cursor: Any, table: Table, path: Path) -> None:
    asked = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, table.columns))
    )
    with path.open("rb") as file, cursor.copy(asked) as copy:
        while block := file.read(BLOCK_BYTES):
            copy.write(block)
    if cursor.rowcount != table.rows:
        raise Refused("The backup lacks rows of %(table)s. Take another one.", table=table.name)


def _set_sequences() -> None:
    """Numbers go on after the highest one that is there."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
