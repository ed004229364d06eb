"""Forms of what is made to order: opening a pre-order, options and what is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohive.guard.bases import CHOICES
from cohive.look import formats
from cohive.look.fields import DayField
from cohive.trade import print_files
from cohive.trade.operations.options import TEXT_CHARACTERS_MAX
from cohive.trade.operations.preorders import GOAL_MAX, PROMISE_CHARACTERS_MAX
from cohive.trade.operations.wanted import PieceFilling, field_of
from cohive.trade.queries import OptionView
from cohive.words.money import Money, parse_money


class PreOrderForm(forms.Form):
    """The bargain: what is counted, how many, until when, and what happens then."""

    goal = forms.IntegerField(label=_("How many have to be paid?"), min_value=1, max_value=GOAL_MAX)
    counted = forms.ChoiceField(
        label=_("What is counted?"),
        choices=[
            ("pieces", _("Pieces: what the printer needs")),
            ("orders", _("Orders: how many people want it")),
        ],
        widget=forms.RadioSelect,
        initial="pieces",
    )
    until = DayField(
        label=_("Until which day?"),
        help_text=_("The whole day counts. After it, without the goal, everybody is paid back."),
    )
    goes_on = forms.ChoiceField(
        label=_("And when the goal is reached before?"),
        choices=[
            ("", _("It closes: production begins at once")),
            ("on", _("It goes on until that day: production begins, more may be ordered")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    promise = forms.CharField(
        label=_("What happens then?"),
        max_length=PROMISE_CHARACTERS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("When it is made, by whom, and when it is sent. Buyers decide by this."),
    )

    def terms(self) -> dict[str, Any]:
        """What was written, for the operation; a day ends where the next begins."""
        given = dict(self.cleaned_data)
        ends = datetime.combine(given["until"] + timedelta(days=1), time.min)
        return {**given, "until": timezone.make_aware(ends), "goes_on": given["goes_on"] == "on"}


class FillForm(forms.Form):
    """One field for each option of each piece in a basket."""

    def __init__(
        self,
        *args: Any,
        pieces: Sequence[tuple[UUID, str, int]],
        asked: Mapping[UUID, Sequence[OptionView]],
        works: Iterable[tuple[UUID, str]],
        **kwargs: Any,
    ) -> None:
        """`pieces` are (variant, what it is called, how many); `asked` the options by variant."""
        super().__init__(*args, **kwargs)
        self._names: list[tuple[str, UUID, int, UUID]] = []
        mine = [(str(work), title) for work, title in works]
        for variant, title, quantity in pieces:
            for piece in range(quantity):
                for option in asked.get(variant, ()):
                    name = field_of(variant, piece, option.id)
                    self.fields[name] = _field(option, mine)
                    if len(pieces) > 1:
                        self.fields[name].label = gettext(
                            "%(what)s, piece %(number)s: %(asked)s"
                        ) % {
                            "what": title,
                            "number": piece + 1,
                            "asked": option.label,
                        }
                    elif quantity > 1:
                        self.fields[name].label = gettext("Piece %(number)s: %(asked)s") % {
                            "number": piece + 1,
                            "asked": option.label,
                        }
                    self._names.append((name, variant, piece, option.id))

    def fillings(self, *, form: str) -> list[PieceFilling]:
        """What was filled in, for the operation; `form` is the key of the form it came with."""
        return [
            PieceFilling(variant, piece, option, self._value(name, form))
            for name, variant, piece, option in self._names
        ]

    def _value(self, name: str, form: str) -> str:
        """What is written into the order; a file is looked at and kept first."""
        given = self.cleaned_data.get(name) or ""
        if not isinstance(given, UploadedFile):
            return str(given)
        given.seek(0)
        return str(print_files.keep(given.name or "", given.read(), form=form, field=name))


def _field(option: OptionView, works: list[tuple[str, str]]) -> forms.Field:
    if option.kind == "text":
        return forms.CharField(
            label=option.label,
            max_length=option.length,
            required=option.is_required,
            help_text=gettext("At most %(length)s characters.") % {"length": option.length},
        )
    if option.kind == "work":
        return forms.ChoiceField(
            label=option.label,
            choices=[("", gettext("Choose one of your works")), *works],
            required=option.is_required,
            help_text=gettext("Its newest picture is printed."),
        )
    if option.kind == "file":
        return forms.FileField(
            label=option.label,
            required=option.is_required,
            max_length=200,
            widget=forms.FileInput(attrs={"accept": ",".join(print_files.MEDIA_TYPES)}),
            help_text=gettext(
                "PNG, JPEG, WebP or PDF, at most %(most)s MB. Only we and the printer get it. It "
                "is erased with your address, 60 days after the parcel arrived."
            )
            % {"most": print_files.MEGABYTES_MAX},
        )
    return forms.ChoiceField(
        label=option.label,
        choices=[("", gettext("Choose")), *((str(one.id), _priced(one)) for one in option.choices)],
        required=option.is_required,
    )


def _priced(choice: Any) -> str:
    if not choice.surcharge:
        return str(choice.label)
    return gettext("%(what)s, %(amount)s more") % {
        "what": choice.label,
        "amount": formats.money(choice.surcharge),
    }


class ReviewForm(forms.Form):
    """What one thinks of what one bought, and whether one gains from it."""

    stars = forms.TypedChoiceField(
        label=_("How many stars?"),
        coerce=int,
        choices=[(5, _("5: very good")), (4, "4"), (3, "3"), (2, "2"), (1, _("1: bad"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What do you want to say? It may stay empty"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    basis = forms.ChoiceField(
        label=_("Do you gain from it?"),
        choices=CHOICES,
        required=False,
        help_text=_("It stands beside your review. To say so is never a fault."),
    )


class OptionForm(forms.Form):
    """One thing more that buyers fill in."""

    label = forms.CharField(
        label=_("What is asked?"),
        max_length=60,
        help_text=_("For example: Name on the back; Colour of the print; Your picture."),
    )
    kind = forms.ChoiceField(
        label=_("How is it answered?"),
        choices=[
            ("text", _("By writing a text")),
            ("choice", _("By choosing one of several")),
            ("work", _("By choosing an own work, whose picture is printed")),
            ("file", _("By handing in a file to be printed")),
        ],
        widget=forms.RadioSelect,
        initial="text",
    )
    is_required = forms.BooleanField(
        label=_("It has to be filled in"), required=False, initial=True
    )
    length = forms.IntegerField(
        label=_("A text: at most how many characters?"),
        min_value=1,
        max_value=TEXT_CHARACTERS_MAX,
        required=False,
        initial=20,
    )
    signs = forms.ChoiceField(
        label=_("A text: which signs?"),
        choices=[
            ("any", _("All, Chinese too")),
            ("latin", _("Latin letters, digits and a few signs")),
            ("digits", _("Digits only")),
        ],
        required=False,
    )
    choices = forms.CharField(
        label=_("A choice: one line each"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What one chooses; and after a ; what each piece costs more, if it does."),
    )

    def option(self, currency: str) -> dict[str, Any]:
        """What was written, for the operation; Refused (field "choices") for an odd line."""
        given = self.cleaned_data
        return {
            **given,
            "length": given["length"] or 0,
            "signs": given["signs"] or "any",
            "choices": _read_choices(given["choices"], currency),
        }


def _read_choices(text: str, currency: str) -> list[tuple[str, Money]]:
    found = []
    for line in text.splitlines():
        what, _sign, more = line.replace("；", ";").partition(";")
        if what.strip():
            amount = parse_money(more, currency, field="choices") if more.strip() else None
            found.append((what.strip(), amount or Money.zero(currency)))
    return found


class RunForm(forms.Form):
    """Which days' sales of a product are ordered again."""

    since = DayField(label=_("From which day?"))
    until = DayField(label=_("Until which day?"))

    def stretch(self) -> tuple[datetime, datetime]:
        """[first moment of the first day, first moment after the last)."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"] + timedelta(days=1)
        first, last = (datetime.combine(day, time.min) for day in (since, until))
        return timezone.make_aware(first), timezone.make_aware(last)
