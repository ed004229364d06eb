"""What one listens for, and where."""

from django import forms
from django.utils.translation import gettext_lazy as _

FILE_BYTES_MAX = 20 * 1024 * 1024


class WatchForm(forms.Form):
    """A thing and its words."""

    label = forms.CharField(label=_("What you listen for"), max_length=60)
    words = forms.CharField(
        label=_("Its words"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: the name in each language, a hashtag, a product."),
    )


class FeedForm(forms.Form):
    """The feed of a blog, a forum or a shop."""

    prefix = "feed"
    address = forms.URLField(
        label=_("Address of a feed"),
        max_length=2_000,
        assume_scheme="https",
        help_text=_("RSS or Atom, as blogs, forums and shops have them."),
    )


class OwnForm(forms.Form):
    """A place of our own: nothing is to be said of it."""


class HashtagForm(forms.Form):
    """A hashtag on a server of the fediverse."""

    prefix = "hashtag"
    address = forms.CharField(
        label=_("Server"), max_length=200, help_text=_("Such as mastodon.social.")
    )
    tag = forms.CharField(label=_("Hashtag"), max_length=100)


class ReviewsForm(forms.Form):
    """A file of reviews with the names of its columns."""

    prefix = "file"
    file = forms.FileField(label=_("A file of reviews"), help_text=_("CSV or XLSX, at most 20 MB."))
    text = forms.CharField(
        label=_("Column of the texts"),
        max_length=80,
        required=False,
        help_text=_("Empty: text, review, comment or content is looked for."),
    )
    at = forms.CharField(
        label=_("Column of the days"),
        max_length=80,
        required=False,
        help_text=_("Without one, all count as written today."),
    )
