"""Pages of challenges: the list, opening one, moving its dates, the result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cohive.bond import queries as bond
from cohive.bond.access import acting, role_required
from cohive.create import operations, queries
from cohive.create.forms_works import ChallengeForm, DatesForm
from cohive.create.queries import ChallengeView
from cohive.create.views.showing import local_input, makers_in, shown
from cohive.look.refusals import refuse
from cohive.words.refusals import Missing, Refused

NOT_HERE = "There is no such challenge."
OPEN_DAYS, VOTING_DAYS = 14, 7


@require_safe
def challenges(request: HttpRequest) -> HttpResponse:
    """What is being made now, the next to end first; then what was."""
    now = timezone.now()
    running = queries.running_challenges(at=now)
    return render(
        request,
        "create/challenges.html",
        {
            "running": [(view, view.phase(now)) for view in running],
            "past": queries.past_challenges(at=now),
            "ideas": queries.open_ideas(limit=5),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required("maker", "steward")
def new(request: HttpRequest) -> HttpResponse:
    """Open a challenge."""
    now = timezone.now()
    evening = timezone.localtime(now).replace(hour=20, minute=0)
    form = ChallengeForm(
        request.POST or None,
        initial={
            "closes_at": local_input(evening + timedelta(days=OPEN_DAYS)),
            "voting_closes_at": local_input(evening + timedelta(days=OPEN_DAYS + VOTING_DAYS)),
        },
    )
    circles = [(str(circle.agent), circle.name) for circle in bond.circles()]
    form.fields["circle"].choices = [("", _("in none, for everybody")), *circles]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = operations.open_challenge(
                title=given["title"],
                brief=given["brief"],
                circle=given["circle"],
                decides=given["decides"],
                opens_at=now,
                closes_at=given["closes_at"],
                voting_closes_at=given["voting_closes_at"],
                lang=get_language() or "",
                by=acting(request),
                at=now,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            view = queries.challenge(made)
            return redirect(view.url if view else "create:challenges")
    return render(
        request,
        "create/challenge_new.html",
        {"form": form, "terms": queries.current_terms()},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required("maker", "steward")
def dates(request: HttpRequest, slug: str) -> HttpResponse:
    """Change when entries and votes close, or close them now."""
    view, now = challenge_here(slug), timezone.now()
    form = DatesForm(
        _ended_now(request, view, now) or None,
        initial={
            "closes_at": local_input(view.closes_at),
            "voting_closes_at": local_input(view.voting_closes_at),
        },
    )
    if request.method == "POST" and form.is_valid():
        has_closed = view.phase(now) != "open"
        try:
            operations.move_challenge(
                challenge=view.id,
                # a field of a browser holds minutes: what has closed keeps its exact instant
                closes_at=view.closes_at if has_closed else form.cleaned_data["closes_at"],
                voting_closes_at=form.cleaned_data["voting_closes_at"],
                by=acting(request),
                at=now,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The dates are changed, for everyone to see."))
            return redirect(view.url)
    return render(
        request,
        "create/challenge_dates.html",
        {"challenge": view, "phase": view.phase(now), "form": form},
        status=422 if form.errors else 200,
    )


@require_safe
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """What the votes say, with how sure they are; refused while they are open."""
    view, now = challenge_here(slug), timezone.now()
    found = queries.result(view.id, at=now)
    works = [*(line.work for line in found.lines), *found.unscored]
    cards = bond.cards(makers_in(works))
    groups: dict[int, list[object]] = {}
    for line, work in zip(
        found.lines, shown([line.work for line in found.lines], cards), strict=True
    ):
        groups.setdefault(line.group, []).append(
            {
                "work": work,
                "totals": line.totals,
                "full": found.full.get(line.work.id),
                "moved": found.moved.get(line.work.id),
            }
        )
    decisions = queries.decisions_about(view.id)
    return render(
        request,
        "create/result.html",
        {
            "challenge": view,
            "groups": list(groups.values()),
            "unscored": shown(found.unscored, cards),
            "voters": found.voters,
            "full": found.full,
            "moved": found.moved,
            "is_unjudged": found.is_unjudged,
            "decision": decisions[0] if decisions else None,
        },
    )


def challenge_here(slug: str) -> ChallengeView:
    """The challenge of this address, or the 404 page."""
    view = queries.challenge_by_slug(slug)
    if view is None:
        raise Missing(NOT_HERE)
    return view


def _ended_now(
    request: HttpRequest, view: ChallengeView, now: datetime
) -> Mapping[str, object] | None:
    """What the form holds: as sent, or with this instant for what one of its buttons ends."""
    if request.method != "POST":
        return None
    sent: dict[str, object] = {
        "closes_at": request.POST.get("closes_at") or local_input(view.closes_at),
        "voting_closes_at": request.POST.get("voting_closes_at")
        or local_input(view.voting_closes_at),
    }
    if request.POST.get("end") == "entries":
        sent["closes_at"] = now
    if request.POST.get("end") == "votes":
        sent["voting_closes_at"] = now
    return sent
