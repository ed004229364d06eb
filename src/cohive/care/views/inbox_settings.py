"""What the inbox is connected to and how it works: for stewards."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cohive.bond.access import acting, role_required
from cohive.bond.afresh import afresh_for_secrets
from cohive.bridges.channels.messages import Unsendable, Unsent
from cohive.bridges.mail.imap import MailboxFailed, check_mailbox
from cohive.bridges.mail.keys import InboxKeys
from cohive.care import operations, queries
from cohive.care.connections import account, bot, box, keys, replace_keys
from cohive.care.forms_inbox import CannedForm, MailboxForm, RulesForm, TelegramForm, WechatForm
from cohive.look.refusals import refuse, said
from cohive.words.refusals import Refused

CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
FORMS: dict[str, type[forms.Form]] = {
    "mailbox": MailboxForm,
    "telegram": TelegramForm,
    "wechat": WechatForm,
    "rules": RulesForm,
    "canned": CannedForm,
}

REACHING_FAR = frozenset(("mailbox", "telegram", "mailbox-off", "telegram-off"))
"""Parts of the page for which one has just given password or passkey."""


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters(
    "imap_password", "telegram_token", "wechat_secret", "wechat_token", "wechat_aes_key"
)
@role_required("steward")
@never_cache
def settings_page(request: HttpRequest) -> HttpResponse:
    """See what is connected, connect, change, and let go."""
    if request.method == "POST" and request.POST.get("part") in REACHING_FAR:
        return _proven(request)
    return _page(request)


@afresh_for_secrets
def _proven(request: HttpRequest) -> HttpResponse:
    """Through a mailbox or a bot one reads and answers in the place's name."""
    return _page(request)


def _page(request: HttpRequest) -> HttpResponse:
    known, part = keys(), request.POST.get("part", "")
    shown = _forms(request, part, known)
    refused = ""
    if request.method == "POST":
        try:
            if _changed(request, part, known, shown.get(part)):
                messages.success(request, _("Saved."))
                return redirect("care:inbox-settings")
        except Refused as refusal:
            form = shown.get(part)
            if form is not None:
                refuse(form, refusal)
            refused = said(refusal)
    hours = queries.opening_hours()
    data = {
        "keys": known,
        "forms": shown,
        "part": part,
        "refused": refused,
        "fixed": sorted(name for name, value in settings.INBOX_KEYS.items() if value),
        "mail_source": queries.source("mail"),
        "telegram_source": queries.source("telegram"),
        "rules": queries.inbox_rules(),
        "labels": queries.labels(),
        "canned": queries.canned_answers(),
        "days": [(day, *_clocks(hours.get(day))) for day in range(7)],
        "snippet": _snippet(),
        "wechat_address": settings.ADDRESS + reverse("care:wechat-inbox"),
    }
    is_bad = bool(refused) or any(form.errors for form in shown.values())
    return render(request, "care/settings.html", data, status=422 if is_bad else 200)


def _snippet() -> str:
    """What another website puts into its page; the form needs no script."""
    address = settings.ADDRESS + reverse("care:widget")
    return f'<iframe src="{address}" title="Write to us" width="360" height="640"></iframe>'


def _forms(request: HttpRequest, part: str, known: InboxKeys) -> dict[str, forms.Form]:
    rules = queries.inbox_rules()
    shown = {
        "address": known.address,
        "imap_host": known.imap_host,
        "imap_port": known.imap_port,
        "imap_user": known.imap_user,
        "smtp_host": known.smtp_host,
        "smtp_port": known.smtp_port,
        "has_plus": known.has_plus,
        "auth_server": known.auth_server,
        "wechat_app": known.wechat_app,
        "promise_hours": rules.promise_hours,
        "retention_days": rules.retention_days,
        "has_widget": rules.has_widget,
        "widget_origins": " ".join(rules.widget_origins),
    }
    return {
        name: form(request.POST if part == name else None, initial=shown, prefix=None)
        for name, form in FORMS.items()
    }


def _changed(request: HttpRequest, part: str, known: InboxKeys, form: forms.Form | None) -> bool:
    """Whether the change that was asked for is made."""
    if part in SMALL:
        SMALL[part](request, known)
        return True
    if form is None or not form.is_valid():
        return False
    given, by, at = form.cleaned_data, acting(request), timezone.now()
    if part == "mailbox":
        _connect_mailbox(known, given, request)
    elif part == "telegram":
        _connect_telegram(known, given["telegram_token"], request)
    elif part == "wechat":
        _connect_wechat(known, given, request)
    elif part == "rules":
        operations.set_inbox_rules(**given, by=by, at=at)
    elif part == "canned":
        operations.keep_canned_answer(**given, language="", by=by, at=at)
    return True


def _let_mailbox_go(request: HttpRequest, known: InboxKeys) -> None:
    _keep("mailbox", replace(known, imap_host="", imap_password=""), request)


def _let_telegram_go(request: HttpRequest, known: InboxKeys) -> None:
    _keep("telegram", replace(known, telegram_token=""), request)


def _let_wechat_go(request: HttpRequest, known: InboxKeys) -> None:
    gone = replace(known, wechat_app="", wechat_secret="", wechat_token="", wechat_aes_key="")
    _keep("wechat", gone, request)


def _set_hours(request: HttpRequest, _known: InboxKeys) -> None:
    operations.set_opening_hours(hours=_hours(request), by=acting(request), at=timezone.now())


def _new_label(request: HttpRequest, _known: InboxKeys) -> None:
    operations.make_label(
        name=request.POST.get("name", ""),
        tone=request.POST.get("tone", ""),
        by=acting(request),
        at=timezone.now(),
    )


def _old_label(request: HttpRequest, _known: InboxKeys) -> None:
    operations.retire_label(label=_id(request, "label"), by=acting(request), at=timezone.now())


def _old_answer(request: HttpRequest, _known: InboxKeys) -> None:
    operations.retire_canned_answer(
        answer=_id(request, "answer"), by=acting(request), at=timezone.now()
    )


SMALL: dict[str, Callable[[HttpRequest, InboxKeys], None]] = {
    "mailbox-off": _let_mailbox_go,
    "telegram-off": _let_telegram_go,
    "wechat-off": _let_wechat_go,
    "hours": _set_hours,
    "label": _new_label,
    "label-off": _old_label,
    "canned-off": _old_answer,
}
"""Parts of the page without a form of their own class."""


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


def _connect_telegram(known: InboxKeys, token: str, request: HttpRequest) -> None:
    new = replace(known, telegram_token=token.strip())
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


def _hours(request: HttpRequest) -> dict[int, tuple[int, int]]:
    found = {}
    for day in range(7):
        opens, closes = (request.POST.get(f"{name}{day}", "") for name in ("opens", "closes"))
        if not opens and not closes:
            continue
        found[day] = (_minutes(opens, day), _minutes(closes, day))
    return found


def _minutes(text: str, day: int) -> int:
    found = CLOCK.fullmatch(text.strip())
    if not found:
        raise Refused("Write hours such as 09:00.", field=f"opens{day}")
    return int(found[1]) * 60 + int(found[2])


def _clocks(minutes: tuple[int, int] | None) -> tuple[str, str]:
    if minutes is None:
        return "", ""
    opens, closes = minutes
    return f"{opens // 60:02d}:{opens % 60:02d}", f"{closes // 60:02d}:{closes % 60:02d}"


def _id(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Refused("Choose one of the list.") from None
