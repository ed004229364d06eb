"""Drops: announced, sold to who comes first within her limit, ended; nothing sold twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cohive.journal.models import Act
from cohive.journal.verification import verify
from cohive.trade import operations
from cohive.trade.models import Drop, DropOrder, Order, Stock
from cohive.trade.operations import DrawTerms
from cohive.words.refusals import Missing, Refused
from tests.trade.conftest import LOTTE, Cast, on_shelf
from tests.trade.drops import HOUR, MINUTE, announce, announce_draw, buy, guest, view_of
from tests.trade.memberships import bought, made

pytestmark = pytest.mark.django_db


def kinds_about(drop: UUID) -> list[str]:
    return list(Act.objects.filter(object_id=drop).order_by("id").values_list("kind", flat=True))


def test_announcing_takes_the_pieces_off_the_shops_shelf(cast: Cast, now: datetime) -> None:
    drop = announce(cast, now)

    view = view_of(drop)
    assert on_shelf(cast.medium) == 2
    assert [(piece.label, piece.quantity, piece.left) for piece in view.pieces] == [("M", 3, 3)]
    assert (view.phase(now), view.slug, view.commitment) == ("announced", "winter-drop", "")
    assert kinds_about(drop) == ["trade.drop.announced"]
    assert [finding.fault for finding in verify() if finding.fault] == []


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"title": "  "}, "title", "Give it a name of at most 60 characters."),
        ({"per_person": 0}, "per_person", "Write how many, from 1 to 20."),
        ({"opens_at": "past"}, "opens_at", "It must open later than now."),
        ({"closes_at": "before"}, "closes_at", "It must close later than it opens."),
        ({"closes_at": "far"}, "closes_at", "At most 90 days."),
        ({"pieces": {}}, "pieces", "Say how many of each."),
        ({"pieces": "many"}, "pieces", "Not so many of M lie on the shop’s shelf."),
    ],
)
def test_what_cannot_be_announced_is_refused_at_its_field(
    cast: Cast, now: datetime, changed: dict[str, object], field: str, sentence: str
) -> None:
    words = {
        "past": now - MINUTE,
        "before": now + HOUR,
        "far": now + timedelta(days=91),
        "many": {cast.medium: 6},
    }
    given = {k: words.get(v, v) if isinstance(v, str) else v for k, v in changed.items()}
    with pytest.raises(Refused) as refused:
        announce(cast, now, **given)

    assert (refused.value.field, str(refused.value)) == (field, sentence)
    assert not Drop.objects.exists()
    assert on_shelf(cast.medium) == 5


def test_nothing_is_sold_before_it_opens_or_after_it_closed(cast: Cast, now: datetime) -> None:
    drop = announce(cast, now)

    with pytest.raises(Refused, match="It opens at"):
        buy(cast, drop, now + HOUR - MINUTE)
    buy(cast, drop, now + HOUR)
    with pytest.raises(Refused, match="This drop is over"):
        buy(cast, drop, now + 2 * HOUR, key="late", contact=guest("late"))
    assert view_of(drop).left == 2


def test_the_same_form_twice_is_one_order(cast: Cast, now: datetime) -> None:
    drop = announce(cast, now)

    assert buy(cast, drop, now + HOUR) == buy(cast, drop, now + HOUR)
    assert (Order.objects.count(), DropOrder.objects.count(), view_of(drop).left) == (1, 1, 2)


def test_a_person_has_her_limit_under_each_way_to_write_her_address(
    cast: Cast, now: datetime
) -> None:
    drop = announce(cast, now, per_person=2)
    buy(cast, drop, now + HOUR)

    with pytest.raises(Refused, match="At most 2 for each person, and you have 1") as refused:
        buy(cast, drop, now + HOUR, key="again", contact=guest("LOTTE"), quantity=2)
    assert refused.value.field == "quantity"
    buy(cast, drop, now + HOUR, key="second", contact=guest("LOTTE"))
    assert view_of(drop).left == 1


def test_a_member_and_a_guest_of_one_address_are_one_person(cast: Cast, now: datetime) -> None:
    drop = announce(cast, now)
    buy(cast, drop, now + HOUR, buyer=cast.kit, by=cast.kit)

    with pytest.raises(Refused, match="At most 1 for each person"):
        buy(
            cast,
            drop,
            now + HOUR,
            key="as a guest",
            contact=type(LOTTE)(**{**vars(LOTTE), "email": "Kit@example.org"}),
        )


def test_an_order_that_was_let_go_counts_no_more_and_frees_its_piece(
    cast: Cast, now: datetime
) -> None:
    drop = announce(cast, now)
    first = buy(cast, drop, now + HOUR)
    operations.expire_order(order=first, at=now + HOUR + 31 * MINUTE)

    assert view_of(drop).left == 3
    buy(cast, drop, now + HOUR + 32 * MINUTE, key="again")
    assert view_of(drop).left == 2


def test_the_last_piece_is_sold_once(cast: Cast, now: datetime) -> None:
    drop = announce(cast, now, pieces={cast.medium: 1})
    buy(cast, drop, now + HOUR)

    assert view_of(drop).phase(now + HOUR) == "sold_out"
    with pytest.raises(Refused, match="Two Harbours long-sleeve, M is sold out") as refused:
        buy(cast, drop, now + HOUR, key="late", contact=guest("late"))
    assert refused.value.field == "quantity"


def test_the_shop_cannot_sell_what_a_drop_keeps(
    cast: Cast, now: datetime, place: Callable[..., UUID]
) -> None:
    announce(cast, now, pieces={cast.medium: 5})

    with pytest.raises(Refused, match="sold out"):
        place((cast.medium, 1))


def test_it_ends_by_itself_when_no_order_waits_any_more(
    cast: Cast, now: datetime, hear: Callable[[datetime], int]
) -> None:
    drop = announce(cast, now)
    order = buy(cast, drop, now + 2 * HOUR - MINUTE)

    hear_all(hear, now + 2 * HOUR)
    assert view_of(drop).phase(now + 2 * HOUR) == "closed"
    late = now + 3 * HOUR
    hear_all(hear, late)
    hear_all(hear, late + MINUTE)

    assert view_of(drop).phase(late) == "ended"
    assert on_shelf(cast.medium) == 5
    assert Order.objects.get(id=order).state == "expired"
    assert kinds_about(drop)[-1] == "trade.drop.ended"
    assert [finding.fault for finding in verify() if finding.fault] == []


def hear_all(hear: Callable[[datetime], int], at: datetime) -> None:
    """What the job plans is done after its commit, which a test has to let happen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction, "on_commit", lambda work, **_: work())
        hear(at)


