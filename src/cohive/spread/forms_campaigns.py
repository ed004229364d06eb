"""Forms of campaigns and of dates on the calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.look.fields import InstantField
from cohive.spread.models.campaigns import (
    GOAL_COUNT_MAX,
    HASHTAG_LENGTH,
    PURPOSE_LENGTH,
    TITLE_LENGTH,
    VOUCHER_LENGTH,
)
from cohive.spread.operations.campaigns import CampaignTerms

GOALS: Mapping[str, Any] = {
    "visits": _("Visits"),
    "orders": _("Orders"),
    "pre_orders": _("Pre-orders"),
    "joins": _("People who join"),
}


class CampaignForm(forms.Form):
    """What one wants to reach, until when, for what."""

    title = forms.CharField(label=_("Name"), max_length=TITLE_LENGTH)
    thing = forms.ChoiceField(
        label=_("What it is about"),
        help_text=_("Links, cards and posters of the campaign lead there."),
    )
    purpose = forms.CharField(
        label=_("What it is for"),
        max_length=PURPOSE_LENGTH,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=_("In words, for whoever carries it: what happens when it is reached."),
    )
    goal_count = forms.IntegerField(label=_("Goal"), min_value=1, max_value=GOAL_COUNT_MAX)
    goal_kind = forms.ChoiceField(label=_("Of what"), choices=list(GOALS.items()))
    starts_at = InstantField(label=_("Begins"))
    ends_at = InstantField(label=_("Ends"))
    hashtag = forms.CharField(
        label=_("Hashtag"),
        max_length=HASHTAG_LENGTH + 1,
        required=False,
        help_text=_("One word. It stands in each new post of the campaign."),
    )
    voucher_code = forms.CharField(
        label=_("Code of a voucher"),
        max_length=VOUCHER_LENGTH,
        required=False,
        help_text=_("Made in the shop; members who carry the campaign may tell it."),
    )
    kept_by = forms.ChoiceField(label=_("Who keeps it"))

    def __init__(
        self,
        *args: Any,
        things: Sequence[tuple[str, str]],
        keepers: Sequence[tuple[str, str]],
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        self.fields["thing"].choices = things  # type: ignore[attr-defined]
        self.fields["kept_by"].choices = keepers  # type: ignore[attr-defined]

    def terms(self) -> CampaignTerms:
        """What was written, as the operations take it."""
        given = self.cleaned_data
        kind, _colon, number = str(given["thing"]).partition(":")
        named = {
            name: given[name]
            for name in (
                *("title", "purpose", "goal_kind", "goal_count", "starts_at", "ends_at"),
                *("hashtag", "voucher_code"),
            )
        }
        return CampaignTerms(
            **named, target_kind=kind, target=UUID(number), kept_by=UUID(given["kept_by"])
        )


class MomentForm(forms.Form):
    """A date of one's own."""

    title = forms.CharField(label=_("What happens then"), max_length=TITLE_LENGTH)
    starts_at = InstantField(label=_("When"))
