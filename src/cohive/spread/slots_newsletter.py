"""The small form “news by e-mail” on pages of earlier rooms."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from markupsafe import Markup

from cohive.create.queries import ChallengeView
from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of
from cohive.spread import queries
from cohive.spread.forms_newsletter import AskForm
from cohive.spread.newsletter_lists import (
    MailingList,
    consent_text,
    list_of,
    mailing_list,
    place_list,
)
from cohive.spread.newsletter_readers import may_get
from cohive.spread.newsletter_tokens import preferences_token

HONEYPOT = "website"


def of_place(request: HttpRequest, _subject: object) -> Markup | None:
    """At the foot of the front page. One SQL query: the stamp of the place."""
    return _form(request, place_list())


def of_circle(request: HttpRequest, subject: UUID) -> Markup | None:
    """Beside a circle, for who may have its mails. Two SQL queries, in a circle for a tier more."""
    viewer = viewer_of(request)
    agent = viewer.agent_id if viewer else None
    if not may_get("circle", subject, agent, at=timezone.now()):
        return None
    return _form(request, mailing_list("circle", subject))


def of_challenge(request: HttpRequest, subject: ChallengeView) -> Markup | None:
    """Below a challenge. No SQL query."""
    return _form(request, list_of(subject))


def of_order(request: HttpRequest, subject: object) -> Markup | None:
    """At the end of buying: the address of the order is filled in, the box is not ticked."""
    contact = getattr(subject, "contact", None)
    return _form(request, place_list(), address=str(getattr(contact, "email", "") or ""))


def _form(request: HttpRequest, asked: MailingList | None, *, address: str = "") -> Markup | None:
    if asked is None:
        return None
    # who is signed in was read with the page's frame
    own = address or str(getattr(request.user, "email", "") if viewer_of(request) else "")
    form = AskForm(consent=consent_text(asked), initial={"address": own}, auto_id="newsletter-%s")
    data = {"asked": asked, "form": form, "page": _path(request), "honeypot": HONEYPOT}
    return rendered(request, "spread/parts/newsletter.html", data)


def _path(request: HttpRequest) -> str:
    """The page of the form, for the proof; an order's own word is left out of it."""
    match = request.resolver_match
    return "/checkout/" if match and match.view_name == "trade:thanks" else request.path


def of_member(request: HttpRequest, subject: UUID) -> Markup | None:
    """In one's settings: what one gets, with the way to change it. Some SQL queries, never more."""
    mine = [(one, preferences_token(one.id)) for one in queries.subscribers_of_member(subject)]
    return rendered(request, "spread/parts/newsletter_mine.html", {"mine": mine})
