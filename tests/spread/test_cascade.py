"""How a thing travelled: who came by whom, boosts, arrivals, credit along the path, rings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohive.bond import operations as bond
from cohive.journal.models import Act
from cohive.spread import operations, queries
from cohive.spread.drawing import DRAWN_MAX, tree_of
from cohive.spread.models import Arrival, Boost, Link, NamedCarrier
from cohive.spread.queries.cascade import cascade_of, credit_of_link, credit_of_order
from cohive.words.ids import new_id
from cohive.words.money import Money
from tests.spread.conftest import Cast, user_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def people(cast: Cast, now: datetime) -> dict[str, UUID]:
    more = {
        name: bond.join(email=f"{name}@example.org", name=name.title(), at=now)
        for name in ("teo", "lin", "oda")
    }
    return {"kit": cast.kit, "mei": cast.mei, **more}


@pytest.fixture
def chain(cast: Cast, people: dict[str, UUID], now: datetime) -> dict[str, queries.LinkView]:
    """Kit, then Mei by Kit's link, then Teo by Mei's."""
    made: dict[str, queries.LinkView] = {}
    before = None
    for hour, name in enumerate(("kit", "mei", "teo")):
        made[name] = operations.make_link(
            target_kind="circle", target=cast.circle, by=people[name], at=now + hour * HOUR,
            came_by=before,
        )  # fmt: skip
        before = made[name].id
    return made


def buys(link: UUID, buyer: UUID, at: datetime) -> UUID:
    order = new_id()
    operations.record_conversion(
        link=link, order=order, buyer=buyer, amount=Money(2500, "EUR"), at=at, by=buyer
    )
    operations.credit_order(order=order)
    return order


def parts(order: UUID) -> list[tuple[UUID, Fraction, str]]:
    return [(one.person, one.credit, one.void) for one in credit_of_order(order)]


def test_a_link_knows_the_one_it_came_by(chain: dict[str, queries.LinkView], cast: Cast) -> None:
    cascade = cascade_of("circle", cast.circle)
    assert [hand.parent for hand in cascade.hands] == [0, 1, 2]
    assert (cascade.shape.depth, cascade.shape.virality) == (3, Fraction(5, 3))


def test_ones_own_link_and_one_to_something_else_are_no_origin(
    cast: Cast, people: dict[str, UUID], now: datetime
) -> None:
    place = operations.make_link(target_kind="place", target=cast.place, by=cast.kit, at=now)
    circle = operations.make_link(
        target_kind="circle", target=cast.circle, by=cast.mei, at=now, came_by=place.id
    )
    assert Link.objects.get(id=circle.id).came_by is None


def test_whoever_came_by_a_link_and_passes_on_stands_under_it(
    chain: dict[str, queries.LinkView], cast: Cast, client: Client
) -> None:
    client.get(f"/l/{chain['teo'].code}")
    client.force_login(user_of("oda"))
    client.post("/links/make", {"kind": "circle", "target": str(cast.circle)})
    assert Link.objects.get(owner__in=[_agent("oda")]).came_by_id == chain["teo"].id


def _agent(name: str) -> UUID:
    from_member = user_of(name).member
    return UUID(str(from_member.agent_id))


def test_credit_halves_from_hand_to_hand(
    chain: dict[str, queries.LinkView], people: dict[str, UUID], now: datetime
) -> None:
    order = buys(chain["teo"].id, people["lin"], now + 5 * HOUR)
    assert parts(order) == [
        (people["teo"], Fraction(4, 7), ""),
        (people["mei"], Fraction(2, 7), ""),
        (people["kit"], Fraction(1, 7), ""),
    ]
    assert credit_of_link(chain["kit"].id).further == 1


def test_who_buys_by_her_own_path_is_struck_out(
    chain: dict[str, queries.LinkView], people: dict[str, UUID], now: datetime
) -> None:
    order = buys(chain["teo"].id, people["mei"], now + 5 * HOUR)
    assert parts(order)[1] == (people["mei"], Fraction(0), "self")
    assert parts(order)[0][1] == Fraction(4, 7)


def test_one_buyer_fills_a_persons_cap_once(
    chain: dict[str, queries.LinkView], people: dict[str, UUID], now: datetime
) -> None:
    first = buys(chain["kit"].id, people["lin"], now + 5 * HOUR)
    again = buys(chain["kit"].id, people["lin"], now + 6 * HOUR)
    later = buys(chain["kit"].id, people["lin"], now + timedelta(days=40))
    assert [parts(order)[0][1] for order in (first, again, later)] == [1, 0, 1]


def test_a_ring_is_credited_nothing_at_any_of_its_sales(
    cast: Cast, people: dict[str, UUID], now: datetime
) -> None:
    """Kit's link sells to Teo, Teo's to Lin, Lin's to Kit: none of the three is credited."""
    three = ("kit", "teo", "lin")
    links = [
        operations.make_link(target_kind="circle", target=cast.circle, by=people[name], at=now)
        for name in three
    ]
    orders = [
        buys(link.id, people[three[(number + 1) % 3]], now + number * HOUR)
        for number, link in enumerate(links)
    ]
    assert [parts(order)[0][1:] for order in orders] == [(Fraction(0), "ring")] * 3
    assert cascade_of("circle", cast.circle).brought.voids == 3


