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
from cohive.engine.prior import PriorClaim
from cohive.evolve.operations import rules
from cohive.evolve.queries import rules as queries
from cohive.evolve.views.doing import UNFIT, done
from cohive.evolve.views.rules_asked import RuleAsked, claim_asked, is_asked, rule_asked, whole
from cohive.evolve.written import said as told
from cohive.guard.operations import allow
from cohive.look.refusals import said
from cohive.look.viewers import viewer_of
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused
from cohive.words.verbs import Stage

WINDOWS = (30, 90, 365)
SEASON_DAYS = 90
RULE_FIELDS = ("rule", "weights", "house_percent", "keep_percent", "claim")
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
    claimable = queries.claimable(place.currency, since=since, until=now)
    errors = dict(errors)
    asked = RuleAsked(dict(force), None, None, "lineage")
    claim = None
    try:
        asked = rule_asked(given, force)
        if is_asked(given):
            _check(asked)
        claim = claim_asked(given, claimable, firm=place.agent, currency=place.currency)
    except Refused as refusal:
        errors.setdefault(refusal.field, []).append(said(refusal))
    tried = None
    if not errors.keys() & set(RULE_FIELDS) and (any(asked.weights.values()) or asked.is_equal):
        tried = _trial(request, asked, since, now, claim=claim)
    data = {
        "windows": [
            (f"?window={number}", name, number == days)
            for number, name in zip(WINDOWS, (_("Month"), _("Season"), _("Year")), strict=True)
        ],
        "days": days,
        "currency": place.currency,
        "force": force,
        "asked": asked,
        "dials": [
            {"name": f"w_{stage.value}", "stage": stage.value, "value": asked.weights[stage.value]}
            for stage in Stage
        ],
        "given": given,
        "errors": errors,
        "is_tried": is_asked(given),
        "claim": claim,
        "claim_product": making.product(claim[0].product) if claim else None,
        **_claim_choices(claimable, place, acting(request)),
        **_shown(tried),
    }
    return render(request, "evolve/rule_try.html", data, status=UNFIT if errors else 200)


def _check(asked: RuleAsked) -> None:
    rules.check_rule(
        asked.weights, asked.house_percent, rule=asked.rule, keep_percent=asked.keep_percent
    )


def _claim_choices(
    claimable: list[queries.Claimable], place: members.PlaceView, viewer: UUID
) -> dict[str, Any]:
    """On what and for whom a claim can be tried, as choices of the form.

    Who writes agreements chooses among everybody recorded; others see the firm and themselves, so
    that the list does not say who was paid.
    """
    people = {one for each in claimable for one in each.people} - {place.agent}
    if not members.roles_of(viewer) & {"maker", "steward"}:
        people &= {viewer}
    named = sorted((card.name, str(agent)) for agent, card in members.cards(people).items())
    return {
        "claim_products": [("", "–"), *((str(one.product), one.title) for one in claimable)],
        "claim_people": [
            ("", "–"),
            (str(place.agent), place.name),
            *((agent, name) for name, agent in named),
        ],
        "claim_kinds": [
            ("until_paid", _("a part of each sale, until it is paid off")),
            ("once", _("once, from the first money")),
            ("lasting", _("a part of each sale, for good")),
        ],
    }


def _trial(
    request: HttpRequest,
    asked: RuleAsked,
    since: datetime,
    until: datetime,
    *,
    claim: tuple[queries.Claimable, PriorClaim] | None = None,
) -> queries.Trial:
    allow(
        what="evolve.trial",
        who=str(acting(request)),
        limit=TRIALS_MAX,
        seconds=TRIALS_SECONDS,
        at=timezone.now(),
    )
    return queries.trial(
        asked.weights,
        asked.house_percent,
        currency=_place().currency,
        since=since,
        until=until,
        viewer=acting(request),
        is_equal=asked.is_equal,
        keep_percent=asked.keep_percent,
        claims={claim[0].product: (claim[1],)} if claim else None,
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


@require_POST
@member_required
def propose(request: HttpRequest) -> HttpResponse:
    """Put it to the vote."""
    try:
        asked = rule_asked(request.POST, {})
        now = timezone.now()
        made = rules.propose_rule(
            rule=asked.rule,
            weights=asked.weights,
            house_percent=asked.house_percent,
            keep_percent=asked.keep_percent,
            reason=request.POST.get("reason", ""),
            tried_since=now - timedelta(days=_days(request.POST.get("window", ""))),
            days=whole(request.POST.get("days", ""), "days"),
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
        request,
        RuleAsked(found.weights, found.house_percent, found.keep_percent, found.rule),
        found.tried_since,
        found.tried_until,
    )
    offers = [
        (making.product(product), agreement, told(obstacle) if obstacle else "")
        for product, agreement, obstacle in queries.offers_of(rule)
    ]
    data = {
        "found": found,
        "stages": [(stage.value, found.weights.get(stage.value, 0)) for stage in Stage],
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
