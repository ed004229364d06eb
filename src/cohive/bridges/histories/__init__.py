"""Histories of other communities: who did what, when, and whom they named for it."""

from cohive.bridges.histories.git import open_history
from cohive.bridges.histories.kinds import KINDS, open_source
from cohive.bridges.histories.records import (
    Commit,
    Credit,
    CreditKind,
    CreditOrigin,
    History,
    Join,
    Person,
    Release,
)

__all__ = [
    "KINDS",
    "Commit",
    "Credit",
    "CreditKind",
    "CreditOrigin",
    "History",
    "Join",
    "Person",
    "Release",
    "open_history",
    "open_source",
]
