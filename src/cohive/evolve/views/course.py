"""How a split went, in words: ties that live again, who moved, how both halves talk beside before.

A range says what the number would be with other people or ties of the same kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.evolve.queries.changes import ChangeView
from cohive.evolve.queries.courses import course_of, mergings
from cohive.evolve.written import said
from cohive.look import formats

__all__ = ["Course", "Talk", "course_in_words"]

Part = Mapping[str, Any]


@dataclass(frozen=True)
class Talk:
    """One half: its name, its posts before and since, and what can be said of the difference."""

    name: str
    rates: str
    verdict: str


@dataclass(frozen=True)
class Course:
    """What the page shows; `days` is "" until it was looked at once.

    `ties` and `moves` are empty where too few people stand behind them.
    """

    days: str
    ties: str
    part: Part | None
    range: str
    columns: tuple[dict[str, object], ...]
    moves: tuple[tuple[str, ...], ...]
    talk: tuple[Talk, ...]
    is_early: bool
    is_one: str


def course_in_words(change: ChangeView) -> Course | None:
    """None of what is no split or not founded; two SQL queries else."""
    if change.line.kind != "split" or change.line.state != "done" or change.other is None:
        return None
    found = course_of(change.line.id)
    data = found.data if found else {}
    one = mergings(of=(change.circle.agent, change.other.agent))
    names = {"first": change.circle.name, "second": change.other.name}
    ties = data.get("ties")
    days = data.get("days")
    return Course(
        days=_days(days) if days is not None else "",
        ties=_ties(ties) if ties else "",
        part=ties,
        range=_between(ties) if ties else "",
        columns=_columns(names),
        moves=tuple(
            _moved(names[side], row)
            for side, row in (data.get("moves") or {}).items()
            if side in names
        ),
        talk=tuple(
            _talk(names[side], row) for side, row in (data.get("talk") or {}).items()
        ),
        is_early=days is not None and days < 14,
        is_one=said(one[0].said) if one else "",
    )  # fmt: skip


def _days(days: int) -> str:
    return ngettext("after %(num)s day", "after %(num)s days", days) % {
        "num": formats.number(days)
    }  # fmt: skip


def _ties(found: Part) -> str:
    return ngettext(
        "%(still)s of the %(num)s tie that was cut lives again.",
        "%(still)s of the %(num)s ties that were cut live again.",
        found["before"],
    ) % {"still": formats.number(found["still"]), "num": formats.number(found["before"])}


def _between(found: Part) -> str:
    return _("%(middle)s, between %(low)s and %(high)s") % {
        "middle": formats.percent(found["part"], 0),
        "low": formats.percent(found["low"], 0),
        "high": formats.percent(found["high"], 0),
    }


def _columns(names: Mapping[str, str]) -> tuple[dict[str, object], ...]:
    return (
        {"title": _("Went with")},
        {"title": _("people then"), "n": True},
        {"title": _("now in “%(circle)s”") % {"circle": names["first"]}, "n": True},
        {"title": _("now in “%(circle)s”") % {"circle": names["second"]}, "n": True},
        {"title": _("now in both"), "n": True},
        {"title": _("in neither"), "n": True},
    )


def _moved(name: str, row: Part) -> tuple[str, ...]:
    ways = (row[way] for way in ("first", "second", "both", "left"))
    return (
        name,
        formats.number(row["size"]),
        *(
            format_html(
                '{} <span class="meta">({}–{})</span>',
                formats.number(way["people"]),
                formats.number(round(100 * way["low"])),
                formats.percent(way["high"], 0),
            )
            for way in ways
        ),
    )


def _talk(name: str, row: Part) -> Talk:
    values = {key: formats.number(round(row[key], 2)) for key in ("before", "after")}
    ends = {key: formats.number(round(row[key], 2)) for key in ("low", "high")}
    if row["low"] > 0:
        verdict = _("More than before: by %(low)s to %(high)s.")
    elif row["high"] < 0:
        verdict = _("Less than before: a difference of %(low)s to %(high)s.")
    else:
        verdict = _("No difference can be told: it lies between %(low)s and %(high)s.")
    rates = _("%(before)s posts of a person in a week before, %(after)s since.")
    return Talk(name, rates % values, verdict % ends)
