"""Pages of decisions: what was decided, one decision, deciding, voting, publishing a ballot."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cohive.bond import queries as bond
from cohive.bond.access import acting, member_or_low_door, role_required
from cohive.create import operations, queries
from cohive.create.forms_products import Filled, instant, people, whole
from cohive.create.pictures import url_of
from cohive.create.queries import BallotView, DecisionView
from cohive.create.queries.ballots import Choice
from cohive.guard.bases import CHOICES
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Missing, Refused

NOT_HERE = "There is no such decision."
PAGE = 20
BALLOT_DAYS = 4


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Everything decided, the latest first, open votes above; do we answer?"""
    before = _mark(request.GET.get("before", ""))
    found = queries.decisions(before=before, limit=PAGE + 1)
    page = found[:PAGE]
    ballots = queries.open_ballots() if before is None else []
    last = page[-1] if len(found) > PAGE else None
    later = f"?before={last.decided_at.isoformat()}~{last.id}" if last and last.decided_at else ""
    return render(
        request,
        "create/decisions.html",
        {
            "decisions": page,
            "ballots": ballots,
            "record": queries.answer_record(latest=0) if before is None else None,
            "cards": bond.cards(_agents([*page, *ballots])),
            "later": later.replace("+", "%2B"),
        },
    )


@require_safe
def decision(request: HttpRequest, decision: UUID) -> HttpResponse:
    """One decision: its answer and reason; a ballot as this viewer may see it."""
    viewer = viewer_of(request)
    return _page(request, decision, viewer.agent_id if viewer else None, Filled())


@require_http_methods(["GET", "HEAD", "POST"])
@member_or_low_door
def vote(request: HttpRequest, decision: UUID) -> HttpResponse:
    """The ballot by the link of a mail, and where a vote is sent to."""
    agent, filled = acting(request), Filled()
    if request.method == "POST":
        filled = Filled.sent(request.POST)
        choice = filled.done(lambda: read_choice(filled.value("choice")))
        if choice is not None and filled.done(lambda: _vote(decision, choice, filled, agent)):
            messages.success(request, _("Counted. You can change it until the vote closes."))
            through_door = "door" in request.GET
            here = reverse("create:decision", args=[decision])
            return redirect(request.get_full_path() if through_door else here)
    return _page(request, decision, agent, filled)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required("maker", "steward")
def publish(request: HttpRequest, decision: UUID) -> HttpResponse:
    """Publish what a closed ballot says."""
    view = queries.ballot(decision, viewer=acting(request), at=timezone.now())
    if view is None:
        raise Missing(NOT_HERE)
    filled = Filled.sent(request.POST)
    if request.method == "POST":

        def conclude() -> str:
            tie = read_choice(filled.value("choice")) if filled.value("choice") else Choice("")
            return operations.conclude_ballot(
                decision=decision,
                reason=filled.value("reason"),
                tie_answer=tie.answer,
                tie_work=tie.work,
                by=acting(request),
                at=timezone.now(),
            )

        state = filled.done(conclude)
        if state is not None:
            said = _("Published.") if state == "decided" else _("Too few answered: it stays open.")
            messages.success(request, said)
            return redirect(view.decision.url)
    return _page(request, decision, acting(request), filled)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required("maker", "steward")
def decide(request: HttpRequest, about_kind: str, about: UUID) -> HttpResponse:
    """The firm decides about a challenge or an idea, or opens a vote about it."""
    subject = _subject(about_kind, about)
    filled = Filled.sent(request.POST)
    if request.method == "POST":
        opens = filled.value("how") == "ballot"
        made = filled.done(
            lambda: (
                _open(request, about_kind, about, filled)
                if opens
                else _decide(request, about_kind, about, filled)
            )
        )
        if made is not None:
            messages.success(request, _("The vote is open.") if opens else _("Published."))
            return redirect("create:decision", decision=made)
    works = queries.entries(about) if about_kind == "challenge" else []
    cards = bond.cards(agent for work in works for agent, _weight in work.makers)
    return render(
        request,
        "create/decide.html",
        {
            "about_kind": about_kind,
            "subject": subject,
            "works": [
                (work, ", ".join(cards[a].name for a, _w in work.makers if a in cards))
                for work in works
            ],
            "circle_options": [(str(circle.agent), circle.name) for circle in bond.circles()],
            "before": queries.decisions_about(about),
            "filled": filled,
        },
        status=422 if filled.errors else 200,
    )


def read_choice(text: str) -> Choice:
    """'yes', 'no', 'later', or a work's id, as the radio buttons send it."""
    if text in ("yes", "no", "later"):
        return Choice(text)
    try:
        return Choice("yes", UUID(text))
    except ValueError:
        raise Refused("Choose one of these.", field="choice") from None


