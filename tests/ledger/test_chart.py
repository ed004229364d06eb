"""The chart of accounts: every purpose that money is posted to has its number, type and names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from django.utils import translation

import cohive
from cohive.ledger.chart import CHART, CLEARING, TYPE_NAMES, AccountType
from cohive.ledger.operations import UnbalancedError

SOURCE = Path(cohive.__file__).parent
Scope = dict[str, ast.expr | ast.FunctionDef]


class UnreadableError(LookupError):
    """A purpose that this test cannot find out."""


def scope_of(module: str) -> Scope:
    """The constants and functions of a module of ours, and those it imports."""
    path = SOURCE.parent / (module.replace(".", "/") + ".py")
    path = path if path.exists() else path.with_suffix("") / "__init__.py"
    found: Scope = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cohive."):
            for name in node.names:
                found[name.asname or name.name] = ast.Attribute(
                    value=ast.Name(id=node.module), attr=name.name
                )
        elif isinstance(node, ast.FunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = node.value
    return found


def words(node: ast.AST | None, scope: Scope) -> Iterator[str]:
    """Every text a purpose's expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name) and node.id in scope:
        yield from named(scope[node.id], scope)
    elif isinstance(node, ast.Attribute) and (module := imported_module(node.value, scope)):
        there = scope_of(module)
        yield from words(there.get(node.attr), there)
    else:
        below = parts(node)
        if not below:
            raise UnreadableError(ast.unparse(node) if node else "nothing")
        for part in below:
            yield from words(part, scope)


def imported_module(node: ast.expr, scope: Scope) -> str:
    """The module a name was imported as (`from cohive.trade import means`), or ''."""
    found = scope.get(node.id) if isinstance(node, ast.Name) else None
    if isinstance(found, ast.Attribute) and isinstance(found.value, ast.Name):
        return f"{found.value.id}.{found.attr}"
    return ""


def parts(node: ast.AST | None) -> list[ast.expr | None]:
    """The expressions of which one gives the value of this one."""
    match node:
        case ast.IfExp():
            return [node.body, node.orelse]
        case ast.Dict():
            return list(node.values)
        case ast.Subscript():
            return [node.value]
        case ast.Call():
            return [node.func]
        case ast.FunctionDef():
            return [each.value for each in ast.walk(node) if isinstance(each, ast.Return)]
    return []


def named(found: ast.AST, scope: Scope) -> Iterator[str]:
    """What a name stands for, here or where it is imported from."""
    if isinstance(found, ast.Attribute) and isinstance(found.value, ast.Name):
        scope = scope_of(found.value.id)
        yield from words(scope.get(found.attr), scope)
    else:
        yield from words(found, scope)


def called(node: ast.Call) -> str:
    """What a call calls, with or without its module."""
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def purposes_posted_to() -> dict[str, str]:
    """Every purpose of every posting in the code, and where it is."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "Posting(" not in text or path.is_relative_to(SOURCE / "ledger"):
            continue
        module = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
        scope = scope_of(module)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and called(node) == "Posting":
                given = dict(enumerate(node.args)) | {
                    each.arg: each.value for each in node.keywords
                }
                where = f"{path.relative_to(SOURCE)}:{node.lineno}"
                try:
                    found |= dict.fromkeys(words(given.get(1, given.get("purpose")), scope), where)
                except UnreadableError as unreadable:
                    pytest.fail(f"{where}: write the purpose as a constant, not {unreadable}")
    return found


def test_every_purpose_in_the_code_has_an_account():
    found = purposes_posted_to()
    assert {"sales", "earned", "held_link", "treasury", "provider", "refund_due"} <= set(found)
    missing = {purpose: where for purpose, where in found.items() if purpose not in CHART}
    assert missing == {}, "give each a line in ledger/chart.py"


def test_numbers_rise_and_begin_with_their_type():
    digits = dict(zip(AccountType, "12345", strict=True))
    for before, after in pairwise(CHART.values()):
        assert before.number < after.number
    for account in CHART.values():
        assert str(account.number)[0] == digits[account.type], account
        assert 1000 <= account.number <= 5999


def test_every_account_and_type_has_a_name_in_both_languages():
    names = [account.name for account in CHART.values()] + list(TYPE_NAMES.values())
    with translation.override("en"):
        english = [str(name) for name in names]
    with translation.override("zh-hans"):
        chinese = [str(name) for name in names]
    assert len(set(english)) == len(names) == len(set(chinese))


def test_what_only_lets_money_through_is_named():
    assert {account.purpose for account in CLEARING} == {
        "sales",
        "refund_due",
        "refunds_by_hand",
    }


def test_a_purpose_that_is_not_in_the_chart_is_refused(books, enter, now):
    with pytest.raises(LookupError, match=r"ledger/chart\.py"):
        enter([(books.firm, "sales", -1), (books.member, "pocket_money", 1)], at=now)
    with pytest.raises(UnbalancedError):
        enter([(books.firm, "sales", -1), (books.member, "earned", 2)], at=now)
