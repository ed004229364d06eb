"""Where mails of a newsletter are handed over: a mail server, or what Django's settings name.

A place without a mail server keeps them in its outbox folder, as it does all its mail.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Protocol

from django.conf import settings
from django.core.mail import get_connection

from cohive.bridges.mail.bounces import is_dead
from cohive.bridges.mail.sending import Answer, Line, Server, Unreachable
from cohive.spread.newsletter_letters import Filled

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
_one_at_a_time = threading.Lock()


class Post(Protocol):
    """Takes one mail after another."""

    def send(self, mail: Filled) -> Answer:
        """Hand it over; raises Unreachable."""

    def close(self) -> None:
        """Nothing more comes."""


class ServerPost:
    """A lasting connection to the mail server."""

    def __init__(self, server: Server) -> None:
        self._line = Line(server)

    def send(self, mail: Filled) -> Answer:
        """One mail; a refused recipient counts as dead only when it is the address itself."""
        answer = self._line.send(sender=mail.sender, to=mail.to, content=mail.content)
        if answer.kind == "dead" and not is_dead(answer.status, answer.words or "user unknown"):
            return Answer("refused", answer.status)
        return answer

    def close(self) -> None:
        """Say goodbye."""
        self._line.close()


@dataclass(frozen=True)
class _Ready:
    """A finished mail as Django's backends want it."""

    content: bytes
    from_email: str
    to: list[str]

    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.SMTP)

    def recipients(self) -> list[str]:
        return self.to


class SettingsPost:
    """Django's own way of sending, for a place without a server and for tests."""

    def send(self, mail: Filled) -> Answer:
        """One mail; a fault is no answer, so it is tried again."""
        ready = _Ready(mail.content, mail.sender, [mail.to])
        try:
            with _one_at_a_time:
                get_connection().send_messages([ready])  # type: ignore[list-item]
        except OSError as fault:
            raise Unreachable("offline") from fault
        return Answer("accepted", "250")

    def close(self) -> None:
        """Nothing is open."""


def uses_server() -> bool:
    """Whether mails go to a mail server."""
    return str(settings.EMAIL_BACKEND) == SMTP_BACKEND


def new_post() -> Post:
    """A connection of its own for one thread."""
    if not uses_server():
        return SettingsPost()
    return ServerPost(
        Server(
            host=settings.EMAIL_HOST,
            port=settings.EMAIL_PORT,
            user=settings.EMAIL_HOST_USER,
            password=settings.EMAIL_HOST_PASSWORD,
            starts_tls=settings.EMAIL_USE_TLS,
            is_tls=settings.EMAIL_USE_SSL,
        )
    )
