"""How one of ours is called outside, with which key it speaks, and by which way.

Addresses of actors carry ids, never names: whoever follows a circle goes on following it when its
name changes. Keys stand in the place's folder (bridges/federation/keys.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from cohive.bond import queries as bond
from cohive.bridges.federation.addresses import host_of
from cohive.bridges.federation.documents import OurActor
from cohive.bridges.federation.keys import private_key, public_pem
from cohive.bridges.federation.peers import Peers, Signer
from cohive.look.talk import talk_line
from cohive.spread.models import FederatedActor

HERE = ("localhost", "127.0.0.1")
_OURS = re.compile(r"/ap/(actors|objects|activities)/([0-9a-f-]{36})(?:#.*)?")


@dataclass(frozen=True)
class Named:
    """One of our own addresses taken apart: what kind of thing, and its id."""

    kind: str
    id: UUID


def base() -> str:
    """The public address of this place, without a slash at its end."""
    return str(settings.ADDRESS)


def host() -> str:
    """What stands behind the @ of our handles, and what others sign for."""
    return host_of(base())


def ports_here() -> Collection[int]:
    """Ports of this machine that a test's two servers use; empty in every public place.

    COHIVE_FEDERATION_TEST_PORT counts only where this place itself is http on this machine.
    """
    parts = urlsplit(base())
    peer = int(settings.FEDERATION_TEST_PORT or 0)
    if not peer or parts.scheme != "http" or parts.hostname not in HERE:
        return ()
    return (peer, parts.port or 80)


def peers() -> Peers:
    """The way to other servers."""
    return Peers(ports_here=ports_here())


def actor_url(agent: UUID) -> str:
    """The lasting address of one of our actors."""
    return base() + reverse("spread:ap-actor", kwargs={"agent": agent})


def post_url(post: UUID) -> str:
    """The lasting address of something we said."""
    return base() + reverse("spread:ap-object", kwargs={"post": post})


def activity_url(activity: UUID) -> str:
    """What an activity of ours is called; nothing is shown there."""
    return f"{base()}/ap/activities/{activity}"


def named(address: str) -> Named | None:
    """Which of our things an address is; None for everybody else's."""
    if not address.startswith(f"{base()}/"):
        return None
    found = _OURS.fullmatch(address.removeprefix(base()))
    try:
        return Named(found[1], UUID(found[2])) if found else None
    except ValueError:
        return None


def signer(agent: UUID) -> Signer:
    """One of ours as a speaker; its key is made at first use."""
    return Signer(f"{actor_url(agent)}#main-key", private_key(_folder(), agent))


def our_actor(row: FederatedActor) -> OurActor | None:
    """An actor as others see it; None when what it stood for is gone. One SQL query or two."""
    shown = described(row)
    if shown is None:
        return None
    return OurActor(
        id=actor_url(row.agent_id),
        handle=row.handle,
        name=shown.name,
        summary=f"<p>{talk_line(shown.about)}</p>" if shown.about else "",
        page=base() + shown.path,
        shared_inbox=base() + reverse("spread:ap-shared-inbox"),
        public_key=public_pem(_folder(), row.agent_id),
        is_group=row.kind == "circle",
        approves_followers=row.approves_followers,
        published_at=row.since,
    )


@dataclass(frozen=True)
class Described:
    """What an actor stands for, as this place shows it."""

    name: str
    about: str
    path: str
    since: datetime | None = None


def described(row: FederatedActor) -> Described | None:
    """The place or the circle behind an actor."""
    if row.kind == "place":
        place = bond.place()
        return Described(place.name, place.tagline, "/") if place else None
    circle = bond.circle(row.agent_id)
    return Described(circle.name, circle.purpose, circle.url) if circle else None


def world() -> UUID:
    """Who acts when a stranger does."""
    place = bond.place()
    if place is None:
        raise LookupError("there is no place yet")
    return place.world


def _folder() -> Path:
    return Path(settings.HOME) / "keys"
