"""Reviews as everybody sees them, without names; and as one of the group sees her own."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohive.bond.access import acting, member_required
from cohive.evolve.views import review_figures as figures
from cohive.evolve.views.doing import UNFIT, done
from cohive.guard import operations, queries
from cohive.guard.queries import ReviewView
from cohive.look.viewers import viewer_of
from cohive.settle import queries as settle
from cohive.words.refusals import Missing

ANSWERED_STATES = frozenset({"marked", "held"})


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Every review that was publicly marked, and how often the check was right."""
    data = {
        "reviews": queries.public_reviews_all(),
        "states": figures.state_names(),
        **figures.how_it_went(),
    }
    return render(request, "evolve/reviews_public.html", data)


@require_safe
def public_review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Both counts and what is known of the group as a whole; nobody is named."""
    found = _public(review_id)
    group = queries.review_members(found.id)
    names = figures.titles(found) | {str(one): _("one of the group") for one in group}
    viewer = viewer_of(request)
    data = {
        "review": found,
        "states": figures.state_names(),
        "group": figures.group_evidence(found, names),
        "checks": figures.checks(found, names, is_public=True),
        "counts": figures.both_counts(found, names),
        **figures.how_it_went(),
        "effect": settle.effect_of(found.id) if found.held_at else None,
        "is_one": viewer is not None and viewer.agent_id in group,
    }
    return render(request, "evolve/review_public.html", data)


def _public(review_id: UUID) -> ReviewView:
    found = queries.review(review_id)
    if found is None or not found.is_public:
        raise Missing("There is no such review.")
    return found


@require_safe
@member_required
def own(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """What is held against oneself, in plain words; nobody else of the group is named."""
    return _own(request, review_id)


def _own(
    request: HttpRequest, review_id: UUID, errors: dict[str, list[str]] | None = None
) -> HttpResponse:
    found = _public(review_id)
    agent = acting(request)
    group = queries.review_members(review_id)
    if agent not in group:
        raise Missing("There is no such review.")
    names = figures.titles(found) | {str(one): _("one of the group") for one in group}
    names[str(agent)] = _("you")
    data = {
        "review": found,
        "states": figures.state_names(),
        "group": figures.group_evidence(found, names),
        "own": figures.account_evidence(found, str(agent), names),
        "checks": figures.checks(found, names),
        "counts": figures.both_counts(found, names),
        "may_answer": found.state in ANSWERED_STATES,
        "answer": next((one.text for one in queries.answers(review_id) if one.by == agent), ""),
        "may_appeal": found.state == "confirmed" and found.appealed_at is None,
        "errors": [words for field in (errors or {}).values() for words in field],
        "text": request.POST.get("text", ""),
    }
    return render(request, "evolve/review_own.html", data, status=UNFIT if errors else 200)


@require_POST
@member_required
def answer(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Say how it was, before anybody judges."""
    words = _("Thank you. Stewards read it before they decide.")
    return _speak(request, review_id, operations.answer, words)


@require_POST
@member_required
def appeal(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Ask that another steward judges again."""
    words = _("Your appeal is with another steward now.")
    return _speak(request, review_id, operations.appeal, words)


def _speak(
    request: HttpRequest, review_id: UUID, speak: Callable[..., object], words: str
) -> HttpResponse:
    """Say the form's text by an operation; a refusal stands on one's own page of the review."""
    return done(
        request,
        lambda: speak(
            review=review_id,
            text=request.POST.get("text", ""),
            by=acting(request),
            at=timezone.now(),
        ),
        words,
        to=reverse("evolve:review-own", args=[review_id]),
        again=lambda errors: _own(request, review_id, errors),
    )
