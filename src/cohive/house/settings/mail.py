"""How mail leaves a place: by SMTP when COHIVE_MAIL names a server, else into a folder.

A place without a mail server keeps what it would have sent in `outbox/`, where its steward can
read it; a demo place shows it as a page.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

CONNECTIONS_DEFAULT, CONNECTIONS_MAX = 4, 32


def mail_connections() -> int:
    """Over how many connections a newsletter leaves at once."""
    text = os.environ.get("COHIVE_MAIL_CONNECTIONS", "") or str(CONNECTIONS_DEFAULT)
    if not text.isdecimal() or not 1 <= int(text) <= CONNECTIONS_MAX:
        raise SystemExit(f"COHIVE_MAIL_CONNECTIONS is a whole number from 1 to {CONNECTIONS_MAX}")
    return int(text)


def bounce_address() -> str:
    """Where mails of a newsletter come back to, with a token before the @; '' for the sender."""
    return os.environ.get("COHIVE_MAIL_BOUNCES", "")


def mail_settings(home: Path, *, demo: bool) -> dict[str, Any]:
    """Django's EMAIL_* settings; a demo place never sends mail to the outside."""
    url = os.environ.get("COHIVE_MAIL", "")
    sender = os.environ.get("COHIVE_MAIL_FROM", "place@localhost")
    if not url or demo:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": home / "outbox",
            "DEFAULT_FROM_EMAIL": sender,
        }
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 587,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp" and (parts.port or 587) == 587,
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
        "DEFAULT_FROM_EMAIL": sender,
    }
