"""Questions about interests: for stewards who have no part in one, and for the person asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohive.bond import queries as members
from cohive.bond.access import acting, member_required, role_required
from cohive.create import queries as create
from cohive.evolve.operations.contradictions import recounted
from cohive.guard import operations, queries
from cohive.guard.bases import BASES
from cohive.guard.queries import ContradictionView
from cohive.look.refusals import said
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused

UNFIT = 422
NOT_HERE = "There is no such question."


@require_safe
@role_required("steward")
def desk(request: HttpRequest) -> HttpResponse:
    """What was found and what was reported, without what concerns the steward herself."""
    agent = acting(request)
    found = [one for one in queries.contradictions() if not _is_part(one, agent)]
    reported = [
        one for one in queries.reported_messages() if agent not in (one.sender, one.reporter)
    ]
    agents = {one.person for one in found} | {one.beneficiary for one in found if one.beneficiary}
    data = {
        "found": found,
        "reported": reported,
        "states": _states(),
        "channels": channels(),
        "cards": members.cards(agents | {one.sender for one in reported}),
    }
    return render(request, "evolve/interests_desk.html", data)


@require_safe
@role_required("steward")
def question(request: HttpRequest, contradiction_id: UUID) -> HttpResponse:
    """One of them: what the books say, what was said in public, and what she answered."""
    return _desk_page(request, _for_steward(request, contradiction_id))


def _desk_page(
    request: HttpRequest, found: ContradictionView, refusal: Refused | None = None
) -> HttpResponse:
    data = {
        **_shown(found),
        "agrees": _agrees(found),
        "errors": [said(refusal)] if refusal else [],
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "evolve/interest.html", data, status=UNFIT if refusal else 200)


@require_POST
@role_required("steward")
def step(request: HttpRequest, contradiction_id: UUID) -> HttpResponse:
    """Ask the person, or close the question with a reason."""
    found = _for_steward(request, contradiction_id)
    asked: dict[str, Any] = {
        "contradiction": found.id,
        "by": acting(request),
        "at": timezone.now(),
    }
    if request.POST.get("do") == "ask":
        refusal = _refused(lambda: operations.ask_person(**asked))
    else:
        reason = request.POST.get("reason", "")
        refusal = _refused(lambda: operations.close_contradiction(reason=reason, **asked))
    if refusal is not None:
        return _desk_page(request, found, refusal)
    messages.success(request, _("Done, and told to whom it concerns."))
    return HttpResponseRedirect(reverse("evolve:interest", args=[found.id]))


@require_POST
@role_required("steward")
def ask_about_message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Ask who sent a reported message whether there is something to declare."""
    made = operations.ask_about_message(message=message_id, by=acting(request), at=timezone.now())
    messages.success(request, _("Asked. The answer will stand here."))
    return HttpResponseRedirect(reverse("evolve:interest", args=[made]))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def answer(request: HttpRequest, contradiction_id: UUID) -> HttpResponse:
    """The question as the person asked reads it: declare it, or say why there is nothing."""
    agent = acting(request)
    found = queries.contradiction(contradiction_id)
    if found is None or found.person != agent or found.asked_at is None:
        raise Missing(NOT_HERE)
    refusal = None
    if request.method == "POST":
        refusal = _refused(
            lambda: operations.answer_question(
                contradiction=found.id,
                basis=request.POST.get("basis", ""),
                text=request.POST.get("text", ""),
                by=agent,
                at=timezone.now(),
            )
        )
        if refusal is None:
            messages.success(request, _("Thank you. A steward reads it."))
            return HttpResponseRedirect(reverse("evolve:interest-answer", args=[found.id]))
    data = {
        **_shown(found),
        "bases": [("", _("There is nothing to declare")), *BASES.items()],
        "basis": request.POST.get("basis", ""),
        "text": request.POST.get("text", ""),
        "errors": [said(refusal)] if refusal else [],
    }
    return render(request, "evolve/interest_answer.html", data, status=UNFIT if refusal else 200)


def _refused(do: Callable[[], object]) -> Refused | None:
    """Do it; a refusal that stands beside the form, or None."""
    try:
        do()
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        return refusal
    return None


def _is_part(found: ContradictionView, agent: UUID) -> bool:
    return agent in (found.person, found.beneficiary)


def _for_steward(request: HttpRequest, contradiction_id: UUID) -> ContradictionView:
    """The question, unless it is about the steward herself or one who gains by her."""
    found = queries.contradiction(contradiction_id)
    if found is None or _is_part(found, acting(request)):
        raise Missing(NOT_HERE)
    return found


def _agrees(found: ContradictionView) -> bool | None:
    """Whether the books and the journal say today what they said then; None without such facts."""
    if found.beneficiary is None:
        return None
    again = recounted(person=found.person, beneficiary=found.beneficiary, at=found.found_at)
    return again == found.evidence


def _shown(found: ContradictionView) -> dict[str, Any]:
    agents = {found.person, *([found.beneficiary] if found.beneficiary else [])}
    works = create.cards_of(UUID(one["what"]) for one in found.evidence.get("acts", []))
    titles = {str(key): card.title for key, card in works.items()}
    return {
        "question": found,
        "states": _states(),
        "cards": members.cards(agents),
        "acts": [
            (_day(one), _acts().get(one["kind"], ""), titles.get(one["what"], ""))
            for one in found.evidence.get("acts", [])
        ],
        "gains": [
            (_day(one), _gains()[one["kind"]], _amount(one))
            for one in found.evidence.get("gains", [])
        ],
    }


def _day(one: Mapping[str, Any]) -> object:
    return parse_datetime(one["at"])


def _amount(one: Mapping[str, Any]) -> Money | None:
    return Money(one["minor"], one["currency"]) if one["minor"] else None


def _states() -> dict[str, str]:
    return {
        "found": _("found, nobody asked yet"),
        "asked": _("asked"),
        "answered": _("answered"),
        "closed": _("closed"),
    }


def _acts() -> dict[str, str]:
    return {
        "create.work.scored": _("scored it 4 or 5"),
        "spread.link.made": _("made a link to it"),
        "bond.post": _("named it in a post"),
    }


def _gains() -> dict[str, str]:
    return {
        "paid": _("money"),
        "reward": _("the reward of a link"),
        "given": _("a thing for free"),
    }


def channels() -> dict[str, str]:
    """Where a message reached somebody, in words."""
    return {
        "mail": _("by mail"),
        "chat": _("in a chat outside"),
        "here": _("at this place"),
        "elsewhere": _("elsewhere"),
    }
