"""Bonding and spreading, and the mix of roles: pages beside the main figures."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cohive.bond.access import acting, member_required, role_required
from cohive.evolve import queries
from cohive.evolve.queries.insight import WINDOWS
from cohive.evolve.views import practice_figures, role_figures
from cohive.evolve.views.insight import SEASON_DAYS


@require_safe
@role_required("maker", "seller", "steward")
def practice(request: HttpRequest) -> HttpResponse:
    """How people bond, what travels on, and the mix of roles, in one window."""
    days = asked_window(request)
    found = queries.newest(days)
    data: dict[str, Any] = {"windows": window_links(days), "found": found}
    if found is not None:
        roles = found.data["roles"]
        data |= {
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
        }
    return render(request, "evolve/practice.html", data)


@require_safe
@member_required
def own_roles(request: HttpRequest) -> HttpResponse:
    """Her own mix of roles in the season, which nobody else sees."""
    found = queries.newest(SEASON_DAYS)
    mine = role_figures.own(found.data, acting(request)) if found else None
    data = {
        "found": found,
        "mine": mine,
        "picture": role_figures.own_picture(mine) if mine else None,
        "said": role_figures.own_said(mine) if mine else "",
        "legend": role_figures.legend(),
        "definition": role_figures.definition(),
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
