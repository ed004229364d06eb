"""The stewards' page of a quiet copy, and the note that says on every page that it is one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohive.bond.access import acting, role_required
from cohive.bond.afresh import afresh
from cohive.house.waking import wake_place
from cohive.journal.quiet import is_quiet
from cohive.look.viewers import viewer_of


@require_http_methods(["GET", "POST"])
@role_required("steward")
@afresh
@never_cache
def wake(request: HttpRequest) -> HttpResponse:
    """What a quiet copy does not do, and the button that makes it the place."""
    if request.method == "POST":
        wake_place(by=acting(request), at=timezone.now())
        messages.success(request, _("This is the place now."))
        return redirect("house:front")
    return render(request, "house/wake.html", {"is_quiet": is_quiet()})


def quiet_note(request: HttpRequest) -> dict[str, object]:
    """For the frame of every page: where a steward ends the quiet; '' for everybody else."""
    viewer = viewer_of(request) if is_quiet() else None
    is_steward = viewer is not None and viewer.has("steward")
    return {"quiet_url": reverse("house:wake") if is_steward else ""}
