"""Reporting a message one received: the only way a steward ever reads one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cohive.bond import queries
from cohive.bond.access import acting, member_required
from cohive.bond.forms.interests import ReportMessageForm
from cohive.bond.views.answers import UNFIT, done_or_refused, limit
from cohive.guard.operations import report_message as report
from cohive.words.refusals import Missing

REPORTS_IN_TEN_MINUTES = 10


@member_required
def report_message(request: HttpRequest, slug: str) -> HttpResponse:
    """Show stewards the words of a message this member sent one."""
    agent = queries.agent_of_slug(slug)
    sender = queries.profile(agent) if agent else None
    if agent is None or sender is None or agent == acting(request):
        raise Missing("Nobody here is called that (any more).")
    form = ReportMessageForm(request.POST or None)
    address = queries.cards([agent])[agent].url
    if request.method == "POST":
        limit(request, "bond.report", REPORTS_IN_TEN_MINUTES)
        if done_or_refused(
            form,
            lambda: report(
                sender=agent, by=acting(request), at=timezone.now(), **form.cleaned_data
            ),
        ):
            messages.success(request, _("Thank you. Only stewards read it."))
            return HttpResponseRedirect(address)
    data = {
        "form": form,
        "title": _("Report a message"),
        "lead": _(
            "A message %(name)s sent you: promises of gain, pressure to buy, a request to go on"
            " elsewhere. Only stewards read it, and only what you put here."
        )
        % {"name": sender.name},
        "button": _("Send it to the stewards"),
        "crumbs": [(sender.name, address)],
    }
    return render(request, "bond/form.html", data, status=UNFIT if form.errors else 200)
