"""The desk's page of machine translation, and a circle's own word on it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cohive.bond import operations, queries
from cohive.bond.access import acting, member_required, role_required
from cohive.bond.afresh import afresh_for_secrets
from cohive.bond.forms.translations import MachineForm
from cohive.bond.machine_keys import MachineKeys, engine_name, machine, machine_keys
from cohive.bond.views.answers import UNFIT, done_or_refused, in_one_tap
from cohive.words.refusals import Missing, Refused


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("key")
@role_required("steward")
@afresh_for_secrets
@never_cache
def machine_page(request: HttpRequest) -> HttpResponse:
    """Switch machine translation on or off; kept once the machine has answered."""
    known = machine_keys()
    initial = {
        "is_on": known.is_on,
        "address": known.address,
        "in_closed_circles": known.in_closed_circles,
    }
    form = MachineForm(request.POST or None, known=known, initial=initial)
    if request.method == "POST" and done_or_refused(
        form,
        lambda: operations.change_machine(
            keys=_tried(known, form), by=acting(request), at=timezone.now()
        ),
    ):
        messages.success(request, _("Kept."))
        return HttpResponseRedirect(reverse("bond:machine"))
    data = {"form": form, "known": known, "engine": engine_name()}
    return render(request, "bond/machine.html", data, status=UNFIT if form.errors else 200)


def _tried(known: MachineKeys, form: MachineForm) -> MachineKeys:
    """What shall be kept; where it is switched on, the machine says first what it knows.

    A key is only ever sent to the address it was written for.
    """
    said = form.cleaned_data
    address = said.get("address", known.address).rstrip("/")
    kept = "" if said.get("forgets_key") or address != known.address.rstrip("/") else known.key
    new = replace(
        known,
        is_on=said["is_on"],
        address=address,
        key=said.get("key") or kept,
        in_closed_circles=said["in_closed_circles"],
    )
    if not new.is_on:
        return new
    if not new.address:
        raise Refused("Write the address of the translating server.", field="address")
    return replace(new, languages=machine(new).ability().languages)


@require_POST
@member_required
def circle_machine(request: HttpRequest, slug: str) -> HttpResponse:
    """Who keeps a circle for a tier says whether a machine may translate what is said there."""
    view = queries.circle_by_slug(slug)
    if view is None:
        raise Missing("There is no such circle.")
    return in_one_tap(
        request,
        lambda: operations.let_machines_into_circle(
            circle=view.agent,
            is_allowed=request.POST.get("do") == "allow",
            by=acting(request),
            at=timezone.now(),
        ),
        default=reverse("bond:change-circle", kwargs={"slug": slug}),
    )
