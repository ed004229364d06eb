"""What somebody elsewhere passed on is an edge of a cascade for as long as she lets it be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from cohive.bond.queries import stewards
from cohive.bridges.federation.domains import DomainRule
from cohive.bridges.federation.peers import Peers
from cohive.journal.models import Act
from cohive.spread import federating, operations
from cohive.spread.queries.cascade import cascade_of
from tests.spread.conftest import Cast, user_of
from tests.spread.federation import PLACE, Network, Stranger, post

pytestmark = pytest.mark.django_db
ADA, BOB = Stranger(), Stranger("bob", "other.example", "bob")


@pytest.fixture
def steward(cast: Cast, settings, monkeypatch: pytest.MonkeyPatch, tmp_path, now: datetime) -> UUID:
    settings.ADDRESS, settings.HOME = PLACE, tmp_path
    settings.ALLOWED_HOSTS = ["place.example"]
    network = Network()
    for who in (ADA, BOB):
        network.knows(who)
    monkeypatch.setattr(federating, "peers", lambda: Peers(send=network))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    found = next(iter(stewards()))
    operations.switch_federation(agent=cast.place, is_on=True, handle="ferry", by=found, at=now)
    return found


@pytest.fixture
def told(cast: Cast, steward: UUID, now: datetime) -> str:
    """A post of the place about its circle, which can be passed on; its address."""
    made = operations.publish(
        actor=cast.place,
        texts={"en": "We sit down on Friday."},
        source_kind="circle",
        source=cast.circle,
        by=steward,
        at=now,
    )
    return f"{PLACE}/ap/objects/{made}"


def edges(cast: Cast) -> tuple[int, int]:
    """Boosts that stand, and acts that took one back."""
    undone = Act.objects.filter(kind="spread.boost.undone").count()
    return cascade_of("circle", cast.circle).boosts, undone


def test_a_boost_taken_back_is_no_edge_any_more(
    client: Client, cast: Cast, told: str, now: datetime
) -> None:
    post(client, ADA, ADA.does("Announce", told), at=now)
    assert edges(cast) == (1, 0)
    inner = {"type": "Announce", "actor": ADA.id, "object": told}
    post(client, ADA, ADA.does("Undo", inner), at=now)
    assert edges(cast) == (0, 1)


def test_who_is_gone_or_kept_out_leaves_no_edge(
    client: Client, cast: Cast, told: str, steward: UUID, now: datetime
) -> None:
    for who in (ADA, BOB):
        post(client, who, who.does("Announce", told), at=now)
    assert edges(cast) == (2, 0)
    post(client, ADA, ADA.does("Delete", ADA.id), at=now)
    assert edges(cast) == (1, 1)
    rule = DomainRule("other.example", "suspend", "spam")
    operations.block_domains(rules=[rule], by=steward, at=now)
    assert edges(cast) == (0, 2)


def test_the_desk_asks_the_same_however_much_there_is(
    client: Client, cast: Cast, told: str, steward: UUID, now: datetime,
    django_assert_num_queries: Callable[..., Any],
) -> None:  # fmt: skip
    # the frame's five (stamp, user, member, who asks for a tier, open cases); then actors, the
    # place's stamp, circles, who asks to follow, followers by server, replies,
    # posts, silent servers
    client.force_login(user_of("steward"))
    here = {"host": "place.example"}
    client.get("/desk/federation/", secure=True, headers=here)
    with django_assert_num_queries(13):
        client.get("/desk/federation/", secure=True, headers=here)
    ferry = f"{PLACE}/ap/actors/{cast.place}"
    for who in (ADA, BOB):
        post(client, who, who.does("Follow", ferry), at=now)
        for number in (2, 3, 4):
            post(client, who, who.says("hello", to=told, number=number), at=now)
    with django_assert_num_queries(13):
        page = client.get("/desk/federation/", secure=True, headers=here).content.decode()
    assert page.count("hello") == 6
    with django_assert_num_queries(6):  # the frame's five, and the rules
        client.get("/desk/federation/blocks/", secure=True, headers=here)
