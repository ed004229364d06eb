"""What the terminal prints when a place starts: where to go, and the keys to get in.

A place without data prints the one link to its first-run page. A demo place prints signed
sign-in links. Any other place prints nothing: people sign in.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext

from cohive.bond.queries import agent_of_slug, place
from cohive.house.demo.cast import DOORS
from cohive.house.settings.home import DEMO_ENDED, DEMO_MARKER

BEGIN_SALT = "house.begin"
ENTER_SALT = "house.demo.enter"


@dataclass(frozen=True)
class Door:
    """A label and an address."""

    label: str
    url: str


def begin_key() -> str:
    """The key of the first-run page; it opens nothing once the place has begun."""
    return signing.dumps("begin", salt=BEGIN_SALT)


def is_begin_key(text: str) -> bool:
    """Whether this is the key of the first-run page."""
    try:
        return bool(signing.loads(text, salt=BEGIN_SALT) == "begin")
    except signing.BadSignature:
        return False


def enter_key(agent: UUID) -> str:
    """A signed sign-in key for a member of a demo place."""
    return signing.dumps(str(agent), salt=ENTER_SALT)


def agent_of_key(text: str) -> UUID | None:
    """The member of a sign-in key, only in a demo place."""
    if not settings.DEMO:
        return None
    try:
        return UUID(signing.loads(text, salt=ENTER_SALT))
    except (signing.BadSignature, ValueError):
        return None


def for_terminal(address: str) -> list[Door]:
    """The doors to print."""
    if place() is None:
        return [
            Door(
                gettext("Begin your place"), f"{address}{reverse('house:begin')}?key={begin_key()}"
            )
        ]
    return [Door(door.label, address + door.url) for door in demo_doors()]


def demo_doors() -> list[Door]:
    """One-click sign-in for the roles of a demo place; empty elsewhere."""
    if not settings.DEMO:
        return []
    labels = {
        "member": gettext("As a member, %(name)s"),
        "maker": gettext("As a maker of the firm, %(name)s"),
        "steward": gettext("As the steward, %(name)s"),
        "second": gettext("As the second steward, %(name)s"),
    }
    found = [(role, name, agent_of_slug(slug)) for role, name, slug in DOORS]
    return [
        Door(labels[role] % {"name": name}, reverse("house:demo-enter", args=[enter_key(agent)]))
        for role, name, agent in found
        if agent is not None
    ]


def forget_demo() -> None:
    """Tear the marker: `serve` sees it, stops, and removes the folder."""
    (settings.HOME / DEMO_MARKER).write_text(DEMO_ENDED, encoding="ascii")
