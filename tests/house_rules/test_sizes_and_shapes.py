"""The house stays in order: sizes, shapes of operations, money columns, sentences of events."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import cohive
from cohive.journal.events import kinds

SOURCE = Path(cohive.__file__).parent
ROOMS = ["guard", "bond", "create", "spread", "trade", "care", "settle", "evolve"]
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
FORBIDDEN_NAMES = {"utils", "common", "helpers", "misc", "manager"}

LARGER_FILES: dict[str, str] = {}
"""Files above the limit, each with its reason."""


def modules() -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def test_files_stay_small():
    large = {
        str(path.relative_to(SOURCE)): lines
        for path in modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES_MAX
    }
    assert {name: lines for name, lines in large.items() if name not in LARGER_FILES} == {}


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or 0) - first.lineno + 1


def test_functions_stay_small():
    long = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = body_lines(node)
                if lines > FUNCTION_LINES_MAX:
                    long.append(f"{path.relative_to(SOURCE)}:{node.lineno} {node.name} {lines}")
    assert long == []


def test_no_room_for_leftovers():
    assert [path for path in modules() if path.stem in FORBIDDEN_NAMES] == []


def test_no_import_hides_inside_a_function():
    hidden = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                hidden += [
                    f"{path.relative_to(SOURCE)}:{inner.lineno}"
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                ]
    assert hidden == []


def operations() -> Iterator[tuple[str, object]]:
    """What a room's door `operations` lets others call."""
    for room in ROOMS:
        package = import_module(f"cohive.{room}.operations")
        for key in getattr(package, "__all__", vars(package)):
            value = getattr(package, key)
            if inspect.isfunction(value) and value.__module__.startswith(f"cohive.{room}."):
                yield f"{room}.{key}", value


def test_operations_are_keyword_only_and_name_their_actor_and_time():
    """Whatever takes `by` or `at` is a write: both are named by keyword, and there is an `at`."""
    crooked = []
    for name, function in operations():
        parameters = inspect.signature(function).parameters
        if not {"by", "at"} & set(parameters):
            continue
        loose = [p.name for p in parameters.values() if p.kind is not p.KEYWORD_ONLY]
        if ("by" in loose or "at" in loose) or "at" not in parameters:
            crooked.append(f"{name} {loose}")
    assert crooked == []


def test_every_event_has_a_sentence_of_its_room():
    for name, kind in kinds.items():
        assert kind.sentence.endswith("."), name
        if kind.cls.__module__.startswith("cohive."):
            assert name.split(".")[0] == kind.cls.__module__.split(".")[1], name


def test_every_event_is_frozen_and_plain():
    for name, kind in kinds.items():
        assert kind.cls.__dataclass_params__.frozen, name
        for field, hint in kind.cls.__annotations__.items():
            assert "float" not in str(hint), f"{name}.{field}"


def own_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("cohive.")]


def test_no_column_is_a_float():
    floats = [
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FloatField | models.DecimalField)
    ]
    assert floats == []


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_money_columns_are_whole_numbers(model):
    for field in model._meta.concrete_fields:
        if field.name.endswith("minor"):
            assert isinstance(field, models.BigIntegerField), f"{model.__name__}.{field.name}"
