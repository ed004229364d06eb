"""Forms of channels: what each network needs to be connected, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.bridges.addresses import parse_address
from cohive.look.context import offered_languages
from cohive.look.viewers import PlaceLook


def _secret(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=help_text,
    )


def _known(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=help_text,
    )


NETWORKS: Mapping[str, Any] = {
    "mastodon": _("Mastodon"),
    "telegram": _("Telegram"),
    "discord": _("Discord"),
    "webpush": _("Browsers of members"),
    "bluesky": _("Bluesky"),
    "wechat": _("WeChat official account"),
    "weibo": _("Weibo"),
}
STEPS: Mapping[str, Sequence[Any]] = {
    "mastodon": (
        _("Sign in on your account’s own server, open Preferences, Development."),
        _("Press New application, name it after this place, and leave only “read” and “write”."),
        _("Open the application that was made and copy “Your access token” into the field."),
    ),
    "telegram": (
        _("Write to @BotFather in Telegram, send /newbot and answer its questions."),
        _("Copy the token it gives into the field."),
        _("Make the bot an administrator of your channel, so that it may post there."),
    ),
    "discord": (
        _("On your server open the channel’s settings, Integrations, Webhooks, New webhook."),
        _("Press Copy webhook URL and paste it into the field."),
    ),
    "webpush": (
        _("Nothing to copy: press the button. Members then choose it in their own settings."),
    ),
    "bluesky": (
        _("In Bluesky open Settings, Privacy and security, App passwords, and add one."),
        _("Copy it into the field. It is not your own password, and can be taken back there."),
    ),
    "wechat": (
        _("At mp.weixin.qq.com open Settings, Basic configuration; copy AppID and AppSecret."),
        _("Add the network address of this place’s server to the list of allowed addresses there."),
    ),
    "weibo": (
        _("At open.weibo.com make an application and bind the domain of this place to it."),
        _("Let your account allow it, and copy the access token into the field."),
    ),
}


class ChannelForm(forms.Form):
    """What every channel has: a name of ours and a language."""

    name = forms.CharField(label=_("What you call it here"), max_length=120, required=False)
    language = forms.ChoiceField(
        label=_("Language spoken there"),
        required=False,
        help_text=_("A post goes there in this language alone; else in all it is written in."),
    )

    def __init__(self, *args: Any, place: PlaceLook | None, **named: Any) -> None:
        super().__init__(*args, **named)
        spoken = [(each.code, each.name) for each in offered_languages(place)]
        self.fields["language"].choices = [("", _("All languages")), *spoken]  # type: ignore[attr-defined]

    def keys(self) -> dict[str, str]:
        """The network's own fields, tidied."""
        return {
            name: str(value).strip()
            for name, value in self.cleaned_data.items()
            if name not in ("name", "language")
        }


class MastodonForm(ChannelForm):
    """A server and a token."""

    server = _known(_("Server"), _("Such as https://mastodon.social"))
    token = _secret(_("Access token"))

    def clean_server(self) -> str:
        """An address on the public internet, without a path."""
        return _public(self.cleaned_data["server"])


class TelegramForm(ChannelForm):
    """A bot and where it posts."""

    token = _secret(_("Token of the bot"))
    chat = _known(_("Channel or group"), _("Such as @nightferry, or the number of a group."))


class DiscordForm(ChannelForm):
    """A webhook."""

    address = _secret(_("Address of the webhook"))


class BlueskyForm(ChannelForm):
    """An account."""

    handle = _known(_("Handle"), _("Such as nightferry.bsky.social"))
    password = _secret(_("App password"))


class WechatForm(ChannelForm):
    """An official account."""

    app = _known(_("AppID"))
    secret = _secret(_("AppSecret"))


class WeiboForm(ChannelForm):
    """An account's token."""

    token = _secret(_("Access token"))


FORMS: Mapping[str, type[ChannelForm]] = {
    "mastodon": MastodonForm,
    "telegram": TelegramForm,
    "discord": DiscordForm,
    "webpush": ChannelForm,
    "bluesky": BlueskyForm,
    "wechat": WechatForm,
    "weibo": WeiboForm,
}


def _public(text: str) -> str:
    """The server's bare https address; an address of this machine or a number is refused."""
    given = text.strip().rstrip("/")
    given = given if "://" in given else f"https://{given}"
    parts = urlsplit(given)
    host = parts.hostname or ""
    is_odd = parts.scheme != "https" or parts.path or parts.query or "@" in parts.netloc
    if is_odd or "." not in host or parse_address(host) is not None or ":" in parts.netloc:
        raise forms.ValidationError(_("Write the server alone, such as https://mastodon.social."))
    return f"https://{host}"
