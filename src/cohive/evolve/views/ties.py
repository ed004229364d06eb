"""One's own ties: a member sees first what the place's figures say of her, and chooses."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cohive.bond import queries as members
from cohive.bond.access import acting, member_required
from cohive.evolve import operations, queries
from cohive.evolve.views import ladder_figures, vacancy_figures
from cohive.evolve.views.insight import SEASON_DAYS
from cohive.evolve.views.own_figures import own_figures
from cohive.guard import queries as guard


@require_safe
@member_required
def own_ties(request: HttpRequest) -> HttpResponse:
    """What the figures of the season say of her: her rung, what lies before the next, her place."""
    agent = acting(request)
    found = queries.newest(SEASON_DAYS)
    consents = queries.consents(agent)
    rung = broker = None
    if found is not None:
        places = found.data["ladder"]["places"]
        rung = next((one for one in places if one["person"] == str(agent)), None)
        broker = next((one for one in found.data["brokers"] if one["person"] == str(agent)), None)
    data = {
        "found": found,
        "place_on_ladder": rung,
        "broker": broker,
        "work": _work(found, agent),
        "own": own_figures(queries.own_ties(agent)),
        "offers": ladder_figures.offers(rung) if rung else [],
        "is_left_out": agent in guard.doubted().confirmed,
        "is_shown": agent in consents.connecting,
        "is_shown_whole": agent in consents.whole,
    }
    return render(request, "evolve/ties.html", data)


def _work(found: queries.SnapshotView | None, agent: UUID) -> list[str]:
    """What rests on her or she has practised; one query for the circles where there is any."""
    if found is None or not vacancy_figures.named_in(vacancy_figures.all_of(found.data), [agent]):
        return []
    names = {one.agent: one.name for one in members.circles()}
    return vacancy_figures.own_work(found.data, agent, names)


@require_POST
@member_required
def choose(request: HttpRequest) -> HttpResponse:
    """Agree to be named to stewards, or no longer."""
    operation = (
        operations.withdraw_from_being_shown
        if request.POST.get("do") == "withdraw"
        else operations.agree_to_be_shown
    )
    operation(by=acting(request), at=timezone.now())
    return HttpResponseRedirect(reverse("evolve:ties"))
