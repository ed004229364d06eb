"""Clocks jump: what has closed stays closed, numbers go on, nobody waits for a day that was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from cohive.bond import operations as bond
from cohive.bond.queries import stewards
from cohive.create import operations as create
from cohive.house import founding
from cohive.house.simulation.months import ANSWERS
from cohive.journal import clock, jobs, seals
from cohive.journal.models import Act, Job, Seal
from cohive.journal.verification import verify
from cohive.ledger.operations import Posting, post
from cohive.trade import operations as trade
from cohive.words.money import Money
from cohive.words.refusals import Refused

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ORDERLY = ("triggers", "chain", "entries", "balances")
"""What the books themselves answer for; nothing was sold here."""
JUMPS = [-DAY, -HOUR, HOUR, DAY]
MOMENTS = [
    datetime(2026, 11, 22, 8, 14, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, tzinfo=UTC),  # an hour is skipped in Europe
    datetime(2026, 10, 25, 0, 59, tzinfo=UTC),  # an hour comes twice
    datetime(2028, 2, 29, 23, 59, tzinfo=UTC),
]


@pytest.fixture(params=MOMENTS, ids=lambda at: at.date().isoformat())
def moment(request) -> datetime:
    """An instant at which clocks do what people forget, with a place that has lived until then."""
    at: datetime = request.param
    founding.found({**ANSWERS, "time_zone": "Europe/Amsterdam"}, at=at - 10 * DAY)
    jobs.run_due(at=at - 10 * DAY)
    return at


def member(name: str, at: datetime):  # type: ignore[no-untyped-def]
    return bond.join(email=f"{name}@example.org", name=name, at=at, is_verified=True)


def test_no_vote_after_the_close_whatever_the_clock_says(moment):
    steward = stewards()[0]
    maker, voter = member("maker", moment - 9 * DAY), member("voter", moment - 9 * DAY)
    challenge = create.open_challenge(
        title="A card",
        brief="Draw one.",
        opens_at=moment - 8 * DAY,
        closes_at=moment - 2 * DAY,
        voting_closes_at=moment,
        by=steward,
        at=moment - 8 * DAY - HOUR,
        lang="en",
    )
    work = create.submit_work(
        title="Mine",
        picture=None,
        text="Made on a quiet evening.",
        makers=[(maker, 1)],
        challenge=challenge,
        accepts_terms=True,
        by=maker,
        at=moment - 3 * DAY,
    )
    create.score_work(work=work, value=5, would_buy=True, by=voter, at=moment - HOUR)
    jobs.run_due(at=moment + timedelta(minutes=1))
    later = moment + timedelta(minutes=2)
    for jump in JUMPS:
        with pytest.raises(Refused, match="Votes closed"):
            create.score_work(work=work, value=0, would_buy=False, by=voter, at=later + jump)


def test_no_link_that_was_used_up_opens_again(moment):
    steward = stewards()[0]
    path = bond.sign_in_url(agent=steward, at=moment).rsplit("/", 2)[1]
    jobs.run_due(at=moment + timedelta(minutes=31))
    later = moment + timedelta(minutes=32)
    for jump in JUMPS:
        with pytest.raises(Refused, match="used up"):
            bond.user_of_sign_in(token=path, at=later + jump)


def test_who_asks_for_a_link_while_the_clock_is_wrong_gets_in(moment):
    steward = stewards()[0]
    jobs.run_due(at=moment + DAY)
    path = bond.sign_in_url(agent=steward, at=moment).rsplit("/", 2)[1]
    assert bond.user_of_sign_in(token=path, at=moment + timedelta(minutes=5)).pk


def test_the_books_go_on_in_one_order(moment):
    firm = stewards()[0]
    jumps = [at for jump in JUMPS for at in (moment + jump, moment)]
    for number, at in enumerate(jumps):
        with time_machine.travel(at, tick=False):
            trade.open_location(name=f"Stall {number}", kind="stall", by=firm, at=at)
            act = Act.objects.order_by("-recorded_at").first()
            assert act is not None
            five = Money(5, "EUR")
            legs = [Posting(firm, "sales", -five), Posting(firm, "house", five)]
            post(kind="test", act=act.id, key=f"jump-{number}", postings=legs, at=at)
    seals.seal_pending()
    numbers = list(Seal.objects.order_by("n").values_list("n", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert [one for one in verify() if one.fault and one.name in ORDERLY] == []


def test_regular_work_goes_on_at_once_when_the_clock_is_set_back(now):
    jobs.run_due(at=now + 3 * DAY)
    jobs.run_due(at=now)
    late = Job.objects.filter(key="", run_at__gt=now + 2 * DAY).values_list("name", flat=True)
    assert list(late) == []
    assert Job.objects.get(name="trade.expire").last_run_at == now


def test_the_latest_instant_is_kept_when_an_earlier_one_comes(now):
    assert clock.not_before_known(now) == now
    jobs.run_due(at=now + DAY)
    jobs.run_due(at=now)
    assert clock.not_before_known(now) == now + DAY
    assert clock.not_before_known(now + 2 * DAY) == now + 2 * DAY
