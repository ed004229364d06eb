"""What makes a page look right where others show it: its card in the head, its makers' consent."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from markupsafe import Markup

from cohive.bond.queries import cards, place
from cohive.create.queries import WorkView
from cohive.look.addresses import address as url
from cohive.look.cards import SHAPES
from cohive.look.in_app import in_app_of
from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of
from cohive.spread import queries, targets
from cohive.spread.labels import labels_of
from cohive.spread.queries import LinkView
from cohive.spread.queries.consents import consents_of
from cohive.spread.targets import Target

LOCALES = {"en": "en_GB", "zh-hans": "zh_CN"}
FIRST_PICTURE = Markup('<img src="{}" alt="" width="500" height="500" loading="lazy" hidden>')
BY = "by"
"""In the address of a page somebody was led to by a link: its card then carries the label."""


def head(request: HttpRequest, subject: object) -> Markup | None:
    """The card of a page, for networks; two SQL queries and few more where a link led to it."""
    target = targets.of_view(subject)
    if target is None:
        return None
    link = link_named(request, target)
    label = " ".join(labels_of(link, at=timezone.now())) if link else ""
    locale = LOCALES.get(get_language() or "", "en_GB")
    data = {
        "target": target,
        "address": settings.ADDRESS + (link.url if link else target.url),
        "description": " · ".join(filter(None, (label, target.lead))),
        "wide": picture_address(target, "wide", link),
        "square": picture_address(target, "square", link),
        "shapes": SHAPES,
        "locale": locale,
        "other_locales": [one for one in LOCALES.values() if one != locale],
    }
    return rendered(request, "spread/parts/head.html", data)


def front_head(request: HttpRequest, subject: object) -> Markup | None:
    """The card of the place on its front page."""
    del subject
    here = place()
    return head(request, here) if here else None


def link_named(request: HttpRequest, target: Target) -> LinkView | None:
    """The link in the page's address, if it leads to this thing."""
    code = request.GET.get(BY, "")
    link = queries.link_by_code(code) if code else None
    if link is None or (link.target_kind, link.target) != (target.kind, target.id):
        return None
    return link


def picture_address(target: Target, shape: str, link: LinkView | None) -> str:
    """The whole address of a card, as a network wants it."""
    return settings.ADDRESS + picture_path(target, shape, link)


def picture_path(target: Target, shape: str, link: LinkView | None) -> str:
    """The path of a card; `v` changes with the words, since networks keep pictures."""
    told = "\n".join((target.title, target.title_other, target.lead, target.picture))
    query = {"v": sha256(told.encode()).hexdigest()[:8]} | ({BY: link.code} if link else {})
    path = url("spread:picture", kind=target.kind, target=target.id, shape=shape)
    return f"{path}?{urlencode(query)}"


def consent(request: HttpRequest, work: WorkView) -> Markup | None:
    """Below a work: what its makers allow, to themselves and to whoever would pass it on."""
    viewer = viewer_of(request)
    if viewer is None or work.card.picture is None or work.card.state == "withdrawn":
        return None
    makers = [agent for agent, _weight in work.makers]
    answers = consents_of(work.id, makers)
    mine = next((one for one in answers if one.maker == viewer.agent_id), None)
    data = {
        "work": work,
        "mine": mine,
        "answers": answers,
        "people": cards(makers),
        "can_ask": any(not one.state for one in answers if one.maker != viewer.agent_id),
        "all_given": all(one.state == "given" for one in answers),
        "asker": cards([mine.asked_by]).get(mine.asked_by) if mine and mine.asked_by else None,
    }
    return rendered(request, "spread/parts/consent.html", data)


def first_picture(request: HttpRequest, subject: tuple[str, UUID]) -> Markup | None:
    """The square card as the page's first picture, where WeChat looks; browsers do not load it."""
    if not in_app_of(request) or not isinstance(subject, tuple):
        return None
    kind, target = subject
    path = url("spread:picture", kind=kind, target=target, shape="square")
    return FIRST_PICTURE.format(path)
