"""Scores: one per person, secret until one has scored or votes closed, never money."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cohive.create import measurements, operations, queries
from cohive.create.models.scores import EntryOrder, Exposure, Impression, Score, Tally
from cohive.create.models.works import Work
from cohive.create.queries.scores import tally_fault
from cohive.journal.models import EconomicEvent
from cohive.journal.queries import acts_of_object
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Missing, Refused

DAY = timedelta(days=1)


@pytest.fixture
def voting(challenge):
    """An instant when votes are open."""
    return queries.challenge(challenge).closes_at + DAY


@pytest.fixture
def closed(challenge):
    """The first instant after the votes."""
    return queries.challenge(challenge).voting_closes_at


@pytest.fixture
def entries(cast, challenge, submit):
    return {
        name: submit(getattr(cast, name), f"Entry of {name}", challenge=challenge)
        for name in ("mei", "anouk", "hanna")
    }


def score(work, by, at, value=4, would_buy=False):
    operations.score_work(work=work, value=value, would_buy=would_buy, by=by, at=at)


def ballot(challenge, work, viewer, at):
    return queries.ballots(challenge, [work], viewer=viewer, at=at)[work]


def test_a_score_is_one_row_one_act_and_no_money(cast, entries, voting):
    score(entries["mei"], cast.noor, voting, value=5, would_buy=True)
    row = Score.objects.get()
    assert (row.value, row.would_buy, row.by_id) == (5, True, cast.noor)
    act = acts_of_object(entries["mei"])[0]
    assert (act.kind, act.actor, act.event.value) == ("create.work.scored", cast.noor, 5)
    assert not EconomicEvent.objects.filter(act_id=act.id).exists()
    assert tally_fault() == ""


def test_a_score_is_said_to_whoever_handed_the_entry_in(cast, entries, voting, challenge):
    score(entries["mei"], cast.anouk, voting)
    act = acts_of_object(entries["mei"])[0]
    assert (act.kind, act.target, act.parent) == (
        "create.work.scored", cast.mei, challenge
    )  # fmt: skip


def test_the_last_score_counts_and_the_same_again_changes_nothing(cast, entries, voting):
    work = entries["mei"]
    score(work, cast.noor, voting, value=5, would_buy=True)
    score(work, cast.noor, voting, value=5, would_buy=True)
    assert len(acts_of_object(work)) == 2  # handed in, scored once
    score(work, cast.noor, voting + DAY, value=2)
    tally = Tally.objects.get(work=work)
    assert (tally.scores, tally.points, tally.buyers) == (1, 2, 0)
    assert len(acts_of_object(work)) == 3
    assert tally_fault() == ""


def test_the_database_itself_holds_one_score_per_person_between_0_and_5(cast, entries, voting):
    score(entries["mei"], cast.noor, voting)
    for value, work in ((3, "mei"), (6, "anouk")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Score.objects.create(work_id=entries[work], by_id=cast.noor, value=value, at=voting)


@pytest.mark.parametrize("value", [-1, 6, True, 2.5])
def test_a_score_outside_0_to_5_is_refused(cast, entries, voting, value):
    with pytest.raises(Refused) as refusal:
        score(entries["mei"], cast.noor, voting, value=value)
    assert refusal.value.field == "value"
    assert not Score.objects.exists()


def test_nobody_scores_what_she_made_or_handed_in(cast, challenge, submit, voting):
    made = submit(
        cast.anouk, "Together", challenge=challenge, makers=[(cast.lin, 1), (cast.mei, 2)]
    )
    for agent in (cast.lin, cast.mei, cast.anouk):
        with pytest.raises(Refused, match="yours"):
            score(made, agent, voting)
        assert ballot(challenge, made, agent, voting).is_own
    assert not Score.objects.exists()


def test_makers_of_ancestors_may_score(cast, challenge, submit, voting):
    parent = submit(cast.mei, "Parent")
    made = submit(cast.noor, "Child", challenge=challenge, parents=[(parent, 1, "Thanks.")])
    score(made, cast.mei, voting)
    assert Score.objects.count() == 1


def test_scores_are_given_only_while_votes_are_open(cast, entries, challenge, voting, now, closed):
    with pytest.raises(Refused, match="begins when entries close"):
        score(entries["mei"], cast.noor, now)
    with pytest.raises(Refused, match="Votes closed"):
        score(entries["mei"], cast.noor, closed)
    score(entries["mei"], cast.noor, closed - timedelta(seconds=1))
    assert not ballot(challenge, entries["anouk"], cast.noor, now).may_score
    assert ballot(challenge, entries["anouk"], cast.noor, voting).may_score
    assert not ballot(challenge, entries["anouk"], cast.noor, closed).may_score


def test_only_people_score_entries_that_are_there(cast, entries, submit, voting, now):
    with pytest.raises(Forbidden):
        score(entries["mei"], cast.firm, voting)
    with pytest.raises(Missing):
        score(new_id(), cast.noor, voting)
    with pytest.raises(Refused, match="entries of a challenge"):
        score(submit(cast.mei, "On its own"), cast.noor, voting)
    operations.withdraw_work(work=entries["mei"], by=cast.mei, at=now)
    with pytest.raises(Missing):
        score(entries["mei"], cast.noor, voting)


def test_totals_are_not_even_read_before_one_has_scored(cast, entries, challenge, voting):
    score(entries["mei"], cast.noor, voting, value=5, would_buy=True)
    assert ballot(challenge, entries["mei"], cast.noor, voting).totals.scores == 1
    assert ballot(challenge, entries["anouk"], cast.noor, voting).totals is None
    for viewer in (cast.lin, cast.mei, None):
        assert ballot(challenge, entries["mei"], viewer, voting).totals is None


def test_totals_are_everybodys_once_votes_are_closed(cast, entries, challenge, voting, closed):
    with pytest.raises(Refused, match="hidden until votes close"):
        queries.result(challenge, at=voting)
    score(entries["mei"], cast.noor, voting, value=5, would_buy=True)
    for viewer in (cast.lin, cast.mei, None):
        assert ballot(challenge, entries["mei"], viewer, closed).totals.buyers == 1


def test_the_result_says_how_sure_it_is_and_who_cannot_be_told_apart(
    cast, entries, challenge, voting, closed, django_assert_num_queries
):
    voters = [cast.noor, cast.lin, cast.ruben, cast.steward]
    for voter in voters:
        score(entries["mei"], voter, voting, value=5, would_buy=True)
        score(entries["anouk"], voter, voting, value=4)
    # dates, entries, makers, declared interests, tallies, votes set aside, voters
    with django_assert_num_queries(7):
        result = queries.result(challenge, at=closed)
    assert [line.work.id for line in result.lines] == [entries["mei"], entries["anouk"]]
    assert [card.id for card in result.unscored] == [entries["hanna"]]
    assert result.voters == 4
    first, second = result.lines
    assert first.group == second.group == 0  # four votes cannot tell 5 from 4
    mean = first.totals.mean
    assert mean.low < mean.middle == mean.high == 5
    assert first.totals.would_buy.low > 0.5


def test_the_gallery_order_tells_nothing_while_votes_are_open(
    cast, entries, challenge, voting, closed, hear
):
    before = [card.id for card in queries.gallery(order="score")[0]]
    score(entries["mei"], cast.noor, voting, value=5)
    score(entries["hanna"], cast.noor, voting, value=0)
    hear(voting)
    assert [card.id for card in queries.gallery(order="score")[0]] == before
    hear(closed)
    assert queries.gallery(order="score")[0][0].id == entries["mei"]
    assert acts_of_object(challenge)[0].kind == "create.challenge.counted"
    hear(closed + DAY)
    counted = [act for act in acts_of_object(challenge) if "counted" in act.kind]
    assert len(counted) == 1


def test_counting_before_the_end_is_refused(cast, challenge, voting):
    with pytest.raises(Refused, match="Votes close on"):
        operations.count_votes(challenge=challenge, by=cast.firm, at=voting)
    with pytest.raises(Missing):
        operations.count_votes(challenge=new_id(), by=cast.firm, at=voting)


def test_a_tally_that_was_changed_is_found(cast, entries, voting):
    score(entries["mei"], cast.noor, voting)
    Tally.objects.filter(work=entries["mei"]).update(points=9)
    assert str(entries["mei"]) in tally_fault()
    Tally.objects.filter(work=entries["mei"]).delete()
    assert "no tally" in tally_fault()


def test_scores_never_change_what_anybody_is_paid(cast, entries, voting):
    before = queries.lineage_graph(entries["mei"])
    for voter in (cast.noor, cast.lin):
        score(entries["mei"], voter, voting, value=5, would_buy=True)
    assert queries.lineage_graph(entries["mei"]) == before


@pytest.fixture
def look(challenge):
    """What a viewer gets to see: her order, noted as one page of `slots` entries."""

    def order(viewer, at, seed="5f2c", *, slots=0):
        opened = queries.challenge(challenge).closes_at
        order = measurements.order_of(
            challenge=challenge, viewer=viewer, seed=seed, at=at, votes_open_at=opened
        )
        page = order.works[:slots]
        ballots = queries.ballots(challenge, page, viewer=viewer, at=at)
        looks = measurements.first_looks(
            page,
            may_score={work for work, ballot in ballots.items() if ballot.may_score},
            seen=measurements.seen_by(challenge=challenge, viewer=viewer) if viewer else {},
            votes_open_at=opened,
        )
        measurements.note_impression(
            challenge=challenge, viewer=viewer, works=page, at=at, examined_milli=looks
        )
        return order

    return order


def examined(works):
    rows = Exposure.objects.filter(work__in=works)
    return dict(rows.values_list("work_id", "examined_milli"))


def test_each_viewer_gets_an_order_of_her_own_once(cast, challenge, submit, now, look):
    made = {submit(cast.mei, f"Entry {n}", challenge=challenge) for n in range(12)}
    drawn = {
        viewer: look(viewer, now, seed) for viewer, seed in ((cast.noor, "5f2c"), (cast.lin, "a0"))
    }
    again = look(cast.noor, now, "other")
    assert again == drawn[cast.noor]
    assert again.seed == "5f2c"
    assert drawn[cast.noor].works != drawn[cast.lin].works
    assert set(again.works) == made
    assert EntryOrder.objects.count() == 2


def test_the_least_seen_come_first(cast, challenge, submit, now, look):
    made = [submit(cast.mei, f"Entry {n}", challenge=challenge) for n in range(6)]
    measurements.note_impression(challenge=challenge, viewer=None, works=made[:4], at=now)
    assert set(look(cast.noor, now).works[:2]) == set(made[4:])


def test_late_entries_come_next_and_withdrawn_ones_leave(cast, challenge, submit, now, look):
    for n in range(5):
        submit(cast.mei, f"Entry {n}", challenge=challenge)
    before = look(cast.noor, now, slots=2).works
    late = submit(cast.mei, "Late", challenge=challenge)
    operations.withdraw_work(work=before[4], by=cast.mei, at=now)
    order = look(cast.noor, now).works
    assert order == (before[0], before[1], late, before[2], before[3])
    assert look(cast.noor, now).works == order


def test_a_late_entry_that_others_saw_enough_joins_at_the_end(cast, challenge, submit, now, look):
    for n in range(3):
        submit(cast.mei, f"Entry {n}", challenge=challenge)
    look(cast.noor, now, slots=1)
    late = submit(cast.mei, "Late", challenge=challenge)
    for _ in range(2):
        measurements.note_impression(challenge=challenge, viewer=None, works=[late], at=now)
    assert look(cast.noor, now).works[-1] == late


def test_a_stored_order_stays_while_others_look(cast, challenge, submit, voting, now, look):
    for n in range(8):
        submit(cast.mei, f"Entry {n}", challenge=challenge, at=now)
    for at in (now, voting):
        first = look(cast.noor, at, slots=3)
        for viewer in (cast.lin, cast.anouk, cast.hanna, None):
            look(viewer, at, "b002", slots=5)
        assert look(cast.noor, at + timedelta(hours=1), slots=3) == first


def test_when_votes_open_an_older_order_is_drawn_anew_once(
    cast, challenge, submit, now, voting, look
):
    made = [submit(cast.mei, f"Entry {n}", challenge=challenge) for n in range(6)]
    look(cast.noor, now, slots=3)
    look(cast.lin, voting, "a001", slots=3)
    least = {work for work, milli in examined(made).items() if milli == 0}
    again = look(cast.noor, voting, "other")
    assert again.seed == "5f2c"
    assert set(again.works[:3]) == least
    look(cast.ruben, voting, "c003", slots=6)
    assert look(cast.noor, voting + DAY) == again


def test_an_order_drawn_anew_to_the_same_is_not_drawn_a_third_time(
    cast, challenge, submit, now, voting, look
):
    for n in range(3):
        submit(cast.mei, f"Entry {n}", challenge=challenge)
    first = look(cast.noor, now)
    assert look(cast.noor, voting) == first  # nobody has looked: the same lots
    look(cast.lin, voting, "a001", slots=1)
    look(cast.ruben, voting, "a002", slots=2)
    assert look(cast.noor, voting + DAY) == first


def test_looks_count_by_their_place_once_for_each_member_while_votes_are_open(
    cast, challenge, submit, now, voting, closed, look
):
    made = [submit(cast.mei, f"Entry {n}", challenge=challenge, at=now) for n in range(3)]
    look(cast.noor, now, slots=3)
    look(None, voting, slots=3)
    look(cast.mei, voting, slots=3)  # all are hers: she cannot score them
    assert set(examined(made).values()) == {0}
    order = look(cast.noor, voting, slots=2).works
    expected = {order[0]: 1000, order[1]: 616, order[2]: 0}  # 2 ** -0.7 = 0.6156
    assert examined(made) == expected
    look(cast.noor, voting + DAY, slots=2)
    look(cast.noor, closed, slots=3)
    assert examined(made) == expected
    times = dict(Exposure.objects.values_list("work_id", "times"))  # page views count always
    assert times == {order[0]: 6, order[1]: 6, order[2]: 4}


def test_few_members_give_every_entry_about_the_same_looks(
    cast, challenge, submit, voting, now, look
):
    made = [submit(cast.mei, f"Entry {n}", challenge=challenge, at=now) for n in range(10)]
    viewers = [cast.noor, cast.lin, cast.anouk, cast.hanna, cast.ruben]
    for number, viewer in enumerate(viewers):
        look(viewer, voting, f"seed{number}", slots=4)
    views = examined(made)
    # five pages of four, 1 + .616 + .463 + .379 each: ten entries get 1.229 on average
    assert sum(views.values()) == 5 * (1000 + 616 + 463 + 379)
    assert min(views.values()) >= 800
    assert max(views.values()) <= 1700


def test_visitors_get_one_order_that_is_not_stored(cast, challenge, submit, now, look):
    for n in range(3):
        submit(cast.mei, f"Entry {n}", challenge=challenge)
    assert look(None, now, "1") == look(None, now, "2")
    assert not EntryOrder.objects.exists()


def test_an_order_costs_a_known_number_of_queries(
    cast, challenge, submit, now, voting, django_assert_num_queries
):
    for n in range(4):
        submit(cast.mei, f"Entry {n}", challenge=challenge)
    opened = queries.challenge(challenge).closes_at

    def order(at):
        measurements.order_of(
            challenge=challenge, viewer=cast.noor, seed="5f2c", at=at, votes_open_at=opened
        )

    order(now)
    with django_assert_num_queries(4):  # savepoint, entries with their counts, order, release
        order(now)
    submit(cast.mei, "Late", challenge=challenge)
    with django_assert_num_queries(6):  # the same, what she has seen, the new order
        order(now)
    with django_assert_num_queries(5):  # votes are open: drawn anew
        order(voting)
    with django_assert_num_queries(4):
        order(voting)


def test_a_page_view_is_one_row_and_no_act(cast, entries, challenge, now):
    shown = list(entries.values())
    for _ in range(2):
        measurements.note_impression(challenge=challenge, viewer=cast.noor, works=shown, at=now)
    assert Impression.objects.count() == 2
    assert set(Exposure.objects.values_list("times", flat=True)) == {2}
    assert set(measurements.seen_by(challenge=challenge, viewer=cast.noor)) == set(shown)
    assert all(len(acts_of_object(work)) == 1 for work in Work.objects.values_list("id", flat=True))


def test_when_entries_close_the_circle_is_asked_to_vote_by_a_link(
    cast, entries, challenge, hear, mailoutbox
):
    view = queries.challenge(challenge)
    hear(view.closes_at)
    mail = next(mail for mail in mailoutbox if mail.to == ["noor@example.org"])
    assert view.vote_url in mail.body
    assert "door=" in mail.body
    count = len(mailoutbox)
    hear(view.closes_at + DAY)
    assert len(mailoutbox) == count
