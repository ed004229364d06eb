"""A picture of one pixel, asked for when words of an experiment come into view."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cohive.evolve.operations.ways import record_opened, record_seen
from cohive.evolve.visitors import token_of, wants_no_tracking
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Missing

PIXEL = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""A transparent GIF."""


@require_GET
@never_cache
def seen(request: HttpRequest, experiment: UUID) -> HttpResponse:
    """The words came into view: noted once."""
    return _noted(request, experiment, record_seen)


@require_GET
@never_cache
def opened(request: HttpRequest, experiment: UUID) -> HttpResponse:
    """The thing's own page was opened: noted once, for who saw its card before."""
    return _noted(request, experiment, record_opened)


def _noted(request: HttpRequest, experiment: UUID, note: Callable[..., bool]) -> HttpResponse:
    """The same picture whether it is new or not; nothing for who was never shown a way."""
    viewer = viewer_of(request)
    if viewer is not None:
        note(experiment=experiment, by=viewer.agent_id, at=timezone.now())
    else:
        kept, token = token_of(request)
        if kept != str(experiment) or wants_no_tracking(request):
            raise Missing("There is no such experiment.")
        note(experiment=experiment, by=None, visitor=token, at=timezone.now())
    return HttpResponse(PIXEL, content_type="image/gif")
