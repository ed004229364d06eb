"""A yes goes with the file that brought it; a no outlives every file, taken back or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail

from cohive.bridges.audience import PeopleMapping
from cohive.care.models import AskedPerson, KnownPerson, RefusedPerson
from cohive.care.operations import audience as operations
from cohive.care.operations import known
from cohive.spread import operations as spread
from cohive.spread import queries as letters
from cohive.spread.models import Subscriber, Subscription
from tests.care.test_audience import FILE, brought, subscribed
from tests.trade.conftest import Cast, cast, own_sandbox

__all__ = ["cast", "own_sandbox"]

HEAD = b"email,name,newsletter,item,date\n"


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.transaction.on_commit", lambda call, **_: call())


def ask(cast: Cast, given: UUID, at: datetime, hear: Callable[[datetime], int]) -> None:
    operations.ask_people(audience_import=given, by=cast.steward, at=at)
    for minutes in range(4):
        hear(at + timedelta(minutes=minutes))


def test_a_consent_goes_with_the_file_that_added_it(cast: Cast, now: datetime) -> None:
    brought(cast, now)
    later = now + timedelta(days=1)
    second = brought(cast, later, HEAD + b"buyer@brought.example,B.,7 July 2025,,\n")
    buyer = KnownPerson.objects.get(email="buyer@brought.example")
    assert (buyer.agreed_on, buyer.known_by, subscribed(cast)) == (date(2025, 7, 7), "agreed", 3)
    operations.take_back(audience_import=second, by=cast.steward, at=later)
    buyer.refresh_from_db()
    assert (buyer.agreed_on, buyer.agreed_words, buyer.known_by) == (None, "", "bought")
    assert subscribed(cast) == 2
    assert KnownPerson.objects.get(name="Xiao").agreed_on is not None


@pytest.mark.parametrize(
    ("cell", "is_barred"),
    [("no", False), ("Unsubscribed", True), ("opt-out", True), ("退订", True)],
)
def test_a_later_no_of_a_table_ends_an_older_yes(
    cast: Cast, now: datetime, cell: str, is_barred: bool
) -> None:
    brought(cast, now)
    later = now + timedelta(days=1)
    no = HEAD + f"lotte@brought.example,Lotte,{cell},,\n".encode()
    second = brought(cast, later, no)
    lotte = KnownPerson.objects.get(email="lotte@brought.example")
    assert (lotte.agreed_on, lotte.known_by) == (None, "bought")
    assert subscribed(cast) == 1
    assert letters.is_suppressed("lotte@brought.example") == is_barred
    # the no stands when its file is taken back, and an old export does not undo it
    operations.take_back(audience_import=second, by=cast.steward, at=later)
    brought(cast, later, FILE + b"new@brought.example,N,,Cap,\n")
    lotte.refresh_from_db()
    assert lotte.agreed_on is None
    assert subscribed(cast) == 1


def test_a_yes_of_a_later_day_counts_after_a_no_but_begins_no_mails(
    cast: Cast, now: datetime
) -> None:
    brought(cast, now)
    brought(cast, now, HEAD + b"lotte@brought.example,Lotte,no,,\n")
    later = now + timedelta(days=9)
    day = (now + timedelta(days=5)).date()
    brought(cast, later, HEAD + f"lotte@brought.example,Lotte,{day.isoformat()},,\n".encode())
    assert KnownPerson.objects.get(email="lotte@brought.example").agreed_on == day
    assert subscribed(cast) == 1  # only she herself begins them again


def test_an_empty_cell_and_a_tick_left_out_take_nothing_back(cast: Cast, now: datetime) -> None:
    brought(cast, now)
    brought(
        cast, now, HEAD + b"lotte@brought.example,Lotte,,Cap,\nxiao@brought.example,X,pending,,\n"
    )
    assert KnownPerson.objects.get(email="lotte@brought.example").agreed_on is not None
    assert subscribed(cast) == 2


def test_her_own_yes_is_not_ended_by_a_file(cast: Cast, now: datetime) -> None:
    brought(cast, now)
    row = Subscription.objects.get(subscriber__address="lotte@brought.example")
    spread.end_subscription(subscription=row.id, at=now)
    spread.ask_for_newsletter(
        address="lotte@brought.example", list_kind="place", list_id=row.list_id, language="en",
        consent="Yes.", page="/", by=None, at=now,
    )  # fmt: skip
    spread.confirm_subscription(subscription=row.id, at=now)
    brought(cast, now, HEAD + b"lotte@brought.example,Lotte,no,,\n")
    assert subscribed(cast) == 2


def test_numbers_of_two_tables_name_two_people(cast: Cast, now: datetime) -> None:
    mapping = PeopleMapping(id="id", name="name", item="item")
    for number, name in enumerate(("Ana of Porto", "Bo of Bergen")):
        content = f"id,name,item\n17,{name},Cap\n".encode()
        at = now + timedelta(days=number)
        given = operations.give_file(name="t.csv", content=content, by=cast.steward, at=at)
        operations.keep_people(audience_import=given, mapping=mapping, by=cast.steward, at=at)
    people = KnownPerson.objects.order_by("id")
    assert [row.name for row in people] == ["Ana of Porto", "Bo of Bergen"]
    assert [row.bought.count() for row in people] == [1, 1]


@pytest.mark.usefixtures("mails")
def test_taken_back_and_brought_again_nobody_is_asked_twice_within_a_year(
    cast: Cast, now: datetime, hear: Callable[[datetime], int]
) -> None:
    given = brought(cast, now)
    ask(cast, given, now, hear)
    assert len(mail.outbox) == 2
    later = now + timedelta(days=3)
    operations.take_back(audience_import=given, by=cast.steward, at=later)
    assert not AskedPerson.objects.filter(digest__contains="lotte").exists()
    again = brought(cast, later, FILE + b"late@brought.example,L,3 May 2025,,\n")
    ask(cast, again, later, hear)
    assert sorted(each.to[0] for each in mail.outbox) == [
        "late@brought.example",
        "lotte@brought.example",
        "xiao@brought.example",
    ]
    hear(now + timedelta(days=367))
    assert not AskedPerson.objects.filter(at__lte=later).exists()


@pytest.mark.usefixtures("mails")
@pytest.mark.parametrize("said", ["ended", "withdrew"])
def test_a_no_survives_a_file_taken_back_and_brought_again(
    cast: Cast, now: datetime, said: str, hear: Callable[[datetime], int]
) -> None:
    given = brought(cast, now)
    if said == "ended":
        row = Subscription.objects.get(subscriber__address="lotte@brought.example")
        spread.end_subscription(subscription=row.id, at=now)
    else:
        lotte = KnownPerson.objects.get(email="lotte@brought.example")
        known.withdraw_consent(person=lotte.id, at=now)
    operations.take_back(audience_import=given, by=cast.steward, at=now)
    assert not Subscriber.objects.filter(address="lotte@brought.example").exists()
    assert letters.is_suppressed("lotte@brought.example")
    again = brought(cast, now + timedelta(days=1))
    assert subscribed(cast) == 1
    ask(cast, again, now + timedelta(days=1), hear)
    assert [each.to[0] for each in mail.outbox] == ["xiao@brought.example"]
    assert not RefusedPerson.objects.filter(digest__contains="lotte").exists()


@pytest.mark.usefixtures("mails")
def test_who_ended_the_newsletter_is_sent_no_claim_mail(
    cast: Cast, now: datetime, hear: Callable[[datetime], int]
) -> None:
    given = brought(cast, now)
    row = Subscription.objects.get(subscriber__address="lotte@brought.example")
    spread.end_subscription(subscription=row.id, at=now)
    ask(cast, given, now, hear)
    assert [each.to[0] for each in mail.outbox] == ["xiao@brought.example"]