def test_money_is_the_last_links_owner_alone_as_ever(
    chain: dict[str, queries.LinkView], people: dict[str, UUID]
) -> None:
    assert queries.rewarded_owner(chain["teo"].id, people["lin"]) == people["teo"]
    assert queries.rewarded_owner(chain["teo"].id, people["teo"]) is None


def test_a_boost_is_an_edge_once_and_can_be_undone(
    chain: dict[str, queries.LinkView], cast: Cast, now: datetime
) -> None:
    what = {"target_kind": "circle", "target": cast.circle, "channel": "mastodon", "by": cast.place}
    first = operations.record_boost(
        handle="@a@there.example", remote_id="https://there.example/1", at=now + HOUR,
        link=chain["kit"].id, **what,
    )  # fmt: skip
    again = operations.record_boost(
        handle="@a@there.example", remote_id="https://there.example/1", at=now, **what
    )
    second = operations.record_boost(
        handle="@b@there.example", remote_id="https://there.example/2", at=now + 2 * HOUR,
        after=first, **what,
    )  # fmt: skip
    assert first == again
    row = Boost.objects.get(id=first)
    assert "there.example" not in row.handle_digest + row.remote_digest
    assert Act.objects.filter(kind="spread.boost.recorded").count() == 2
    cascade = cascade_of("circle", cast.circle)
    by_id = {hand.id: number for number, hand in enumerate(cascade.hands, 1)}
    assert cascade.hands[by_id[second] - 1].parent == by_id[first]
    assert cascade.hands[by_id[first] - 1].parent == by_id[chain["kit"].id]
    assert operations.undo_boost(
        channel="mastodon", remote_id="https://there.example/1", by=cast.place, at=now
    )
    assert cascade_of("circle", cast.circle).boosts == 1


def test_who_joins_after_coming_by_a_link_is_counted_once(
    chain: dict[str, queries.LinkView], people: dict[str, UUID], cast: Cast, now: datetime
) -> None:
    for name in ("kit", "mei"):
        operations.record_arrival(link=chain[name].id, member=people["oda"], at=now)
    assert Arrival.objects.get().link_id == chain["kit"].id
    assert cascade_of("circle", cast.circle).brought.joined == 1
    assert Act.objects.filter(kind="spread.link.joined").count() == 1


def test_joining_in_a_browser_is_noted(chain: dict[str, queries.LinkView], client: Client) -> None:
    client.get(f"/l/{chain['kit'].code}")
    client.post("/account/signup/", {"email": "new@example.org", "name": "New"})
    assert Arrival.objects.get().link_id == chain["kit"].id


