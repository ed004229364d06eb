"""Building a survey: for stewards."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cohive.bond.access import acting, role_required
from cohive.engine.scales.instruments import INSTRUMENTS
from cohive.evolve import operations, queries
from cohive.evolve.forms_surveys import QuestionForm, SurveyForm
from cohive.evolve.operations.survey_links import open_link
from cohive.evolve.queries.surveys import SurveyView
from cohive.evolve.views.survey_steps import plainly, shown_question, spoken, steps_of
from cohive.evolve.wording import Wording
from cohive.look.refusals import refuse, said
from cohive.words.refusals import Forbidden, Missing, Refused

NOT_HERE = "There is no such survey."
ANSWERS_A_MINUTE = 6
PAGE = 20


def kinds() -> list[tuple[str, str]]:
    """The kinds of question, as the builder names them."""
    return [
        ("matrix", _("Statements to agree with")),
        ("likert", _("One statement")),
        ("single", _("One choice")),
        ("multiple", _("Several choices")),
        ("ranking", _("Ranking")),
        ("text", _("Open text")),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@role_required("steward")
def surveys(request: HttpRequest) -> HttpResponse:
    """All surveys, and beginning one."""
    form = SurveyForm(request.POST or None, initial={"may_join": "yes"})
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.make_survey(**form.settings(), by=acting(request), at=timezone.now())
        except Forbidden:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("evolve:survey-build", survey=made)
    found = queries.surveys(before=_before(request), limit=PAGE + 1)
    lines = [(line, spoken(line.title)) for line in found[:PAGE]]
    later = f"?before={found[PAGE - 1].id}" if len(found) > PAGE else ""
    return render(
        request,
        "evolve/survey/desk.html",
        {"lines": lines, "later": later, "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required("steward")
def build(request: HttpRequest, survey: UUID) -> HttpResponse:
    """One survey: its questions, its settings, opening and closing it. POST adds a question."""
    view = survey_here(survey)
    wanted = request.GET.get("kind", "")
    known = dict(kinds())
    form = QuestionForm(request.POST or None, kind=wanted) if wanted in known else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            operations.add_question(
                survey=survey, **form.question(), by=acting(request), at=timezone.now()
            )
        except (Forbidden, Missing):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("evolve:survey-build", survey=survey)
    return _page(request, view, form, wanted, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required("steward")
def settings(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Title, lead, and whose the answers are."""
    view = survey_here(survey)
    form = SurveyForm(
        request.POST or None,
        initial={
            "title_en": view.title.english,
            "title_zh": view.title.chinese,
            "lead_en": view.lead.english,
            "lead_zh": view.lead.chinese,
            "may_join": "yes" if view.may_join else "",
            "takes_guests": view.takes_guests,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_survey(
                survey=survey, **form.settings(), by=acting(request), at=timezone.now()
            )
        except (Forbidden, Missing):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("evolve:survey-build", survey=survey)
    return render(
        request,
        "evolve/survey/settings.html",
        {"survey": view, "title": plainly(view.title), "form": form},
        status=422 if form.errors else 200,
    )


@require_POST
@role_required("steward")
def instrument(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Add a ready scale in one tap."""
    survey_here(survey)
    key = request.POST.get("instrument", "")
    return _do(
        request,
        survey,
        lambda: operations.add_instrument(
            survey=survey, instrument=key, by=acting(request), at=timezone.now()
        ),
    )


@require_POST
@role_required("steward")
def question(request: HttpRequest, survey: UUID, question: UUID) -> HttpResponse:
    """Move a question up or down, or take it out."""
    survey_here(survey)
    deed, by, at = request.POST.get("do", ""), acting(request), timezone.now()
    if deed == "remove":
        return _do(
            request, survey, lambda: operations.remove_question(question=question, by=by, at=at)
        )
    is_up = deed == "up"
    return _do(
        request,
        survey,
        lambda: operations.move_question(question=question, up=is_up, by=by, at=at),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required("steward")
def weights(request: HttpRequest, survey: UUID, question: UUID) -> HttpResponse:
    """How many of a hundred each choice stands for, and how many of it are heard."""
    view = survey_here(survey)
    found = next(
        (one for one in view.questions if one.id == question and one.kind == "single"), None
    )
    if found is None:
        raise Missing("There is no such question.")
    form = forms.Form(request.POST or None)
    for choice in found.choices:
        name = plainly(choice.wording)
        form.fields[f"target_{choice.value}"] = forms.IntegerField(
            label=_("“%(name)s”: of a hundred") % {"name": name},
            required=False,
            min_value=0,
            max_value=100,
            initial=choice.target_percent,
        )
        form.fields[f"quota_{choice.value}"] = forms.IntegerField(
            label=_("“%(name)s”: heard at most") % {"name": name},
            required=False,
            min_value=1,
            initial=choice.quota,
        )
    if request.method == "POST" and form.is_valid():
        values = [choice.value for choice in found.choices]
        try:
            operations.set_targets(
                question=question,
                targets={value: form.cleaned_data[f"target_{value}"] for value in values},
                quotas={value: form.cleaned_data[f"quota_{value}"] for value in values},
                by=acting(request),
                at=timezone.now(),
            )
        except (Forbidden, Missing):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("evolve:survey-build", survey=survey)
    return render(
        request,
        "evolve/survey/weights.html",
        {
            "survey": view,
            "title": plainly(view.title),
            "question": spoken(found.wording),
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@role_required("steward")
def move(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Open a wave, close it, or drop a survey nobody was asked."""
    survey_here(survey)
    deed = request.POST.get("do", "")
    operation = {
        "open": operations.open_wave,
        "close": operations.close_wave,
        "drop": operations.drop_survey,
    }.get(deed)
    if operation is None:
        raise Missing(NOT_HERE)
    response = _do(
        request,
        survey,
        lambda: operation(survey=survey, by=acting(request), at=timezone.now()),
    )
    return redirect("evolve:survey-desk") if deed == "drop" else response


def survey_here(survey: UUID) -> SurveyView:
    """The survey, or the page that says there is none."""
    view = queries.survey(survey)
    if view is None:
        raise Missing(NOT_HERE)
    return view


def _before(request: HttpRequest) -> UUID | None:
    """The survey after which the list goes on; the beginning where the address names none."""
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None


def _do(request: HttpRequest, survey: UUID, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except (Forbidden, Missing):
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect("evolve:survey-build", survey=survey)


def _page(
    request: HttpRequest,
    view: SurveyView,
    form: QuestionForm | None,
    kind: str,
    *,
    status: int,
) -> HttpResponse:
    items = sum(len(one.items) for one in view.questions)
    missing = _untranslated(view)
    taken = {one.instrument for one in view.questions}
    return render(
        request,
        "evolve/survey/build.html",
        {
            "survey": view,
            "title": plainly(view.title),
            "questions": [
                (one, shown_question(one, one.items, {}), spoken(_other(one.wording)))
                for one in view.questions
            ],
            "kinds": kinds(),
            "kind_names": dict(kinds()),
            "instruments": [
                (one.key, plainly(Wording(one.english, one.chinese)), len(one.items))
                for one in INSTRUMENTS
                if one.key not in taken
            ],
            "form": form,
            "kind": kind,
            "items": items,
            "minutes": max(1, round(items / ANSWERS_A_MINUTE)),
            "steps": len(steps_of(view.questions)) + 1,
            "missing_english": missing[0],
            "missing_chinese": missing[1],
            "link": open_link(view.id) if view.takes_guests and view.open_wave else "",
        },
        status=status,
    )


def _other(wording: Wording) -> Wording:
    """The wording that the reader's page does not show."""
    text, language = wording.spoken("en"), wording.spoken("zh")
    if text == language:
        return Wording()
    if plainly(wording) == wording.english:
        return Wording(chinese=wording.chinese)
    return Wording(wording.english)


def _untranslated(view: SurveyView) -> tuple[int, int]:
    """How many wordings lack English, and how many Chinese."""
    wordings = [view.title]
    for one in view.questions:
        wordings.append(one.wording)
        wordings += [item.wording for item in one.items if item.wording]
        wordings += [choice.wording for choice in one.choices]
    return (
        sum(not wording.english for wording in wordings),
        sum(not wording.chinese for wording in wordings),
    )
