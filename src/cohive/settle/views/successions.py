"""After a member: the stewards' page of successions, and a member's own wish."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cohive.bond import queries as members
from cohive.bond.access import acting, member_required, role_required
from cohive.bond.afresh import afresh
from cohive.look.refusals import refuse
from cohive.settle.operations import (
    approve_succession,
    choose_after_me,
    propose_succession,
    reopen_after_mistake,
    stop_succession,
)
from cohive.settle.queries.successions import (
    SuccessionView,
    open_succession_of,
    payees_known,
    succession,
    successions,
    wish_of,
)
from cohive.settle.succession_forms import AfterMeForm, SuccessionForm
from cohive.trade.once import moves_value
from cohive.words.refusals import Missing, Refused

stewards = role_required("steward")


@stewards
@require_GET
def successions_desk(request: HttpRequest) -> HttpResponse:
    """Whose balance is passed on to whom, and what waits for a second steward."""
    found, agent = successions(), acting(request)
    people = {
        each
        for one in found
        for each in (one.member, one.heir, one.proposed_by, one.approved_by)
        if each is not None
    }
    cards, at = members.cards(people), timezone.now()
    open_now = {each.member for each in found if each.state in ("proposed", "approved")}
    return render(
        request,
        "settle/successions.html",
        {
            "rows": [
                {
                    "item": each,
                    "member": cards.get(each.member),
                    "heir": cards.get(each.heir) if each.heir else None,
                    "proposer": cards.get(each.proposed_by),
                    "approver": cards.get(each.approved_by) if each.approved_by else None,
                    "state": state_word(each, at=at),
                    "waits_until": each.passes_from if _waits(each, at=at) else None,
                    "to": to_word(each),
                    "may_approve": each.state == "proposed"
                    and agent not in (each.proposed_by, each.heir, each.member),
                    "may_stop": each.state in ("proposed", "approved")
                    and each.reason == "died"
                    and agent != each.heir,
                    "may_reopen": each.state in ("cancelled", "ended")
                    and each.member not in open_now
                    and each.member in cards
                    and cards[each.member].state == "closed",
                }
                for each in found
            ]
        },
    )


def _waits(each: SuccessionView, *, at: datetime) -> bool:
    return each.state == "approved" and each.passes_from is not None and at < each.passes_from


def state_word(each: SuccessionView, *, at: datetime) -> str:
    """A state in the viewer's language."""
    if each.reason == "left":
        return _("by her own wish")
    if _waits(each, at=at):
        return _("approved; nothing is passed on yet")
    return {
        "proposed": _("waits for a second steward"),
        "approved": _("is passed on"),
        "cancelled": _("cancelled"),
        "ended": _("ended"),
    }[each.state]


def to_word(each: SuccessionView) -> str:
    """Who has it, in the viewer's language."""
    return {
        "heir": _("to her heir"),
        "estate": _("to who settles her estate"),
        "community": _("to the community fund"),
    }[each.to]


@stewards
@afresh
@require_http_methods(["GET", "POST"])
def succession_new(request: HttpRequest) -> HttpResponse:
    """A member died: who has her balance from now on."""
    cards = members.cards(payees_known())
    people = sorted(
        (card.name, str(agent))
        for agent, card in cards.items()
        if card.kind == "person" and card.state in ("active", "unclaimed", "closed")
    )
    heirs = sorted(
        (card.name, str(agent))
        for agent, card in members.cards(members.active_members()).items()
        if card.kind == "person"
    )
    form = SuccessionForm(
        request.POST if request.method == "POST" else None, people=people, heirs=heirs
    )
    if request.method == "POST" and form.is_valid():
        try:
            propose_succession(
                member=UUID(form.cleaned_data["member"]),
                to=form.cleaned_data["to"],
                heir=UUID(form.cleaned_data["heir"]) if form.cleaned_data["heir"] else None,
                seen=form.cleaned_data["seen"],
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Proposed. Another steward was asked to look at it."))
            return redirect("settle:successions")
    return render(
        request,
        "settle/succession_new.html",
        {"form": form, "has_people": bool(people)},
        status=422 if form.errors else 200,
    )


@stewards
@afresh
@require_http_methods(["GET", "POST"])
@moves_value()
def succession_approve(request: HttpRequest, succession_id: UUID) -> HttpResponse:
    """The second steward's yes, after proving anew who she is."""
    found = succession(succession_id)
    if found is None:
        raise Missing("There is no such succession.")
    if request.method == "POST":
        approve_succession(succession=succession_id, by=acting(request), at=timezone.now())
        messages.success(
            request,
            _("Approved. What is final is passed on in seven days, unless it is stopped here."),
        )
        return redirect("settle:successions")
    people = [each for each in (found.member, found.heir, found.proposed_by) if each is not None]
    cards = members.cards(people)
    return render(
        request,
        "settle/succession_approve.html",
        {
            "item": found,
            "member": cards.get(found.member),
            "heir": cards.get(found.heir) if found.heir else None,
            "proposer": cards.get(found.proposed_by),
            "to": to_word(found),
            "wish": wish_of(found.member),
        },
    )


@stewards
@require_POST
def succession_stop(request: HttpRequest, succession_id: UUID) -> HttpResponse:
    """Stop it: what comes in later waits again."""
    stop_succession(succession=succession_id, by=acting(request), at=timezone.now())
    messages.success(request, _("Stopped. What comes in from now on waits."))
    return redirect("settle:successions")


@stewards
@afresh
@require_http_methods(["GET", "POST"])
def succession_reopen(request: HttpRequest, succession_id: UUID) -> HttpResponse:
    """It was a mistake: she signs in as before. Said after proving anew who one is."""
    if request.method != "POST":
        return redirect("settle:successions")
    reopen_after_mistake(succession=succession_id, by=acting(request), at=timezone.now())
    messages.success(request, _("Her account is open again. Give her roles anew, if she had any."))
    return redirect("settle:successions")


@member_required
@afresh
@require_http_methods(["GET", "POST"])
def after_me(request: HttpRequest) -> HttpResponse:
    """What becomes of her part when she leaves or dies, and her own wish for the first."""
    agent = acting(request)
    form = AfterMeForm(
        request.POST if request.method == "POST" else None, initial={"to": wish_of(agent)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            choose_after_me(to=form.cleaned_data["to"], by=agent, at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Noted. You can change it as long as you are here."))
            return redirect("settle:payouts")
    return render(
        request, "settle/after_me.html", {"form": form}, status=422 if form.errors else 200
    )


@member_required
@require_http_methods(["GET", "POST"])
def alive(request: HttpRequest) -> HttpResponse:
    """She of whom it was said that she died says that she lives; to stop money needs no proof."""
    agent = acting(request)
    found = open_succession_of(agent)
    if request.method == "POST":
        if found is not None:
            stop_succession(succession=found.id, by=agent, at=timezone.now())
        messages.success(request, _("Stopped. Nothing of yours is passed on."))
        return redirect("settle:after-me-alive")
    return render(request, "settle/alive.html", {"is_said": found is not None})
