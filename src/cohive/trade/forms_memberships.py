"""Forms of memberships: a tier on the desk, questions, a gift, a code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohive.bond.earning import rules
from cohive.bond.operations import TierTerms
from cohive.bond.queries import CircleView, TierView
from cohive.look.fields import FigureField, InstantField
from cohive.words.money import Money, parse_money
from cohive.words.refusals import Refused

LINES = {"rows": 5}
ANSWER = "answer-"


class TierForm(forms.Form):
    """What a tier is, gives and costs."""

    name = forms.CharField(label=_("Name"), max_length=60)
    name_other = forms.CharField(
        label=_("The name in another script"),
        max_length=60,
        required=False,
        help_text=_("May stay empty."),
    )
    price = FigureField(
        label=_("Price of a year"),
        required=False,
        help_text=_(
            "With the tax inside. Empty: it is not sold, only earned or given by you. What was "
            "bought keeps its price."
        ),
    )
    gives = forms.CharField(
        label=_("What it gives"),
        widget=forms.Textarea(attrs=LINES),
        help_text=_("One thing on each line, in plain words. Votes cannot be among them."),
    )
    gives_other = forms.CharField(
        label=_("The same in Chinese"), widget=forms.Textarea(attrs=LINES), required=False
    )
    rank = forms.IntegerField(
        label=_("Rank"),
        min_value=0,
        required=False,
        help_text=_("A higher number holds what lower ones hold. Empty: above all there are."),
    )
    places = forms.IntegerField(
        label=_("Places"),
        min_value=1,
        required=False,
        help_text=_("How many may hold it at once. Empty: as many as want."),
    )
    joins_from = InstantField(label=_("Can be joined from"), required=False)
    joins_until = InstantField(
        label=_("Can be joined until"),
        required=False,
        help_text=_("Both may stay empty. Who holds it renews at any time."),
    )
    grace_days = forms.IntegerField(
        label=_("Days of grace"),
        min_value=0,
        help_text=_("After its end it still holds so long; who renews then loses no day."),
    )
    questions = forms.CharField(
        label=_("Questions to who wants to join"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_(
            "One on each line; may stay empty. With questions a steward admits each, and she pays "
            "after that."
        ),
    )
    earned_by = forms.ChoiceField(label=_("Can be earned by"), required=False)
    earned_count = forms.IntegerField(
        label=_("How many of it within a year"), min_value=0, required=False
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["earned_by"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type only
        field.choices = [
            ("", gettext("It cannot be earned")),
            *((r.name, r.label) for r in rules()),
        ]

    def terms(self) -> TierTerms:
        """What was written, as the operation wants it."""
        given = self.cleaned_data
        return TierTerms(
            name=given["name"],
            name_other=given["name_other"],
            gives=given["gives"].splitlines(),
            gives_other=given["gives_other"].splitlines(),
            rank=given["rank"] or 0,
            places=given["places"],
            joins_from=given["joins_from"],
            joins_until=given["joins_until"],
            grace_days=given["grace_days"],
            questions=given["questions"].splitlines(),
            earned_by=given["earned_by"],
            earned_count=given["earned_count"] or 0,
        )

    def amount(self, currency: str) -> Money | None:
        """The price that was written; None: not sold. Refused at the field for what is none."""
        text = self.cleaned_data["price"].strip()
        amount = parse_money(text, currency, field="price") if text else None
        if amount is not None and amount.minor < 1:
            raise Refused("Write an amount above zero, or nothing.", field="price")
        return amount


def initial_of(view: TierView, price: Money | None) -> dict[str, object]:
    """The form of a tier as it is now."""
    return {
        "name": view.name,
        "name_other": view.name_alt,
        "price": price.plain() if price else "",
        "gives": "\n".join(view.gives),
        "gives_other": "\n".join(view.gives_alt),
        "rank": view.rank,
        "places": view.places,
        "joins_from": view.joins_from,
        "joins_until": view.joins_until,
        "grace_days": view.grace_days,
        "questions": "\n".join(view.questions),
        "earned_by": view.earned_by,
        "earned_count": view.earned_count or None,
    }


class QuestionsForm(forms.Form):
    """A tier's questions, each with room for an answer."""

    def __init__(self, *args: Any, questions: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self._count = len(questions)
        for place, question in enumerate(questions):
            self.fields[f"{ANSWER}{place}"] = forms.CharField(
                label=question, max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
            )

    def answers(self) -> list[str]:
        """What was answered, in the order of the questions."""
        return [self.cleaned_data[f"{ANSWER}{place}"] for place in range(self._count)]


class GiftForm(forms.Form):
    """Whom it is for."""

    email = forms.EmailField(
        label=_("Her or his e-mail address"),
        max_length=254,
        help_text=_("The code goes there once you have paid; it also stands on your order."),
    )


class CodeForm(forms.Form):
    """A gift's code."""

    code = forms.CharField(
        label=_("Code of the gift"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class GrantForm(forms.Form):
    """To whom a steward gives a tier."""

    member = forms.CharField(
        label=_("Pen name"), max_length=80, help_text=_("As it stands on the member’s page.")
    )


class CircleForm(forms.Form):
    """Which circle is for a tier."""

    circle = forms.ChoiceField(label=_("Circle"))
    tier = forms.ChoiceField(label=_("Is for members of"), required=False)

    def __init__(
        self,
        *args: Any,
        circles: Sequence[CircleView],
        tiers: Sequence[TierView],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        circle, tier = self.fields["circle"], self.fields["tier"]
        assert isinstance(circle, forms.ChoiceField)  # noqa: S101 - for the type only
        assert isinstance(tier, forms.ChoiceField)  # noqa: S101 - for the type only
        circle.choices = [(str(one.agent), one.name) for one in circles]
        tier.choices = [("", gettext("everybody")), *((str(one.id), one.name) for one in tiers)]
