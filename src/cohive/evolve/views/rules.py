"""Rules of dividing money: tried on past sales, put to the vote, offered for sales to come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohive.bond import queries as members
from cohive.bond.access import acting, member_required, role_required
from cohive.create import queries as making
from cohive.evolve.operations import rules
from cohive.evolve.queries import rules as queries
from cohive.evolve.views.doing import UNFIT, done
from cohive.evolve.written import said as told
from cohive.guard.operations import allow
from cohive.look.refusals import said
from cohive.look.viewers import viewer_of
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused
from cohive.words.verbs import Stage

WINDOWS = (30, 90, 365)
SEASON_DAYS = 90
TRIALS_MAX, TRIALS_SECONDS = 60, 3_600


def state_words() -> dict[str, tuple[str, str]]:
    """Each state in words, and its tone."""
    return {
        "voting": (_("people vote"), "lamp"),
        "agreed": (_("agreed, to be offered"), "good"),
        "declined": (_("declined, the old rule stays"), ""),
        "applied": (_("offered for sales to come"), "good"),
    }


@require_safe
@member_required
def try_rule(request: HttpRequest) -> HttpResponse:
    """Another division on the sales of a stretch: who would gain, who would lose."""
    return _trial_page(request, request.GET, {})


def _trial_page(
    request: HttpRequest, given: Mapping[str, Any], errors: dict[str, list[str]]
) -> HttpResponse:
    place, now = _place(), timezone.now()
    days = _days(given.get("window", ""))
    since = now - timedelta(days=days)
    force = queries.weights_in_force(place.currency, since=since, until=now)
    weights, house = dict(force), None
    errors = dict(errors)
    is_equal = given.get("split", "") == "equal"
    try:
        weights, house = _rule(given, force)
        if "w_idea" in given:  # a page that is only opened has nothing to be refused
            rules.check_rule(weights, house)
    except Refused as refusal:
        errors.setdefault(refusal.field, []).append(said(refusal))
    tried = None
    if not errors.keys() & {"weights", "house_percent"} and any(weights.values()):
        tried = _trial(request, weights, house, since, now, is_equal=is_equal)
    data = {
        "windows": [
            (f"?window={number}", name, number == days)
            for number, name in zip(WINDOWS, (_("Month"), _("Season"), _("Year")), strict=True)
        ],
        "days": days,
        "force": force,
        "weights": weights,
        "house": "" if house is None else house,
        "dials": [
            {"name": f"w_{stage.value}", "stage": stage.value, "value": weights[stage.value]}
            for stage in Stage
        ],
        "given": given,
        "is_equal": is_equal,
        "errors": errors,
        "is_tried": "w_idea" in given,
        **_shown(tried),
    }
    return render(request, "evolve/rule_try.html", data, status=UNFIT if errors else 200)


def _trial(
    request: HttpRequest,
    weights: Mapping[str, int],
    house: int | None,
    since: datetime,
    until: datetime,
    *,
    is_equal: bool = False,
) -> queries.Trial:
    allow(
        what="evolve.trial",
        who=str(acting(request)),
        limit=TRIALS_MAX,
        seconds=TRIALS_SECONDS,
        at=timezone.now(),
    )
    return queries.trial(
        weights,
        house,
        currency=_place().currency,
        since=since,
        until=until,
        viewer=acting(request),
        is_equal=is_equal,
    )


def _shown(tried: queries.Trial | None) -> dict[str, Any]:
    """A trial for its template: amounts as money, bands in words."""
    if tried is None or not tried.units:
        return {"tried": None}
    found = tried.compared
    words = (
        _("lose more than a tenth"),
        _("lose up to a tenth"),
        _("see no difference"),
        _("gain up to a tenth"),
        _("gain more than a tenth"),
    )

    def money(minor: int) -> Money:
        return Money(minor, tried.currency)

    return {
        "tried": tried,
        "compared": found,
        "bands": list(zip(words, found.bands, strict=True)) if found.bands else [],
        "sums": {
            "before": money(found.before),
            "after": money(found.after),
            "gained": money(found.gained),
            "lost": money(found.lost),
            "own_before": money(tried.own_before),
            "own_change": money(tried.own_after - tried.own_before),
            "waiting": money(tried.waiting_after - tried.waiting_before),
        },
        "top": (
            found.top_before / found.before if found.before > 0 else 0,
            found.top_after / found.after if found.after > 0 else 0,
        ),
    }


def _place() -> members.PlaceView:
    place = members.place()
    if place is None:
        raise Missing("There is no place yet.")
    return place


def _days(text: str) -> int:
    return int(text) if text in {str(number) for number in WINDOWS} else SEASON_DAYS


def _rule(given: Mapping[str, Any], force: Mapping[str, int]) -> tuple[dict[str, int], int | None]:
    """The rule as it was written; the one in force where nothing was."""
    if "w_idea" not in given:
        return dict(force), None
    weights = {stage.value: _whole(given.get(f"w_{stage.value}", ""), "weights") for stage in Stage}
    text = given.get("house", "").strip()
    return weights, _whole(text, "house_percent") if text else None


def _whole(text: str, field: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise Refused("Write whole percents, from 0 to 100.", field=field)
    return int(text)


@require_POST
@member_required
def propose(request: HttpRequest) -> HttpResponse:
    """Put it to the vote."""
    try:
        weights, house = _rule(request.POST, {})
        now = timezone.now()
        made = rules.propose_rule(
            weights=weights,
            house_percent=house,
            reason=request.POST.get("reason", ""),
            tried_since=now - timedelta(days=_days(request.POST.get("window", ""))),
            days=_whole(request.POST.get("days", ""), "days"),
            by=acting(request),
            at=now,
        )
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        return _trial_page(request, request.POST, {refusal.field: [said(refusal)]})
    return HttpResponseRedirect(reverse("evolve:rule", args=[made]))


@require_safe
@member_required
def rule(request: HttpRequest, rule: UUID) -> HttpResponse:
    """One proposed rule: what it would have done, its vote, what became of it."""
    return _page(request, rule)


def _page(
    request: HttpRequest, rule: UUID, errors: dict[str, list[str]] | None = None
) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.rule(rule, viewer=viewer.agent_id if viewer else None)
    if found is None:
        raise Missing("There is no such rule.")
    tried = _trial(
        request, found.weights, found.house_percent, found.tried_since, found.tried_until
    )
    offers = [
        (making.product(product), agreement, told(obstacle) if obstacle else "")
        for product, agreement, obstacle in queries.offers_of(rule)
    ]
    data = {
        "found": found,
        "stages": [(stage.value, found.weights[stage.value]) for stage in Stage],
        "state": state_words()[found.state],
        "offers": offers,
        "errors": errors or {},
        **_shown(tried),
    }
    return render(request, "evolve/rule.html", data, status=UNFIT if errors else 200)


def _done(request: HttpRequest, rule: UUID, do: Callable[[], object], words: str) -> HttpResponse:
    return done(
        request,
        do,
        words,
        to=reverse("evolve:rule", args=[rule]),
        again=lambda errors: _page(request, rule, errors),
    )


@require_POST
@member_required
def vote(request: HttpRequest, rule: UUID) -> HttpResponse:
    """Yes or no."""
    return _done(
        request,
        rule,
        lambda: rules.vote_on_rule(
            rule=rule,
            answer=request.POST.get("answer", ""),
            by=acting(request),
            at=timezone.now(),
        ),
        _("Your vote is kept."),
    )


@require_POST
@role_required("maker", "steward")
def apply(request: HttpRequest, rule: UUID) -> HttpResponse:
    """Offer it for sales to come."""
    return _done(
        request,
        rule,
        lambda: rules.apply_rule(rule=rule, by=acting(request), at=timezone.now()),
        _("It is offered. Whoever has to be asked was asked."),
    )
