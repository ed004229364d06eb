"""Who gains from whom she speaks for and says nothing is asked about it, and nobody else is."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohive.bond import operations as bond
from cohive.create import operations as create
from cohive.evolve.operations.contradictions import find_contradictions, recounted
from cohive.evolve.operations.watching import watch_groups
from cohive.guard import operations as guard
from cohive.guard import queries
from cohive.journal.models import Act
from cohive.ledger.operations import Posting, post
from cohive.settle.models import Credit
from cohive.spread import operations as spread
from cohive.trade import operations as trade
from cohive.words.money import Money
from tests.create.conftest import drawing
from tests.settle import stall

DAY = timedelta(days=1)


class Story(NamedTuple):
    """A maker, her work in a challenge, and one who may speak for it."""

    maker: UUID
    fan: UUID
    work: UUID


@pytest.fixture
def story(crew, now, hear) -> Story:
    hear(now - 99 * DAY)
    maker, fan = crew.members[:2]
    call = create.open_challenge(
        title="Poster for Ebb",
        brief="Two inks.",
        circle=crew.circle,
        decides="firm",
        opens_at=now - 30 * DAY,
        closes_at=now - 20 * DAY,
        voting_closes_at=now + 5 * DAY,
        by=crew.steward,
        at=now - 31 * DAY,
    )
    work = create.submit_work(
        title="Low tide",
        by=maker,
        picture=drawing("low tide"),
        makers=[(maker, 1)],
        accepts_terms=True,
        challenge=call,
        at=now - 25 * DAY,
    )
    return Story(maker, fan, work)


def praise(story, at, value=5, **more):
    create.score_work(work=story.work, value=value, would_buy=False, by=story.fan, at=at, **more)


def pay(giver, taker, at, minor=5000):
    act = Act.objects.order_by("id").first().id
    return post(
        kind="test.paid",
        act=act,
        key=f"paid {giver} {taker} {at}",
        postings=[
            Posting(giver, "treasury", Money(-minor, "EUR")),
            Posting(taker, "treasury", Money(minor, "EUR")),
        ],
        at=at,
    )[0]


def give_thing(provider, receiver, at):
    offer = bond.make_proposal(
        kind="offer", what="thing", title="A print", text="Free.", by=provider, at=at
    )
    commitment = bond.take_up(proposal=offer, by=receiver, at=at)
    for who in (provider, receiver):
        bond.say_done(commitment=commitment, by=who, at=at)


def test_who_was_paid_and_praises_undeclared_is_found_once(story, now):
    entry = pay(story.maker, story.fan, now - 15 * DAY)
    praise(story, now - 10 * DAY)
    assert find_contradictions(at=now) == 1
    assert find_contradictions(at=now + DAY) == 0
    [found] = queries.contradictions()
    assert (found.person, found.beneficiary, found.state) == (story.fan, story.maker, "found")
    [act], [gain] = found.evidence["acts"], found.evidence["gains"]
    assert (act["kind"], act["what"]) == ("create.work.scored", str(story.work))
    assert (gain["kind"], gain["id"], gain["minor"]) == ("paid", str(entry), 5000)


def test_the_evidence_recomputes_from_the_books_and_the_journal(story, now):
    pay(story.maker, story.fan, now - 15 * DAY)
    praise(story, now - 10 * DAY)
    find_contradictions(at=now)
    [found] = queries.contradictions()
    pay(story.maker, story.fan, now + DAY)
    again = recounted(person=story.fan, beneficiary=story.maker, at=found.found_at)
    assert again == found.evidence
    assert recounted(person=story.maker, beneficiary=story.fan, at=now) == {}


@pytest.mark.parametrize("how", ["with the score", "standing", "in the place", "later"])
def test_who_declared_is_not_asked(story, crew, now, how):
    pay(story.maker, story.fan, now - 15 * DAY)
    praise(story, now - 10 * DAY, interest="paid" if how == "with the score" else None)
    subject = {"standing": story.maker, "in the place": crew.place.agent, "later": story.maker}
    if how in subject:
        at = now if how == "later" else now - 20 * DAY
        guard.declare_standing_interest(subject=subject[how], basis="paid", by=story.fan, at=at)
    assert find_contradictions(at=now) == 0


def test_a_withdrawn_interest_is_no_declaration(story, now):
    pay(story.maker, story.fan, now - 15 * DAY)
    praise(story, now - 10 * DAY, interest="paid")
    praise(story, now - 9 * DAY, interest="")
    assert find_contradictions(at=now) == 1


def test_nobody_is_asked_for_praise_alone_or_pay_alone(story, now):
    praise(story, now - 10 * DAY)
    assert find_contradictions(at=now) == 0
    pay(story.fan, story.maker, now - 9 * DAY)  # she paid: a buyer
    assert find_contradictions(at=now) == 0


def test_a_low_score_is_no_praise(story, now):
    pay(story.maker, story.fan, now - 15 * DAY)
    praise(story, now - 10 * DAY, value=3)
    assert find_contradictions(at=now) == 0


@pytest.mark.parametrize(("days", "found"), [(20, 1), (45, 0)])
def test_pay_that_follows_soon_counts_and_much_later_does_not(story, now, days, found):
    praise(story, now - 10 * DAY)
    pay(story.maker, story.fan, now + (days - 10) * DAY)
    assert find_contradictions(at=now + 40 * DAY) == found


def test_the_brands_own_people_are_not_asked(story, crew, now):
    bond.grant_role(to=story.fan, role="maker", by=crew.steward, at=now - 20 * DAY)
    pay(story.maker, story.fan, now - 15 * DAY)
    praise(story, now - 10 * DAY)
    assert find_contradictions(at=now) == 0


def test_a_post_that_names_the_work_by_its_address_is_praise(story, crew, now):
    pay(story.maker, story.fan, now - 15 * DAY)
    thread = bond.start_thread(
        circle=crew.circle,
        title="Look",
        text="See https://here.example/works/low-tide/ now.",
        by=story.fan,
        at=now - 5 * DAY,
    )
    assert find_contradictions(at=now) == 1
    [act] = queries.contradictions()[0].evidence["acts"]
    assert act["id"] == str(thread)


def test_a_link_to_the_work_is_praise_unless_it_is_declared(story, now):
    pay(story.maker, story.fan, now - 15 * DAY)
    link = spread.make_link(target_kind="work", target=story.work, by=story.fan, at=now - 5 * DAY)
    spread.say_interest_of_link(link=link.id, basis="paid", by=story.fan, at=now - 5 * DAY)
    assert find_contradictions(at=now) == 0
    spread.say_interest_of_link(link=link.id, basis="", by=story.fan, at=now - 4 * DAY)
    assert find_contradictions(at=now) == 1


def test_a_maker_passing_on_her_own_work_is_not_asked_and_is_shown_as_its_maker(story, now):
    pay(story.fan, story.maker, now - 15 * DAY)
    link = spread.make_link(target_kind="work", target=story.work, by=story.maker, at=now)
    assert find_contradictions(at=now) == 0
    page = Client().get(f"/l/{link.code}", follow=True).content.decode()
    assert "declares an interest: made it, or a part of it." in page


def test_one_gift_is_not_enough_and_mutual_gifts_are_none(story, now, crew):
    give_thing(story.maker, story.fan, now - 15 * DAY)
    praise(story, now - 10 * DAY)
    assert find_contradictions(at=now) == 0  # one kind word for a gift
    spread.make_link(target_kind="work", target=story.work, by=story.fan, at=now - 5 * DAY)
    give_thing(story.fan, story.maker, now - 4 * DAY)
    assert find_contradictions(at=now) == 0


def test_a_thing_got_for_free_and_praised_twice_is_found(story, now):
    give_thing(story.maker, story.fan, now - 15 * DAY)
    praise(story, now - 10 * DAY)
    spread.make_link(target_kind="work", target=story.work, by=story.fan, at=now - 5 * DAY)
    assert find_contradictions(at=now) == 1
    assert queries.contradictions()[0].evidence["gains"][0]["kind"] == "given"


@pytest.fixture
def shop(crew, now):
    """A print with its agreement; two members made it."""
    at = now - 40 * DAY
    return stall.open_product(
        title="Low tide timetable",
        slug="timetable",
        price=Money(2500, "EUR"),
        tax_rate=Fraction(21, 100),
        costs=[("Paper, ink, tube", 734)],
        makers=(("design", crew.members[0]), ("sale", crew.members[3])),
        stall=trade.open_location(name="Night market", kind="stall", by=crew.steward, at=at),
        by=crew.steward,
        at=at,
    )


def test_makers_paid_for_their_part_and_buyers_are_not_asked(shop, story, crew, now, hear):
    link = spread.make_link(
        target_kind="product", target=shop["product"], by=story.fan, at=now - 35 * DAY
    )
    stall.sell(shop, crew.steward, now - 30 * DAY, quantity=9, key="one", link=link.id)
    hear(now)
    assert Credit.objects.filter(kind="earned").exists()
    assert Credit.objects.filter(kind="link", payee=story.fan).exists()
    spread.make_link(target_kind="product", target=shop["product"], by=crew.members[0], at=now)
    assert find_contradictions(at=now) == 0  # the place itself tells of the reward of a link


def test_who_is_rewarded_for_a_link_and_praises_its_makers_twice_is_found(
    shop, story, crew, now, hear
):
    link = spread.make_link(
        target_kind="product", target=shop["product"], by=story.fan, at=now - 35 * DAY
    )
    stall.sell(shop, crew.steward, now - 30 * DAY, quantity=9, key="one", link=link.id)
    hear(now)
    praise(story, now - 10 * DAY)
    assert find_contradictions(at=now) == 0
    bond.start_thread(
        circle=crew.circle,
        title="Look",
        text="All of you: /works/low-tide/ and nothing else.",
        by=story.fan,
        at=now - 5 * DAY,
    )
    assert find_contradictions(at=now) == 1
    [gain] = queries.contradictions()[0].evidence["gains"]
    assert gain["kind"] == "reward"


def test_the_nightly_looks_read_no_message_that_was_not_reported_and_no_text_of_one(
    story, crew, now
):
    guard.report_message(sender=story.fan, channel="chat", text="Buy.", by=crew.members[5], at=now)
    pay(story.maker, story.fan, now - 15 * DAY)
    praise(story, now - 10 * DAY)
    with CaptureQueriesContext(connection) as caught:
        find_contradictions(at=now)
        watch_groups(at=now)
    asked = " ".join(query["sql"] for query in caught)
    for closed in ("guard_reportedmessage", "bond_notice", "bond_user", "trade_ordercontact"):
        assert closed not in asked
    assert "bond_post" in asked  # what everybody may read
