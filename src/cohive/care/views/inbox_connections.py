"""Connecting the inbox to a mailbox, a bot or an account: for stewards who have just shown who.

Through each of them one reads and answers in the place's name, and each form holds a secret.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cohive.bond.access import acting, role_required
from cohive.bond.afresh import afresh_for_secrets
from cohive.bridges.channels.messages import Unsendable, Unsent
from cohive.bridges.mail.imap import MailboxFailed, check_mailbox
from cohive.bridges.mail.keys import InboxKeys
from cohive.care import operations
from cohive.care.connections import account, bot, box, keys, replace_keys
from cohive.care.forms_inbox import MailboxForm, TelegramForm, WechatForm
from cohive.look.refusals import refuse
from cohive.words.refusals import Missing, Refused

FORMS: dict[str, type[forms.Form]] = {
    "mailbox": MailboxForm,
    "telegram": TelegramForm,
    "wechat": WechatForm,
}
NAMES = {
    "mailbox": gettext_lazy("Mailbox"),
    "telegram": gettext_lazy("Telegram"),
    "wechat": gettext_lazy("WeChat official account"),
}


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters(
    "imap_password", "telegram_token", "wechat_secret", "wechat_token", "wechat_aes_key"
)
@role_required("steward")
@afresh_for_secrets
@never_cache
def connect(request: HttpRequest, what: str) -> HttpResponse:
    """The form of one source, tried before it is kept; or let the source go."""
    if what not in FORMS or (what == "mailbox" and settings.INBOX_KEYS.get("imap_host")):
        raise Missing("There is no such page.")
    known = keys()
    if request.method == "POST" and request.POST.get("do") == "off":
        _keep(what, replace(known, **WITHOUT[what]), request)
        messages.success(request, _("Saved."))
        return redirect("care:inbox-settings")
    given = request.POST if request.method == "POST" else None
    form = FORMS[what](given, initial=_initial(known))
    if given is not None and form.is_valid():
        try:
            CONNECTING[what](known, form.cleaned_data, request)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("care:inbox-settings")
    data = {
        "form": form,
        "what": what,
        "name": NAMES[what],
        "is_connected": _is_connected(what, known),
        "wechat_address": settings.ADDRESS + reverse("care:wechat-inbox"),
    }
    return render(request, "care/inbox_connect.html", data, status=422 if form.errors else 200)


def _initial(known: InboxKeys) -> dict[str, object]:
    """What may be shown again: no secret is among it."""
    names = ("address", "imap_host", "imap_port", "imap_user", "smtp_host", "smtp_port",
             "has_plus", "auth_server", "wechat_app")  # fmt: skip
    return {name: getattr(known, name) for name in names}


def _is_connected(what: str, known: InboxKeys) -> bool:
    if what == "mailbox":
        return known.has_mailbox
    return known.has_wechat if what == "wechat" else bool(known.telegram_token)


WITHOUT: dict[str, dict[str, Any]] = {
    "mailbox": {"imap_host": "", "imap_password": ""},
    "telegram": {"telegram_token": ""},
    "wechat": {
        "wechat_app": "", "wechat_secret": "", "wechat_token": "", "wechat_aes_key": "",
    },
}  # fmt: skip
"""What is forgotten of each source that is let go."""


def _connect_mailbox(known: InboxKeys, given: dict[str, Any], request: HttpRequest) -> None:
    """Sign in once before anything is kept: what does not work is said at once."""
    password = str(given.pop("imap_password") or known.imap_password)
    new = replace(known, **given, imap_password=password)
    try:
        check_mailbox(box(new))
    except MailboxFailed as fault:
        raise Refused.known(str(fault)) from fault
    except Refused as refusal:
        raise Refused.known(refusal.sentence, field="imap_host", **refusal.values) from refusal
    _keep("mailbox", new, request)
    operations.begin_source(name="mail", since=timezone.now())


def _connect_telegram(known: InboxKeys, given: dict[str, Any], request: HttpRequest) -> None:
    new = replace(known, telegram_token=given["telegram_token"].strip())
    client = bot(new)
    try:
        if client is not None:
            client.check()
    except (Unsent, Unsendable) as fault:
        raise Refused.known(fault.sentence, field="telegram_token", **fault.values) from fault
    except Refused as refusal:
        raise Refused.known(refusal.sentence, field="telegram_token", **refusal.values) from refusal
    _keep("telegram", new, request)
    operations.begin_source(name="telegram", since=timezone.now())


def _connect_wechat(known: InboxKeys, given: dict[str, Any], request: HttpRequest) -> None:
    """Ask WeChat for a token first; another account needs all its secrets anew."""
    is_same = given["wechat_app"] == known.wechat_app
    old = known if is_same else InboxKeys()
    new = replace(
        known,
        wechat_app=given["wechat_app"],
        wechat_secret=given["wechat_secret"] or old.wechat_secret,
        wechat_token=given["wechat_token"] or old.wechat_token,
        wechat_aes_key=""
        if given["wechat_plain"]
        else given["wechat_aes_key"] or old.wechat_aes_key,
    )
    client = account(new)
    if client is None:
        raise Refused("Write AppSecret and Token too.", field="wechat_secret")
    try:
        client.check()
    except (Unsent, Unsendable) as fault:
        raise Refused.known(fault.sentence, field="wechat_secret", **fault.values) from fault
    _keep("wechat", new, request)


def _keep(what: str, new: InboxKeys, request: HttpRequest) -> None:
    operations.connect_source(
        what=what, keep=lambda: replace_keys(new), by=acting(request), at=timezone.now()
    )


CONNECTING: dict[str, Callable[[InboxKeys, dict[str, Any], HttpRequest], None]] = {
    "mailbox": _connect_mailbox,
    "telegram": _connect_telegram,
    "wechat": _connect_wechat,
}
