"""What only a demo place has: one-click sign-in, the mail it sent, and its end in one click."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cohive.bond import operations as bond
from cohive.bond.access import role_required
from cohive.house.pages import doors

MAILS_SHOWN = 30
OUTBOX = "outbox"


@dataclass(frozen=True)
class SentMail:
    """A mail as its reader would see it."""

    to: str
    subject: str
    text: str
    sent: str


@require_GET
def enter(_request: HttpRequest, key: str) -> HttpResponse:
    """Sign a visitor of the demo in as one of its people."""
    agent = doors.agent_of_key(key)
    if agent is None:
        raise Http404
    url = bond.sign_in_url(agent=agent, at=timezone.now(), next_path="/")
    return redirect(url.removeprefix(settings.ADDRESS))


@require_GET
def mails(request: HttpRequest) -> HttpResponse:
    """Everything this place would have sent; nothing left it."""
    if not settings.DEMO:
        raise Http404
    return render(request, "house/mails.html", {"mails": _mails(settings.HOME / OUTBOX)})


def _mails(folder: Path) -> list[SentMail]:
    """The newest mails of the outbox; each file holds one sending, mails parted by a rule."""
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    found: list[SentMail] = []
    for path in files[:MAILS_SHOWN]:
        parts = path.read_bytes().split(b"\n" + b"-" * 79)
        found.extend(_read(part.lstrip()) for part in parts if part.strip())
    return found[:MAILS_SHOWN]


def _read(data: bytes) -> SentMail:
    message = email.message_from_bytes(data, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain",))
    return SentMail(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=body.get_content().strip() if body else "",
        sent=str(message["Date"]),
    )


@require_http_methods(["GET", "POST"])
@role_required("steward")
def end(request: HttpRequest) -> HttpResponse:
    """End the demo: its folder is emptied at the next start; here the marker is torn."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        doors.forget_demo()
        return render(request, "house/demo_ended.html", {})
    return render(request, "house/demo_end.html", {})
