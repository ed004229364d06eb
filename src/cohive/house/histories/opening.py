"""A place for who only brings a file: opened from what the file says, changed later in the browser.

Statements and histories are useful before anybody thinks of circles and terms. So a command that
finds no place opens a plain one and says what it assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from cohive.bond.queries import PlaceView, place
from cohive.house import founding
from cohive.house.histories.tongue import terminal_language

STEWARD_EMAIL = "steward@localhost"
"""Mail to it lies in the folder `outbox` of the place, so its sign-in links can be read there."""
GENERIC_FOLDERS = ("home", "")


@dataclass(frozen=True)
class Opened:
    """The place that is there now; `sentence` says what was assumed, '' when it was there."""

    place: PlaceView
    sentence: str


def existing_or_new(
    *, currency: str, at: datetime, name: str = "", steward_email: str = ""
) -> Opened:
    """The place of this folder; where there is none, a plain one in this currency.

    Call it inside the transaction of the import, so that a refused file opens nothing. Raises
    Refused for an address that is none.
    """
    found = place()
    if found is not None:
        return Opened(found, "")
    first = terminal_language()
    other = next(code for code, _name in settings.LANGUAGES if code != first)
    made = founding.found(
        {
            "name": name or _named_after(settings.HOME),
            "languages": f"{first},{other}",
            "currency": currency,
            "tax_percent": "0",
            "template": "label",
            "steward_email": steward_email or STEWARD_EMAIL,
            "steward_name": _("Steward"),
        },
        at=at,
    )
    sentence = _(
        "There was no place in this folder, so “%(name)s” was opened in it, counting in "
        "%(currency)s, with you as its steward. To see it in the browser run `cohive serve` and "
        "ask for a sign-in link for %(email)s; without a mail server its mail lies in the folder "
        "outbox. Your address can be changed there; for another name or currency begin in an "
        "empty folder with --name and --currency."
    ) % {
        "name": made.name,
        "currency": made.currency,
        "email": steward_email or STEWARD_EMAIL,
    }
    return Opened(made, sentence)


def _named_after(home: Path) -> str:
    """The folder's own name, unless it is one that everybody has."""
    name = home.name.replace("_", " ").replace("-", " ").strip()
    return _("Our place") if name.lower() in GENERIC_FOLDERS else name[:60]
