"""The form that puts an issue into a campaign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.spread.models.campaign_letters import LATER_DAYS_MAX, OF_HUNDRED_MAX


class LetterForm(forms.Form):
    """The campaign, and who waits for how long."""

    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    of_hundred = forms.IntegerField(
        label=_("Of 100 readers, so many get it later, by lot"),
        min_value=0,
        max_value=OF_HUNDRED_MAX,
        initial=10,
        help_text=_("Ten is enough for most lists. 0: everybody gets it at once."),
    )
    later_days = forms.IntegerField(
        label=_("Days later"), min_value=1, max_value=LATER_DAYS_MAX, initial=7
    )

    def __init__(self, *args: Any, campaigns: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        field = self.fields["campaign"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _("None")), *campaigns]
