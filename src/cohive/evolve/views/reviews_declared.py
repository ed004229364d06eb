"""A steward says that a group under review is a household, a class or a team."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohive.bond.access import acting, role_required
from cohive.evolve.views.reviews import review_found, review_page
from cohive.guard import operations
from cohive.words.refusals import Forbidden, Missing, Refused


@require_POST
@role_required("steward")
def declare(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Declare what the group is; a refusal stands beside the form."""
    found = review_found(review_id)
    try:
        operations.declare_group(
            review=review_id,
            kind=request.POST.get("kind", ""),
            sentence=request.POST.get("sentence", ""),
            by=acting(request),
            at=timezone.now(),
        )
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        return review_page(request, found, refusal=refusal, asked=request.POST.dict())
    messages.success(
        request, _("Noted beside the other innocent explanations. Nothing else changes.")
    )
    return HttpResponseRedirect(reverse("evolve:review", args=[review_id]) + "#innocent")
