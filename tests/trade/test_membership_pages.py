"""The pages of memberships: who may open them, what they say, and the whole way through them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.bond.models import Member
from cohive.trade import operations, queries
from cohive.trade.models import MembershipSale, Order
from tests.trade.conftest import Cast
from tests.trade.drops import announce
from tests.trade.memberships import DAY, DECK, ENGINE_ROOM, bought, given, made, pays
from tests.trade.test_desk_pages import sign_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    return timezone.now()


@pytest.fixture
def deck(cast: Cast, at: datetime) -> UUID:
    return made(cast, at, replace(DECK, places=3))


def test_everybody_reads_what_there_is_and_that_it_buys_no_vote(
    cast: Cast, deck: UUID, client: Client
) -> None:
    page = text(client.get("/memberships/"))
    for said in ("Deck", "€200.00", "The morning voice", "3 places are free", "does not buy votes"):
        assert said in page, said
    assert "/memberships/deck/" in text(client.get("/"))
    one = text(client.get("/memberships/deck/"))
    assert "Sign in to join" in one
    assert "Paying does not buy votes" in one
    client.cookies["django_language"] = "zh-hans"
    assert "甲板" in text(client.get("/memberships/"))


def test_without_tiers_the_page_says_what_to_do(cast: Cast, client: Client) -> None:
    assert "There is no other membership" in text(client.get("/memberships/"))
    sign_in(client, "steward")
    assert "/memberships/desk/new/" in text(client.get("/memberships/"))


@pytest.mark.parametrize("path", ["/memberships/desk/", "/memberships/desk/new/"])
def test_the_desk_is_the_stewards(cast: Cast, client: Client, path: str) -> None:
    assert client.get(path).status_code == 302
    sign_in(client, "ruben")
    assert client.get(path).status_code == 403
    sign_in(client, "steward")
    assert client.get(path).status_code == 200


def test_joining_leads_to_the_payment_and_the_page_says_until_when(
    cast: Cast, deck: UUID, client: Client, at: datetime
) -> None:
    sign_in(client, "kit")
    answer = client.post("/memberships/deck/join")
    order = Order.objects.get(is_membership=True)
    view = queries.order(order.id)
    assert view is not None
    assert answer["Location"] == f"{view.url}pay/"
    pay = client.get(answer["Location"])
    assert "Pay €200.00" in text(pay)
    assert "An order waits for its payment" in text(client.get("/memberships/deck/"))
    assert "An order waits for its payment" in text(client.get("/memberships/mine/"))
    pays(order.id, at)
    page = text(client.get(view.url))
    assert "It holds from" in page
    assert "Send something back" not in page
    assert "Review it" not in page
    mine = text(client.get("/memberships/mine/"))
    assert "Holds until" in mine
    assert "Give it back for €200.00" in mine
    assert "Renew for €200.00" in text(client.get("/memberships/deck/"))
    assert "Deck" in text(client.get("/settings/"))


def test_the_same_form_twice_is_one_order(cast: Cast, deck: UUID, client: Client) -> None:
    sign_in(client, "kit")
    for _ in range(2):
        client.post("/memberships/deck/join", {"idempotency_key": "once"})
    assert MembershipSale.objects.count() == 1


def test_the_credit_is_shown_so_that_one_can_recompute_it(
    cast: Cast, deck: UUID, client: Client, at: datetime
) -> None:
    made(cast, at, ENGINE_ROOM, 120_000)
    bought(deck, cast.kit, at - timedelta(days=100, minutes=-1))
    sign_in(client, "kit")
    page = text(client.get("/memberships/engine-room/"))
    assert "265 of 365 days of “Deck” (€200.00) are unused: €145.20 are taken off" in page
    assert "Join for €1,054.80" in page
    assert "/memberships/engine-room/" in text(client.get("/memberships/mine/"))


def test_one_tap_from_the_mail_renews_without_signing_in(
    cast: Cast, deck: UUID, client: Client, at: datetime
) -> None:
    bought(deck, cast.kit, at - 360 * DAY)
    link = bond.one_tap_url(agent=cast.kit, path="/memberships/deck/renew/", at=at)
    path = "/" + link.split("/", 3)[3]
    page = text(client.get(path))
    assert "you lose no day" in page
    answer = client.post(path)
    assert "/pay/" in answer["Location"]
    order = Order.objects.filter(is_membership=True, state="placed").get()
    assert order.buyer_id == cast.kit
    assert client.get("/memberships/deck/renew/").status_code == 302  # a stranger signs in first
    other = path.replace("/deck/", "/engine-room/")
    assert client.get(other).status_code in (404, 400)


def test_asking_admitting_and_declining_on_the_pages(
    cast: Cast, client: Client, at: datetime
) -> None:
    made(cast, at, replace(DECK, questions=("What do you make?",)))
    sign_in(client, "kit")
    assert client.post("/memberships/deck/apply", {"answer-0": ""}).status_code == 422
    client.post("/memberships/deck/apply", {"answer-0": "Prints, at night."})
    assert "You asked on" in text(client.get("/memberships/deck/"))
    sign_in(client, "steward")
    page = text(client.get("/memberships/desk/"))
    assert "Prints, at night." in page
    [asked] = people.applications_to_decide()
    client.post(f"/memberships/desk/asks/{asked.id}", {"decision": "decline", "answer": ""})
    assert people.applications_waiting() == 1
    client.post(f"/memberships/desk/asks/{asked.id}", {"decision": "admit", "answer": "Welcome."})
    sign_in(client, "kit")
    page = text(client.get("/memberships/deck/"))
    assert "You are admitted" in page
    assert "Join for €200.00" in page
    mine = text(client.get("/memberships/mine/"))
    assert "your place is kept until" in mine
    [tier] = people.tiers()
    bought(tier.id, cast.kit, timezone.now())
    assert "What you asked for" not in text(client.get("/memberships/mine/"))


def test_a_gift_is_bought_given_and_redeemed_on_the_pages(
    cast: Cast, deck: UUID, client: Client, at: datetime, hear: Callable[..., int]
) -> None:
    sign_in(client, "kit")
    assert client.post("/memberships/deck/give/", {"email": "no"}).status_code == 422
    answer = client.post("/memberships/deck/give/", {"email": "mei@example.org"})
    assert "/pay/" in answer["Location"]
    order = Order.objects.get(is_membership=True).id
    pays(order, at)
    hear(at + timedelta(minutes=1))
    assert any(letter.to == ["mei@example.org"] for letter in mail.outbox)
    [gift] = queries.gifts_of(cast.kit)
    assert gift.code in text(client.get("/memberships/mine/"))
    sign_in(client, "mei")
    path = f"/memberships/redeem/?code={gift.code}"
    assert "A year of “Deck”" in text(client.get(path))
    assert client.post("/memberships/redeem/", {"code": "WRONG"}).status_code == 422
    client.post("/memberships/redeem/", {"code": gift.code})
    assert people.holds_tier(cast.mei, deck, at=timezone.now())
    assert "redeemed already" in text(client.get(path))
    sign_in(client, "kit")
    client.post(f"/memberships/orders/{order}/back")
    assert people.holds_tier(cast.mei, deck, at=timezone.now())


PASSWORD = "a long password of hers"


def test_giving_back_and_a_stewards_refund_on_the_pages(
    cast: Cast, deck: UUID, client: Client, at: datetime
) -> None:
    first, second = bought(deck, cast.kit, at), bought(deck, cast.mei, at)
    sign_in(client, "kit")
    client.post(f"/memberships/orders/{second}/back")
    assert people.holds_tier(cast.mei, deck, at=timezone.now())
    client.post(f"/memberships/orders/{first}/back")
    assert not people.holds_tier(cast.kit, deck, at=timezone.now())
    assert "given back" in text(client.get(f"{queries.order(first).url}"))  # type: ignore[union-attr]
    assert client.post(f"/memberships/desk/orders/{second}/refund").status_code == 403
    sign_in(client, "steward")
    unproven = client.post(f"/memberships/desk/orders/{second}/refund")
    assert unproven.status_code == 403
    assert "Choose a password" in text(unproven)
    user = Member.objects.get(agent=cast.steward).user
    user.set_password(PASSWORD)
    user.save()
    sign_in(client, "steward")
    asked = client.post(f"/memberships/desk/orders/{second}/refund")
    assert asked.headers["Location"].startswith("/account/reauthenticate/")
    assert people.holds_tier(cast.mei, deck, at=timezone.now())
    client.post(asked.headers["Location"], {"password": PASSWORD})
    client.post(f"/memberships/desk/orders/{second}/refund")
    assert not people.holds_tier(cast.mei, deck, at=timezone.now())


FORM = {
    "name": "Bridge",
    "price": "300",
    "gives": "A key\r\nA chair",
    "grace_days": "7",
    "earned_by": "contributions",
    "earned_count": "3",
}


def test_a_steward_makes_changes_closes_and_gives_a_tier(
    cast: Cast, client: Client, at: datetime
) -> None:
    sign_in(client, "steward")
    assert client.post("/memberships/desk/new/", {**FORM, "price": "0"}).status_code == 422
    assert client.post("/memberships/desk/new/", {**FORM, "gives": ""}).status_code == 422
    assert client.post("/memberships/desk/new/", FORM).status_code == 302
    tier = people.tier_by_slug("bridge")
    assert tier is not None
    assert tier.gives == ("A key", "A chair")
    page = text(client.get("/memberships/bridge/"))
    assert "Can be earned: 3 confirmed contributions within a year" in page
    path = "/memberships/desk/of/bridge/"
    assert client.post(path, {**FORM, "price": "400", "rank": "5"}).status_code == 302
    price = queries.price_of(tier.id)
    assert price is not None
    assert price.minor == 40_000
    assert client.post(f"{path}grant", {"member": "nobody at all"}).status_code == 422
    client.post(f"{path}grant", {"member": "Kit"})
    assert people.holds_tier(cast.kit, tier.id, at=timezone.now())
    assert "given by a steward" in text(client.get(path))
    [held] = people.tier_holders(tier.id, at=timezone.now())
    client.post(f"/memberships/desk/held/{held.id}/end")
    assert not people.holds_tier(cast.kit, tier.id, at=timezone.now())
    client.post(f"{path}close")
    assert "Closed" in text(client.get("/memberships/bridge/"))
    client.post(f"{path}close")
    assert people.tier_by_slug("bridge").closed_at is None  # type: ignore[union-attr]


def test_a_circle_is_made_for_a_tier_on_the_desk(
    cast: Cast, deck: UUID, client: Client, at: datetime
) -> None:
    circle = bond.create_circle(name="Night bench", purpose="Printing.", by=cast.mei, at=at)
    sign_in(client, "steward")
    client.post("/memberships/desk/circles", {"circle": str(circle), "tier": str(deck)})
    assert "Night bench" in text(client.get("/memberships/deck/"))
    sign_in(client, "kit")
    page = text(client.get("/circles/night-bench/"))
    assert "For members of “Deck”" in page
    assert "No vote is held in this circle" in page
    client.post("/circles/night-bench/join/")
    assert not people.is_member(cast.kit, circle)
    assert "Circles open to you" not in text(client.get("/memberships/mine/"))
    bought(made(cast, at, ENGINE_ROOM, 120_000), cast.kit, timezone.now())  # higher: it opens too
    assert "Night bench" in text(client.get("/memberships/engine-room/"))
    assert "Night bench" in text(client.get("/memberships/mine/"))
    client.post("/circles/night-bench/join/")
    assert people.is_member(cast.kit, circle)


def test_a_drop_opens_earlier_for_who_holds_the_tier(
    cast: Cast, deck: UUID, client: Client, at: datetime
) -> None:
    early = operations.EarlyOpening(deck, at + timedelta(seconds=1))
    drop = announce(cast, at, opens_at=at + DAY, closes_at=at + 2 * DAY, early=early)
    view = queries.drop(drop)
    assert view is not None
    assert "may buy from" in text(client.get(view.url))
    sign_in(client, "kit")
    assert "Open for you" not in text(client.get(view.url))
    bought(deck, cast.kit, at)
    later = at + timedelta(seconds=2)
    assert view.phase(later) == "announced"
    assert view.phase(later, early=True) == "open"


def test_pages_cost_a_known_number_of_queries(
    cast: Cast, deck: UUID, client: Client, at: datetime
) -> None:
    """More tiers cost no more queries. The frame: session's user, viewer, place, notices."""
    bought(deck, cast.kit, at)
    given(deck, cast.kit, at)
    sign_in(client, "kit")
    counts = {}
    for path in ("/memberships/", "/memberships/deck/", "/memberships/mine/"):
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        counts[path] = len(seen)
    made(cast, at, ENGINE_ROOM, 120_000)
    made(cast, at, replace(DECK, name="Bow", name_other="", places=2), 5_000)
    for path, count in counts.items():
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        assert len(seen) <= count, path
    assert max(counts.values()) <= 20, counts
