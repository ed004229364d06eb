"""RSS and Atom: the place, a circle, a challenge. Only what a visitor may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from cohive.bond import queries as bond
from cohive.create import queries as create
from cohive.words.refusals import Missing
from cohive.words.signs import visible

FORMS = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
}
ENTRIES_MAX = 30
CHALLENGES_SEEN = 10


@dataclass(frozen=True)
class Item:
    """One line of a feed: `url` is a path."""

    title: str
    url: str
    text: str
    at: datetime
    id: str


@require_safe
def of_place(request: HttpRequest, form: str) -> HttpResponse:
    """What is sold and what challenges were opened, the newest first."""
    here = bond.place()
    if here is None:
        raise Missing("There is no place yet.")
    now = timezone.now()
    items = [
        Item(
            each.title,
            each.url,
            each.description,
            each.on_sale_at or each.created_at,
            str(each.id),
        )
        for each in create.products(limit=ENTRIES_MAX)
    ]
    seen = create.running_challenges(at=now, limit=CHALLENGES_SEEN)
    seen = [*seen, *create.past_challenges(at=now, limit=CHALLENGES_SEEN)]
    items += [
        Item(each.title, each.url, each.brief, each.at, str(each.id))
        for each in seen
        if each.phase(now) != "upcoming"
    ]
    return _answer(request, form, here.name, here.tagline, "/", items)


@require_safe
def of_circle(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The threads of a circle as its page shows them to a visitor, the last spoken in first."""
    found = bond.circle_by_slug(slug)
    if found is None:
        raise Missing("There is no such circle.")
    lines, _more = bond.circle_threads(found.agent, order="latest", limit=ENTRIES_MAX)
    items = [Item(each.title, each.url, each.excerpt, each.last_at, str(each.id)) for each in lines]
    return _answer(request, form, found.name, found.purpose, found.url, items)


@require_safe
def of_challenge(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The works of a challenge that are shown; not their scores."""
    found = create.challenge_by_slug(slug)
    if found is None:
        raise Missing("There is no such challenge.")
    works = islice(reversed(create.entries(found.id)), ENTRIES_MAX)
    items = [Item(each.title, each.url, "", each.at, str(each.id)) for each in works]
    return _answer(request, form, found.title, found.brief, found.url, items)


def _answer(
    request: HttpRequest, form: str, title: str, text: str, url: str, items: Iterable[Item]
) -> HttpResponse:
    """The feed, or 304 for who has it already (by ETag, or by date)."""
    if form not in FORMS:
        raise Missing("A feed is RSS or Atom.")
    newest = sorted(items, key=lambda item: (item.at, item.id), reverse=True)[:ENTRIES_MAX]
    feed = FORMS[form](
        title=visible(title),
        link=settings.ADDRESS + url,
        description=visible(text),
        feed_url=settings.ADDRESS + request.path,
    )
    for item in newest:
        feed.add_item(
            title=visible(item.title),
            link=settings.ADDRESS + item.url,
            description=visible(item.text),
            unique_id=f"urn:uuid:{item.id}",
            unique_id_is_permalink=False,
            pubdate=item.at,
            updateddate=item.at,
        )
    last = newest[0].at if newest else datetime.fromtimestamp(0, UTC)
    seconds = int(last.timestamp())
    parts = (title, text, *(f"{item.id}{item.title}{item.text}{item.at}" for item in newest))
    etag = f'"{sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'
    body = feed.writeString("utf-8")
    answer = HttpResponse(body, content_type=TYPES[form])
    answer["ETag"], answer["Last-Modified"] = etag, http_date(seconds)
    answer["Cache-Control"] = "public, max-age=300"
    found = get_conditional_response(request, etag, seconds, answer)
    return found or answer
