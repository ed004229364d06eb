"""A statement by its private link: read, check, question, claim, without an account."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cohive.bond import operations as bond
from cohive.look.refusals import refuse
from cohive.settle import sheet
from cohive.settle.operations import link_of_token, note_opened, question_line
from cohive.settle.queries import totals_of, whole_lines_of
from cohive.settle.queries.past import LinkView, statement_link
from cohive.settle.queries.sheets import sheet_data
from cohive.settle.views.questions import QuestionForm
from cohive.settle.views.statement import XLSX, shown
from cohive.words.refusals import Missing, Refused

CLAIM_DAYS = 1


class LinkQuestionForm(QuestionForm):
    """The question, and which line it is about."""

    credit = forms.ChoiceField(label=gettext_lazy("Which line?"))
    field_order = ("credit", "about", "text")


@require_http_methods(["GET", "POST"])
def statement_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Her whole statement, one line for each product, with its reasons."""
    link, at = _link(token), timezone.now()
    if not link.is_open:
        return render(request, "settle/link_ended.html", {}, status=410)
    note_opened(link=link.id, at=at)
    whole = sorted(whole_lines_of(link.payee, at=at), key=lambda line: -line.amount.minor)
    lines = [shown(line, at=at) for line in whole]
    form = LinkQuestionForm(request.POST if request.method == "POST" else None)
    form.fields["credit"].choices = [  # type: ignore[attr-defined]
        (str(line.line.first.id), line.line.first.title) for line in lines if line.may_question
    ]
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            question_line(
                credit=UUID(values["credit"]),
                about=values["about"],
                text=values["text"],
                by=link.payee,
                at=at,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Your question is recorded. The line is held."))
            return redirect("settle:statement-link", token=token)
    return render(
        request,
        "settle/by_link.html",
        {
            "link": link,
            "token": token,
            "lines": lines,
            "owed": [each.total for each in totals_of(link.payee, at=at)],
            "form": form,
            "may_question": any(line.may_question for line in lines),
            "final_from": max((line.line.final_from for line in lines), default=None),
        },
        status=422 if request.method == "POST" else 200,
    )


def sheet_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same as a sheet with formulas."""
    del request
    link, at = _link(token), timezone.now()
    if not link.is_open:
        raise Missing("Nothing is kept here under this link.")
    content = sheet.statement_sheet(sheet_data(link.payee, at=at), at=at, words=sheet.words())
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="statement.xlsx"'
    return response


@require_POST
def claim_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """On to joining: a door of one day to the page where one takes what was kept."""
    del request
    link, at = _link(token), timezone.now()
    if not link.is_open:
        raise Missing("Nothing is kept here under this link.")
    path = reverse("bond:claim")
    return redirect(bond.one_tap_url(agent=link.payee, path=path, at=at, days=CLAIM_DAYS))


def _link(token: str) -> LinkView:
    link = statement_link(link_of_token(token), at=timezone.now())
    if link is None:
        raise Missing("Nothing is kept here under this link.")
    return link