def _vote(decision: UUID, choice: Choice, filled: Filled, agent: UUID) -> bool:
    operations.vote_decision(
        decision=decision,
        answer=choice.answer,
        work=choice.work,
        reason=filled.value("reason"),
        interest=filled.value("interest") if "interest" in filled.values else None,
        by=agent,
        at=timezone.now(),
    )
    return True


def _decide(request: HttpRequest, about_kind: str, about: UUID, filled: Filled) -> UUID:
    choice = read_choice(filled.value("choice"))
    return operations.decide(
        about_kind=about_kind,
        about=about,
        outcome=choice.answer,
        chosen=choice.work,
        reason=filled.value("reason"),
        by=acting(request),
        at=timezone.now(),
    )


def _open(request: HttpRequest, about_kind: str, about: UUID, filled: Filled) -> UUID:
    challenge = queries.challenge(about) if about_kind == "challenge" else None
    decides = challenge.decides if challenge else filled.value("decides", "circle")
    quorum = filled.value("quorum").strip()
    circle = filled.value("circle")
    return operations.open_ballot(
        about_kind=about_kind,
        about=about,
        decides=decides,
        circle=UUID(circle) if circle and decides == "circle" else None,
        jury=people(filled.value("jury"), name="jury") if decides == "jury" else (),
        quorum=whole(quorum, name="quorum") if quorum else None,
        closes_at=instant(filled.value("closes_at"), name="closes_at"),
        by=acting(request),
        at=timezone.now(),
    )


def _subject(about_kind: str, about: UUID) -> object:
    """The challenge or idea the page is about."""
    found: object = None
    if about_kind == "challenge":
        found = queries.challenge(about)
    elif about_kind == "idea":
        found = queries.idea(about)
    if found is None:
        raise Missing("There is nothing to decide here.")
    return found


def _page(request: HttpRequest, key: UUID, agent: UUID | None, filled: Filled) -> HttpResponse:
    view = queries.decision(key)
    if view is None:
        raise Missing(NOT_HERE)
    at = timezone.now()
    ballot = queries.ballot(key, viewer=agent, at=at)
    cards = bond.cards(_agents([view]) | (_voices(ballot) if ballot else set()))
    viewer = viewer_of(request)
    return render(
        request,
        "create/decision.html",
        {
            "decision": view,
            "about_url": _about_url(view),
            "ballot": ballot,
            "choices": _choices(ballot, cards) if ballot else [],
            "cards": cards,
            "interests": CHOICES,
            "circle": bond.circle(view.circle) if view.circle else None,
            "chosen": queries.cards_of([view.chosen]).get(view.chosen) if view.chosen else None,
            "products": queries.products_of_decision(key),
            "is_staff": viewer is not None and viewer.has("maker", "steward"),
            "waits_for_result": bool(ballot and view.state == "open" and not ballot.is_open),
            "vote_url": request.get_full_path() if "door" in request.GET else "",
            "filled": filled,
        },
        status=422 if filled.errors else 200,
    )


def _choices(ballot: BallotView, cards: dict[UUID, bond.MemberCard]) -> list[dict[str, object]]:
    """What one can vote for, as the radio buttons show it, with votes when they may be seen."""
    votes = {count.choice: count.votes for count in ballot.tally}
    full = {count.choice: count.votes for count in ballot.full_tally}
    words = {
        "yes": _("Yes"),
        "no": _("None of them") if ballot.decision.about_kind == "challenge" else _("No"),
        "later": _("Later"),
    }
    return [
        {
            "value": str(option.choice.work or option.choice.answer),
            "title": option.title or words[option.choice.answer],
            "meta": _("yours")
            if option.is_own
            else ", ".join(cards[agent].name for agent in option.makers if agent in cards),
            "picture": url_of(option.digest, "small"),
            "disabled": option.is_own,
            "votes": votes.get(option.choice, 0),
            "full_votes": full.get(option.choice, 0),
            "choice": option.choice,
        }
        for option in ballot.options
    ]


def _about_url(view: DecisionView) -> str:
    if view.about_kind == "idea":
        idea = queries.idea(view.about)
        return idea.url if idea else ""
    challenge = queries.challenge(view.about)
    return challenge.url if challenge else ""


def _agents(views: list[DecisionView]) -> set[UUID]:
    found: set[UUID] = set()
    for view in views:
        found |= {agent for agent in (view.opened_by, view.decided_by, view.circle) if agent}
    return found


def _voices(ballot: BallotView) -> set[UUID]:
    makers = {agent for option in ballot.options for agent in option.makers}
    return makers | {reason.voter for reason in ballot.reasons} | set(ballot.jury)


def _mark(text: str) -> tuple[datetime, UUID] | None:
    """Where the page before ended; anything else is the beginning."""
    day, _sep, key = text.partition("~")
    try:
        at = parse_datetime(day)
        return (at, UUID(key)) if at is not None and timezone.is_aware(at) else None
    except ValueError:
        return None
