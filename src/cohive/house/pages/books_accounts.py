"""Leafing through the books: the entries of one account, and one entry with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cohive.bond.access import acting, role_required
from cohive.bond.queries import MemberCard, cards
from cohive.house.pages.books import KEEPERS
from cohive.house.pages.books_spans import chosen_stretch, place_zone
from cohive.journal.events import ActRecord
from cohive.journal.queries import acts, sentence_of
from cohive.ledger import operations, queries
from cohive.ledger.chart import CHART
from cohive.ledger.queries.entries import PAGE_LEGS
from cohive.look.refusals import said
from cohive.words.refusals import Missing, Refused


def sentences(found: Iterable[ActRecord], people: dict[UUID, MemberCard]) -> dict[UUID, str]:
    """What each act says, in the reader's language, by its id."""
    told = {}
    for act in found:
        card = people.get(act.actor)
        values = {**asdict(act.event), "actor": card.name if card else _("Somebody")}
        told[act.id] = _(sentence_of(act)) % values
    return told


@require_GET
@role_required(*KEEPERS)
@never_cache
def account(request: HttpRequest, number: int, currency: str) -> HttpResponse:
    """The entries of an account of the chart, newest date first."""
    found = next((one for one in CHART.values() if one.number == number), None)
    if found is None:
        raise Missing("There is no such account.")
    stretch = chosen_stretch(request.GET.get("period", ""), at=timezone.now(), zone=place_zone())
    legs = queries.legs_of_account(
        found.purpose,
        currency,
        since=stretch.since,
        until=stretch.until,
        before=_cursor(request),
        limit=PAGE_LEGS + 1,
    )
    shown = legs[:PAGE_LEGS]
    earlier = f"?period={stretch.key}&before={shown[-1].id}" if len(legs) > PAGE_LEGS else ""
    acts_by_id = acts({leg.act for leg in shown})
    people = cards({leg.agent for leg in shown} | {act.actor for act in acts_by_id.values()})
    return render(
        request,
        "house/books_account.html",
        {
            "account": found,
            "currency": currency,
            "stretch": stretch,
            "legs": shown,
            "people": people,
            "sentences": sentences(acts_by_id.values(), people),
            "earlier": earlier,
        },
    )


def _cursor(request: HttpRequest) -> UUID | None:
    text = request.GET.get("before", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Missing("There is no such page.") from None


@require_GET
@role_required(*KEEPERS)
@never_cache
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One entry: both sides, why, and what took it back."""
    found = queries.entry(entry_id)
    if found is None:
        raise Missing("There is no such entry.")
    acts_by_id = acts([found.act])
    act = acts_by_id[found.act]
    people = cards({side.agent for side in found.sides} | {act.actor})
    return render(
        request,
        "house/books_entry.html",
        {
            "entry": found,
            "act": act,
            "sentence": sentences([act], people)[act.id],
            "people": people,
        },
    )


@require_POST
@role_required(*KEEPERS)
def reverse(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Take an entry back that was written by hand; the others are taken back where they belong."""
    found = queries.entry(entry_id)
    if found is None:
        raise Missing("There is no such entry.")
    try:
        if not found.is_by_hand:
            raise Refused("This entry belongs to an order or a payment. Take it back there.")
        mirror = operations.reverse(
            entry=entry_id,
            reason=request.POST.get("reason", ""),
            by=acting(request),
            at=timezone.now(),
        )
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
        return redirect("house:books-entry", entry_id=entry_id)
    messages.success(request, _("Taken back. Both entries stay."))
    return redirect("house:books-entry", entry_id=mirror)
