"""A wave's answers as files: a row per response, in no order, without who gave it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from uuid import UUID

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cohive.bond.access import role_required
from cohive.engine.scales.answers import PERSONS_MIN
from cohive.evolve.queries.survey_sheets import Sheet, items_of, sheet, weights_of
from cohive.evolve.queries.surveys import QuestionView, SurveyView, WaveView
from cohive.evolve.views.survey_desk import survey_here
from cohive.evolve.views.survey_result import wave_asked
from cohive.evolve.wording import Wording
from cohive.words.cells import safe_cell
from cohive.words.refusals import Missing, Refused

BYTE_ORDER_MARK = "\ufeff"
"""So that a spreadsheet program reads Chinese as Chinese."""


@require_safe
@role_required("steward")
def as_csv(request: HttpRequest, survey: UUID) -> HttpResponse:
    """One wave as CSV: a column per item, per choice of several, and per place of a ranking."""
    view, wave, found = _told(request, survey)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    columns = _columns(view, found)
    writer.writerow([safe_cell(name) for name, _ in columns])
    writer.writerows([_cell(column[row]) for _, column in columns] for row in range(found.persons))
    return _file(BYTE_ORDER_MARK + buffer.getvalue(), "text/csv", f"wave-{wave.number}.csv")


@require_safe
@role_required("steward")
def as_json(request: HttpRequest, survey: UUID) -> HttpResponse:
    """One wave as JSON: the questions in both languages, then the same rows."""
    view, wave, found = _told(request, survey)
    columns = _columns(view, found)
    document = {
        "title": _both(view.title),
        "wave": wave.number,
        "opened_on": wave.opened_at.date().isoformat(),
        "closed_on": wave.closed_at.date().isoformat() if wave.closed_at else None,
        "questions": [_question(one) for one in view.questions],
        "answers": [
            {name: column[row] for name, column in columns if column[row] is not None}
            for row in range(found.persons)
        ],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return _file(text, "application/json", f"wave-{wave.number}.json")


def _told(request: HttpRequest, survey: UUID) -> tuple[SurveyView, WaveView, Sheet]:
    view = survey_here(survey)
    wave = wave_asked(request, view)
    if wave is None:
        raise Missing("There is no such wave, or it is still open.")
    found = sheet(view, wave.id)
    if found.persons < PERSONS_MIN:
        raise Refused("Of fewer than ten answers nothing is told, so there is no file of them.")
    return view, wave, found


Column = list[int | float | str | None]


def _columns(view: SurveyView, found: Sheet) -> list[tuple[str, Column]]:
    columns: list[tuple[str, Column]] = []
    for question, item in items_of(view.questions):
        if question.kind == "text":
            texts = found.text_rows[item.key]
            is_told = len(texts) >= PERSONS_MIN
            column: Column = [texts.get(row) if is_told else None for row in range(found.persons)]
            columns.append((item.key, column))
        elif question.kind in ("multiple", "ranking"):
            columns += [
                (f"{item.key}_{value}", _whole(array))
                for value, array in found.chosen[item.key].items()
            ]
        else:
            columns.append((item.key, _whole(found.column(item.key))))
    raked = weights_of(view, found)
    if raked is not None:
        columns.append(("weight", [round(float(one), 6) for one in raked.weights]))
    return columns


def _whole(array: Any) -> Column:
    return [None if np.isnan(value) else int(value) for value in array]


def _cell(value: float | str | None) -> float | str:
    if value is None:
        return ""
    return safe_cell(value) if isinstance(value, str) else value


def _question(question: QuestionView) -> dict[str, object]:
    return {
        "kind": question.kind,
        "text": _both(question.wording),
        "items": [
            {
                "key": item.key,
                "text": _both(item.wording),
                "scale": item.scale,
                "is_reversed": item.is_reversed,
            }
            for item in question.items
        ],
        "choices": [
            {"value": choice.value, "text": _both(choice.wording)} for choice in question.choices
        ],
    }


def _both(wording: Wording) -> dict[str, str]:
    return {"en": wording.english, "zh-Hans": wording.chinese}


def _file(text: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="survey-{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
