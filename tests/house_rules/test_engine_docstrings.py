"""Every door of the engine says in numpydoc what it takes, what it gives and what it refuses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import cohive.engine

ENGINE = Path(cohive.engine.__file__).parent
COLUMNS_MAX = 100
SECTIONS = (
    "Parameters",
    "Attributes",
    "Returns",
    "Yields",
    "Raises",
    "See Also",
    "Notes",
    "References",
    "Examples",
)
"""In the order in which numpydoc puts them."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Sections = dict[str, list[str]]


def modules() -> list[str]:
    return sorted(path.relative_to(ENGINE).as_posix() for path in ENGINE.rglob("*.py"))


def public(body: list[ast.stmt], before: str = "") -> Iterator[tuple[str, Function | ast.ClassDef]]:
    """Public classes, functions and methods; what stands inside a function is its own affair."""
    for node in body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield before + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{before}{node.name}.")


def own_statements(node: ast.AST) -> Iterator[ast.AST]:
    """What a function's body holds, without what stands in functions inside it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Function | ast.ClassDef | ast.Lambda):
            yield child
            yield from own_statements(child)


def sections_of(text: str) -> Sections:
    """A docstring by its underlined headings; what stands before the first is under ""."""
    found: Sections = {"": []}
    lines = text.splitlines()
    name = ""
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line in SECTIONS and after == "-" * len(line):
            assert line not in found, f"two sections {line}"
            name = line
            found[name] = []
        elif not (found[name] == [] and line == "-" * len(name)):
            found[name].append(line)
    return found


def entries(lines: list[str]) -> list[tuple[str, bool]]:
    """Each entry of a section: its line, and whether an indented explanation follows."""
    whole = [line for line in lines if line.strip()]
    heads = [at for at, line in enumerate(whole) if not line.startswith(" ")]
    return [(whole[at], end - at > 1) for at, end in pairwise([*heads, len(whole)])]


def named(lines: list[str]) -> list[str]:
    """The names that the entries `one, other : type` of a section explain, in order."""
    return [name for head, _ in entries(lines) for name in head.split(" : ")[0].split(", ")]


def parameters(node: Function, is_method: bool) -> list[str]:
    taken = [*node.args.posonlyargs, *node.args.args]
    if is_method and "staticmethod" not in decorators(node):
        taken = taken[1:]
    names = [argument.arg for argument in taken]
    names += [f"*{node.args.vararg.arg}"] if node.args.vararg else []
    names += [argument.arg for argument in node.args.kwonlyargs]
    return names + ([f"**{node.args.kwarg.arg}"] if node.args.kwarg else [])


def decorators(node: Function | ast.ClassDef) -> set[str]:
    plain = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
    return {ast.unparse(decorator).rpartition(".")[2] for decorator in plain}


def fields(node: ast.ClassDef) -> list[str]:
    return [
        one.target.id
        for one in node.body
        if isinstance(one, ast.AnnAssign)
        and isinstance(one.target, ast.Name)
        and not one.target.id.startswith("_")
        and not ast.unparse(one.annotation).startswith("ClassVar")
    ]


def is_record(node: ast.ClassDef) -> bool:
    bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    return "dataclass" in decorators(node) or "NamedTuple" in bases


def raised(node: Function) -> list[str]:
    """The names of the errors that a function raises itself."""
    found = []
    for one in own_statements(node):
        if isinstance(one, ast.Raise):
            error = one.exc.func if isinstance(one.exc, ast.Call) else one.exc
            found.append(ast.unparse(error).rpartition(".")[2] if error else "")
    return found


def is_generator(node: Function) -> bool:
    return any(isinstance(one, ast.Yield | ast.YieldFrom) for one in own_statements(node))


def gives_something(node: Function) -> bool:
    if decorators(node) & {"property", "cached_property"} or is_generator(node):
        return False
    return node.returns is not None and ast.unparse(node.returns) not in ("None", "NoReturn")


def faults_of_form(text: str, sections: Sections) -> Iterator[str]:
    first = text.splitlines()[0] if text else ""
    if not first.endswith(".") or len(first) + len('    """') > COLUMNS_MAX:
        yield f"the first line is not one sentence of at most {COLUMNS_MAX} columns: {first!r}"
    order = [SECTIONS.index(name) for name in sections if name]
    if order != sorted(order):
        yield "the sections stand in another order than numpydoc's"
    for name in ("Parameters", "Attributes", "Returns", "Yields", "Raises"):
        for head, is_explained in entries(sections.get(name, [])):
            if not is_explained:
                yield f"{name}: {head!r} is not explained"
            if name in ("Parameters", "Attributes") and not re.fullmatch(
                r"[*\w]+(, [*\w]+)* : .+", head
            ):
                yield f"{name}: {head!r} is not `name : type`"
    yield from (
        f"{name} is empty" for name, lines in sections.items() if name and not entries(lines)
    )


