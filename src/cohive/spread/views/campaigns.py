"""Campaigns on the desk: all of them, one with what came of it, opening, changing, closing."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cohive.bond.access import acting, role_required
from cohive.bond.queries import cards, stewards
from cohive.look.refusals import refuse
from cohive.spread import moments, targets
from cohive.spread import month_grid as grid
from cohive.spread.campaign_answers import voucher
from cohive.spread.campaign_words import (
    drawn,
    goal_words,
    orders_words,
    phases,
    progress_words,
    rate_words,
    way_words,
)
from cohive.spread.forms_campaigns import CampaignForm, MomentForm
from cohive.spread.letter_words import letter_words, sides_words
from cohive.spread.models.campaigns import GOAL_KINDS
from cohive.spread.operations import campaigns as operations
from cohive.spread.queries import campaigns as queries
from cohive.spread.queries.campaign_letters import letters_of
from cohive.spread.queries.campaign_results import CampaignResults, results_of
from cohive.spread.queries.campaigns import CampaignView
from cohive.spread.queries.channels import posts
from cohive.spread.queries.consents import may_show
from cohive.spread.views.campaign_moments import said
from cohive.spread.views.linked import things
from cohive.words.refusals import Missing, Refused

NO_CAMPAIGN = "There is no such campaign."
LASTS = timedelta(days=28)
POSTS_SHOWN = 50
CARRIERS_SHOWN = 8
SCALE_LEAST = 0.1
"""The line of rates ends at least at ten of a hundred."""


@require_GET
@role_required("steward")
def all_campaigns(request: HttpRequest) -> HttpResponse:
    """Campaigns, newest first, each with its goal and time; what is talked of now above them."""
    before = request.GET.get("before", "")
    try:
        found, more = queries.campaigns(before=UUID(before) if before else None)
    except ValueError:
        raise Missing("There is no such page.") from None
    now = timezone.now()
    running = next((one for one in found if one.phase(now) == "running"), None)
    data = {
        "campaigns": [(one, *phases()[one.phase(now)], goal_words(one)) for one in found],
        "posts": queries.posts_by_campaign(one.id for one in found),
        "later": f"?before={more}" if more else "",
        "alarms": moments.alarms(),
        "running": running,
    }
    return render(request, "spread/campaigns.html", data)


@require_GET
@role_required("steward")
def one_campaign(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """A campaign with its goal, posts, moments, material and results."""
    found = _found(campaign)
    now = timezone.now()
    phase, tone = phases()[found.phase(now)]
    target = targets.describe(found.target_kind, found.target)
    carriers = queries.carriers_of(found)
    people = cards({found.kept_by, *carriers[:CARRIERS_SHOWN]})
    progress = queries.progress_of(found)
    written, _more = posts(campaign=found.id, limit=POSTS_SHOWN)
    data = {
        "campaign": found,
        "phase": phase,
        "tone": tone,
        "goal": goal_words(found),
        "progress": progress,
        "progress_words": progress_words(progress),
        "target": target,
        "waits_for_consent": bool(target and target.picture and not may_show(target.works)),
        "voucher": voucher(found.voucher_code, now),
        "keeper": people.get(found.kept_by),
        "carriers": [people[one] for one in carriers[:CARRIERS_SHOWN] if one in people],
        "carriers_more": max(0, len(carriers) - CARRIERS_SHOWN),
        "posts": written,
        "alarms": moments.alarms() if found.phase(now) == "running" else [],
        "form": MomentForm(),
        **_calendar(found),
        "letters": _letters(found),
        **_results(results_of(found)),
    }
    return render(request, "spread/campaign.html", data)


def _calendar(found: CampaignView) -> dict[str, object]:
    """Its days, from this week on while it runs; six weeks at most."""
    today = timezone.localdate()
    first, last = timezone.localdate(found.starts_at), timezone.localdate(found.ends_at)
    shown_from = min(max(first, today), last)
    begin, end = grid.weeks_around(shown_from, last)
    found_moments = moments.between(grid.begin_of(begin), grid.begin_of(end))
    days = grid.days_of(begin, end, found_moments, inside=(shown_from, last), today=today)
    return {"days": days, "said": said(days)}


def _letters(found: CampaignView) -> list[dict[str, object]]:
    """Each letter with what it did."""
    return [
        {
            "result": each,
            "words": letter_words(each),
            "sides": sides_words(each.compared) if each.compared else "",
        }
        for each in letters_of(found, at=timezone.now())
    ]


def _results(results: CampaignResults) -> dict[str, object]:
    rates = [each.rate for each in results.channels if each.rate]
    widest = max([SCALE_LEAST, *(rate.high for rate in rates)])
    rows = [
        {
            "result": each,
            "name": way_words(each),
            "rate": rate_words(each.rate) if each.rate else "",
            "drawn": drawn(each.rate, widest) if each.rate else None,
            "range": orders_words(each),
        }
        for each in results.channels
    ]
    return {
        "rows": rows,
        "is_measured": any(each.visitors for each in results.channels),
        "best": way_words(results.leaders[0]) if results.leaders else "",
        "are_told_apart": results.are_told_apart,
        "rated": len(rates),
    }


@require_http_methods(["GET", "POST"])
@role_required("steward")
def begin(request: HttpRequest) -> HttpResponse:
    """Open a campaign."""
    now = timezone.now()
    initial = {
        "starts_at": now,
        "ends_at": now + LASTS,
        "kept_by": str(acting(request)),
        "thing": request.GET.get("thing", ""),
        "goal_kind": GOAL_KINDS[1],
    }
    form = _form(request, initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.open_campaign(terms=form.terms(), by=acting(request), at=now)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("It stands. Write its first post."))
            return redirect("spread:campaign", campaign=made)
    data = {"form": form, "campaign": None}
    return render(request, "spread/campaign_form.html", data, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@role_required("steward")
def change(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """Write a campaign anew."""
    found = _found(campaign)
    initial = {**vars(found), "thing": found.thing, "kept_by": str(found.kept_by)}
    form = _form(request, initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_campaign(
                campaign=found.id, terms=form.terms(), by=acting(request), at=timezone.now()
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("spread:campaign", campaign=found.id)
    data = {"form": form, "campaign": found}
    return render(request, "spread/campaign_form.html", data, status=422 if form.errors else 200)


@require_POST
@role_required("steward")
def close(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """Close a campaign before its time."""
    operations.close_campaign(campaign=campaign, by=acting(request), at=timezone.now())
    messages.success(request, _("Closed. Its posts and figures stay."))
    return redirect("spread:campaign", campaign=campaign)


def _form(request: HttpRequest, initial: dict[str, object]) -> CampaignForm:
    given = request.POST if request.method == "POST" else None
    holders = stewards()
    people = cards(holders)
    keepers = [(str(one), people[one].name) for one in holders if one in people]
    offered = things(at=timezone.now())
    kept = str(initial["thing"])
    if kept and kept not in dict(offered):
        kind, _colon, number = kept.partition(":")
        found = targets.describe(kind, UUID(number)) if _is_id(number) else None
        offered += [(kept, found.title)] if found else []
    return CampaignForm(given, initial=initial, things=offered, keepers=keepers)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _found(campaign: UUID) -> CampaignView:
    found = queries.campaign(campaign)
    if found is None:
        raise Missing(NO_CAMPAIGN)
    return found
