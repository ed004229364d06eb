"""Refusals and explanations as a person reads them: translated, with their places filled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction

from django import forms
from django.utils.translation import gettext

from cohive.look import formats
from cohive.words.money import Money
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence


def said(refusal: Refused) -> str:
    """The refusal's sentence in the viewer's language; amounts and days said her way."""
    return _filled(refusal.sentence, refusal.values)


def told(sentence: Sentence) -> str:
    """A sentence of an explanation in the reader's language."""
    return _filled(sentence.english, sentence.values)


def _filled(english: str, values: Mapping[str, object]) -> str:
    sentence = gettext(english)
    if not values:
        return sentence
    return sentence % {name: _shown(value) for name, value in values.items()}


def _shown(value: object) -> object:
    if isinstance(value, Sentence):
        return told(value)
    if isinstance(value, Money):
        return formats.money(value)
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, Fraction):
        return formats.fraction(value)
    return value


def refuse(form: forms.BaseForm, refusal: Refused) -> None:
    """Show a refusal at its field of a bound form, or over the form when it has no such field."""
    field = refusal.field if refusal.field in form.fields else None
    form.is_valid()  # add_error needs the form cleaned once
    form.add_error(field, said(refusal))
