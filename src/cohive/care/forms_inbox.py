"""What strangers and members write to the place; what stewards set."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohive.care.files import FILE_BYTES_MAX
from cohive.care.models import NAME_LENGTH, SUBJECT_LENGTH

WRITE_LENGTH = 5000


class WriteForm(forms.Form):
    """A message to the place. `trap` is a field nobody sees: who fills it in is a machine."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=NAME_LENGTH, required=False)
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"), max_length=254, required=False
    )
    subject = forms.CharField(
        label=gettext_lazy("What is it about?"), max_length=SUBJECT_LENGTH, required=False
    )
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=WRITE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": WRITE_LENGTH}),
    )
    file = forms.FileField(
        label=gettext_lazy("A picture or a file (may stay empty)"), required=False
    )
    trap = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(
        self,
        *given: Any,
        is_member: bool = False,
        has_file: bool = True,
        has_order_address: bool = False,
        **named: Any,
    ):
        super().__init__(*given, **named)
        self.fields["email"].help_text = (
            _("The answer comes here too. Empty: it comes to the address of the order.")
            if has_order_address
            else _("The answer comes here too. Without one, keep the link you get.")
        )
        if is_member:
            del self.fields["name"], self.fields["email"]
        if not has_file:
            del self.fields["file"]

    def clean_file(self) -> UploadedFile[bytes] | None:
        """At most ten mebibytes."""
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if file is not None and (file.size or 0) > FILE_BYTES_MAX:
            raise forms.ValidationError(_("A file may have 10 MiB at most."))
        return file


class SayMoreForm(forms.Form):
    """One more message in a talk that has begun."""

    text = forms.CharField(
        label=gettext_lazy("Write again"),
        max_length=WRITE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": WRITE_LENGTH}),
    )


class MailboxForm(forms.Form):
    """Where the mailbox is. A password that stays empty stays as it is."""

    address = forms.EmailField(label=gettext_lazy("Address people write to"), max_length=254)
    imap_host = forms.CharField(
        label=gettext_lazy("Server for fetching (IMAP)"),
        max_length=253,
        help_text=gettext_lazy("Such as imap.example.org"),
    )
    imap_port = forms.IntegerField(
        label=gettext_lazy("Its port"),
        initial=993,
        min_value=1,
        max_value=65535,
        help_text=gettext_lazy("993 nearly everywhere"),
    )
    imap_user = forms.CharField(label=gettext_lazy("Name you sign in with"), max_length=254)
    imap_password = forms.CharField(
        label=gettext_lazy("App password"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "Made at your mail provider for this place alone. Empty: as it is now."
        ),
    )
    smtp_host = forms.CharField(
        label=gettext_lazy("Server for sending (SMTP)"),
        max_length=253,
        required=False,
        help_text=gettext_lazy("Empty: answers leave as the place’s other mails do."),
    )
    smtp_port = forms.IntegerField(
        label=gettext_lazy("Port for sending"),
        initial=587,
        min_value=1,
        max_value=65535,
        help_text=gettext_lazy("587, or 465"),
    )
    auth_server = forms.CharField(
        label=gettext_lazy("Name under which the server checks senders"),
        max_length=253,
        required=False,
        help_text=gettext_lazy(
            "The first word after Authentication-Results in a mail that came, such as "
            "mx.example.org. Empty: no mail proves whose it is."
        ),
    )
    has_plus = forms.BooleanField(
        label=gettext_lazy("The server takes name+anything@ (most do)"),
        required=False,
        initial=True,
    )


class TelegramForm(forms.Form):
    """The bot people write to."""

    telegram_token = forms.CharField(
        label=gettext_lazy("The bot’s token"),
        max_length=80,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("BotFather gives it to you on Telegram."),
    )


class WechatForm(forms.Form):
    """The official account people write to. What stays empty of secrets stays as it is."""

    wechat_app = forms.CharField(label=gettext_lazy("AppID"), max_length=64)
    wechat_secret = forms.CharField(
        label=gettext_lazy("AppSecret"),
        max_length=128,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Empty: as it is now."),
    )
    wechat_token = forms.RegexField(
        r"[A-Za-z0-9]{3,32}",
        label=gettext_lazy("Token"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "3 to 32 letters and digits you make up and write there too. Empty: as it is now."
        ),
        error_messages={"invalid": gettext_lazy("3 to 32 letters and digits.")},
    )
    wechat_aes_key = forms.RegexField(
        r"[A-Za-z0-9]{43}",
        label=gettext_lazy("EncodingAESKey"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "43 letters and digits, for the safe mode. Choose it: in plain mode somebody who sees "
            "one address can send you other words for five minutes. Empty: as it is now."
        ),
        error_messages={"invalid": gettext_lazy("43 letters and digits.")},
    )
    wechat_plain = forms.BooleanField(
        label=gettext_lazy("Plain mode: forget the EncodingAESKey"), required=False
    )


class RulesForm(forms.Form):
    """What is promised and how long words are kept."""

    promise_hours = forms.IntegerField(
        label=gettext_lazy("We answer within so many hours"), min_value=1, max_value=720
    )
    retention_days = forms.IntegerField(
        label=gettext_lazy("Days to keep what is done"), min_value=30, max_value=3650
    )
    has_widget = forms.BooleanField(
        label=gettext_lazy("Other websites may show the form"), required=False
    )
    widget_origins = forms.CharField(
        label=gettext_lazy("Only these websites (empty: any)"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Such as https://shop.example https://blog.example"),
    )


class CannedForm(forms.Form):
    """An answer written once."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    text = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("{name}, {place}, {order} and {me} are filled in."),
    )