def test_what_comes_back_after_the_end_lies_in_the_shop(
    cast: Cast, now: datetime, succeed: Callable[..., str]
) -> None:
    drop = announce(cast, now)
    order = buy(cast, drop, now + HOUR)
    succeed(order)
    operations.end_drop(drop=drop, by=cast.ruben, at=now + 2 * HOUR)
    assert on_shelf(cast.medium) == 4
    operations.cancel_order(order=order, by=cast.world, at=now + 2 * HOUR)

    assert on_shelf(cast.medium) == 5
    assert not Stock.objects.exclude(location__kind="web").filter(on_hand__gt=0).exists()
    with pytest.raises(Refused, match="This drop is over"):
        operations.end_drop(drop=drop, by=cast.ruben, at=now + 3 * HOUR)


def test_a_drop_called_off_before_it_opened_says_so(cast: Cast, now: datetime) -> None:
    drop = announce(cast, now)
    operations.end_drop(drop=drop, by=cast.ruben, at=now + MINUTE)

    assert view_of(drop).phase(now + HOUR) == "called_off"
    assert on_shelf(cast.medium) == 5


@pytest.mark.parametrize(
    ("column", "value"),
    [("seed", "another"), ("contributor_tickets", 5), ("per_person", 9), ("public_source", "x")],
)
def test_the_database_keeps_what_was_announced(
    cast: Cast, now: datetime, column: str, value: object
) -> None:
    drop = announce_draw(cast, now)

    with pytest.raises(DatabaseError, match="what a drop announced stands"), transaction.atomic():
        Drop.objects.filter(id=drop).update(**{column: value})
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM trade_droppiece")


def test_a_title_taken_or_without_latin_letters_gets_an_address_of_its_own(
    cast: Cast, now: datetime
) -> None:
    first = announce(cast, now, pieces={cast.medium: 1})
    second = announce(cast, now, pieces={cast.medium: 1})
    chinese = announce(cast, now, pieces={cast.medium: 1}, title="冬季发售")

    slugs = [view_of(drop).slug for drop in (first, second, chinese)]
    assert slugs[0] == "winter-drop"
    assert slugs[1].startswith("winter-drop-")
    assert slugs[2].startswith("drop-")


def test_a_product_nobody_sells_has_no_drop(cast: Cast, now: datetime) -> None:
    with pytest.raises(Missing):
        announce(cast, now, product=UUID(int=7))
    with pytest.raises(Missing):
        announce(cast, now, pieces={cast.one_print: 1})


def test_members_of_a_tier_buy_earlier_and_nobody_else(cast: Cast, now: datetime) -> None:
    deck = made(cast, now)
    early = operations.EarlyOpening(deck, now + MINUTE)
    drop = announce(cast, now, early=early)
    bought(deck, cast.kit, now)
    hers = {"buyer": cast.kit, "by": cast.kit, "key": "hers"}
    with pytest.raises(Refused, match="It opens at"):
        buy(cast, drop, now, **hers)
    with pytest.raises(Refused, match="It opens at"):
        buy(cast, drop, now + MINUTE)
    with pytest.raises(Refused, match="It opens at"):
        buy(cast, drop, now + MINUTE, buyer=cast.mei, by=cast.mei)
    buy(cast, drop, now + MINUTE, **hers)
    buy(cast, drop, now + HOUR)
    with pytest.raises(Refused) as in_a_draw:
        announce(cast, now, title="Drawn", draw=DrawTerms(), early=early)
    assert in_a_draw.value.field == "early_tier"
    with pytest.raises(Refused) as too_late:
        announce(cast, now, early=operations.EarlyOpening(deck, now + 2 * HOUR))
    assert too_late.value.field == "early_opens_at"
    with pytest.raises(IntegrityError), transaction.atomic():
        Drop.objects.filter(id=drop).update(early_opens_at=now)
