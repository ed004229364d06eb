"""The season's report: the list, freezing one, one as a page and as PDF."""

from __future__ import annotations

from collections.abc import Sequence
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
from cohive.evolve.views.season_report import paper_of
from cohive.look.paper import Paper, printed
from cohive.look.refusals import said
from cohive.words.refusals import Missing, Refused


@require_safe
@role_required("maker", "seller", "steward")
def seasons(request: HttpRequest) -> HttpResponse:
    """All reports, and for a steward the way to freeze one."""
    return _listed(request)


@require_POST
@role_required("steward")
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze the newest figures under a title."""
    title = request.POST.get("title", "")
    try:
        made = operations.freeze_season(title=title, by=acting(request), at=timezone.now())
    except Refused as refusal:
        return _listed(request, title, [said(refusal)], status=422)
    messages.success(request, _("The season is frozen."))
    return HttpResponseRedirect(reverse("evolve:season", args=[made]))


def _listed(
    request: HttpRequest, title: str = "", errors: Sequence[str] = (), *, status: int = 200
) -> HttpResponse:
    data = {
        "seasons": queries.seasons(),
        "newest": queries.newest(queries.SEASON_DAYS),
        "title": title,
        "errors": list(errors),
    }
    return render(request, "evolve/seasons.html", data, status=status)


@require_safe
@role_required("maker", "seller", "steward")
def season(request: HttpRequest, season_id: UUID) -> HttpResponse:
    """One report as a page."""
    paper = _paper(season_id)
    return render(request, "evolve/season.html", {"paper": paper, "season_id": season_id})


@require_safe
@role_required("maker", "seller", "steward")
def season_pdf(request: HttpRequest, season_id: UUID) -> HttpResponse:  # noqa: ARG001
    """The same as PDF, in the reader's language."""
    paper = _paper(season_id)
    response = HttpResponse(printed(paper), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="season-{paper.at:%Y-%m-%d}.pdf"'
    return response


def _paper(season_id: UUID) -> Paper:
    found, place = queries.season(season_id), members.place()
    if found is None or place is None:
        raise Missing("There is no such report.")
    return paper_of(found, place.name)
