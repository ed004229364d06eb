"""Reviews: only of what was bought, one of each buyer, with history, answered, reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cohive.bond import operations as bond
from cohive.guard.queries import interests_about, open_cases
from cohive.journal.models import Act
from cohive.trade import operations, queries
from cohive.trade.models import Review, ReviewVersion
from cohive.trade.operations import BackLine
from cohive.words.refusals import Forbidden, Refused
from tests.trade.conftest import Cast
from tests.trade.test_desk_pages import sign_in, text

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
Succeed = Callable[..., str]


@pytest.fixture
def sent(cast: Cast, place: Place, succeed: Succeed, now: datetime) -> Callable[..., UUID]:
    """A print that was paid and is on its way."""

    def order(**more: object) -> UUID:
        made = place((cast.one_print, 1), **more)
        succeed(made)
        operations.ship_order(order=made, by=cast.ruben, at=now)
        return made

    return order


def say(order: UUID, cast: Cast, now: datetime, **more: object) -> UUID:
    given: dict[str, object] = {
        "order": order,
        "product": cast.print,
        "stars": 4,
        "text": "The tide is right.",
        "language": "en",
        "by": cast.world,
        "at": now,
        **more,
    }
    return operations.write_review(**given)  # type: ignore[arg-type]


def test_there_is_no_review_without_a_paid_order(
    cast: Cast, place: Place, succeed: Succeed, sent: Callable[..., UUID], now: datetime
) -> None:
    unpaid = place((cast.one_print, 1))
    with pytest.raises(Refused, match="on its way"):
        say(unpaid, cast, now)
    order = sent()
    with pytest.raises(Refused, match="bought and kept"):
        say(order, cast, now, product=cast.shirt)
    line = queries.order(order).lines[0].id  # type: ignore[union-attr]
    operations.grant_refund(order=order, lines=[BackLine(line, 1)], by=cast.ruben, at=now)
    with pytest.raises(Refused, match="bought and kept"):
        say(order, cast, now)
    assert Review.objects.count() == 0


def test_one_of_a_buyer_and_product_with_every_version(
    cast: Cast, sent: Callable[..., UUID], now: datetime
) -> None:
    first = sent(buyer=cast.kit, by=cast.kit)
    second = sent(buyer=cast.kit, by=cast.kit)
    review = say(first, cast, now, by=cast.kit)
    assert say(second, cast, now, by=cast.kit, stars=2, text="It faded.") == review

    [view] = queries.reviews_of(cast.print)
    assert [(said.number, said.stars, said.text) for said in view.said] == [
        (2, 2, "It faded."),
        (1, 4, "The tide is right."),
    ]
    assert queries.rating(cast.print).mean == 2
    acts = Act.objects.filter(object_id=review).order_by("id")
    assert list(acts.values_list("kind", flat=True)) == [
        "trade.review.written",
        "trade.review.edited",
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            product=cast.print, order_id=second, buyer_id=cast.kit, state="shown", at=now
        )


def test_nobody_reviews_under_a_buyers_name(
    cast: Cast, sent: Callable[..., UUID], now: datetime
) -> None:
    order = sent(buyer=cast.kit, by=cast.kit)
    with pytest.raises(Forbidden):
        say(order, cast, now, by=cast.hanna)


def test_an_interest_stands_beside_it(cast: Cast, sent: Callable[..., UUID], now: datetime) -> None:
    mine = say(sent(buyer=cast.kit, by=cast.kit), cast, now, by=cast.kit, basis="given")
    say(sent(), cast, now, basis="kin")
    guest, member = queries.reviews_of(cast.print)
    assert member.interest is not None
    assert member.interest.basis == "given"
    assert guest.interest is not None
    assert guest.interest.basis == "kin"
    assert [one.person for one in interests_about("review", [mine])] == [cast.kit]
    with pytest.raises(Refused, match="interest"):
        say(sent(), cast, now, basis="likes it")


@pytest.mark.parametrize("name", ["mei", "ruben", "steward"])
def test_who_is_paid_by_it_has_to_say_so(
    cast: Cast, sent: Callable[..., UUID], now: datetime, name: str
) -> None:
    maker = getattr(cast, name)
    order = sent(buyer=maker, by=maker)
    with pytest.raises(Refused, match="say which") as refused:
        say(order, cast, now, by=maker)
    assert refused.value.field == "basis"
    say(order, cast, now, by=maker, basis="own")
    [view] = queries.reviews_of(cast.print)
    assert view.interest is not None


def test_what_she_said_goes_when_she_leaves(
    cast: Cast, sent: Callable[..., UUID], now: datetime
) -> None:
    say(sent(buyer=cast.kit, by=cast.kit), cast, now, by=cast.kit)
    operations.erase_reviews(agent=cast.kit, at=now)
    version = ReviewVersion.objects.get()
    assert (version.text, version.stars) == ("", 4)


def test_a_reported_one_goes_where_reports_go_and_is_taken_down(
    cast: Cast, sent: Callable[..., UUID], hear: Callable[..., int], now: datetime
) -> None:
    review = say(sent(), cast, now, text="Buy mine instead.")
    operations.report_review(review=review, reason="Advertising.", by=cast.mei, at=now)
    [case] = open_cases()
    assert case.subject == review
    assert "Buy mine instead." in case.evidence

    bond.close_report(case=case.id, outcome="taken_down", reason="It is.", by=cast.steward, at=now)
    hear(now)

    assert queries.reviews_of(cast.print) == []
    assert queries.rating(cast.print).mean is None
    assert Act.objects.filter(kind="trade.review.taken_down").count() == 1


def test_a_guest_reviews_from_her_order_and_a_maker_answers(
    cast: Cast, client: Client, sent: Callable[..., UUID]
) -> None:
    view = queries.order(sent())
    assert view is not None
    assert "Review it" in text(client.get(view.url))
    address = f"{view.url}review/{cast.print}/"
    assert client.post(address, {"stars": "9", "basis": ""}).status_code == 422
    client.post(address, {"stars": "5", "text": "Hangs above my bed.", "basis": ""})

    page = text(client.get(f"/reviews/of/{cast.print}/"))
    assert "Hangs above my bed." in page
    assert "bought here" in page
    assert "newest first" in page
    assert "Change your review" in text(client.get(view.url))
    assert "1 review" in text(client.get("/products/low-tide-timetable/"))
    review = queries.reviews_of(cast.print)[0].id
    sign_in(client, "kit")
    assert client.post(f"/reviews/{review}/answer", {"answer": "No."}).status_code == 403
    client.post(f"/reviews/{review}/report", {"reason": "Is it true?"})
    assert [case.subject for case in open_cases()] == [review]
    sign_in(client, "ruben")
    assert client.post(f"/reviews/{review}/answer", {"answer": " "}).status_code == 422
    client.post(f"/reviews/{review}/answer", {"answer": "Sleep well."})
    assert "Sleep well." in text(client.get(f"/reviews/of/{cast.print}/"))


def test_a_members_review_wants_her_signed_in(
    cast: Cast, client: Client, sent: Callable[..., UUID]
) -> None:
    view = queries.order(sent(buyer=cast.kit, by=cast.kit))
    assert view is not None
    address = f"{view.url}review/{cast.print}/"
    assert client.get(address).status_code == 302
    sign_in(client, "kit")
    assert client.get(address).status_code == 200
    client.post(address, {"stars": "3", "text": "Well.", "basis": "paid"})
    assert "is paid for this" in text(client.get(f"/reviews/of/{cast.print}/"))
