"""Forms of the federation's desk."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SwitchForm(forms.Form):
    """Which of ours can be followed, under which handle."""

    agent = forms.UUIDField(widget=forms.HiddenInput)
    handle = forms.CharField(
        label=_("Handle"),
        required=False,
        max_length=30,
        help_text=_("What stands before the @: a to z, 0 to 9 and _. It cannot be changed later."),
    )
    approves = forms.BooleanField(
        label=_("A steward says yes to each follower"),
        required=False,
        help_text=_("Otherwise everybody may follow who is not kept out."),
    )


class SayForm(forms.Form):
    """Words for followers elsewhere, in one language or two."""

    text = forms.CharField(
        label=_("What you say, in English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Words with # become tags."),
    )
    text_other = forms.CharField(
        label=_("The same in Chinese"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "zh-Hans"}),
        help_text=_("Either may stay empty."),
    )


class AnswerForm(forms.Form):
    """An answer to somebody elsewhere."""

    text = forms.CharField(
        label=_("Your answer"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class BlockForm(forms.Form):
    """A domain to silence or keep out."""

    domain = forms.CharField(
        label=_("Domain"),
        required=False,
        max_length=253,
        help_text=_("Such as example.org; everything below it is meant too."),
    )
    severity = forms.ChoiceField(
        label=_("What happens"),
        choices=[
            ("silence", _("Silence: its people may follow, what they say tells nobody")),
            ("suspend", _("Keep out: nothing is taken from it, nothing sent there")),
        ],
        widget=forms.RadioSelect,
        initial="silence",
    )
    comment = forms.CharField(label=_("Why"), required=False, max_length=500)


class BlockFileForm(forms.Form):
    """A table of domains as Mastodon exports it."""

    file = forms.FileField(
        label=_("A list of domains (CSV, as Mastodon exports it)"), required=False
    )
