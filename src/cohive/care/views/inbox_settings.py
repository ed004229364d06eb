"""What the inbox is connected to and how it works: for stewards."""

from __future__ import annotations

import re
from collections.abc import Callable
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
from django.views.decorators.http import require_http_methods

from cohive.bond.access import acting, role_required
from cohive.care import operations, queries
from cohive.care.connections import keys
from cohive.care.forms_inbox import CannedForm, RulesForm
from cohive.look.refusals import refuse, said
from cohive.words.refusals import Refused

CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
FORMS: dict[str, type[forms.Form]] = {"rules": RulesForm, "canned": CannedForm}


@require_http_methods(["GET", "POST"])
@role_required("steward")
@never_cache
def settings_page(request: HttpRequest) -> HttpResponse:
    """See what is connected and the ways there; change how the inbox works."""
    part = request.POST.get("part", "")
    shown = _forms(request, part)
    refused = ""
    if request.method == "POST":
        try:
            if _changed(request, part, shown.get(part)):
                messages.success(request, _("Saved."))
                return redirect("care:inbox-settings")
        except Refused as refusal:
            form = shown.get(part)
            if form is not None:
                refuse(form, refusal)
            refused = said(refusal)
    hours = queries.opening_hours()
    data = {
        "keys": keys(),
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
    }
    is_bad = bool(refused) or any(form.errors for form in shown.values())
    return render(request, "care/settings.html", data, status=422 if is_bad else 200)


def _snippet() -> str:
    """What another website puts into its page; the form needs no script."""
    address = settings.ADDRESS + reverse("care:widget")
    return f'<iframe src="{address}" title="Write to us" width="360" height="640"></iframe>'


def _forms(request: HttpRequest, part: str) -> dict[str, forms.Form]:
    rules = queries.inbox_rules()
    shown = {
        "promise_hours": rules.promise_hours,
        "retention_days": rules.retention_days,
        "has_widget": rules.has_widget,
        "widget_origins": " ".join(rules.widget_origins),
    }
    return {
        name: form(request.POST if part == name else None, initial=shown, prefix=None)
        for name, form in FORMS.items()
    }


def _changed(request: HttpRequest, part: str, form: forms.Form | None) -> bool:
    """Whether the change that was asked for is made."""
    if part in SMALL:
        SMALL[part](request)
        return True
    if form is None or not form.is_valid():
        return False
    given, by, at = form.cleaned_data, acting(request), timezone.now()
    if part == "rules":
        operations.set_inbox_rules(**given, by=by, at=at)
    elif part == "canned":
        operations.keep_canned_answer(**given, language="", by=by, at=at)
    return True


def _set_hours(request: HttpRequest) -> None:
    operations.set_opening_hours(hours=_hours(request), by=acting(request), at=timezone.now())


def _new_label(request: HttpRequest) -> None:
    operations.make_label(
        name=request.POST.get("name", ""),
        tone=request.POST.get("tone", ""),
        by=acting(request),
        at=timezone.now(),
    )


def _old_label(request: HttpRequest) -> None:
    operations.retire_label(label=_id(request, "label"), by=acting(request), at=timezone.now())


def _old_answer(request: HttpRequest) -> None:
    operations.retire_canned_answer(
        answer=_id(request, "answer"), by=acting(request), at=timezone.now()
    )


SMALL: dict[str, Callable[[HttpRequest], None]] = {
    "hours": _set_hours,
    "label": _new_label,
    "label-off": _old_label,
    "canned-off": _old_answer,
}
"""Parts of the page without a form of their own class."""


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
