"""The one field with which any form lets a member declare her interest."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.guard.bases import CHOICES


def interest_field() -> forms.ChoiceField:
    """Build the field `interest`; its value is a basis, or '' for no interest."""
    return forms.ChoiceField(
        label=_("Do you gain from what you speak for?"),
        choices=CHOICES,
        required=False,
        help_text=_("Whoever reads it sees this beside it. To say so is never a fault."),
    )
