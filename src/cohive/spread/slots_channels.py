"""What channels add to pages of earlier rooms: browsers in settings, the feed of a circle."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from markupsafe import Markup

from cohive.bond.queries import circle
from cohive.bridges.channels.webpush import VapidKeys
from cohive.look.pages import rendered
from cohive.spread.channel_keys import keys_of
from cohive.spread.queries.channels import browsers_of, push_channel

PAGES = {"bond:circle": "spread:circle-feed", "create:challenge": "spread:challenge-feed"}


def browsers(request: HttpRequest, agent: object) -> Markup | None:
    """Being told on this browser, where the place has that channel. Two SQL queries."""
    channel = push_channel()
    if channel is None or not isinstance(agent, UUID):
        return None
    private = keys_of(channel).get("private", "")
    if not private:
        return None
    data = {
        "count": browsers_of(agent),
        "key": VapidKeys(private).public,
        "worker": reverse("spread:push-worker"),
    }
    return rendered(request, "spread/parts/browsers.html", data)


def feed_of_circle(request: HttpRequest, subject: object) -> Markup | None:
    """The way to a circle's feed."""
    agent = subject if isinstance(subject, UUID) else getattr(subject, "agent", None)
    found = circle(agent) if isinstance(agent, UUID) else None
    if found is None:
        return None
    return rendered(request, "spread/parts/feed.html", {"slug": found.slug})


def feeds(request: HttpRequest, _subject: object) -> Markup:
    """Where feed readers find the place's feeds, and those of the page's own circle or challenge.

    No SQL query: the address says which.
    """
    match = request.resolver_match
    known = PAGES.get(match.view_name, "") if match else ""
    own = {"slug": match.kwargs["slug"]} if match and known else {}
    named: list[tuple[str, dict[str, str]]] = [("spread:feed", {})] + (
        [(known, own)] if known else []
    )
    lines = [
        Markup('<link rel="alternate" type="application/{}+xml" href="{}">').format(
            form, reverse(name, kwargs={**given, "form": form})
        )
        for name, given in reversed(named)
        for form in ("rss", "atom")
    ]
    return Markup("\n").join(lines)
