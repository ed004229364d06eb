"""The composer's form: one text in each language of the place, and where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.look.context import Language
from cohive.look.fields import InstantField
from cohive.spread.models.channels import DESCRIPTION_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from cohive.spread.queries.channels import ChannelView

LINKS = (
    ("place", _("The place’s own link: nobody is rewarded")),
    ("own", _("My own link: I may be rewarded, and the post says so")),
)


class PostForm(forms.Form):
    """Errors of `titles` and `texts` stand at the first language's field."""

    channels = forms.MultipleChoiceField(
        label=_("Where it goes"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one channel.")},
    )
    thing = forms.ChoiceField(label=_("What it leads to"), required=False)
    link = forms.ChoiceField(label=_("Whose link"), choices=LINKS, initial="place", required=False)
    picture = forms.FileField(label=_("Picture"), required=False)
    picture_kept = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    picture_description = forms.CharField(
        label=_("What is to be seen on it"), max_length=DESCRIPTION_LENGTH, required=False
    )
    due_at = InstantField(
        label=_("When"), required=False, help_text=_("Empty: as soon as you press Send.")
    )

    def __init__(
        self,
        *args: Any,
        languages: Sequence[Language],
        channels: Sequence[ChannelView],
        things: Sequence[tuple[str, str]],
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        self.languages = languages
        self.fields["channels"].choices = [(str(each.id), each.name) for each in channels]  # type: ignore[attr-defined]
        self.fields["thing"].choices = [("", _("Nothing")), *things]  # type: ignore[attr-defined]
        for language in languages:
            tongue = {"lang": language.tag}
            self.fields[f"title_{language.code}"] = forms.CharField(
                label=_("Title"),
                max_length=TITLE_LENGTH,
                required=False,
                help_text=_("For browsers and WeChat; others show the text alone."),
                widget=forms.TextInput(attrs=tongue),
            )
            self.fields[f"text_{language.code}"] = forms.CharField(
                label=language.name,
                max_length=TEXT_LENGTH,
                required=False,
                widget=forms.Textarea(attrs={**tongue, "rows": "7"}),
            )

    def words(self, part: str) -> dict[str, str]:
        """`title` or `text` by language, as written."""
        return {
            each.code: str(self.cleaned_data.get(f"{part}_{each.code}") or "")
            for each in self.languages
        }

    def target(self) -> tuple[str, UUID | None]:
        """What it leads to: kind and id."""
        kind, _colon, number = str(self.cleaned_data.get("thing") or "").partition(":")
        return (kind, UUID(number)) if number else ("", None)

    def field_of(self, name: str) -> str:
        """The field where a refusal of an operation stands."""
        first = self.languages[0].code
        return {"texts": f"text_{first}", "titles": f"title_{first}"}.get(name, name)
