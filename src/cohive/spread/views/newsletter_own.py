"""Taking along and erasing what is kept of an address: by a link only its owner was just sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cohive.spread import operations, queries
from cohive.spread.newsletter_tokens import owning
from cohive.spread.views.newsletter import GONE
from cohive.words.refusals import Missing


@require_http_methods(["GET", "POST"])
@never_cache
def owner(request: HttpRequest, token: str) -> HttpResponse:
    """A file of all that is kept, and the button that erases it; opening the link does neither."""
    who = queries.subscriber(owning(token))
    if who is None:
        raise Missing(GONE)
    if request.method == "POST":
        operations.erase_subscriber(subscriber=who.id, at=timezone.now())
        return render(request, "spread/newsletter_erased.html")
    return render(request, "spread/newsletter_owner.html", {"who": who, "token": token})


@require_safe
@never_cache
def kept(request: HttpRequest, token: str) -> HttpResponse:
    """All that is kept of an address, as a file."""
    del request
    who = queries.subscriber(owning(token))
    if who is None:
        raise Missing(GONE)
    answer = JsonResponse(
        queries.kept_of_subscriber(who.id),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    answer["Content-Disposition"] = 'attachment; filename="newsletter.json"'
    return answer
