"""Segments: making one, who is in it and why, and in which one is oneself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohive.bond import queries as bond
from cohive.bond.access import acting, member_required, role_required
from cohive.care.forms_audience import SegmentForm
from cohive.care.operations import segments as operations
from cohive.care.queries import segments as queries
from cohive.create import queries as create
from cohive.look.refusals import refuse
from cohive.words.refusals import Missing, Refused

PEOPLE_SHOWN = 50
PRODUCTS_MAX = 100


@require_http_methods(["GET", "POST"])
@role_required("steward")
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """A new segment from reasons that there are."""
    form = SegmentForm(request.POST or None, reasons=_reasons())
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.make_segment(
                name=form.cleaned_data["name"],
                rules=form.rules,
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("care:segment", segment_id=made)
    return render(
        request, "care/segment_new.html", {"form": form}, status=422 if form.errors else 200
    )


def _reasons() -> list[tuple[object, object]]:
    """Circles, memberships and products of the place as grouped choices."""
    products = [each for each in create.products(limit=PRODUCTS_MAX) if each.state != "draft"]
    groups = [
        (_("is in the circle"), [(f"circle:{each.agent}", each.name) for each in bond.circles()]),
        (_("holds the membership"), [(f"tier:{each.id}", each.name) for each in bond.tiers()]),
        (_("bought"), [(f"bought:{each.id}", each.title) for each in products]),
        (_("worked on"), [(f"made:{each.id}", each.title) for each in products]),
    ]
    return [(label, choices) for label, choices in groups if choices]


@require_safe
@role_required("steward")
@never_cache
def segment(request: HttpRequest, segment_id: UUID) -> HttpResponse:
    """Who is in it, each with the reasons."""
    found = queries.segment(segment_id, at=timezone.now())
    if found is None:
        raise Missing("There is no such segment.")
    return render(
        request,
        "care/segment.html",
        {
            "segment": found,
            "people": found.people[:PEOPLE_SHOWN] if found.is_shown else (),
            "least": queries.PEOPLE_MIN,
        },
    )


@require_POST
@role_required("steward")
def end(request: HttpRequest, segment_id: UUID) -> HttpResponse:
    """Keep it no more."""
    operations.end_segment(segment=segment_id, by=acting(request), at=timezone.now())
    messages.success(request, _("The segment is ended. Nobody in it was changed."))
    return redirect("care:audience")


@require_safe
@member_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """In which segments one is oneself, and why."""
    found = queries.segments_of(acting(request), at=timezone.now())
    return render(request, "care/my_segments.html", {"segments": found})
