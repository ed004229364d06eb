"""The page of one challenge: its entries in the viewer's own order, and her scores.

A visitor sees the entries; a member scores them; who comes by the link of a mail scores without
signing in (the path `vote`, which holds the challenge's id). What a viewer may not know yet is not
in the data this page is given.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cohive.bond import queries as bond
from cohive.bond.access import acting, member_or_low_door
from cohive.create import measurements, operations, queries
from cohive.create.forms_works import ScoreForm
from cohive.create.measurements import SEED_DIGITS
from cohive.create.queries import Ballot, ChallengeView
from cohive.create.views.challenges import NOT_HERE, challenge_here
from cohive.create.views.showing import ShownWork, makers_in, shown
from cohive.guard.bases import CHOICES
from cohive.look.refusals import said
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Missing, Refused

PAGE = 12


@dataclass(frozen=True)
class Entry:
    """An entry on the page: the work, what the viewer may do and know, and a refusal to show."""

    work: ShownWork
    ballot: Ballot
    refusal: str = ""


@require_safe
def challenge(request: HttpRequest, slug: str) -> HttpResponse:
    """The challenge for everybody; scores of members go to `vote`."""
    view = challenge_here(slug)
    viewer = viewer_of(request)
    return _page(request, view, viewer.agent_id if viewer else None, action=view.vote_url)


@require_http_methods(["GET", "HEAD", "POST"])
@member_or_low_door
def vote(request: HttpRequest, challenge: UUID) -> HttpResponse:
    """The same page by the link of a mail, and where a score is sent to."""
    view = queries.challenge(challenge)
    if view is None:
        raise Missing(NOT_HERE)
    agent, here = acting(request), request.get_full_path()
    if request.method != "POST":
        return _page(request, view, agent, action=here)
    form = ScoreForm(request.POST)
    work = _entry(view, form)
    refusal = _score(form, work, agent)
    if request.headers.get("HX-Request"):
        entry = _entries(view, [work], agent, refusals={work: refusal})[0]
        return render(
            request,
            "create/parts/ballot.html",
            {
                "entry": entry,
                "action": here,
                "phase": view.phase(timezone.now()),
                "interests": CHOICES,
            },
        )  # 200 with a refusal too: htmx shows no answer of another kind
    if refusal:
        return _page(request, view, agent, action=here, refusals={work: refusal}, status=422)
    start = request.POST.get("start", "0")
    back = here if "door" in request.GET else view.url
    mark = "&" if "?" in back else "?"
    place = f"{mark}start={start}" if start.isdecimal() and start != "0" else ""
    return redirect(f"{back}{place}#work-{work}")


def _score(form: ScoreForm, work: UUID, agent: UUID) -> str:
    """Write the score; the sentence of a refusal, or ''."""
    value = form.cleaned_data.get("value") if form.is_valid() else None
    if "interest" in form.errors:
        return _("Choose what your interest is.")
    if value is None:
        return _("Choose a score from 0 to 5 first.")
    try:
        operations.score_work(
            work=work,
            value=value,
            would_buy=form.cleaned_data["would_buy"],
            interest=form.cleaned_data["interest"] if "interest" in form.data else None,
            by=agent,
            at=timezone.now(),
        )
    except Missing:
        raise
    except Refused as refusal:
        return said(refusal)
    return ""


def _entry(view: ChallengeView, form: ScoreForm) -> UUID:
    """The entry a score is meant for; one of another challenge is not here."""
    form.is_valid()
    work = form.cleaned_data.get("work")
    if work not in {card.id for card in queries.entries(view.id)}:
        raise Missing("There is no such work.")
    return UUID(str(work))


def _page(
    request: HttpRequest,
    view: ChallengeView,
    agent: UUID | None,
    *,
    action: str,
    refusals: dict[UUID, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    order = measurements.order_of(
        challenge=view.id,
        viewer=agent,
        seed=secrets.token_hex(SEED_DIGITS // 2),
        at=now,
        votes_open_at=view.closes_at,
    )
    start = _start(request, len(order.works))
    page = order.works[start : start + PAGE]
    entries = _entries(view, page, agent, refusals=refusals or {})
    seen = measurements.seen_by(challenge=view.id, viewer=agent) if agent else {}
    looks = measurements.first_looks(
        page,
        may_score={entry.work.id for entry in entries if entry.ballot.may_score},
        seen=seen,
        votes_open_at=view.closes_at,
    )
    measurements.note_impression(
        challenge=view.id, viewer=agent, works=page, at=now, examined_milli=looks
    )
    following = start + PAGE if start + PAGE < len(order.works) else None
    return render(
        request,
        "create/challenge.html",
        {
            "challenge": view,
            "phase": view.phase(now),
            "circle": bond.circle(view.circle) if view.circle else None,
            "entries": entries,
            "order": order,
            "start": start,
            "following": following,
            "here_without_start": _without_start(request),
            "seen": len({*seen, *page} & set(order.works)),
            "scored": queries.scored_count(view.id, agent) if agent else 0,
            "action": action,
            "interests": CHOICES,
            "is_voting_here": agent is not None,
            "decision": next(iter(queries.decisions_about(view.id)), None),
            "sign_in_next": view.url,
        },
        status=status,
    )


def _entries(
    view: ChallengeView,
    works: list[UUID] | tuple[UUID, ...],
    agent: UUID | None,
    *,
    refusals: dict[UUID, str],
) -> list[Entry]:
    found = queries.cards_of(works)
    ballots = queries.ballots(view.id, list(works), viewer=agent, at=timezone.now())
    cards = bond.cards(makers_in(found.values()))
    return [
        Entry(work, ballots[work.id], refusals.get(work.id, ""))
        for work in shown([found[key] for key in works], cards)
    ]


def _start(request: HttpRequest, count: int) -> int:
    """Where in her order the page begins: a place in a stored list, not an offset in a query."""
    text = request.GET.get("start", "") or request.POST.get("start", "")
    start = int(text) if text.isdecimal() and len(text) < 6 else 0
    return start if start < count else 0


def _without_start(request: HttpRequest) -> str:
    """The page's address, ready to take another `start`."""
    kept = request.GET.copy()
    kept.pop("start", None)
    query = kept.urlencode()
    return f"{request.path}?{query}&" if query else f"{request.path}?"
