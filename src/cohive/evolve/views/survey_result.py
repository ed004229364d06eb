"""The result of a survey, for stewards: told when its wave is closed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohive.bond.access import acting, role_required
from cohive.engine.scales.analysis import CANNOT_TELL
from cohive.evolve import operations
from cohive.evolve.queries.survey_results import panels
from cohive.evolve.queries.survey_results import result as told_result
from cohive.evolve.queries.survey_sheets import numbered
from cohive.evolve.queries.surveys import SurveyView, WaveView
from cohive.evolve.views import survey_figures as figures
from cohive.evolve.views.survey_desk import survey_here
from cohive.evolve.views.survey_positions import positions
from cohive.evolve.views.survey_steps import plainly, spoken
from cohive.evolve.wording import Wording
from cohive.look.refusals import said
from cohive.words.refusals import Forbidden, Missing, Refused


@require_safe
@role_required("steward")
def result(request: HttpRequest, survey: UUID) -> HttpResponse:
    """One closed wave, the last unless the address names another."""
    view = survey_here(survey)
    wave = wave_asked(request, view)
    data: dict[str, object] = {
        "survey": view,
        "title": plainly(view.title),
        "heading": spoken(view.title),
        "wave": wave,
        "told_waves": view.told_waves,
        "open_wave": view.open_wave,
    }
    if wave is not None:
        data |= _told(request, view, wave)
    return render(request, "evolve/survey/result.html", data)


@require_POST
@role_required("steward")
def tell(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Tell all members what came of a wave."""
    view = survey_here(survey)
    number = request.POST.get("wave", "")
    outcome = Wording(request.POST.get("outcome_en", ""), request.POST.get("outcome_zh", ""))
    try:
        operations.tell_outcome(
            survey=view.id,
            wave=int(number) if number.isdecimal() else 0,
            outcome=outcome,
            by=acting(request),
            at=timezone.now(),
        )
    except (Forbidden, Missing):
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("All members can read it under Surveys."))
    return redirect(f"{reverse('evolve:survey-result', args=[view.id])}?wave={number}")


def wave_asked(request: HttpRequest, view: SurveyView) -> WaveView | None:
    """The closed wave that the address names, or the last; None when there is none yet."""
    number = request.GET.get("wave", "")
    closed = {str(wave.number): wave for wave in view.told_waves}
    if number and number not in closed:
        raise Missing("There is no such wave, or it is still open.")
    return closed.get(number) or (view.told_waves[-1] if closed else None)


def _told(request: HttpRequest, view: SurveyView, wave: WaveView) -> dict[str, object]:
    by = next((one for one in view.questions if str(one.id) == request.GET.get("by", "")), None)
    names = figures.names_of(view)
    found = told_result(view, wave.number, names=names, by=by.id if by else None)
    return {
        "found": found,
        "questions": figures.questions(found, numbered(view)),
        "scales": figures.scales((found.whole, found.analysis), _ends(view)),
        "compared": figures.comparisons(found) if by else [],
        "by": by,
        "by_choices": [
            (one.id, plainly(one.wording)) for one in view.questions if one.kind == "single"
        ],
        "positions": found.positions,
        "reach": positions(found.positions),
        "beside": figures.beside(found.beside),
        "panels": [figures.panel(one) for one in panels(view, names=names)],
        "said": figures.sentences(found.said),
        "unknown": figures.sentences(CANNOT_TELL),
    }


def _ends(view: SurveyView) -> tuple[int, int]:
    """The range of answers to the scaled questions."""
    values = [
        choice.value
        for question in view.questions
        if any(item.scale for item in question.items)
        for choice in question.choices
    ]
    return (min(values), max(values)) if values else (0, 1)
