"""Opening a link, its card, and the pages of its owner."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from cohive.guard import operations as guard
from cohive.guard.queries import interests_of
from cohive.spread import operations, queries
from cohive.spread.models import Link, Visit
from cohive.words.refusals import Forbidden, Refused
from tests.spread.conftest import Cast, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(cast: Cast, now: datetime) -> queries.LinkView:
    return operations.make_link(target_kind="circle", target=cast.circle, by=cast.kit, at=now)


def test_opening_a_link_counts_remembers_and_goes_there(
    link: queries.LinkView, client: Client
) -> None:
    answer = client.get(f"/l/{link.code.upper()}")

    assert (answer.status_code, answer["Location"]) == (302, f"/circles/making/?by={link.code}")
    cookie = answer.cookies[queries.COOKIE]
    assert cookie["max-age"] == 30 * 24 * 60 * 60
    assert cookie["httponly"]
    assert Visit.objects.get().is_first
    client.get(f"/l/{link.code}")
    assert list(Visit.objects.order_by("id").values_list("is_first", flat=True)) == [True, False]


def test_the_page_it_leads_to_says_who_may_be_rewarded(
    link: queries.LinkView, client: Client
) -> None:
    page = client.get(f"/l/{link.code}", follow=True).content.decode()
    assert "Kit passed this on to you and may be rewarded" in page


def test_the_last_link_wins(
    cast: Cast, link: queries.LinkView, client: Client, now: datetime
) -> None:
    other = operations.make_link(target_kind="place", target=cast.place, by=cast.mei, at=now)
    client.get(f"/l/{link.code}")
    answer = client.get(f"/l/{other.code}")

    assert queries.link_of_request(answer.wsgi_request) == link
    assert queries.link_of_request(client.get("/links/").wsgi_request) == other


def test_a_forged_cookie_is_no_link(link: queries.LinkView, client: Client) -> None:
    client.cookies[queries.COOKIE] = f"{link.code}:1abcde:forged"
    assert queries.link_of_request(client.get("/links/").wsgi_request) is None


def test_a_browser_that_looks_ahead_is_no_visit(link: queries.LinkView, client: Client) -> None:
    answer = client.get(f"/l/{link.code}", headers={"sec-purpose": "prefetch"})
    client.head(f"/l/{link.code}")

    assert queries.COOKIE not in answer.cookies
    assert not Visit.objects.exists()


def test_the_owner_is_no_visitor_of_her_own_link(link: queries.LinkView, client: Client) -> None:
    client.force_login(user_of("kit"))
    answer = client.get(f"/l/{link.code}")

    assert queries.COOKIE not in answer.cookies
    assert not Visit.objects.exists()


def test_an_unknown_code_is_not_found(cast: Cast, client: Client) -> None:
    assert client.get("/l/nothing1").status_code == 404


def test_the_card_carries_the_code_and_the_sentence_that_stays(
    link: queries.LinkView, client: Client
) -> None:
    client.force_login(user_of("kit"))
    page = client.get(f"/links/{link.code}/").content.decode()

    assert '<svg class="qr"' in page
    assert f"localhost:8000/l/{link.code}" in page
    assert "Kit may be rewarded if you buy something here within 30 days." in page


def test_a_card_is_its_owners_alone(link: queries.LinkView, client: Client) -> None:
    assert client.get(f"/links/{link.code}/").status_code == 302
    client.force_login(user_of("mei"))
    assert client.get(f"/links/{link.code}/").status_code == 404


def test_a_member_makes_a_link_in_one_tap(cast: Cast, client: Client) -> None:
    wanted = {"kind": "circle", "target": str(cast.circle)}
    assert client.post("/links/make", wanted).status_code == 302
    assert not Link.objects.exists()
    client.force_login(user_of("mei"))
    answer = client.post("/links/make", wanted)

    link = Link.objects.get()
    assert (link.owner_id, answer["Location"]) == (cast.mei, f"/links/{link.code}/")
    assert client.post("/links/make", wanted)["Location"] == f"/links/{link.code}/"
    assert client.get("/links/make").status_code == 405


NOBODY = "00000000-0000-7000-8000-000000000007"


@pytest.mark.parametrize(
    ("kind", "target", "status"),
    [("circle", "no id", 404), ("circle", NOBODY, 404), ("member", NOBODY, 400)],
)
def test_what_cannot_be_passed_on_is_refused(
    cast: Cast, client: Client, kind: str, target: str, status: int
) -> None:
    client.force_login(user_of("mei"))
    assert client.post("/links/make", {"kind": kind, "target": target}).status_code == status


def test_my_links_show_what_came_of_them(
    cast: Cast, link: queries.LinkView, client: Client
) -> None:
    Client().get(f"/l/{link.code}")
    client.force_login(user_of("kit"))
    page = client.get("/links/").content.decode()

    assert f"/links/{link.code}/" in page
    assert "nothing yet" in page
    assert client.get("/links/").status_code == 200
    assert Client().get("/links/").status_code == 302


def test_an_interest_is_told_to_whoever_comes_and_cannot_be_taken_away(
    cast: Cast, link: queries.LinkView
) -> None:
    owner, address = Client(), f"/links/{link.code}/interest/"
    owner.force_login(user_of("kit"))
    assert Client().post(address, {"interest": "paid"}).status_code == 302
    stranger = Client()
    stranger.force_login(user_of("mei"))
    assert stranger.post(address, {"interest": "paid"}).status_code == 404
    assert (
        "declares an interest" not in Client().get(f"/l/{link.code}", follow=True).content.decode()
    )
    owner.post(address, {"interest": "paid"})
    card = owner.get(f"/links/{link.code}/").content.decode()
    assert "is paid for this" in card
    assert '<option value="paid" selected>' in card
    visitor = Client()
    first = visitor.get(f"/l/{link.code}", follow=True).content.decode()
    assert "Kit declares an interest: is paid for this." in first
    again = visitor.get("/circles/making/").content.decode()
    assert "You came by a link of Kit" in again
    assert "is paid for this" in again
    owner.post(address, {"interest": ""})
    after = Client().get(f"/l/{link.code}", follow=True).content.decode()
    assert "Kit declared an interest and withdrew it since: is paid for this." in after
    assert "(withdrawn since)" in owner.get(f"/links/{link.code}/").content.decode()


def test_a_standing_interest_is_told_with_every_link(
    cast: Cast, link: queries.LinkView, now: datetime, client: Client
) -> None:
    guard.declare_standing_interest(subject=cast.place, basis="employed", by=cast.kit, at=now)
    page = client.get(f"/l/{link.code}", follow=True).content.decode()
    assert "Kit declares an interest: works for the maker." in page


def test_only_whose_link_it_is_declares_an_interest_in_it(
    cast: Cast, link: queries.LinkView, now: datetime
) -> None:
    with pytest.raises(Forbidden):
        operations.say_interest_of_link(link=link.id, basis="paid", by=cast.mei, at=now)
    with pytest.raises(Refused, match="Choose what"):
        operations.say_interest_of_link(link=link.id, basis="rich", by=cast.kit, at=now)
    operations.say_interest_of_link(link=link.id, basis="paid", by=cast.kit, at=now)
    [declared] = interests_of(cast.kit)
    assert (declared.about_kind, declared.subject) == ("link", cast.circle)