def test_the_page_needs_as_many_queries_however_far_it_went(
    chain: dict[str, queries.LinkView], people: dict[str, UUID], cast: Cast, now: datetime,
    client: Client,
) -> None:  # fmt: skip
    operations.name_carrier(is_named=True, by=people["teo"], at=now)
    client.force_login(user_of("kit"))
    address = f"/travelled/circle/{cast.circle}/"
    with CaptureQueriesContext(connection) as few:
        page = client.get(address).content.decode()
    assert "Teo, 0" in page
    for number in range(60):
        who = bond.join(email=f"p{number}@example.org", name=f"P{number}", at=now)
        operations.make_link(
            target_kind="circle", target=cast.circle, by=who, at=now + number * HOUR,
            came_by=chain["kit"].id,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()
    assert len(many) == len(few)
    assert f"And {63 - DRAWN_MAX} more, who are in all numbers." in page


def test_the_drawing_keeps_what_brought_most_and_the_way_to_it(
    chain: dict[str, queries.LinkView], people: dict[str, UUID], cast: Cast, now: datetime
) -> None:
    buys(chain["teo"].id, people["lin"], now + 5 * HOUR)
    cascade = cascade_of("circle", cast.circle)
    tree = tree_of(cascade, ["it", "a", "b", "c"])
    assert (len(tree.dots), len(tree.strokes), tree.left_out) == (4, 3, 0)


def test_a_stranger_sees_no_cascade(cast: Cast, client: Client) -> None:
    assert client.get(f"/travelled/circle/{cast.circle}/").status_code == 302


def test_all_on_the_path_are_told_once(
    chain: dict[str, queries.LinkView], people: dict[str, UUID], now: datetime,
    hear: Callable[..., int], client: Client,
) -> None:  # fmt: skip
    order = new_id()
    operations.record_conversion(
        link=chain["teo"].id, order=order, buyer=people["lin"], amount=Money(2500, "EUR"),
        at=now + 5 * HOUR, by=people["lin"],
    )  # fmt: skip
    hear()
    client.force_login(user_of("kit"))
    assert "Somebody bought after you passed on" in client.get("/notices/").content.decode()
    card = client.get(f"/links/{chain['kit'].code}/").content.decode()
    assert "You stood on the way of 1 order." in card


def test_names_are_those_of_who_agreed_and_ones_own(
    chain: dict[str, queries.LinkView], people: dict[str, UUID], cast: Cast, now: datetime,
    client: Client,
) -> None:  # fmt: skip
    client.force_login(user_of("kit"))
    address = f"/travelled/circle/{cast.circle}/"
    page = client.get(address).content.decode()
    assert "Kit, 0" in page  # herself
    assert "Mei" not in page
    assert "Teo" not in page
    assert "someone" in page
    mei = Client()
    mei.force_login(user_of("mei"))
    assert "Show my name there" in mei.get("/links/").content.decode()
    mei.post("/links/named", {"named": "yes"})
    mei.post("/links/named", {"named": "yes"})
    assert Act.objects.filter(kind="spread.carrier.named").count() == 1
    assert "Mei, 0" in client.get(address).content.decode()
    mei.post("/links/named", {"named": "no"})
    assert "Mei" not in client.get(address).content.decode()
    mei.post("/links/named", {"named": "yes"})
    bond.delete_account(by=people["mei"], at=now)
    assert not NamedCarrier.objects.exists()


def test_sums_are_for_stewards_and_who_had_a_part(
    chain: dict[str, queries.LinkView], people: dict[str, UUID], cast: Cast, now: datetime
) -> None:
    buys(chain["teo"].id, people["lin"], now + 5 * HOUR)
    for name, sees in (("kit", False), ("steward", True)):
        client = Client()
        client.force_login(user_of(name))
        page = client.get(f"/travelled/circle/{cast.circle}/").content.decode()
        assert ("Paid through it" in page, "25.00" in page) == (sees, sees)
        assert "At least 0 visits and 1 order came along" in page
