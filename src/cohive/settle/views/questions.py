"""Questioning a line (also from a one-tap mail link), and the page where questions are answered."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cohive.bond import queries as members
from cohive.bond.access import acting, member_or_low_door, role_required
from cohive.bond.afresh import afresh
from cohive.look.refusals import refuse
from cohive.settle.operations import (
    answer_question,
    answer_with_correction,
    question_line,
)
from cohive.settle.queries import statement as statements
from cohive.settle.queries import totals
from cohive.settle.views.statement import shown
from cohive.trade.once import moves_value
from cohive.words.money import parse_money
from cohive.words.refusals import Missing, Refused

ABOUT = [
    ("weight", gettext_lazy("My part: I think the weight is not right")),
    ("name", gettext_lazy("A name is missing: somebody else worked on it")),
    ("sales", gettext_lazy("The sales: something was sold that is not here")),
    ("other", gettext_lazy("Something else")),
]


class QuestionForm(forms.Form):
    """What it is about, and in her words."""

    about = forms.ChoiceField(
        label=gettext_lazy("It is about"), choices=ABOUT, initial="weight", widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("In your words"),
        widget=forms.Textarea,
        max_length=2000,
        help_text=gettext_lazy(
            "Somebody of the firm answers with a reason. The line is held until then, and nobody "
            "else can take it."
        ),
    )


class AnswerForm(forms.Form):
    """The reason she reads under her line."""

    reason = forms.CharField(
        label=gettext_lazy("Your answer, with the reason"), widget=forms.Textarea, max_length=2000
    )
    amount = forms.CharField(label=gettext_lazy("Correction"), required=False, max_length=20)


@member_or_low_door
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, credit: UUID) -> HttpResponse:
    """Ask about one line of one's own; foreign lines are not there."""
    agent, at = acting(request), timezone.now()
    line = statements.credit_of(credit, agent, at=at)
    if line is None:
        raise Missing("There is no such line.")
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            question_line(credit=credit, by=agent, at=at, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Your question is recorded. The line is held."))
            return redirect(request.get_full_path())
    status = 422 if request.method == "POST" else 200
    return render(
        request,
        "settle/question.html",
        {"shown": shown(line, at=at), "form": form},
        status=status,
    )


@role_required("maker", "steward")
def questions(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, oldest first."""
    return _questions_page(request, AnswerForm(), wrong=None)


@role_required("maker", "steward")
@require_POST
@moves_value()
def answer(request: HttpRequest, question: UUID) -> HttpResponse:
    """Answer one question."""
    if request.POST.get("amount", "").strip():
        return _answer_with_money(request, question)
    return _answered(request, question)


@role_required("steward")
@afresh
def _answer_with_money(request: HttpRequest, question: UUID) -> HttpResponse:
    """An amount makes money out of an answer: a steward's, who proves anew who she is."""
    return _answered(request, question)


def _answered(request: HttpRequest, question: UUID) -> HttpResponse:
    agent = acting(request)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            _answer(question, form, by=agent)
        except Missing:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Answered. The line is held no longer."))
            return redirect("settle:questions")
    return _questions_page(request, form, wrong=question)


def _answer(question: UUID, form: AnswerForm, *, by: UUID) -> None:
    """With a correction when an amount was written."""
    given = {"question": question, "reason": form.cleaned_data["reason"], "by": by}
    text = form.cleaned_data["amount"].strip()
    place = members.place()
    if text and place is not None:
        found = totals.question(question)
        currency = found.amount.currency if found else place.currency
        amount = parse_money(text, currency)
        answer_with_correction(amount=amount, at=timezone.now(), **given)
    else:
        answer_question(at=timezone.now(), **given)


def _questions_page(request: HttpRequest, form: AnswerForm, *, wrong: UUID | None) -> HttpResponse:
    found = totals.open_questions()
    cards = members.cards([item.asked_by for item in found])
    about = dict(ABOUT)
    return render(
        request,
        "settle/questions.html",
        {
            "questions": [
                {
                    "item": item,
                    "who": cards.get(item.asked_by),
                    "about": about[item.question.about],
                    "form": form if item.question.id == wrong else AnswerForm(),
                }
                for item in found
            ]
        },
        status=422 if wrong else 200,
    )
