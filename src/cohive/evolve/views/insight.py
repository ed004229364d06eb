"""Community or fan club: the page for who works on the place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohive.bond import queries as members
from cohive.bond.access import acting, role_required
from cohive.evolve import operations, queries
from cohive.evolve.queries import waiting
from cohive.evolve.queries.insight import WINDOWS
from cohive.evolve.views import (
    circle_figures,
    figures,
    ladder_figures,
    language_figures,
    needs_figures,
    stay_figures,
    trend_figures,
    vacancy_figures,
)
from cohive.evolve.views.aside_figures import aside
from cohive.evolve.views.in_short import in_short, with_a_border
from cohive.evolve.views.season_report import happened
from cohive.guard.operations import allow
from cohive.look.refusals import said
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Refused

SEASON_DAYS = 90
TAKES_MAX, TAKES_SECONDS = 5, 3_600


@require_safe
@role_required("maker", "seller", "steward")
def insight(request: HttpRequest) -> HttpResponse:
    """How the place stands in one window, from the figures taken last."""
    days = _window(request)
    found = queries.newest(days)
    data: dict[str, Any] = {
        "windows": [
            (f"?days={number}", name, number == days)
            for number, name in zip(WINDOWS, (_("Month"), _("Season"), _("Year")), strict=True)
        ],
        "found": found,
        "is_public": queries.figures_are_public(),
    }
    if found is not None:
        circles = members.circles()
        data |= (
            _shown(found.data) | aside(found.data) | _over_time(found) | _circles(found, circles)
        )
        data |= _people(request, found, {one.agent: one.name for one in circles})
    return render(request, "evolve/insight.html", data)


def _window(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(number) for number in WINDOWS} else SEASON_DAYS


def _over_time(found: queries.SnapshotView) -> dict[str, Any]:
    """The line by month with what happened on it, and what happened in this window; one query."""
    months = found.data["months"]
    since = found.at - timedelta(days=found.days)
    began = trend_figures.begins(months)
    all_of_it = queries.happenings(since=min(since, began or since), until=found.at)
    signs = trend_figures.marked(months, all_of_it)
    line = trend_figures.trend(months, signs)
    return {
        "trend": line,
        "months": trend_figures.months_table(months),
        "trend_definition": trend_figures.trend_definition(),
        "signs": signs if line else [],
        "happened": happened([one for one in all_of_it if one.at >= since]),
    }


def _circles(found: queries.SnapshotView, circles: list[members.CircleView]) -> dict[str, Any]:
    """How the circles are beside what they are meant to be; two queries, three with a border."""
    names = {one.agent: one.name for one in circles}
    found_borders = waiting.borders(at=timezone.now())
    parting = [names[one.circle] for one in found_borders if one.circle in names]
    sizes = queries.circle_sizes()
    return {
        "in_short": [
            *in_short(found.data, circle_figures.states(found, circles, sizes)),
            *with_a_border(parting),
        ],
        "has_border": bool(parting),
        "circles": circle_figures.circles(found, circles, sizes),
        "circles_definition": circle_figures.circles_definition(),
        "rituals": circle_figures.ritual_lines(found.data.get("rituals"), queries.rituals(), names),
        "rituals_definition": circle_figures.rituals_definition(),
    }


def _people(
    request: HttpRequest, found: queries.SnapshotView, circles: Mapping[UUID, str]
) -> dict[str, Any]:
    """Who stands out: by name to stewards only, and only who agreed; at most two queries."""
    ladder, between = found.data["ladder"], found.data["brokers"]
    viewer = viewer_of(request)
    names_them = viewer is not None and viewer.has("steward")
    agreed = queries.consents() if names_them else queries.Consents()
    near = ladder_figures.named_near(ladder, agreed.whole)
    vacant = vacancy_figures.urgent(found.data)
    resting = vacancy_figures.named_in(vacant, agreed.whole)
    carrying = {UUID(one["person"]) for one in between} & agreed.connecting
    found_cards = members.cards(near | carrying | resting)
    cards = {one: card for one, card in found_cards.items() if card.state == "active"}
    shown = [(cards[UUID(one["person"])], one["contacts"]) for one in between
             if UUID(one["person"]) in carrying & cards.keys()]  # fmt: skip
    return {
        "names_them": names_them,
        "steps": ladder_figures.steps(ladder, {one: cards[one] for one in near & cards.keys()}),
        "vacancies": vacancy_figures.vacancies(
            vacant, {one: cards[one] for one in resting & cards.keys()}, circles
        ),
        "vacancies_definition": vacancy_figures.vacancies_definition(),
        "brokers": shown,
        "unnamed_brokers": len(between) - len(shown),
    }


def _shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the figures alone say; no query."""
    h = data["horizontality"]
    picture, cohorts = stay_figures.cohort_picture(data["cohorts"])
    return {
        "h": h,
        "verdict": figures.verdict(h, data["before"]),
        "parts": figures.parts(h),
        "hands": figures.hands(data),
        "core": language_figures.core(data.get("core")),
        "rungs": ladder_figures.rungs(data["ladder"]),
        "people": max(1, data["ladder"]["n"]),
        "near": ladder_figures.one_step_away(data["ladder"]),
        "moves": ladder_figures.moves(data["ladder"]),
        "climbs": ladder_figures.cohorts(data["ladder"]),
        "climbs_definition": ladder_figures.cohorts_definition(),
        "ladder_definition": ladder_figures.definition(data["ladder"]),
        "cohort_picture": picture,
        "cohorts": cohorts,
        "cohorts_definition": stay_figures.cohorts_definition(),
        "curve": stay_figures.curve(data["stays"]),
        "stays": stay_figures.stays_table(data["stays"]),
        "stays_definition": stay_figures.stays_definition(),
        "life": figures.life(data),
        "life_definition": figures.life_definition(),
        "words": language_figures.words(data.get("language")),
        "nearness": language_figures.nearness(data.get("language")),
        "words_definition": language_figures.words_definition(),
        "style": language_figures.style(data.get("style")),
        "style_said": language_figures.style_said(data.get("style")),
        "style_definition": language_figures.style_definition(),
        "needs": needs_figures.needs(data),
        "needs_asked": needs_figures.needs_asked(data),
        "needs_definition": needs_figures.needs_definition(),
        "unknown": figures.unknown(data),
    }


@require_POST
@role_required("steward")
def take(request: HttpRequest) -> HttpResponse:
    """Take the figures now instead of tonight."""
    at = timezone.now()
    try:
        allow(
            what="evolve.take",
            who=str(acting(request)),
            limit=TAKES_MAX,
            seconds=TAKES_SECONDS,
            at=at,
        )
        taken = operations.take_snapshots(at=at)
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        if taken:
            messages.success(request, _("The figures are of now."))
        else:
            messages.info(request, _("Nothing has happened since they were taken, or too little."))
    return HttpResponseRedirect(reverse("evolve:insight"))


@require_POST
@role_required("steward")
def publish(request: HttpRequest) -> HttpResponse:
    """Show the main figure on the front page, or take it from there."""
    at = timezone.now()
    operation = (
        operations.hide_figures if request.POST.get("do") == "hide" else operations.show_figures
    )
    try:
        operation(by=acting(request), at=at)
    except Refused as refusal:
        messages.error(request, said(refusal))
    return HttpResponseRedirect(reverse("evolve:insight"))
