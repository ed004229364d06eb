"""Where activities of other servers come in: signed, perhaps twice, in any order, from anybody."""

from __future__ import annotations

import logging
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cohive.bridges.federation.activities import BYTES_MAX
from cohive.bridges.federation.addresses import Unfit
from cohive.bridges.federation.signatures import Unsigned
from cohive.journal.quiet import is_quiet
from cohive.look.lengths import stated_length
from cohive.spread import federating, operations
from cohive.spread.queries.federation import federated_actor, is_federating
from cohive.spread.receiving import Busy, KeptOut, Request, limited, proven
from cohive.words.refusals import Missing

logger = logging.getLogger(__name__)

PLAIN = "text/plain; charset=utf-8"
KINDS = ("application/activity+json", "application/ld+json", "application/json")
IN_AN_HOUR = 6_000
"""From one network address: large servers send from few."""


@csrf_exempt
@require_POST
def inbox(request: HttpRequest, agent: UUID) -> HttpResponse:
    """The inbox of one of ours; whom an activity is about stands in the activity itself."""
    found = federated_actor(agent)
    if found is None or not found.is_on:
        raise Missing("Nobody of this name can be followed here.")
    return _heard(request)


@csrf_exempt
@require_POST
def shared_inbox(request: HttpRequest) -> HttpResponse:
    """One inbox for all of ours."""
    if not is_federating():
        raise Missing("Nobody can be followed here.")
    return _heard(request)


def _heard(request: HttpRequest) -> HttpResponse:
    """202 once it was acted on, also when it was before; the signature is the only key."""
    now = timezone.now()
    if stated_length(request) > BYTES_MAX:
        return _said("Too long for an activity.", 413)
    if request.content_type not in KINDS:
        return _said("Not an activity.", 415)
    if is_quiet():
        return _said("Not now.", 503)
    try:
        limited(str(request.META.get("REMOTE_ADDR", "")), limit=IN_AN_HOUR, at=now)
        came = Request(
            target=request.get_full_path(),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=request.body,
        )
        activity = proven(came, at=now)
    except Busy:
        return _said("Too much at once. Come again later.", 429)
    except Unsigned as refusal:
        logger.info("an activity was not believed: %s", refusal)
        return _said(f"Not believed: {refusal}.", 401)
    except KeptOut:
        return _said("Not taken from this server.", 403)
    except (Unfit, RawPostDataException) as refusal:
        return _said(f"Not understood: {refusal}.", 400)
    if activity is not None:
        operations.receive_activity(activity=activity, by=federating.world(), at=now)
    return _said("Taken.", 202)


def _said(text: str, status: int) -> HttpResponse:
    answer = HttpResponse(text, status=status, content_type=PLAIN)
    if status in (429, 503):
        answer.headers["Retry-After"] = "600"
    return answer
