"""Asking by mail, from the desk."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cohive.bond.access import acting, role_required
from cohive.evolve import operations
from cohive.evolve.views.survey_desk import survey_here
from cohive.look.refusals import said
from cohive.words.refusals import Forbidden, Missing, Refused

LANGUAGES = ("en", "zh-hans")


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
