"""Offers and needs: what members can do for each other."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohive.bond import operations, queries
from cohive.bond.access import acting, member_required
from cohive.bond.forms.talk import ProposalForm
from cohive.bond.models.proposals import PROPOSAL_THINGS
from cohive.bond.views.answers import UNFIT, done_or_refused, in_one_tap, limit
from cohive.look.viewers import viewer_of

PROPOSALS_IN_TEN_MINUTES = 10
TAKEN_IN_TEN_MINUTES = 20


def offers(request: HttpRequest) -> HttpResponse:
    """What somebody needs and offers, what is in hand, and the form to say one's own.

    Nine SQL queries for a member: user, viewer, place, needs, offers, in hand, done lately,
    counts, cards.
    """
    form = ProposalForm(request.POST or None)
    if request.method == "POST":
        return _put_up(request, form)
    return _offers(request, form, status=200)


@member_required
def _put_up(request: HttpRequest, form: ProposalForm) -> HttpResponse:
    limit(request, "bond.proposal", PROPOSALS_IN_TEN_MINUTES)
    if done_or_refused(
        form,
        lambda: operations.make_proposal(
            by=acting(request), at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("It is up. Whoever takes it up, you are told."))
        return HttpResponseRedirect(reverse("bond:offers"))
    return _offers(request, form, status=UNFIT)


def _offers(request: HttpRequest, form: ProposalForm, *, status: int) -> HttpResponse:
    viewer = viewer_of(request)
    what = request.GET.get("what", "")
    what = what if what in PROPOSAL_THINGS else ""
    today = timezone.localdate()
    needs = queries.proposals(kind="need", today=today, what=what)
    offered = queries.proposals(kind="offer", today=today, what=what)
    in_hand = queries.commitments_of(viewer.agent_id) if viewer else []
    done = queries.done_lately()
    agents = {view.by for view in needs + offered}
    for commitment in in_hand + done:
        agents |= {commitment.provider, commitment.receiver}
    times, people = queries.done_count()
    data = {
        "needs": needs,
        "offers": offered,
        "what": what,
        "in_hand": in_hand,
        "done": done,
        "done_times": times,
        "done_people": people,
        "cards": queries.cards(agents),
        "form": form,
        "me": viewer.agent_id if viewer else None,
    }
    return render(request, "bond/offers.html", data, status=status)


@require_POST
@member_required
def take_up(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take up another's offer or need."""
    limit(request, "bond.take_up", TAKEN_IN_TEN_MINUTES)

    def do() -> None:
        operations.take_up(proposal=proposal_id, by=acting(request), at=timezone.now())
        messages.success(request, _("Agreed, and told. The rest is between you two."))

    return in_one_tap(request, do, default=reverse("bond:offers"))


@require_POST
@member_required
def withdraw(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take one's own off the page."""
    return in_one_tap(
        request,
        lambda: operations.withdraw_proposal(
            proposal=proposal_id, by=acting(request), at=timezone.now()
        ),
        default=reverse("bond:offers"),
    )


@require_POST
@member_required
def say_done(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """Say that it is done."""

    def do() -> None:
        both = operations.say_done(commitment=commitment_id, by=acting(request), at=timezone.now())
        if both:
            messages.success(request, _("Done by both. It is recorded as done between you."))
        else:
            messages.success(request, _("Said. The other is asked whether it is so."))

    return in_one_tap(request, do, default=reverse("bond:offers"))


@require_POST
@member_required
def drop(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """Let it go."""
    return in_one_tap(
        request,
        lambda: operations.drop_commitment(
            commitment=commitment_id, by=acting(request), at=timezone.now()
        ),
        default=reverse("bond:offers"),
    )
