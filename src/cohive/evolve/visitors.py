"""What a visitor's browser holds of an experiment: a token in its sealed session, until it closes.

The token names nobody, is drawn anew for each experiment, and goes when another one runs. Who says
that she is not to be followed (Global Privacy Control, Do Not Track) holds none.
"""

from __future__ import annotations

import secrets
from uuid import UUID

from django.http import HttpRequest

__all__ = ["forget", "new_token", "remember", "token_of", "wants_no_tracking"]

KEY = "experiment"
TOKEN_BYTES = 16
UNTRACKED_HEADERS = ("Sec-GPC", "DNT")


def new_token() -> str:
    """A token nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_of(request: HttpRequest) -> tuple[str, str]:
    """The experiment and the token in a visitor's session; empty without one. No SQL query."""
    experiment, _colon, token = str(request.session.get(KEY, "")).partition(":")
    return experiment, token


def remember(request: HttpRequest, experiment: UUID, token: str) -> None:
    """Keep a token for this experiment alone, until the browser is closed."""
    if KEY not in request.session:
        request.session[KEY] = f"{experiment}:{token}"
        request.session.set_expiry(0)


def forget(request: HttpRequest) -> None:
    """Let go of a token whose experiment is over."""
    del request.session[KEY]


def wants_no_tracking(request: HttpRequest) -> bool:
    """Whether the browser says so."""
    return any(request.headers.get(name) == "1" for name in UNTRACKED_HEADERS)
