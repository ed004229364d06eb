"""What people call the channels and the folders of the inbox."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cohive.look.navigation import Label

CHANNEL_NAMES: dict[str, Label] = {
    "mail": _("E-mail"),
    "form": _("Web form"),
    "widget": _("Form elsewhere"),
    "place": _("Message here"),
    "order": _("About an order"),
    "telegram": _("Telegram"),
    "federation": _("Fediverse"),
    "wechat": _("WeChat"),
}
FOLDER_NAMES: dict[str, Label] = {
    "waiting": _("Waiting"),
    "mine": _("Mine"),
    "done": _("Done"),
    "answered": _("Answered"),
    "snoozed": _("Asleep"),
    "all": _("All"),
}
STATE_NAMES: dict[str, Label] = {
    "open": _("Waiting for us"),
    "waiting": _("Waiting for them"),
    "snoozed": _("Asleep"),
    "done": _("Done"),
    "forgotten": _("Erased"),
}
