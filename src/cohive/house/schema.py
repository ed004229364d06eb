"""The tables of a place: made at once where there are none, brought up step by step elsewhere."""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

__all__ = ["bring_up_to_date", "make_at_once"]


def bring_up_to_date() -> None:
    """Make the database fit this version, with its triggers.

    A new place needs none of the steps that older ones went through: walking them takes half a
    minute, making the tables they end in less than a second. A test compares what both make.
    """
    if not connection.introspection.table_names():
        make_at_once()
    call_command("migrate", interactive=False, verbosity=0)


def make_at_once() -> None:
    """Make every table as the models declare it, and note every migration as done: all or nothing.

    The database must be empty, for what migrations do to rows is left out.
    """
    executor = MigrationExecutor(connection)
    recorder = executor.recorder
    done = executor.migration_plan(executor.loader.graph.leaf_nodes())  # in an order they could run
    with connection.schema_editor() as editor:
        editor.create_model(recorder.Migration)
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for migration, _ in done:
            recorder.record_applied(migration.app_label, migration.name)
