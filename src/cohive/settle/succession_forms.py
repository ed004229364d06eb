"""Forms of what comes after a member: a steward's proposal, her own wish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.settle.models.successions import SEEN_LENGTH_MAX

TO = [
    ("heir", _("Her heir")),
    ("estate", _("Who settles her estate")),
    ("community", _("The community fund, as she or her heirs decided")),
]
AFTER = [
    ("waits", _("It waits here under a name that says nothing of me")),
    ("community", _("It goes to the community fund of this place")),
]


class SuccessionForm(forms.Form):
    """Who died, who has it, which paper was seen."""

    member = forms.ChoiceField(label=_("Who died"))
    to = forms.ChoiceField(label=_("Who has it from now on"), choices=TO, widget=forms.RadioSelect)
    heir = forms.ChoiceField(
        label=_("Which member that is"),
        required=False,
        help_text=_("An heir joins this place first, with a name and an address."),
    )
    seen = forms.CharField(
        label=_("Which paper you saw"),
        max_length=SEEN_LENGTH_MAX,
        help_text=_(
            "Such as: certificate of inheritance, local court, 3 March. No names: it stays."
        ),
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[str, str]],
        heirs: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, found in (("member", people), ("heir", heirs)):
            self.fields[name].choices = [  # type: ignore[attr-defined]
                ("", "–"),
                *((agent, shown) for shown, agent in found),
            ]


class AfterMeForm(forms.Form):
    """What becomes of what comes in after she left."""

    to = forms.ChoiceField(
        label=_("If I leave, what comes in afterwards"), choices=AFTER, widget=forms.RadioSelect
    )
