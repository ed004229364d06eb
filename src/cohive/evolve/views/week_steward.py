"""What waits for a steward this week: reports, reviews, questions, borders, waves to close."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cohive.bond import queries as members
from cohive.evolve.queries import waiting
from cohive.guard import queries as guard
from cohive.look import formats

SHOWN = 8
One = TypeVar("One")


@dataclass(frozen=True)
class Todo:
    """Something that needs a person: in words, since when or until when, and where it is done."""

    title: str
    meta: str
    url: str
    action: str
    who: UUID | None = None


def for_steward(steward: UUID, at: datetime) -> list[Todo]:
    """Everything that waits for this steward, what concerns people first. Five SQL queries.

    Seven where a border was found. Nobody is named in it, and nothing stands here of a group or a
    question of which she is part.
    """
    reviews, questions = guard.reviews_waiting(steward), guard.questions_waiting(steward)
    return [
        *_reports(guard.reports_waiting(), at),
        *_first(reviews, lambda one: _review(one, at), "evolve:reviews-desk"),
        *_first(questions, lambda one: _question(one, at), "evolve:interests-desk"),
        *_borders(waiting.borders(at=at)),
        *_first(waiting.waves_to_close(at=at), lambda one: _wave(one, at), "evolve:survey-desk"),
    ]


def _first(found: Sequence[One], say: Callable[[One], Todo], desk: str) -> Iterable[Todo]:
    """A line for each of the first, and one for how many more there are."""
    yield from map(say, islice(found, SHOWN))
    more = len(found) - SHOWN
    if more > 0:
        title = ngettext("%(num)s more", "%(num)s more", more) % {"num": formats.number(more)}
        yield Todo(title, "", reverse(desk), _("Look"))


def _reports(found: guard.ReportsWaiting, at: datetime) -> list[Todo]:
    if found.since is None:
        return []
    asked = ngettext(
        "somebody asked a steward to look %(span)s ago",
        "somebody asked a steward to look, the first %(span)s ago",
        found.count,
    )
    return [
        Todo(
            ngettext("%(num)s report", "%(num)s reports", found.count) % {"num": found.count},
            asked % {"span": formats.duration(at - found.since)},
            reverse("bond:reports"),
            _("Look"),
        )
    ]


def _review(one: guard.WaitingReview, at: datetime) -> Todo:
    """A review; where she has had her part it waits for another steward, and she may look."""
    said = {
        "observe": _("found %(span)s ago, to be looked at"),
        "marked": _("under review for %(span)s, without a verdict"),
        "held": _("pay held for %(span)s, without a verdict"),
        "appealed": _("a verdict was appealed %(span)s ago and waits for you"),
    }
    without_her = (
        _("a verdict was appealed %(span)s ago and waits for another steward")
        if one.state == "appealed"
        else _("open for %(span)s: you have judged, a second steward has not")
    )
    words = said[one.state] if one.is_hers else without_her
    return Todo(
        _("A group of %(num)s accounts") % {"num": formats.number(one.members)},
        words % {"span": formats.duration(at - one.since)},
        reverse("evolve:review", args=[one.id]),
        _("Decide") if one.is_hers else _("Look"),
    )


def _question(one: guard.WaitingQuestion, at: datetime) -> Todo:
    said = {
        "found": _("found %(span)s ago, to be asked or closed"),
        "asked": _("asked %(span)s ago, not answered yet"),
        "answered": _("answered %(span)s ago, to be closed with a reason"),
    }
    return Todo(
        _("A question about an interest"),
        said[one.state] % {"span": formats.duration(at - one.since)},
        reverse("evolve:interest", args=[one.id]),
        _("Look") if one.state == "asked" else _("Decide"),
    )


def _borders(found: Sequence[waiting.BorderView]) -> list[Todo]:
    """One more query for the circles, only where there is a border."""
    circles = {one.agent: one for one in members.circles()} if found else {}
    return [
        Todo(
            circles[one.circle].name,
            _("its talk has a border, as of %(day)s; it could be two circles")
            % {"day": formats.day(one.at)},
            reverse("evolve:propose-split", args=[circles[one.circle].slug]),
            _("Look"),
        )
        for one in found
        if one.circle in circles
    ]


def _wave(one: waiting.WaveToClose, at: datetime) -> Todo:
    answers = ngettext("%(num)s answer", "%(num)s answers", one.responses) % {
        "num": formats.number(one.responses)
    }
    said = (
        _("a survey, open for %(span)s, %(answers)s; everybody was reminded, so it may be closed")
        if one.reminded
        else _("a survey, open for %(span)s, %(answers)s; it may be closed")
    )
    return Todo(
        one.title.spoken(get_language() or "en")[0],
        said % {"span": formats.duration(at - one.opened_at), "answers": answers},
        reverse("evolve:survey-build", args=[one.survey]),
        _("Look"),
    )
