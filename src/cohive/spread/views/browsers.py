"""Telling a member's browsers: subscribing one, ending all, and the worker that shows it."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cohive.bond.access import acting, member_required
from cohive.bridges.channels.webpush import Subscription
from cohive.spread.operations import pushes

WORKER = (Path(__file__).parents[1] / "push_worker.js").read_text(encoding="utf-8")


@require_POST
@member_required
def subscribe(request: HttpRequest) -> HttpResponse:
    """Tell this browser from now on; a script has filled the fields."""
    given = [request.POST.get(name, "")[:1100] for name in ("endpoint", "p256dh", "auth")]
    pushes.subscribe(
        subscription=Subscription(*given),
        language=translation.get_language() or "",
        by=acting(request),
        at=timezone.now(),
    )
    messages.success(request, _("This browser is told from now on."))
    return redirect("bond:settings")


@require_POST
@member_required
def end(request: HttpRequest) -> HttpResponse:
    """Tell none of her browsers any more."""
    pushes.unsubscribe(by=acting(request), at=timezone.now())
    messages.success(request, _("None of your browsers is told any more."))
    return redirect("bond:settings")


@require_GET
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The service worker; at the root, because it may only look after what lies below it."""
    answer = HttpResponse(WORKER, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
