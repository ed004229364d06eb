"""What the circles are meant to be: their size and their rituals, said by stewards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Final
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
from cohive.evolve.views.circle_figures import weekly
from cohive.look import formats
from cohive.look.refusals import said
from cohive.words.refusals import Refused

MONDAY: Final = date(2026, 1, 5)


@require_safe
@role_required("maker", "seller", "steward")
def intentions(request: HttpRequest) -> HttpResponse:
    """How large each circle is meant to be, and what it does every week."""
    return _shown(request)


def _shown(
    request: HttpRequest,
    written: Mapping[str, str] | None = None,
    refusal: Refused | None = None,
    where: str = "",
) -> HttpResponse:
    sizes, circles = queries.circle_sizes(), members.circles()
    names = {one.agent: one.name for one in circles}
    errors = {(where, refusal.field): [said(refusal)]} if refusal else {}
    data = {
        "circles": [(one, sizes.get(one.agent, "")) for one in circles],
        "rituals": [
            (one, names[one.circle], weekly(one))
            for one in queries.rituals()
            if one.circle in names
        ],
        "circle_options": [(str(one.agent), one.name) for one in circles],
        "weekdays": [(str(day), formats.weekday(MONDAY + timedelta(days=day))) for day in range(7)],
        "written": written or {},
        "where": where,
        "errors": errors,
    }
    status = 422 if refusal else 200
    return render(request, "evolve/intentions.html", data, status=status)


@require_POST
@role_required("steward")
def say_size(request: HttpRequest) -> HttpResponse:
    """Say for how many people at most a circle is meant; an empty field takes it back."""
    text = request.POST.get("people_max", "").strip()
    circle = request.POST.get("circle", "")
    try:
        if text and not (text.isascii() and text.isdigit() and len(text) < 7):
            raise Refused("Write a whole number of people, such as 30.", field="people_max")
        operations.say_circle_size(
            circle=_uuid(circle),
            people_max=int(text) if text else None,
            by=acting(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        if not refusal.field:
            raise
        return _shown(request, request.POST.dict(), refusal, where=circle)
    messages.success(request, _("Kept. The page of the figures shows it at once."))
    return HttpResponseRedirect(reverse("evolve:intentions"))


@require_POST
@role_required("steward")
def name_one(request: HttpRequest) -> HttpResponse:
    """Name a ritual, so that it is watched."""
    sent = request.POST.dict()
    try:
        operations.name_ritual(
            circle=_uuid(str(sent.get("circle", ""))),
            name=str(sent.get("name", "")),
            weekday=_weekday(str(sent.get("weekday", ""))),
            begins_at=_time(str(sent.get("begins_at", ""))),
            begins_on=_date(str(sent.get("begins_on", ""))),
            by=acting(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        return _shown(request, {key: str(one) for key, one in sent.items()}, refusal, "ritual")
    messages.success(request, _("It is watched from the next figures on."))
    return HttpResponseRedirect(reverse("evolve:intentions"))


@require_POST
@role_required("steward")
def end_one(request: HttpRequest, ritual_id: UUID) -> HttpResponse:
    """End a ritual."""
    operations.end_ritual(ritual=ritual_id, by=acting(request), at=timezone.now())
    messages.success(request, _("It is watched no more."))
    return HttpResponseRedirect(reverse("evolve:intentions"))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise Refused("Choose a circle.", field="circle") from wrong


def _weekday(text: str) -> int:
    return int(text) if text in {str(day) for day in range(7)} else -1


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as wrong:
        raise Refused("Write an hour, such as 06:20.", field="begins_at") from wrong


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise Refused("Write a day, such as 2026-11-22.", field="begins_on") from wrong
