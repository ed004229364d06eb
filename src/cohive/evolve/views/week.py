"""This week: what needs a person, on one page, each with the way to do it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cohive.bond import queries as members
from cohive.bond.access import role_required
from cohive.create import queries as making
from cohive.evolve.queries.answerers import Answerer, answerers
from cohive.evolve.queries.open_changes import OpenChange, open_changes
from cohive.evolve.views.week_steward import SHOWN, Todo, for_steward
from cohive.look import formats
from cohive.look.viewers import viewer_of
from cohive.settle import queries as money
from cohive.trade import queries as trade

SOON = timedelta(days=7)
LATELY = timedelta(days=14)


@require_safe
@role_required("maker", "seller", "steward")
def week(request: HttpRequest) -> HttpResponse:
    """To answer, to decide, to ship, to pay, what is in motion, whom to thank.

    Of what is to be done, only what this viewer may do.
    """
    viewer = viewer_of(request)
    may = viewer.has if viewer is not None else _nothing
    at = timezone.now()
    answer = _to_answer(at) + (_questions() if may("maker", "steward") else [])
    decide = _to_decide(at) if may("maker", "steward") else []
    if viewer is not None and may("steward"):
        decide = [*for_steward(viewer.agent_id, at), *decide]
    ship = _to_ship(at) if may("maker", "seller", "steward") else []
    thanks = [*_to_thank(at), *_who_answered(at)]
    moving = open_changes(at=at)
    agents = {todo.who for todo in (*answer, *decide, *thanks) if todo.who}
    agents |= {one for change in moving for one in (change.circle, change.other) if one}
    cards = members.cards(agents)
    place = members.place()
    data = {
        "parts": [
            ("answer", _("To answer"), answer, _("Nobody waits for an answer.")),
            ("decide", _("To decide"), decide, _("Nothing waits for a decision.")),
            ("ship", _("To ship"), ship, _("Nothing is waiting to be packed.")),
        ],
        "returned": money.totals_returned(place.currency) if place else None,
        "moving": [_in_motion(one, cards) for one in moving],
        "thanks": thanks,
        "count": len(answer) + len(decide) + len(ship),
        "cards": cards,
    }
    return render(request, "evolve/week.html", data)


def _nothing(*_roles: str) -> bool:
    return False


def _to_answer(at: datetime) -> list[Todo]:
    """Threads in which somebody waits, the longest first."""
    return [
        Todo(
            line.title,
            _("waiting for %(span)s") % {"span": formats.duration(at - line.last_at)},
            line.url,
            _("Answer"),
            line.last_by,
        )
        for line in members.waiting_threads(limit=SHOWN)
    ]


def _questions() -> list[Todo]:
    return [
        Todo(
            one.title,
            _("a question about %(amount)s") % {"amount": formats.money(one.amount)},
            reverse("settle:questions"),
            _("Answer"),
            one.asked_by,
        )
        for one in money.open_questions()[:SHOWN]
    ]


def _to_decide(at: datetime) -> list[Todo]:
    """Ideas without a dated answer, votes and challenges that close soon, refunds asked for."""
    ideas = [
        Todo(
            idea.title,
            _("an idea, waiting for %(span)s") % {"span": formats.duration(at - idea.at)},
            idea.url,
            _("Decide"),
            idea.author,
        )
        for idea in making.open_ideas(limit=SHOWN)
    ]
    closing = [
        Todo(
            one.about_title,
            _("a vote closes on %(day)s") % {"day": formats.day(one.closes_at)},
            one.url,
            _("Look"),
        )
        for one in making.open_ballots()
        if one.closes_at and one.closes_at - at <= SOON
    ]
    challenges = [
        Todo(
            one.title,
            _("a challenge, entries close on %(day)s") % {"day": formats.day(one.closes_at)},
            one.url,
            _("Look"),
        )
        for one in making.running_challenges(at=at)
        if timedelta() <= one.closes_at - at <= SOON
    ]
    refunds = [
        Todo(
            order.reference,
            _("a return to decide on"),
            reverse("trade:pack"),
            _("Decide"),
        )
        for _refund, order in trade.refunds_to_decide(limit=SHOWN)
    ]
    return [*closing, *challenges, *refunds, *ideas]


def _to_ship(at: datetime) -> list[Todo]:
    """Paid orders that are not packed, the oldest first."""
    return [
        Todo(
            order.reference,
            _("paid %(span)s ago")
            % {"span": formats.duration(at - (order.paid_at or order.placed_at))},
            reverse("trade:pack"),
            _("Pack"),
        )
        for order in trade.to_pack(limit=SHOWN)
    ]


def _to_thank(at: datetime) -> list[Todo]:
    """Who kept a promise lately; thanks are never money."""
    return [
        Todo(
            done.title,
            _("done for somebody, %(day)s") % {"day": formats.day(done.ended_at)},
            reverse("bond:offers"),
            "",
            done.provider,
        )
        for done in members.done_lately(limit=SHOWN)
        if done.ended_at and at - done.ended_at <= LATELY
    ]


def _who_answered(at: datetime) -> list[Todo]:
    """Who answered several people lately, newcomers above all; who works here is paid for it."""
    return [
        Todo("", _answered(one), "", "", one.who)
        for one in answerers(since=at - LATELY, until=at, without=members.staff())
    ]


def _answered(one: Answerer) -> str:
    if not one.newcomers:
        return ngettext(
            "answered %(num)s member in two weeks", "answered %(num)s members in two weeks",
            one.people,
        ) % {"num": one.people}  # fmt: skip
    return ngettext(
        "answered %(num)s member in two weeks, %(new)s of them new here",
        "answered %(num)s members in two weeks, %(new)s of them new here",
        one.people,
    ) % {"num": one.people, "new": one.newcomers}


def _in_motion(one: OpenChange, cards: Mapping[UUID, members.MemberCard]) -> Todo:
    """A change that is not over: what it is, how it stands and until when."""
    circle, other = (
        cards[agent].name if agent and agent in cards else "" for agent in (one.circle, one.other)
    )
    titles = {
        "split": _("“%(circle)s” as two circles") % {"circle": circle},
        "merge": _("“%(circle)s” and “%(other)s” as one") % {"circle": circle, "other": other},
        "rule": _("Another division of money"),
        "experiment": _("An experiment"),
    }
    states = {
        "preview": _("shown to everybody, before the vote"),
        "voting": _("people vote until %(day)s"),
        "agreed": _("agreed, and waiting to be done"),
        "undo": _("can be undone until %(day)s"),
        "running": _("runs until %(day)s, not read before"),
    }
    day = formats.day(one.until) if one.until else ""
    return Todo(titles[one.kind], states[one.state] % {"day": day}, _address(one), _("Look"))


def _address(one: OpenChange) -> str:
    if one.kind == "experiment":
        return reverse("evolve:experiments")
    return reverse("evolve:rule" if one.kind == "rule" else "evolve:change", args=[one.id])
