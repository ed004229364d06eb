"""What segments add to a member's own settings: the way to see in which she is."""

from __future__ import annotations

from django.http import HttpRequest
from markupsafe import Markup

from cohive.look.pages import rendered


def in_segments(request: HttpRequest, _subject: object) -> Markup | None:
    """The way to the page that says in which segments she is, and why."""
    return rendered(request, "care/parts/in_segments.html", {})
