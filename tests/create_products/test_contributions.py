"""Work logged in two taps: confirmed by a peer, by seven days, or asked about."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cohive.bond import operations as bond
from cohive.bond.queries import notices, place, stewards
from cohive.create import operations, queries
from cohive.create.models.contributions import Contribution
from cohive.journal.models import EconomicEvent
from cohive.journal.queries import acts_of_object
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.create_products.conftest import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(cast, draft, now):
    def one(by, **more):
        given = {"stage": "production", "what": "Pulled screens", "at": now, **more}
        return operations.log_contribution(product=draft, by=by, **given)

    return one


def state(contribution, at):
    return queries.contribution(contribution, at=at).state


def kinds(object_id):
    return [act.kind.rsplit(".", 1)[1] for act in acts_of_object(object_id)][::-1]


def test_a_log_is_on_record_and_waits(cast, log, now):
    made = log(cast.jonas)
    view = queries.contribution(made, at=now)
    assert (view.state, view.makers, view.weight) == ("waiting", ((cast.jonas, 1),), 1)
    assert view.confirms_itself_at == now + 7 * DAY
    [act] = acts_of_object(made)
    assert (act.kind, act.actor) == ("create.contribution.logged", cast.jonas)


def test_a_peer_confirms_and_the_work_is_an_economic_event(cast, draft, log, now):
    made = log(cast.jonas, makers=[(cast.jonas, 2), (cast.anouk, 1)])
    operations.confirm_contribution(contribution=made, by=cast.sana, at=now)
    view = queries.contribution(made, at=now)
    assert (view.state, view.confirmed_by) == ("confirmed", cast.sana)
    flows = EconomicEvent.objects.filter(resource_id=draft, action="work")
    assert {(flow.provider_id, flow.quantity, flow.stage) for flow in flows} == {
        (cast.jonas, 2, "production"),
        (cast.anouk, 1, "production"),
    }
    assert kinds(made) == ["logged", "confirmed"]


def test_a_founder_alone_has_nobody_to_wait_for(now):
    bond.found_place(
        name="Lumen Print",
        languages=["en"],
        currency="EUR",
        tax_name="VAT",
        tax_rate=Fraction(21, 100),
        template="label",
        steward_email="sue@example.org",
        steward_name="Sue",
        at=now,
    )
    (sue,), firm = stewards(), place().agent
    bond.make_unclaimed(name="Somebody of a file", key="file:1", by=sue, at=now)
    product = operations.create_product(
        title="Card", slug="card", price=Money(400, "EUR"), tax_rate=Fraction(0), by=sue, at=now
    )
    given = {"product": product, "stage": "design", "what": "Drew it", "by": sue, "at": now}
    alone = operations.log_contribution(**given)
    assert queries.contribution(alone, at=now).confirmed_by == firm
    assert kinds(alone) == ["logged", "confirmed"]
    bond.join(email="ada@example.org", name="Ada", at=now)
    assert state(operations.log_contribution(**given), now) == "waiting"


@pytest.mark.parametrize("who", ["jonas", "anouk", "lin"])
def test_nobody_confirms_her_own_work_or_what_she_logged(cast, log, now, who):
    made = log(cast.lin, makers=[(cast.jonas, 1), (cast.anouk, 1)])
    with pytest.raises(Refused, match="your own work"):
        operations.confirm_contribution(contribution=made, by=cast.people[who], at=now)
    assert state(made, now) == "waiting"


def test_it_confirms_itself_after_seven_days_without_any_job(cast, log, now):
    made = log(cast.jonas)
    assert state(made, now + 7 * DAY - DAY / 24) == "waiting"
    assert state(made, now + 7 * DAY) == "confirmed"


def test_the_job_writes_the_act_of_the_seventh_day(cast, log, hear, now):
    made = log(cast.jonas)
    hear(now + 6 * DAY)
    assert kinds(made) == ["logged"]
    hear(now + 9 * DAY)
    act = acts_of_object(made)[0]
    assert (act.kind, act.event.by_itself, act.actor) == (
        "create.contribution.confirmed",
        True,
        cast.firm,
    )
    view = queries.contribution(made, at=now + 9 * DAY)
    assert (view.confirmed_at, view.confirmed_by) == (now + 7 * DAY, None)


def test_the_job_does_nothing_when_a_peer_was_faster(cast, log, hear, now):
    made = log(cast.jonas)
    operations.confirm_contribution(contribution=made, by=cast.sana, at=now)
    hear(now + 9 * DAY)
    assert kinds(made) == ["logged", "confirmed"]


def test_a_question_stops_the_clock_and_a_peers_yes_settles_it(cast, log, hear, now):
    made = log(cast.jonas)
    operations.question_contribution(
        contribution=made, question="Was it the same six hours?", by=cast.sana, at=now
    )
    hear(now + 9 * DAY)
    assert state(made, now + 30 * DAY) == "questioned"
    assert "asks about" in notices(cast.jonas)[0].text
    operations.explain_contribution(
        contribution=made, reply="No, the day after.", by=cast.jonas, at=now + DAY
    )
    assert "answered your question" in notices(cast.sana)[0].text
    operations.confirm_contribution(contribution=made, by=cast.sana, at=now + 2 * DAY)
    assert state(made, now + 2 * DAY) == "confirmed"
    assert kinds(made) == ["logged", "questioned", "explained", "confirmed"]


def test_a_question_comes_before_the_seventh_day(cast, log, now):
    made = log(cast.jonas)
    with pytest.raises(Refused, match="confirmed already"):
        operations.question_contribution(
            contribution=made, question="Really?", by=cast.sana, at=now + 7 * DAY
        )


def test_a_question_has_words(cast, log, now):
    made = log(cast.jonas)
    with pytest.raises(Refused) as refusal:
        operations.question_contribution(contribution=made, question="  ", by=cast.sana, at=now)
    assert refusal.value.field == "question"


def test_only_the_makers_answer_a_question(cast, log, now):
    made = log(cast.jonas)
    operations.question_contribution(contribution=made, question="How?", by=cast.sana, at=now)
    with pytest.raises(Forbidden):
        operations.explain_contribution(contribution=made, reply="So.", by=cast.mei, at=now)


def test_a_maker_takes_it_back_before_it_counts(cast, log, now):
    made = log(cast.jonas)
    operations.withdraw_contribution(contribution=made, by=cast.jonas, at=now)
    assert state(made, now) == "withdrawn"
    assert kinds(made) == ["logged", "withdrawn"]
    with pytest.raises(Missing):
        operations.confirm_contribution(contribution=made, by=cast.sana, at=now)


def test_confirmed_work_is_not_taken_back(cast, log, now):
    made = log(cast.jonas)
    with pytest.raises(Refused, match="confirmed already"):
        operations.withdraw_contribution(contribution=made, by=cast.jonas, at=now + 8 * DAY)


def test_nobody_takes_back_what_others_logged(cast, log, now):
    made = log(cast.jonas)
    with pytest.raises(Forbidden):
        operations.withdraw_contribution(contribution=made, by=cast.mei, at=now)


def test_those_who_worked_on_it_are_asked_and_nothing_waits_afterwards(cast, log, now):
    log(cast.sana)
    made = log(cast.jonas)
    [notice] = [one for one in notices(cast.sana) if one.waits]
    assert notice.text == "Jonas logged work on “Two Harbours long-sleeve”. Were you there?"
    assert [view.id for view in queries.waiting_for_peer(cast.sana, at=now)] == [made]
    operations.confirm_contribution(contribution=made, by=cast.sana, at=now)
    assert not [one for one in notices(cast.sana) if one.waits]
    assert queries.waiting_for_peer(cast.sana, at=now) == []


def test_the_first_log_asks_who_opened_the_product(cast, log, now):
    log(cast.jonas)
    assert [one.kind for one in notices(cast.ruben) if one.waits] == ["contribution"]


def test_work_taken_in_by_somebody_who_was_there_waits_for_nobody(cast, log, hear, now):
    made = log(cast.jonas, confirmed_by=cast.ruben)
    assert state(made, now) == "confirmed"
    assert not [one for one in notices(cast.ruben) if one.waits]
    with pytest.raises(Refused, match="your own work"):
        log(cast.jonas, confirmed_by=cast.jonas)
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"stage": "marketing"}, "stage"),
        ({"what": "   "}, "what"),
        ({"what": "x" * 121}, "what"),
        ({"weight": 0}, "weight"),
    ],
)
def test_a_log_that_says_nothing_is_refused_at_its_field(cast, log, given, field):
    with pytest.raises(Refused) as refusal:
        log(cast.jonas, **given)
    assert refusal.value.field == field
    assert not Contribution.objects.exists()


def test_makers_are_members_with_weights_named_once(cast, log):
    for makers in ([(cast.jonas, 0)], [(cast.jonas, 1), (cast.jonas, 2)], [(cast.firm, 0)]):
        with pytest.raises(Refused) as refusal:
            log(cast.jonas, makers=makers)
        assert refusal.value.field == "makers"


def test_an_unknown_product_is_missing(cast, now):
    with pytest.raises(Missing):
        operations.log_contribution(
            product=cast.firm, stage="sale", what="Sold", by=cast.mei, at=now
        )


def test_the_firm_weighs_work_within_its_stage(cast, log, now):
    made = log(cast.jonas)
    operations.weigh_contribution(contribution=made, weight=3, by=cast.ruben, at=now)
    assert queries.contribution(made, at=now).weight == 3
    assert acts_of_object(made)[0].event.weight == 3
    with pytest.raises(Forbidden):
        operations.weigh_contribution(contribution=made, weight=9, by=cast.jonas, at=now)


def test_unconfirmed_work_does_not_count_in_an_agreement(cast, log, draft, offer, now):
    log(cast.jonas, confirmed_by=cast.ruben)
    log(cast.sana)
    version = offer(draft, stage_weights={"production": 100}, at=now)
    assert set(queries.frozen_terms(version).attribution().fractions) == {str(cast.jonas)}
