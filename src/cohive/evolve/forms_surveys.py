"""Forms of the survey builder: what is typed, before the room judges it."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.engine.scales.instruments import AGREEMENT, IMPORTANCE, SATISFACTION
from cohive.engine.scales.instruments import Answer as ScaleAnswer
from cohive.evolve.operations.surveys import Statement
from cohive.evolve.wording import Wording

RANGES = {"agreement": AGREEMENT, "importance": IMPORTANCE, "satisfaction": SATISFACTION}
REVERSED_MARK = "(-)"


class Lines(forms.Textarea):
    """One thing a line."""

    def __init__(self, rows: int = 4) -> None:
        super().__init__(attrs={"rows": str(rows)})


class SurveyForm(forms.Form):
    """What it is called, and whose the answers are."""

    title_en = forms.CharField(label=_("Title in English"), required=False, max_length=140)
    title_zh = forms.CharField(label=_("Title in Chinese"), required=False, max_length=140)
    lead_en = forms.CharField(
        label=_("What it is for, in English"), required=False, widget=Lines(2), max_length=500
    )
    lead_zh = forms.CharField(
        label=_("What it is for, in Chinese"), required=False, widget=Lines(2), max_length=500
    )
    may_join = forms.ChoiceField(
        label=_("Whose answer is it?"),
        choices=[
            ("", _("Nobody’s: it cannot be joined to anything, and cannot be taken back.")),
            ("yes", _("Each may choose: join it to what I do here, or not.")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    takes_guests = forms.BooleanField(
        label=_("Guests may answer by a link that can be passed on"), required=False
    )

    def settings(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        return {
            "title": Wording(given["title_en"], given["title_zh"]),
            "lead": Wording(given["lead_en"], given["lead_zh"]),
            "may_join": given["may_join"] == "yes",
            "takes_guests": given["takes_guests"],
        }


class QuestionForm(forms.Form):
    """One question of a kind; only the fields of that kind are shown."""

    text_en = forms.CharField(label=_("The question in English"), required=False, max_length=500)
    text_zh = forms.CharField(label=_("The question in Chinese"), required=False, max_length=500)
    statements_en = forms.CharField(
        label=_("Statements in English, one a line"),
        required=False,
        widget=Lines(),
        help_text=_("Begin a line with (-) when agreeing means less of what is measured."),
    )
    statements_zh = forms.CharField(
        label=_("The same lines in Chinese"), required=False, widget=Lines()
    )
    scale = forms.CharField(
        label=_("What the statements measure together"),
        required=False,
        max_length=80,
        help_text=_("One word, such as belonging. Leave it empty when each stands alone."),
    )
    answers = forms.ChoiceField(
        label=_("Answers to choose"),
        choices=[
            ("agreement", _("how far it is true, 1 to 5")),
            ("importance", _("how much it matters, 1 to 5")),
            ("satisfaction", _("how far it is met, 1 to 5")),
            ("own", _("my own, below")),
        ],
        required=False,
    )
    choices_en = forms.CharField(
        label=_("Answers in English, one a line"),
        required=False,
        widget=Lines(),
        help_text=_("From the least to the most, where they have an order."),
    )
    choices_zh = forms.CharField(
        label=_("The same answers in Chinese"), required=False, widget=Lines()
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind != "matrix":
            self._drop("statements_en", "statements_zh", "scale")
        if kind not in ("matrix", "likert"):
            self._drop("answers")
        if kind == "text":
            self._drop("choices_en", "choices_zh")

    def _drop(self, *names: str) -> None:
        for name in names:
            del self.fields[name]

    def question(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        return {
            "kind": self.kind,
            "wording": Wording(given["text_en"], given["text_zh"]),
            "statements": self._statements(),
            "choices": self._choices(),
            "scale": given.get("scale", ""),
        }

    def _statements(self) -> list[Statement]:
        given = self.cleaned_data
        found = []
        for english, chinese in _pairs(given.get("statements_en"), given.get("statements_zh")):
            is_reversed = english.startswith(REVERSED_MARK) or chinese.startswith(REVERSED_MARK)
            plain = (one.removeprefix(REVERSED_MARK).strip() for one in (english, chinese))
            found.append(Statement(Wording(*plain), is_reversed))
        return found

    def _choices(self) -> list[Wording]:
        given = self.cleaned_data
        if self.kind == "text":
            return []
        ready: tuple[ScaleAnswer, ...] = RANGES.get(given.get("answers", ""), ())
        if ready:
            return [Wording(one.english, one.chinese) for one in ready]
        pairs = _pairs(given.get("choices_en"), given.get("choices_zh"))
        return [Wording(english, chinese) for english, chinese in pairs]


def _pairs(english: str | None, chinese: str | None) -> list[tuple[str, str]]:
    """Lines beside each other; empty lines at the same place in both fall away."""
    lines = zip_longest((english or "").splitlines(), (chinese or "").splitlines(), fillvalue="")
    return [(one.strip(), other.strip()) for one, other in lines if one.strip() or other.strip()]
