"""Pictures of cards, posters as PDF, and what makers answer when they are asked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from cohive.bond.access import acting, member_required
from cohive.bond.queries import place
from cohive.look.cards import SHAPES, NotDrawn, art_jpeg, digest_of, drawn
from cohive.look.formats import language_tag
from cohive.look.posters import PAPERS, Poster, printed_poster
from cohive.spread import operations, queries, targets
from cohive.spread.share_cards import card_of
from cohive.spread.slots_cards import link_named
from cohive.spread.targets import Target
from cohive.words.refusals import Missing

NOT_HERE = "There is no such card."
CACHE = "public, max-age=600"
BUSY_SECONDS = "5"
ART = (1600, 1060)
"""Of a poster's picture, in pixels: 200 to the inch on A4."""


@require_safe
def picture(request: HttpRequest, kind: str, target: UUID, shape: str) -> HttpResponse:
    """The card of a thing; with a link in the address also who may be rewarded."""
    found = targets.describe(kind, target)
    if found is None or shape not in SHAPES:
        raise Missing(NOT_HERE)
    card = card_of(found, link_named(request, found), at=timezone.now())
    tag = f'"{digest_of(card, shape)}"'
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        try:
            content = drawn(card, shape).read_bytes()
        except NotDrawn:
            return HttpResponse(status=503, headers={"Retry-After": BUSY_SECONDS})
        answer = HttpResponse(content, content_type="image/jpeg")
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
        answer["X-Content-Type-Options"] = "nosniff"
    answer["ETag"], answer["Cache-Control"] = tag, CACHE
    return answer


@require_GET
@member_required
def poster(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    """One's own link on paper: A4, A3, or eight cards on a sheet."""
    link = queries.link_by_code(code)
    target = targets.describe(link.target_kind, link.target) if link else None
    if link is None or target is None or link.owner != acting(request) or paper not in PAPERS:
        raise Missing(NOT_HERE)
    now = timezone.now()
    card = card_of(target, link, at=now)
    try:
        art = art_jpeg(card.art, *ART) if card.art and paper != "a7" else b""
    except NotDrawn:
        return HttpResponse(status=503, headers={"Retry-After": BUSY_SECONDS})
    printed = printed_poster(Poster(card, art, _hints(), language_tag(), now), paper)
    answer = HttpResponse(printed, content_type="application/pdf")
    # inline: a browser inside an app shows it, where it could not keep a file
    answer["Content-Disposition"] = f'inline; filename="{link.code}-{paper}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _hints() -> tuple[str, ...]:
    """How to open the code, once in each language of the place."""
    here, hints = place(), []
    for language in here.languages if here else ("en",):
        with translation.override(language):
            hints.append(_("Point your phone’s camera at the code, or type the address:"))
    return tuple(hints)


@require_POST
@member_required
def ask_consent(request: HttpRequest, work: UUID) -> HttpResponse:
    """Ask a work's makers whether its picture may be shown."""
    operations.ask_for_work(work=work, by=acting(request), at=timezone.now())
    told = _("Asked. You hear of the answer; until then only its title is shown.")
    messages.success(request, told)
    return redirect(_page(work).url)


@require_POST
@member_required
def answer_consent(request: HttpRequest, work: UUID) -> HttpResponse:
    """Say yes or no, or take a yes back."""
    gives = request.POST.get("answer") == "yes"
    operations.answer_for_work(work=work, gives=gives, by=acting(request), at=timezone.now())
    yes = _("Saved: others may show its picture when they pass it on.")
    messages.success(request, yes if gives else _("Saved: others show its title only."))
    return redirect(_page(work).url)


def _page(work: UUID) -> Target:
    found = targets.describe("work", work)
    if found is None:
        raise Missing(NOT_HERE)
    return found
