"""Forms of one's own page, language and leaving."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.look.context import Language


class ProfileForm(forms.Form):
    """Who one is here."""

    name = forms.CharField(
        label=_("Name shown"),
        required=False,
        help_text=_("A pen name. Change it and your old posts follow."),
    )
    name_other = forms.CharField(
        label=_("The name in another script"), required=False, help_text=_("May stay empty.")
    )
    about = forms.CharField(
        label=_("About you, one or two sentences"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    skills = forms.CharField(
        label=_("You can"),
        required=False,
        help_text=_("With commas. Used to ask the right person, never to rank."),
    )
    interests = forms.CharField(
        label=_("You care about"), required=False, help_text=_("With commas.")
    )
    needs = forms.CharField(label=_("You could use"), required=False, help_text=_("With commas."))


class TongueForm(forms.Form):
    """Language of the frame and time zone."""

    language = forms.ChoiceField(label=_("Language of the frame"))
    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, help_text=_("Times are shown as they are there.")
    )

    def __init__(self, *args: object, languages: list[Language], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(language.code, language.name) for language in languages]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]
        zones = sorted(zone for zone in available_timezones() if "/" in zone and "Etc" not in zone)
        named = [("", _("As the place keeps it"))] + [(zone, _shown(zone)) for zone in zones]
        self.fields["time_zone"].choices = named  # type: ignore[attr-defined]


def _shown(zone: str) -> str:
    return zone.replace("_", " ").replace("/", " · ")


class LeaveForm(forms.Form):
    """Leaving for good."""

    withdraw_posts = forms.BooleanField(
        label=_("Take my posts away too, where nobody has answered"), required=False
    )
    name = forms.CharField(label=_("Write your shown name to be sure"), required=False)

    def __init__(self, *args: object, shown_name: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.shown_name = shown_name

    def clean_name(self) -> str:
        """The name must be the one that is about to go."""
        name: str = self.cleaned_data["name"].strip()
        if name != self.shown_name:
            raise forms.ValidationError(
                _("Write “%(name)s” as it is shown."), params={"name": self.shown_name}
            )
        return name


class CloseCaseForm(forms.Form):
    """What a steward decided about a report."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("kept", _("It stays")), ("taken_down", _("Take it down"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who reported it reads this."),
    )
