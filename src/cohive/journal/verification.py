"""Proving that nothing was changed: every room registers what it can re-derive.

A check is a function that returns a sentence on its first fault, or ''. `cohive verify` runs
them in the order of the house and names the first fault.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

Check = Callable[[], str]


@dataclass(frozen=True)
class Finding:
    """One check and its first fault; '' means clean."""

    name: str
    fault: str


_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Register a check; called from AppConfig.ready, so the order is the order of the house."""
    _checks[name] = check


def verify() -> Iterator[Finding]:
    """Run every check, one by one, so that a long run can show where it is."""
    for name, check in _checks.items():
        yield Finding(name, check())


def faults(names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Run the checks of these names; give (name, fault) of each that finds one."""
    for name, check in _checks.items():
        if name in names:
            fault = check()
            if fault:
                yield name, fault
