"""Opening a link, making one, its card, and what came of all of them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from cohive.bond.access import acting, member_required
from cohive.bond.queries import cards, place
from cohive.guard.bases import CHOICES, Shown
from cohive.look.cards import SHAPES
from cohive.look.in_app import is_preview
from cohive.look.viewers import viewer_of
from cohive.spread import operations, queries, targets
from cohive.spread.disclosure import disclosed
from cohive.spread.labels import labels_of
from cohive.spread.queries import COOKIE, COOKIE_DAYS, COOKIE_SALT, COOKIE_SECONDS, LinkView
from cohive.spread.queries.cascade import credit_of_link, named_among
from cohive.spread.queries.consents import may_show
from cohive.spread.slots_cards import BY, picture_path
from cohive.words.refusals import Missing

NO_LINK = "There is no such link."
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Moz")
CHART_DAYS = 30


@require_safe
@never_cache
def open_link(request: HttpRequest, code: str) -> HttpResponse:
    """Count the visit, remember the link for 30 days, say who may be rewarded, and go there."""
    link = queries.link_by_code(code)
    target = targets.describe(link.target_kind, link.target) if link else None
    if link is None or target is None:
        raise Missing(NO_LINK)
    answer = redirect(f"{target.url}?{BY}={link.code}")  # so its card carries the label
    if request.method != "GET" or _is_prefetch(request) or is_preview(request):
        return answer
    viewer = viewer_of(request)
    if viewer is not None and viewer.agent_id == link.owner:
        messages.info(request, _("This is your own link. Buying through it rewards nobody."))
        return answer
    is_first = queries.code_of_request(request) != link.code
    operations.record_visit(link=link.id, is_first=is_first, at=timezone.now())
    owner = cards([link.owner]).get(link.owner)
    if queries.is_own_of_place(link.owner):
        return _remembering(answer, link)
    shown = disclosed(link, at=timezone.now())
    if shown is not None:
        messages.warning(request, _told(owner.name if owner else _("A member"), shown))
    messages.info(
        request,
        _(
            "%(name)s passed this on to you and may be rewarded if you buy something here within "
            "%(days)s days."
        )
        % {"name": owner.name if owner else _("A member"), "days": COOKIE_DAYS},
    )
    return _remembering(answer, link)


def _told(name: str, shown: Shown) -> str:
    """The disclosure of a link in one sentence."""
    told = _("%(name)s declares an interest: %(interest)s.")
    if shown.is_withdrawn:
        told = _("%(name)s declared an interest and withdrew it since: %(interest)s.")
    return told % {"name": name, "interest": shown.sentence}


def _is_prefetch(request: HttpRequest) -> bool:
    """Whether a browser only looks ahead: nobody has come yet."""
    return any("prefetch" in request.headers.get(name, "").lower() for name in PREFETCH_HEADERS)


def _remembering(answer: HttpResponseRedirect, link: LinkView) -> HttpResponseRedirect:
    answer.set_signed_cookie(
        COOKIE,
        link.code,
        salt=COOKIE_SALT,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


@require_POST
@member_required
def make(request: HttpRequest) -> HttpResponse:
    """Make (or find) the member's own link to a thing and show its card."""
    try:
        target = UUID(request.POST.get("target", ""))
    except ValueError:
        raise Missing("There is no such thing to pass on.") from None
    came = queries.link_of_request(request)
    link = operations.make_link(
        target_kind=request.POST.get("kind", ""),
        target=target,
        by=acting(request),
        at=timezone.now(),
        came_by=came.id if came else None,
    )
    return redirect("spread:card", code=link.code)


@require_POST
@member_required
def say_interest(request: HttpRequest, code: str) -> HttpResponse:
    """Declare or withdraw one's interest in what one's link leads to."""
    link = queries.link_by_code(code)
    if link is None or link.owner != acting(request):
        raise Missing(NO_LINK)
    operations.say_interest_of_link(
        link=link.id,
        basis=request.POST.get("interest", ""),
        by=acting(request),
        at=timezone.now(),
    )
    messages.success(request, _("Saved. Whoever opens the link is told."))
    return redirect("spread:card", code=link.code)


@require_POST
@member_required
def be_named(request: HttpRequest) -> HttpResponse:
    """Agree to be shown by name where it is told how a thing travelled, or take it back."""
    is_named = request.POST.get("named") == "yes"
    operations.name_carrier(is_named=is_named, by=acting(request), at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("spread:links")


@require_GET
@member_required
def my_links(request: HttpRequest) -> HttpResponse:
    """The member's links with their visits and orders."""
    tallies = queries.tallies(acting(request))
    shown = [
        {"tally": tally, "target": targets.describe(tally.link.target_kind, tally.link.target)}
        for tally in tallies
    ]
    here = place()
    has_place = any(tally.link.target_kind == "place" for tally in tallies)
    return render(
        request,
        "spread/links.html",
        {
            "links": shown,
            "days": COOKIE_DAYS,
            "is_named": bool(named_among([acting(request)])),
            "place_agent": here.agent if here and not has_place else None,
        },
    )


@require_GET
@member_required
def card(request: HttpRequest, code: str) -> HttpResponse:
    """One's own link as a card to print, with what came of it."""
    viewer = viewer_of(request)
    link = queries.link_by_code(code)
    if link is None or viewer is None or link.owner != viewer.agent_id:
        raise Missing(NO_LINK)
    target = targets.describe(link.target_kind, link.target)
    if target is None:
        raise Missing(NO_LINK)
    now = timezone.now()
    shown = disclosed(link, at=now)
    return render(
        request,
        "spread/card.html",
        {
            "link": link,
            "target": target,
            "address": settings.ADDRESS + link.url,
            "spoken": (settings.ADDRESS + link.url).split("://", 1)[1],
            "owner": viewer.name,
            "days": COOKIE_DAYS,
            "interests": CHOICES,
            "shown": shown,
            "declared": shown.basis if shown and not shown.is_withdrawn else "",
            "labels": labels_of(link, at=now),
            "cards": [
                {"shape": SHAPES[name], "url": picture_path(target, name, link), "words": words}
                for name, words in shape_words()
            ],
            "waits_for_consent": bool(
                target.picture and not may_show(target.works, carrier=link.owner)
            ),
            "credit": credit_of_link(link.id),
            "visits": queries.visits_by_day(link.id, since=now - timedelta(days=CHART_DAYS)),
            "conversions": queries.conversions(link.id),
        },
    )


def shape_words() -> list[tuple[str, str]]:
    """The shapes of a card with where each is shown."""
    return [
        ("wide", _("WhatsApp, Mastodon, Facebook, mail")),
        ("square", _("WeChat, the small picture")),
        ("weibo", _("Weibo, Moments")),
        ("wechat", _("WeChat, above an article")),
        ("story", _("A story on a phone")),
    ]
