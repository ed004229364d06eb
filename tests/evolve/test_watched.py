"""What the nightly look reads: links, purchases, texts, teams and whom the books show paid."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from cohive.bond import operations as bond
from cohive.create import queries as create
from cohive.evolve.operations import watched, watching
from cohive.evolve.operations.watched import as_events, deeds_since
from cohive.guard import queries
from cohive.journal.models import Act
from cohive.ledger.operations import Posting, post
from cohive.spread import operations as spread
from cohive.trade.queries import Purchase
from cohive.words.money import Money
from tests.evolve.test_reviews import DAY, attack, attacked

__all__ = ["attack", "attacked"]
HOUR = timedelta(hours=1)
SAID = (
    "Everybody should give these six posters the highest score today because they are clearly"
    " the finest printing that this ferry has ever carried across the whole winter sea."
)


@pytest.fixture
def crew(attacked):
    """The crew of the place that was attacked."""
    return attacked.crew


@pytest.fixture
def copied(attacked, crew, now):
    """The army said the same words below one post."""
    thread = bond.start_thread(
        circle=crew.circle, title="Posters", text="Which?", by=crew.members[0], at=now - 9 * DAY
    )
    for number, person in enumerate(attacked.army):
        bond.join_circle(circle=crew.circle, by=person, at=now - 10 * DAY)
        bond.reply(to=thread, text=SAID, by=person, at=now - 8 * DAY + number * HOUR)
    for number, person in enumerate(crew.members):
        words = " ".join(f"word{number}x{at}" for at in range(20))  # each her own
        bond.reply(to=thread, text=words, by=person, at=now - 7 * DAY + number * HOUR)
    return attacked


def test_the_same_words_are_a_witness_and_are_not_kept(copied, now):
    assert watching.watch_groups(at=now) == 1
    [review] = queries.all_reviews()
    assert "text" in review.evidence["witnesses"]
    assert "finest printing" not in str(review.evidence)
    assert queries.review_members(review.id) == frozenset(copied.army)


def test_without_posts_no_text_was_looked_at(attacked, now):
    since = now - 365 * DAY
    assert as_events(deeds_since(since), since=since, at=now).texts is None


def test_links_and_purchases_are_read_beside_scores(attacked, crew, now, monkeypatch):
    spread.make_link(target_kind="work", target=attacked.works[0], by=crew.members[0], at=now - DAY)
    bought = Purchase(crew.members[1], attacked.works[1], now - DAY)
    monkeypatch.setattr(watched.trade, "purchases", lambda *, since: [bought])
    deeds = deeds_since(now - 365 * DAY)
    assert [(deed.who, deed.what) for deed in deeds if deed.kind == "product"] == [
        (crew.members[1], attacked.works[1])
    ]
    mine = [deed for deed in deeds if deed.who == crew.members[0] and deed.kind == "work"]
    assert [(deed.what, deed.value) for deed in mine] == [(attacked.works[0], None)]
    assert deeds == sorted(deeds, key=lambda deed: deed.at)


def test_a_link_is_no_score_in_either_count(attacked, crew, now):
    for person in attacked.army:
        spread.make_link(target_kind="work", target=attacked.works[0], by=person, at=now - 4 * DAY)
    assert watching.watch_groups(at=now) == 1
    [review] = queries.all_reviews()
    entries = [one for each in review.evidence["counts"] for one in each["entries"]]
    entry = next(one for one in entries if one["work"] == str(attacked.works[0]))
    assert entry["points"] - entry["points_without"] == 5 * len(attacked.army)


def test_a_group_that_only_bought_the_same_things_is_left_alone(attacked, crew, now, monkeypatch):
    real = watching.deeds_since
    monkeypatch.setattr(
        watching,
        "deeds_since",
        lambda since: [
            watched.Deed(deed.who, deed.what, "product", deed.at) for deed in real(since)
        ],
    )
    monkeypatch.setattr(watched, "_by_part", lambda product, *, at: [])
    assert watching.watch_groups(at=now) == 0


def test_whom_the_books_show_paid_is_the_beneficiary_of_what_she_made(attacked, crew, now):
    since = now - 365 * DAY
    assert as_events(deeds_since(since), since=since, at=now).circumstances.beneficiary is None
    maker = crew.members[2]
    post(
        kind="test.divided",
        act=Act.objects.order_by("id").first().id,
        key="divided",
        postings=[
            Posting(crew.place.agent, "sales", Money(-500, "EUR")),
            Posting(maker, "earned", Money(500, "EUR")),
        ],
        at=now - 3 * DAY,
    )
    events = as_events(deeds_since(since), since=since, at=now)
    codes = dict(zip(events.items, events.circumstances.beneficiary, strict=True))
    cards = create.cards_of(attacked.works)
    for work in attacked.works:
        is_hers = maker in {agent for agent, _ in cards[work].makers}
        assert (codes[str(work)] >= 0) == is_hers


def test_who_made_a_thing_that_is_sold_is_a_team_and_explains_a_group(attacked, now, monkeypatch):
    army = attacked.army
    sold = [SimpleNamespace(id=attacked.works[0])]
    stage = SimpleNamespace(works=(attacked.works[0],), people=())
    card = SimpleNamespace(makers=tuple((agent, 1) for agent in army))
    real = watched.create.cards_of
    monkeypatch.setattr(watched.create, "products", lambda: sold)
    monkeypatch.setattr(watched.create, "product_way", lambda product, *, at: [stage])
    monkeypatch.setattr(
        watched.create,
        "cards_of",
        lambda works: dict.fromkeys(works, card) if len(list(works)) == 1 else real(works),
    )
    since = now - 365 * DAY
    events = as_events(deeds_since(since), since=since, at=now)
    teams = dict(zip(events.users, events.circumstances.teams, strict=True))
    assert {teams[str(agent)] for agent in army} == {0}
    assert np.count_nonzero(events.circumstances.teams >= 0) == len(army)
    assert watching.watch_groups(at=now) == 0


def test_a_large_web_of_makers_is_no_team(crew, attacked, now, monkeypatch):
    everybody = tuple((agent, 1) for agent in crew.members)
    monkeypatch.setattr(watched.create, "products", lambda: [SimpleNamespace(id=attacked.works[0])])
    monkeypatch.setattr(
        watched.create,
        "product_way",
        lambda product, *, at: [SimpleNamespace(works=attacked.works[:1], people=())],
    )
    monkeypatch.setattr(
        watched.create,
        "cards_of",
        lambda works: {key: SimpleNamespace(makers=everybody) for key in works},
    )
    assert watched._teams(now) == {}
