"""The steward's view of the backups: which there are, how old the newest is, what went wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from markupsafe import Markup

from cohive.bond.access import role_required
from cohive.house.backup.standing import WARN_AFTER, standing
from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of

SHOWN_MAX = 30


@require_safe
@role_required("steward")
def backups(request: HttpRequest) -> HttpResponse:
    """The backups of this place, newest first."""
    found = standing(at=timezone.now())
    data = {"standing": found, "shown": found.kept[:SHOWN_MAX], "warn_after": WARN_AFTER}
    return render(request, "house/backups.html", data)


def desk_note(request: HttpRequest, _subject: object) -> Markup | None:
    """On the steward's desk: how old the last backup is, louder when it is too old."""
    viewer = viewer_of(request)
    if viewer is None or not viewer.has("steward"):
        return None
    found = standing(at=timezone.now())
    if found.age is None and not found.is_late:
        return None
    return rendered(request, "house/parts/backup_note.html", {"standing": found})
