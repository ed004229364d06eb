"""The calendar of moments: a month with all dates, noting one, taking one off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cohive.bond.access import acting, role_required
from cohive.look.formats import month_of_year
from cohive.look.refusals import refuse
from cohive.spread import moments
from cohive.spread import month_grid as grid
from cohive.spread.campaign_words import moment_words
from cohive.spread.forms_campaigns import MomentForm
from cohive.spread.moments import Moment
from cohive.spread.operations import campaigns as operations
from cohive.spread.queries import campaigns as queries
from cohive.words.refusals import Missing, Refused

YEAR_LEAST, YEAR_MOST = 1970, 2200


@require_http_methods(["GET", "POST"])
@role_required("steward")
def calendar(request: HttpRequest) -> HttpResponse:
    """A month with its moments, and what is talked of now; POST notes a date of one's own."""
    today = timezone.localdate()
    first = _month(request.GET.get("month", ""), today)
    form = MomentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _note(request, form)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("It stands on the calendar."))
            return redirect(_where(request))
    after = grid.next_month(first)
    last = after - timedelta(days=1)
    begin, end = grid.weeks_around(first, last)
    found = moments.between(grid.begin_of(begin), grid.begin_of(end))
    days = grid.days_of(begin, end, found, inside=(first, last), today=today)
    now = timezone.now()
    data = {
        "days": days,
        "month": month_of_year(first),
        "said": said(days),
        "earlier": f"?month={grid.month_before(first):%Y-%m}",
        "later": f"?month={after:%Y-%m}",
        "alarms": moments.alarms(),
        "running": next(iter(queries.running_campaigns(at=now, limit=1)), None),
        "noted": [moment for moment in found if moment.kind == "noted"],
        "form": form,
    }
    return render(request, "spread/moments.html", data, status=422 if form.errors else 200)


@require_POST
@role_required("steward")
def take_off(request: HttpRequest, moment: UUID) -> HttpResponse:
    """Take a noted date off."""
    operations.take_moment_off(moment=moment, by=acting(request), at=timezone.now())
    messages.success(request, _("Taken off the calendar."))
    return redirect("spread:moments")


def said(days: Iterable[grid.Day]) -> dict[Moment, str]:
    """Each moment of some days in words."""
    return {moment: moment_words(moment) for day in days for moment in day.moments}


def _note(request: HttpRequest, form: MomentForm) -> None:
    of = request.POST.get("campaign", "")
    operations.note_moment(
        title=form.cleaned_data["title"],
        starts_at=form.cleaned_data["starts_at"],
        campaign=_id(of) if of else None,
        by=acting(request),
        at=timezone.now(),
    )


def _where(request: HttpRequest) -> str:
    """Back to the campaign the date was noted on, or to the month."""
    found = queries.campaign(_id(of)) if (of := request.POST.get("campaign", "")) else None
    return found.url if found else request.get_full_path()


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing("There is no such campaign.") from None


def _month(text: str, today: date) -> date:
    if not text:
        return today.replace(day=1)
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Missing("There is no such month.") from None
    if not YEAR_LEAST < found.year < YEAR_MOST:
        raise Missing("There is no such month.")
    return found