def unsaid_errors(node: Function, sections: Sections) -> Iterator[str]:
    told = " ".join(head for head, _ in entries(sections.get("Raises", [])))
    for error in raised(node):
        if "Raises" not in sections or (error[:1].isupper() and error not in told):
            yield f"Raises is silent about {error or 'what it raises again'}"


def faults_of_function(node: Function, is_method: bool, sections: Sections) -> Iterator[str]:
    wanted = parameters(node, is_method)
    if named(sections.get("Parameters", [])) != wanted:
        yield f"Parameters should name {wanted}, in this order"
    if gives_something(node) != ("Returns" in sections) and "property" not in decorators(node):
        yield "Returns is missing" if gives_something(node) else "Returns, though it gives nothing"
    if is_generator(node) != ("Yields" in sections):
        yield "Yields is missing" if is_generator(node) else "Yields, though it is no generator"
    yield from unsaid_errors(node, sections)


def faults_of_class(node: ast.ClassDef, sections: Sections) -> Iterator[str]:
    if is_record(node) and named(sections.get("Attributes", [])) != fields(node):
        yield f"Attributes should name {fields(node)}, in this order"
    for method in node.body:
        if isinstance(method, Function) and method.name == "__post_init__":
            yield from unsaid_errors(method, sections)


def faults_of_source(source: str) -> list[str]:
    found = []
    for name, node in public(ast.parse(source).body):
        text = ast.get_docstring(node) or ""
        sections = sections_of(text)
        faults = list(faults_of_form(text, sections))
        if isinstance(node, ast.ClassDef):
            faults += faults_of_class(node, sections)
        else:
            faults += faults_of_function(node, "." in name, sections)
        found += [f"{name}: {fault}" for fault in faults]
    return found


@pytest.mark.parametrize("name", modules())
def test_every_door_of_the_engine_speaks_numpydoc(name):
    assert faults_of_source((ENGINE / name).read_text(encoding="utf-8")) == []


WELL_SAID = '''
@dataclass(frozen=True)
class Point:
    """A place on a line.

    Attributes
    ----------
    x, y : float
        Metres from the corner; any number.

    Raises
    ------
    OverflowError
        For a number that is not finite.
    """

    x: float
    y: float

    def __post_init__(self) -> None:
        if not isfinite(self.x + self.y):
            raise OverflowError("a place is finite")


def half(value: float, *, digits: int) -> float:
    """Half of a value.

    Parameters
    ----------
    value : float
        From 0.
    digits : int
        Kept after the point.

    Returns
    -------
    float
        From 0.

    Raises
    ------
    ValueError
        For a negative value.
    """
    if value < 0:
        raise ValueError("value is negative")
    return round(value / 2, digits)


def down(value: int) -> Iterator[int]:
    """Every whole number below.

    Parameters
    ----------
    value : int
        From 0.

    Yields
    ------
    int
        One less each time.
    """
    yield from range(value, 0, -1)
'''


def test_what_is_well_said_passes():
    assert faults_of_source(WELL_SAID) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("Half of a value.", "Half of a value", "first line"),
        ("digits : int\n        Kept after the point.\n", "", "Parameters should name"),
        ("digits : int", "digits: int", "Parameters should name"),
        ("        Kept after the point.\n", "", "not explained"),
        ("x, y : float", "y, x : float", "Attributes should name"),
        ("    Returns\n    -------\n    float\n        From 0.\n", "", "Returns is missing"),
        ("    Raises\n    ------\n    ValueError\n        For a negative value.\n", "", "Raises"),
        ("    ValueError\n", "    TypeError\n", "silent about ValueError"),
        ("    OverflowError\n", "    TypeError\n", "silent about OverflowError"),
        ("    x: float\n", "    x: float\n    z: float\n", "Attributes should name"),
        ("    Yields\n    ------\n", "    Returns\n    -------\n", "Yields is missing"),
        ("Returns\n    -------\n", "Returns\n    ------\n", "Returns is missing"),
    ],
)
def test_what_is_badly_said_is_found(before, after, fault):
    worse = WELL_SAID.replace(before, after, 1)
    assert worse != WELL_SAID
    assert any(fault in found for found in faults_of_source(worse))
