"""The standing terms: reading them, accepting them, publishing the next version."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohive.bond import queries as bond
from cohive.bond.access import acting, member_required, role_required
from cohive.create import operations, queries
from cohive.create.forms_works import TermsForm
from cohive.look.refusals import refuse
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Missing, Refused


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The terms in force, and whether the viewer has accepted them."""
    view, viewer = queries.current_terms(), viewer_of(request)
    text, language = view.text(get_language() or "en") if view else ("", "")
    accepted = queries.accepted_version(viewer.agent_id, view.id) if view and viewer else None
    return render(
        request,
        "create/terms.html",
        {"terms": view, "text": text, "language": language, "accepted_at": accepted},
    )


@require_POST
@member_required
def accept(request: HttpRequest) -> HttpResponse:
    """Accept the terms in force."""
    view = queries.current_terms()
    if view is None:
        raise Missing("There are no such terms.")
    operations.accept_terms(terms=view.id, by=acting(request), at=timezone.now())
    messages.success(request, _("You have accepted version %(n)s.") % {"n": view.version})
    return redirect("create:terms")


@require_http_methods(["GET", "HEAD", "POST"])
@role_required("steward")
def new(request: HttpRequest) -> HttpResponse:
    """Publish the next version."""
    view, place = queries.current_terms(), bond.place()
    offered = dict(settings.LANGUAGES)
    codes = place.languages if place else tuple(offered)
    form = TermsForm(
        request.POST or None,
        languages=[(code, str(offered[code])) for code in codes if code in offered],
        initial=dict(view.texts) if view else {},
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.publish_terms(
                texts=form.texts(),
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The new version is in force from now on."))
            return redirect("create:terms")
    return render(
        request,
        "create/terms_new.html",
        {"form": form, "terms": view},
        status=422 if form.errors else 200,
    )
