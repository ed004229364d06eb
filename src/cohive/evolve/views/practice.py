"""Bonding and spreading, and the mix of roles: pages beside the main figures."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cohive.bond import queries as members
from cohive.bond.access import acting, member_required, role_required
from cohive.evolve import queries
from cohive.evolve.queries.insight import WINDOWS
from cohive.evolve.views import measure_figures, practice_figures, role_figures, voice_figures
from cohive.evolve.views.aside_figures import counted_of
from cohive.evolve.views.insight import SEASON_DAYS
from cohive.guard import queries as guard


@require_safe
@role_required("maker", "seller", "steward")
def practice(request: HttpRequest) -> HttpResponse:
    """How people bond, what travels on, and the mix of roles, in one window."""
    days = asked_window(request)
    found = queries.newest(days)
    data: dict[str, Any] = {"windows": window_links(days), "found": found}
    if found is not None:
        roles = found.data["roles"]
        data |= counted_of(found.data) | {
            "bonding": practice_figures.bonding(found.data),
            "spreading": practice_figures.spreading(found.data),
            "roles_picture": role_figures.picture(roles),
            "roles_legend": role_figures.legend(),
            "roles_table": role_figures.table(roles),
            "roles_changed": role_figures.changed(roles),
            "roles_moves": role_figures.moves(roles),
            "roles_pairs": roles["pairs"],
            "roles_names": role_figures.names(),
            "roles_unknown": role_figures.unknown(roles),
            "roles_definition": role_figures.definition(),
            "measures": measure_figures.measures(found.data),
            "measures_of": (found.data.get("measures") or {"n": 0})["n"],
        }
    return render(request, "evolve/practice.html", data)


@require_safe
@role_required("steward")
def voices(request: HttpRequest) -> HttpResponse:
    """Reach, conversion and reciprocity of who passes on, nameless but for who agreed."""
    days = asked_window(request)
    found = queries.newest(days)
    compared = found.data.get("voices") if found else None
    data = {"windows": window_links(days), "found": found, "compared": compared}
    if found is not None and compared:
        data |= counted_of(found.data)
        agreed = queries.consents().whole & voice_figures.people(compared)
        names = {agent: card.name for agent, card in members.cards(agreed).items()}
        asked, unasked = guard.count_contradictions()
        data |= {
            "picture": voice_figures.picture(compared, names),
            "counted": voice_figures.counted(compared),
            "table": voice_figures.table(compared, names),
            "named": len(names),
            "mean": voice_figures.mean_conversion(compared),
            "declared": voice_figures.declared(compared),
            "declared_anywhere": guard.people_with_interests(),
            "undeclared": asked,
            "unasked": unasked,
            "unknown": voice_figures.unknown(compared),
            "corners": voice_figures.corners(),
            "definition": voice_figures.definition(),
        }
    return render(request, "evolve/voices.html", data)


@require_safe
@member_required
def own_roles(request: HttpRequest) -> HttpResponse:
    """Her own mix of roles in the season and where her links stand, which nobody else sees."""
    found = queries.newest(SEASON_DAYS)
    agent = acting(request)
    mine = role_figures.own(found.data, agent) if found else None
    voice = voice_figures.own(found.data.get("voices"), agent) if found else None
    data = {
        "found": found,
        "mine": mine,
        "picture": role_figures.own_picture(mine) if mine else None,
        "said": role_figures.own_said(mine) if mine else "",
        "legend": role_figures.legend(),
        "definition": role_figures.definition(),
        "voice": voice,
        "voice_picture": voice_figures.own_picture(voice) if voice else None,
        "voice_lines": voice_figures.own_lines(voice) if voice else [],
        "voice_definition": voice_figures.definition(),
        "is_shown": agent in queries.consents(agent).whole,
        "is_left_out": agent in guard.doubted().confirmed,
    }
    return render(request, "evolve/own_roles.html", data)


def asked_window(request: HttpRequest) -> int:
    """The window of the address, or the season."""
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(number) for number in WINDOWS} else SEASON_DAYS


def window_links(days: int) -> list[tuple[str, str, bool]]:
    """The three windows to choose from."""
    names = (_("Month"), _("Season"), _("Year"))
    return [
        (f"?days={number}", name, number == days)
        for number, name in zip(WINDOWS, names, strict=True)
    ]
