"""Forms of gatherings."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.look.fields import InstantField

WHEN_TO_WRITE = _("Write the day and hour like 2026-12-06 19:30.")


class GatheringForm(forms.Form):
    """When and where people come together."""

    title = forms.CharField(
        label=_("What is it?"),
        required=False,
        help_text=_("Printing evening, listening session, stall at the market."),
    )
    starts_at = InstantField(
        label=_("It starts"),
        error_messages={"required": WHEN_TO_WRITE, "invalid": WHEN_TO_WRITE},
    )
    ends_at = InstantField(
        label=_("It ends"),
        error_messages={"required": WHEN_TO_WRITE, "invalid": WHEN_TO_WRITE},
    )
    where = forms.CharField(
        label=_("Where"), required=False, help_text=_("Everybody reads this. No private address.")
    )
    how_to_come = forms.CharField(
        label=_("How to get in"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "The door, the floor, the link of the call: only who says that she comes reads it."
        ),
    )
    text = forms.CharField(
        label=_("What should one know?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What happens, what to bring, whether it costs anything."),
    )
    places = forms.IntegerField(
        label=_("For how many"),
        required=False,
        min_value=1,
        help_text=_("Leave it empty when there is room for all."),
    )


class CallOffForm(forms.Form):
    """Why it does not take place."""

    why = forms.CharField(
        label=_("Why?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who wanted to come reads it."),
    )
