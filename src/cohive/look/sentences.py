"""Finds every sentence in Python that a person may read.

Besides gettext's own names, two kinds of sentence are keys of translation where they stand: the
first argument of a refusal (`Refused`, `Missing`, `Forbidden`), of a fault of a channel (`Unsent`,
`Unsendable`, `Uncertain`) or of an explanation’s `Sentence`,
and the `sentence` of an event. They are literals, or names of literals in the same module or in
the one they are imported from.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from babel.messages.extract import extract_python

NAMED_FIRST = frozenset(
    {"Refused", "Missing", "Forbidden", "Sentence", "Unsent", "Unsendable", "Uncertain"}
)
EVENT_DECLARATION = "event"
Found = tuple[int, str, str | tuple[str, ...], list[str]]


@dataclass(frozen=True)
class Unreadable:
    """A sentence that no extraction can read: built at run time."""

    line: int
    what: str


def extract(
    fileobj: BinaryIO,
    keywords: Mapping[str, object],
    comment_tags: Sequence[str],
    options: Mapping[str, str],
) -> Iterator[Found]:
    """Babel's extraction method `sentences` (see babel.cfg)."""
    yield from extract_python(fileobj, keywords, comment_tags, options)  # type: ignore[arg-type,misc]
    fileobj.seek(0)
    found, _unreadable = read(fileobj.read().decode("utf-8"), Path(fileobj.name))
    for line, sentence in found:
        yield line, "", sentence, []


def read(source: str, file: Path) -> tuple[list[tuple[int, str]], list[Unreadable]]:
    """The refusals' and events' sentences of one module, and those that cannot be read."""
    tree = ast.parse(source)
    constants = {**_imported(tree, file), **_constants(tree)}
    found: list[tuple[int, str]] = []
    unreadable: list[Unreadable] = []
    for node in ast.walk(tree):
        argument = _sentence_argument(node)
        if argument is None:
            continue
        for part in _branches(argument):
            text = _text(part, constants)
            if text is None:
                unreadable.append(Unreadable(part.lineno, ast.unparse(part)))
            elif text:
                found.append((part.lineno, text))
    return found, unreadable


def _sentence_argument(node: ast.AST) -> ast.expr | None:
    if not isinstance(node, ast.Call):
        return None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else None
    name = node.func.id if isinstance(node.func, ast.Name) else name
    if name in NAMED_FIRST and node.args:
        return node.args[0]
    if name == EVENT_DECLARATION:
        return next((word.value for word in node.keywords if word.arg == "sentence"), None)
    return None


def _branches(argument: ast.expr) -> list[ast.expr]:
    """Both sides of `a if condition else b`."""
    if isinstance(argument, ast.IfExp):
        return [*_branches(argument.body), *_branches(argument.orelse)]
    return [argument]


def _text(node: ast.expr, constants: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    if isinstance(node, ast.Attribute):
        return constants.get(node.attr)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
        return "" if node.func.id.startswith(("gettext", "_")) else None  # gettext found it
    return None


def _constants(tree: ast.Module) -> dict[str, str]:
    """Names bound to one literal string at the top of a module."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                    found[target.id] = node.value.value
    return found


def _imported(tree: ast.Module, file: Path) -> dict[str, str]:
    """Constants of our own modules that this module imports by name."""
    package = next((parent for parent in file.parents if parent.name == "cohive"), None)
    found: dict[str, str] = {}
    if package is None:
        return found
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cohive"):
            source = package.parent.joinpath(*str(node.module).split("."))
            for module in (source.with_suffix(".py"), *_named_modules(source, node)):
                if module.is_file():
                    found.update(_constants(ast.parse(module.read_text(encoding="utf-8"))))
    return found


def _named_modules(package: Path, node: ast.ImportFrom) -> list[Path]:
    return [package / f"{alias.name}.py" for alias in node.names]
