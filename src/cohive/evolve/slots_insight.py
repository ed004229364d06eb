"""What the figures put into pages of earlier rooms."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from markupsafe import Markup

from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of


def own_ties(request: HttpRequest, member: object) -> Markup | None:
    """On one's own page: the way to what the figures say of oneself."""
    viewer = viewer_of(request)
    if viewer is None or not isinstance(member, UUID) or viewer.agent_id != member:
        return None
    return rendered(request, "evolve/slot_member.html", {})
