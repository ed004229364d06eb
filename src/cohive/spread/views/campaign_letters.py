"""An issue's place in a campaign on the desk, and the page its counted links lead over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cohive.bond.access import acting, role_required
from cohive.look.in_app import is_preview
from cohive.look.refusals import refuse
from cohive.spread import queries as newsletters
from cohive.spread.forms_campaign_letters import LetterForm
from cohive.spread.operations import campaign_letters as operations
from cohive.spread.queries import campaign_letters as queries
from cohive.spread.queries.campaign_letters import LetterView
from cohive.spread.queries.campaigns import open_campaigns
from cohive.spread.queries.newsletter_audiences import readers_of
from cohive.words.refusals import Missing, Refused

NO_ISSUE = "There is no such issue."
NO_COUNT_HEADERS = ("Sec-GPC", "DNT")
"""A browser that says 1 here does not want to be counted at all."""
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Moz")


@require_http_methods(["GET", "POST"])
@never_cache
@role_required("steward")
def place(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put a draft into a campaign; of one that is on its way, say who waits."""
    issue = newsletters.issue(key)
    if issue is None:
        raise Missing(NO_ISSUE)
    known, now = queries.letter_of(key), timezone.now()
    form = _form(request, known)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.place_letter(
                issue=key,
                campaign=UUID(given["campaign"]) if given["campaign"] else None,
                of_hundred=given["of_hundred"],
                later_days=given["later_days"],
                by=acting(request),
                at=now,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("spread:newsletter-issue", key=key)
    data = {
        "issue": issue,
        "letter": known,
        "form": form,
        "campaigns": len(form.fields["campaign"].choices) > 1,  # type: ignore[attr-defined]
        "readers": readers_of(key, at=now) if issue.listed else 0,
    }
    status = 422 if form.errors else 200
    return render(request, "spread/campaign_letter.html", data, status=status)


def _form(request: HttpRequest, known: LetterView | None) -> LetterForm:
    """Campaigns one can choose: those whose time is not over, and the one it is in."""
    offered = [(str(one.id), one.title) for one in open_campaigns(at=timezone.now())]
    if known is not None and str(known.campaign) not in dict(offered):
        offered.append((str(known.campaign), known.campaign_title))
    initial = {
        "campaign": request.GET.get("campaign", ""),
        **({**vars(known), "campaign": str(known.campaign)} if known else {}),
    }
    return LetterForm(
        request.POST if request.method == "POST" else None,
        campaigns=offered,
        **({"initial": initial} if known or initial["campaign"] else {}),
    )


@require_safe
@never_cache
def open_link(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """Count one opening of a letter's link and go there; nothing is set, nobody is known."""
    address = queries.link_of(key, number)
    if address is None:
        raise Missing("There is no such link.")
    if request.method == "GET" and not _is_not_to_be_counted(request):
        operations.count_click(issue=key, number=number)
    return HttpResponseRedirect(address)


def _is_not_to_be_counted(request: HttpRequest) -> bool:
    """Who asks not to be tracked, a network that draws a card, a browser that looks ahead."""
    says_no = any(request.headers.get(name) == "1" for name in NO_COUNT_HEADERS)
    looks_ahead = any(
        "prefetch" in request.headers.get(name, "").lower() for name in PREFETCH_HEADERS
    )
    return says_no or looks_ahead or is_preview(request)
