"""Forms of circles and conversations."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.guard.forms import interest_field


class SpokenForm(forms.Form):
    """A text; whether it may be sent is decided by the operation."""

    text = forms.CharField(
        label=_("What do you want to say?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        strip=False,
    )
    interest = interest_field()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["text"].widget.is_required = True


class ThreadForm(SpokenForm):
    """A new thread."""

    title = forms.CharField(
        label=_("Title"),
        required=False,
        help_text=_("A question is a good one."),
        widget=forms.TextInput(attrs={"maxlength": 120}),
    )
    is_news = forms.BooleanField(
        label=_("News of the firm: stands below what members wait for"), required=False
    )
    field_order = ("title", "text", "interest", "is_news")

    def __init__(self, *args: object, may_write_news: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not may_write_news:
            del self.fields["is_news"]


class ReplyForm(SpokenForm):
    """An answer."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your answer")


class EditForm(SpokenForm):
    """One's own post, changed."""


class ReportForm(forms.Form):
    """What is wrong with a post."""

    reason = forms.CharField(
        label=_("What is wrong with it?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One or two sentences. Only the stewards read them."),
    )


class CircleForm(forms.Form):
    """A circle's name and what it is for."""

    name = forms.CharField(label=_("Name"), required=False)
    name_other = forms.CharField(
        label=_("The name in another script"), required=False, help_text=_("May stay empty.")
    )
    purpose = forms.CharField(
        label=_("What do people come together for?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences; they stand under the name."),
    )


class ProposalForm(forms.Form):
    """An offer or a need."""

    kind = forms.ChoiceField(
        label=_("Offer or need"),
        choices=[("need", _("I need")), ("offer", _("I offer"))],
        widget=forms.RadioSelect,
        required=False,
        initial="need",
    )
    what = forms.ChoiceField(
        label=_("Kind"),
        choices=[("skill", _("A skill")), ("thing", _("A thing")), ("help", _("An hour of help"))],
        required=False,
        initial="skill",
    )
    title = forms.CharField(label=_("In one line"), required=False)
    text = forms.CharField(
        label=_("What should one know?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where, how long, what it needs."),
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("It leaves the page by itself. May stay empty."),
        error_messages={"invalid": _("Write the day like 2026-12-06.")},
    )
