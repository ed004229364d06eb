"""Trying a survey out, beginning another from it, and asking by mail, from the desk."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cohive.bond.access import acting, role_required
from cohive.evolve import operations
from cohive.evolve.views.survey_desk import survey_here
from cohive.evolve.views.survey_steps import plainly, shown_step, spoken, steps_of
from cohive.look.refusals import said
from cohive.words.refusals import Forbidden, Missing, Refused

LANGUAGES = ("en", "zh-hans")


@require_safe
@role_required("steward")
def attempt(request: HttpRequest, survey: UUID) -> HttpResponse:
    """All steps as a member sees them, in either language; nothing is kept."""
    view = survey_here(survey)
    return render(
        request,
        "evolve/survey/try.html",
        {
            "survey": view,
            "title": plainly(view.title),
            "heading": spoken(view.title),
            "lead": spoken(view.lead) if view.lead else "",
            "steps": [shown_step(step, {}) for step in steps_of(view.questions)],
        },
    )


@require_POST
@role_required("steward")
def copy(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Begin another survey from this one."""
    survey_here(survey)
    made = operations.copy_survey(survey=survey, by=acting(request), at=timezone.now())
    messages.success(request, _("The same questions, to be changed before anybody is asked."))
    return redirect("evolve:survey-build", survey=made)


@require_POST
@role_required("steward")
def ask(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Ask all members, or the guests whose addresses were written."""
    survey_here(survey)
    try:
        count = _asked(request, survey)
    except (Forbidden, Missing):
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        if count:
            messages.success(
                request,
                ngettext("A mail goes to %(num)s person.", "A mail goes to %(num)s people.", count)
                % {"num": count},
            )
        else:
            messages.info(request, _("Everybody was asked or has answered already."))
    return redirect("evolve:survey-build", survey=survey)


def _asked(request: HttpRequest, survey: UUID) -> int:
    by, at = acting(request), timezone.now()
    if request.POST.get("whom") != "guests":
        return operations.ask_members(survey=survey, by=by, at=at)
    language = request.POST.get("language", "")
    return operations.ask_guests(
        survey=survey,
        addresses=request.POST.get("addresses", "").splitlines(),
        language=language if language in LANGUAGES else "",
        by=by,
        at=at,
    )
