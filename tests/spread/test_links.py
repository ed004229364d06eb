"""Making links, and what is written when somebody buys through one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from cohive.bond import operations as bond
from cohive.journal.models import Act
from cohive.spread import operations, queries
from cohive.spread.models import Conversion, Link
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused
from tests.spread.conftest import Cast

pytestmark = pytest.mark.django_db


def make(cast: Cast, now: datetime) -> queries.LinkView:
    return operations.make_link(target_kind="circle", target=cast.circle, by=cast.kit, at=now)


def bought(link: UUID, buyer: UUID | None, cast: Cast, now: datetime, **more: object) -> bool:
    given: dict[str, object] = {"order": uuid4(), "amount": Money(2500, "EUR"), **more}
    return operations.record_conversion(
        link=link,
        buyer=buyer,
        at=now,
        by=buyer or cast.place,
        **given,  # type: ignore[arg-type]
    )


def test_a_link_is_made_once_for_each_member_and_thing(cast: Cast, now: datetime) -> None:
    link = make(cast, now)

    assert make(cast, now) == link
    assert Link.objects.count() == 1
    act = Act.objects.get(kind="spread.link.made")
    assert (act.actor_id, act.object_kind, act.object_id) == (cast.kit, "circle", cast.circle)
    assert len(link.code) == 8
    assert not set(link.code) & set("01ilo")


def test_two_members_have_two_links_to_one_thing(cast: Cast, now: datetime) -> None:
    kits = make(cast, now)
    meis = operations.make_link(target_kind="circle", target=cast.circle, by=cast.mei, at=now)
    assert kits.code != meis.code


def test_what_is_not_there_or_no_page_cannot_be_passed_on(cast: Cast, now: datetime) -> None:
    with pytest.raises(Missing):
        operations.make_link(target_kind="product", target=uuid4(), by=cast.kit, at=now)
    with pytest.raises(Refused, match="Only a product or a page"):
        operations.make_link(target_kind="member", target=cast.mei, by=cast.kit, at=now)
    assert not Link.objects.exists()


def test_an_order_through_a_link_is_written_once_and_may_be_rewarded(
    cast: Cast, now: datetime
) -> None:
    link, order = make(cast, now), uuid4()

    assert bought(link.id, cast.mei, cast, now, order=order)
    assert bought(link.id, cast.mei, cast, now, order=order)

    row = Conversion.objects.get()
    assert (row.order, row.amount_minor, row.is_own) == (order, 2500, False)
    act = Act.objects.get(kind="spread.link.converted")
    assert (act.actor_id, act.target_id) == (cast.mei, cast.kit)


def test_ones_own_purchase_is_shown_and_never_rewarded(cast: Cast, now: datetime) -> None:
    link = make(cast, now)

    assert not bought(link.id, cast.kit, cast, now)
    assert not bought(link.id, None, cast, now, is_own=True)
    assert bought(link.id, None, cast, now)

    tally = queries.tallies(cast.kit)[0]
    assert (tally.orders, tally.own_orders, tally.amounts) == (1, 2, (Money(2500, "EUR"),))
    assert queries.rewarded_owner(link.id, cast.kit) is None
    assert queries.rewarded_owner(link.id, cast.mei) == cast.kit


def test_a_conversion_cannot_be_changed(cast: Cast, now: datetime) -> None:
    bought(make(cast, now).id, cast.mei, cast, now)

    with pytest.raises(DatabaseError), transaction.atomic():
        Conversion.objects.update(amount_minor=1)


def test_an_unknown_link_converts_nothing(cast: Cast, now: datetime) -> None:
    with pytest.raises(Missing):
        bought(uuid4(), cast.mei, cast, now)


def test_a_person_is_no_circle_to_pass_on(cast: Cast, now: datetime) -> None:
    unlisted = bond.make_unclaimed(name="Unlisted Maker", key="u", by=cast.place, at=now)
    for agent in (cast.mei, unlisted, cast.place):
        with pytest.raises(Missing):
            operations.make_link(target_kind="circle", target=agent, by=cast.kit, at=now)
