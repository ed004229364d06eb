"""Reviews of groups for stewards: what is known, and the graded steps with their consequences."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cohive.bond import queries as members
from cohive.bond.access import acting, role_required
from cohive.evolve.operations.watching import watch_groups
from cohive.evolve.views import review_figures as figures
from cohive.evolve.views.review_picture import picture
from cohive.guard import operations, queries
from cohive.guard.queries import ReviewView
from cohive.look.refusals import said
from cohive.settle import queries as settle
from cohive.words.refusals import Forbidden, Missing, Refused

UNFIT = 422
LOOKS_MAX, LOOKS_SECONDS = 5, 3_600
TIMELINE_SHOWN = 60
STEPS_OF = {
    "observe": ("mark", "release"),
    "marked": ("hold", "confirm", "release"),
    "held": ("confirm", "release"),
    "appealed": ("uphold", "reverse"),
}


@require_safe
@role_required("steward")
def desk(request: HttpRequest) -> HttpResponse:
    """All reviews, the newest first."""
    data = {
        "reviews": queries.all_reviews(),
        "states": figures.state_names(),
        **figures.how_it_went(),
    }
    return render(request, "evolve/reviews_desk.html", data)


@require_POST
@role_required("steward")
def look(request: HttpRequest) -> HttpResponse:
    """Look now, without waiting for the night."""
    at = timezone.now()
    try:
        operations.allow(
            what="watch groups",
            who=str(acting(request)),
            limit=LOOKS_MAX,
            seconds=LOOKS_SECONDS,
            at=at,
        )
        opened = watch_groups(at=at)
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        none_said = _("Nothing new was found that chance or a fan club would not explain.")
        some = ngettext("%(num)s group was found.", "%(num)s groups were found.", opened)
        messages.success(request, some % {"num": opened} if opened else none_said)
    return HttpResponseRedirect(reverse("evolve:reviews-desk"))


@require_safe
@role_required("steward")
def review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """One group: evidence, innocent readings, both counts, and what may be done."""
    return review_page(request, review_found(review_id))


def review_found(review_id: UUID) -> ReviewView:
    """The review of the address, or 404."""
    found = queries.review(review_id)
    if found is None:
        raise Missing("There is no such review.")
    return found


def review_page(
    request: HttpRequest,
    found: ReviewView,
    *,
    refusal: Refused | None = None,
    asked: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page of one review, with a refusal beside the form that was sent."""
    group = queries.review_members(found.id)
    verdicts = queries.verdicts(found.id)
    cards = members.cards(group | {one.steward for one in verdicts})
    names = figures.titles(found) | {str(key): card.name for key, card in cards.items()}
    timeline = found.evidence.get("timeline", [])
    data = {
        "review": found,
        "states": figures.state_names(),
        "witnesses": [
            figures.witness_names().get(one, one) for one in found.evidence.get("witnesses", [])
        ],
        "group": figures.group_evidence(found, names),
        "checks": figures.checks(found, names),
        "accounts": [
            (cards[agent], figures.account_evidence(found, str(agent), names))
            for agent in sorted(group)
            if agent in cards
        ],
        "timeline": [
            (
                one["at"][:16].replace("T", " "),
                names.get(one["who"], ""),
                names.get(one["what"], ""),
            )
            for one in timeline[:TIMELINE_SHOWN]
        ],
        "timeline_more": max(len(timeline) - TIMELINE_SHOWN, 0),
        **picture(found, names),
        "control": found.evidence.get("control"),
        "counts": figures.both_counts(found, names),
        "answers": [(cards.get(one.by), one) for one in queries.answers(found.id)],
        "verdicts": [(cards.get(one.steward), one) for one in verdicts],
        "steps": STEPS_OF.get(found.state, ()),
        "group_kinds": figures.kinds_left(found),
        "earning": settle.payees_touched(found.id) if found.state == "marked" else 0,
        "effect": settle.effect_of(found.id) if found.held_at else None,
        "is_one": acting(request) in group,
        "refusal": said(refusal) if refusal else "",
        "refused_field": refusal.field if refusal else "",
        "asked": asked or {},
    }
    return render(request, "evolve/review.html", data, status=UNFIT if refusal else 200)


@require_POST
@role_required("steward")
def step(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Take one graded step; a refusal stands beside the form that asked for it."""
    found = review_found(review_id)
    do = request.POST.get("do", "")
    try:
        done = _do(request, do, review_id)
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        return review_page(request, found, refusal=refusal, asked=request.POST.dict())
    messages.success(request, _told(done, review_found(review_id)))
    return HttpResponseRedirect(reverse("evolve:review", args=[review_id]))


def _told(done: bool | None, found: ReviewView) -> str:
    if done is False:
        return _("Noted. It takes effect when a second steward finds the same.")
    if found.is_public:
        return _("Done, and told to those concerned.")
    return _("Done. Nobody is told, since the group was only watched.")


def _do(request: HttpRequest, do: str, review_id: UUID) -> bool | None:
    by, at, reason = acting(request), timezone.now(), request.POST.get("reason", "")
    apology = request.POST.get("apology", "")
    if do == "reverse":
        operations.reverse(review=review_id, reason=reason, apology=apology, by=by, at=at)
        return None
    if do == "release":
        return operations.release(review=review_id, reason=reason, apology=apology, by=by, at=at)
    if do == "confirm":
        return operations.confirm(review=review_id, reason=reason, by=by, at=at)
    if do == "hold" and not settle.payees_touched(review_id):
        raise Refused(
            "Nobody of the group was paid for these things so far, so there is no pay to hold."
        )
    plain = {
        "mark": operations.mark,
        "hold": operations.hold,
        "uphold": operations.uphold,
    }.get(do)
    if plain is None:
        raise Refused("There is no such step.")
    plain(review=review_id, reason=reason, by=by, at=at)
    return None
