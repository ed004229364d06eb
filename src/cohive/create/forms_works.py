"""Forms of ideas, challenges and works: what is typed, before the room judges it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.guard.forms import interest_field
from cohive.look.fields import InstantField
from cohive.words.ids import new_id

KEEP_CHOICES = [
    ("1/2", _("half; the other half passes on to what it grew from")),
    ("2/3", _("two thirds")),
    ("3/4", _("three quarters")),
    ("1", _("all that nobody else asks for")),
]
ASK_CHOICES = [
    ("0", _("nothing, only to be named")),
    ("1/8", _("an eighth of what a remix earns")),
    ("1/4", _("a quarter")),
    ("1/3", _("a third")),
    ("1/2", _("half")),
]
WEIGHT_CHOICES = [
    ("0", _("only named")),
    ("1", _("once")),
    ("2", _("twice as much as others")),
    ("3", _("three times as much as others")),
]
MAKER_ROWS = 5


class Words(forms.Textarea):
    """A few lines of text."""

    def __init__(self, rows: int = 4) -> None:
        super().__init__(attrs={"rows": str(rows)})


class IdeaForm(forms.Form):
    """One sentence, and whose words it rests on."""

    title = forms.CharField(label=_("In one sentence"), max_length=140)
    makers = forms.MultipleChoiceField(
        label=_("Whose words does it rest on?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever wrote the post is always named."),
    )

    def offer(self, people: Sequence[tuple[UUID, str]]) -> None:
        """The people of the thread, to choose from."""
        field = self.fields["makers"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(str(agent), name) for agent, name in people]


class CreditForm(forms.Form):
    """Somebody else who shaped an idea."""

    name = forms.CharField(label=_("Pen name"), max_length=80)
    weight = forms.IntegerField(
        label=_("Weight beside the others"), min_value=1, max_value=100, initial=1
    )


class ChallengeForm(forms.Form):
    """What is wanted, until when, and who decides."""

    title = forms.CharField(label=_("What is it called?"), max_length=140)
    brief = forms.CharField(label=_("What are you looking for?"), widget=Words(5), max_length=5_000)
    circle = forms.TypedChoiceField(
        label=_("In which circle?"), coerce=UUID, empty_value=None, required=False
    )
    decides = forms.ChoiceField(
        label=_("Who decides?"),
        choices=[
            ("firm", _("the firm, with its reasons in public")),
            ("circle", _("the circle, by majority")),
            ("jury", _("a jury of named members")),
        ],
        widget=forms.RadioSelect,
        initial="firm",
    )
    closes_at = InstantField(label=_("Entries close"), help_text=_("It opens at once."))
    voting_closes_at = InstantField(
        label=_("Votes close"),
        help_text=_("Votes are open from the moment entries close."),
    )


class DatesForm(forms.Form):
    """When entries and votes close."""

    closes_at = InstantField(label=_("Entries close"))
    voting_closes_at = InstantField(label=_("Votes close"))


class ScoreForm(forms.Form):
    """One entry's score."""

    work = forms.UUIDField()
    value = forms.IntegerField(required=False)
    would_buy = forms.BooleanField(required=False)
    interest = interest_field()


class WorkForm(forms.Form):
    """A work that is handed in; parents and makers are read by views/submitting."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    picture = forms.FileField(
        label=_("Choose the picture"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/avif"}),
        help_text=_(
            "PNG, JPEG, WebP or AVIF, up to 25 MB. It is drawn anew: place, camera and "
            "name inside the file are dropped."
        ),
        error_messages={"required": _("Choose a picture to hand in.")},
    )
    title = forms.CharField(label=_("Title"), max_length=140)
    text = forms.CharField(
        label=_("A few words about it, if you like"),
        widget=Words(3),
        required=False,
        max_length=5_000,
    )
    keep = forms.ChoiceField(
        label=_("Of what it earns you keep"),
        choices=KEEP_CHOICES,
        widget=forms.RadioSelect,
        initial="1/2",
    )
    ask = forms.ChoiceField(
        label=_("From a remix of it you ask"),
        choices=ASK_CHOICES,
        widget=forms.RadioSelect,
        initial="1/2",
    )
    accepts_terms = forms.BooleanField(required=False)
    is_mine = forms.BooleanField(
        label=_("I made this, or may hand it in for those who did."),
        error_messages={"required": _("Say that you may hand it in.")},
    )

    def fraction(self, name: str) -> Fraction:
        """The chosen fraction of a cleaned field."""
        return Fraction(self.cleaned_data[name])


class ReplaceForm(forms.Form):
    """A new picture for a work."""

    picture = WorkForm.base_fields["picture"]
    note = forms.CharField(label=_("What changed?"), max_length=200, required=False)


class ParentForm(forms.Form):
    """One more thing a work grew from."""

    parent = forms.UUIDField(error_messages={"required": _("Choose a work.")})
    weight = forms.ChoiceField(
        label=_("Its weight beside the other parents"), choices=WEIGHT_CHOICES, initial="1"
    )
    credit = forms.CharField(
        label=_("What did you take from it, in one sentence?"),
        widget=Words(2),
        required=False,
        max_length=400,
    )


class SourceForm(forms.Form):
    """Something from outside that works here grew from."""

    title = forms.CharField(label=_("What is it called?"), max_length=140)
    holder = forms.CharField(
        label=_("Where is it from, and may it be used?"),
        max_length=140,
        help_text=_("For example: City archive, public domain."),
    )
    url = forms.URLField(
        label=_("Its address, if it has one"), required=False, assume_scheme="https"
    )


class TermsForm(forms.Form):
    """The next version of the standing terms, a text for each language of the place."""

    def __init__(self, *args: object, languages: Sequence[tuple[str, str]], **options: object):
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.codes = [code for code, _name in languages]
        for code, name in languages:
            self.fields[code] = forms.CharField(
                label=name, widget=Words(12), required=False, max_length=20_000
            )

    def texts(self) -> dict[str, str]:
        """The texts by language code."""
        return {code: self.cleaned_data[code] for code in self.codes}
