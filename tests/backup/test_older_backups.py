"""A backup of an older version: its tables are made as they stood then, and no step is undone."""

from __future__ import annotations

from django.db.migrations.loader import MigrationLoader

from cohive.house.backup.adopting import last_of


def test_the_last_migrations_of_an_older_version_bring_all_its_others_along() -> None:
    graph = MigrationLoader(None).graph
    newest = {key for key in graph.leaf_nodes() if key[0] in {"evolve", "care"}}
    older = set(graph.nodes) - newest
    asked = last_of(older, graph)
    brought = [step for key in asked for step in graph.forwards_plan(key)]
    assert set(brought) == older
    for key in asked:  # or Django would take it for the wish to go back to it
        assert not any(key in graph.forwards_plan(other) for other in asked if other != key)
