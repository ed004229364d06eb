"""One's declared interests: what stands for all one does, and everything declared so far."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohive.bond import queries
from cohive.bond.access import acting, member_required
from cohive.bond.forms.interests import StandingInterestForm
from cohive.bond.views.answers import UNFIT, done_or_refused, in_one_tap
from cohive.guard import operations as guard
from cohive.guard.queries import interests_of


@member_required
def interests(request: HttpRequest) -> HttpResponse:
    """Declare a standing interest; below it all that one declared, withdrawn ones too."""
    agent = acting(request)
    form = StandingInterestForm(
        request.POST or None,
        subjects=_subjects(agent, request.GET.get("in", "")),
        initial={"subject": str(queries.agent_of_slug(request.GET.get("in", "")) or "")},
    )
    if request.method == "POST" and done_or_refused(
        form,
        lambda: guard.declare_standing_interest(
            subject=UUID(form.cleaned_data["subject"]),
            basis=form.cleaned_data["basis"],
            by=agent,
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("Declared. It stands beside what you say from now on."))
        return HttpResponseRedirect(reverse("bond:interests"))
    declared = interests_of(agent)
    data = {
        "form": form,
        "declared": declared,
        "cards": queries.cards([one.about for one in declared if one.about_kind == "standing"]),
    }
    return render(request, "bond/interests.html", data, status=UNFIT if form.errors else 200)


def _subjects(agent: UUID, slug: str) -> list[tuple[str, str]]:
    """Whom an interest may be in: the place, one's circles, and the member whose page named it."""
    place = queries.place()
    found = [(str(place.agent), place.name)] if place else []
    found += [(str(circle.agent), circle.name) for circle in queries.circles_of(agent)]
    named = queries.agent_of_slug(slug) if slug else None
    if named is not None and named != agent:
        found += [(str(named), card.name) for card in queries.cards([named]).values()]
    return found


@require_POST
@member_required
def withdraw_interest(request: HttpRequest, interest_id: UUID) -> HttpResponse:
    """Say that an interest holds no longer; both days stay to be seen."""
    return in_one_tap(
        request,
        lambda: guard.withdraw_interest(
            interest=interest_id, by=acting(request), at=timezone.now()
        ),
        default=reverse("bond:interests"),
    )
