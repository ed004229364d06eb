"""Forms of the newsletter: asking for it, writing it, planning it."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.look.fields import InstantField
from cohive.spread.audiences import AudienceChoice
from cohive.spread.models.newsletters import (
    PER_HOUR_MAX,
    POSTAL_CHARACTERS_MAX,
    SUBJECT_CHARACTERS_MAX,
    TEXT_CHARACTERS_MAX,
)
from cohive.spread.models.subscriptions import ADDRESS_CHARACTERS_MAX


class AskForm(forms.Form):
    """An address, and agreeing to the words beside the box."""

    address = forms.CharField(
        label=_("E-mail"),
        max_length=ADDRESS_CHARACTERS_MAX,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    agreed = forms.BooleanField(
        error_messages={"required": _("Tick the box if you want the mails.")}
    )

    def __init__(self, *args: object, consent: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["agreed"].label = consent


class TextForm(forms.Form):
    """Subject and text in one language."""

    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT_CHARACTERS_MAX, required=False)
    text = forms.CharField(
        label=_("Text"),
        max_length=TEXT_CHARACTERS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Markdown: ## heading, **bold**, - list, [words](address)."),
    )


class AudienceForm(forms.Form):
    """Everybody who asked for the list, or those of them who are in a group."""

    audience = forms.ChoiceField(label=_("For whom"), required=False)

    def __init__(self, *args: object, offered: Sequence[AudienceChoice], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["audience"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            ("", _("Everybody who asked for it")),
            *((f"{one.kind}:{one.id}", one.name) for one in offered),
        ]


class PlanForm(forms.Form):
    """When it goes out; empty is now."""

    starts_at = InstantField(
        label=_("When"), required=False, help_text=_("Leave it empty to send it now.")
    )


class RulesForm(forms.Form):
    """How fast, and the address at the foot."""

    per_hour_max = forms.IntegerField(
        label=_("At most so many mails an hour"),
        required=False,
        min_value=1,
        max_value=PER_HOUR_MAX,
        help_text=_("Your mail provider says how many it takes. Empty: no limit."),
    )
    postal_address = forms.CharField(
        label=_("Postal address at the foot of each issue"),
        required=False,
        max_length=POSTAL_CHARACTERS_MAX,
        help_text=_("Many countries ask for it."),
    )
