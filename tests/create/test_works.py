"""Handing in, replacing and withdrawing works."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from cohive.bond import queries as bond
from cohive.create import operations, pictures, queries
from cohive.create.models.challenges import TermsAcceptance
from cohive.create.models.works import Work
from cohive.create.queries.pictures import is_public
from cohive.journal.models import EconomicEvent
from cohive.journal.queries import acts_of_object
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.create.conftest import drawing

DAY = timedelta(days=1)


def flows_of(work):
    act = acts_of_object(work)[-1]
    return [
        (flow.action, flow.resource_id, flow.stage)
        for flow in EconomicEvent.objects.filter(act_id=act.id).order_by("id")
    ]


def test_a_work_is_handed_in_with_its_picture_makers_and_terms(cast, challenge, submit, now):
    made = submit(
        cast.anouk,
        "Two Harbours",
        challenge=challenge,
        makers=[(cast.anouk, 1), (cast.lin, 1)],
        keep=Fraction(2, 3),
        ask=Fraction(1, 4),
        lang="en",
    )
    view = queries.work(made)
    assert view.makers == ((cast.anouk, 1), (cast.lin, 1))
    assert (view.card.keep, view.card.ask) == (Fraction(2, 3), Fraction(1, 4))
    assert (view.card.challenge, view.card.slug) == (challenge, "two-harbours")
    assert (view.card.picture.width, view.card.picture.height) == (600, 400)
    assert [version.number for version in view.versions] == [1]
    assert (
        pictures.path_of(drawing("Two Harbours").digest, "small").read_bytes().startswith(b"small")
    )
    act = acts_of_object(made)[0]
    assert (act.kind, act.actor, act.circle) == (
        "create.work.submitted",
        cast.anouk,
        cast.circle,
    )
    assert (act.event.maker_weights, act.event.keep, act.event.ask) == ((1, 1), "2/3", "1/4")
    assert flows_of(made) == [("produce", made, "design")]
    assert queries.accepted_terms([cast.anouk, cast.lin]) == {cast.anouk}


def test_co_makers_are_told_and_known_as_named_by_another(cast, submit):
    made = submit(cast.anouk, "Two Harbours", makers=[(cast.anouk, 1), (cast.lin, 1)])
    assert bond.unread_notices(cast.lin) == 1
    assert bond.unread_notices(cast.anouk) == 0
    named = dict(Work.objects.get(id=made).makers.values_list("agent_id", "is_named"))
    assert named == {cast.anouk: False, cast.lin: True}


def test_terms_are_accepted_once(cast, submit, now):
    with pytest.raises(Refused) as refusal:
        submit(cast.mei, "Tide", accepts_terms=False)
    assert refusal.value.field == "accepts_terms"
    assert not Work.objects.exists()
    submit(cast.mei, "Tide")
    submit(cast.mei, "Ebb", accepts_terms=False)
    assert TermsAcceptance.objects.filter(agent=cast.mei).count() == 1


def test_an_entry_is_handed_in_under_the_terms_its_challenge_was_opened_with(
    cast, challenge, submit, now
):
    operations.publish_terms(texts={"en": "New."}, by=cast.steward, at=now)
    submit(cast.mei, "Tide", challenge=challenge)
    accepted = TermsAcceptance.objects.get(agent=cast.mei)
    assert accepted.terms.version == 1
    with pytest.raises(Refused) as refusal:
        submit(cast.mei, "Ebb", accepts_terms=False)  # on its own: under version 2
    assert refusal.value.field == "accepts_terms"


def test_a_closed_challenge_is_refused_in_words(cast, challenge, submit, now):
    view = queries.challenge(challenge)
    with pytest.raises(Refused, match="closed on"):
        submit(cast.mei, "Late", challenge=challenge, at=view.closes_at)
    with pytest.raises(Refused, match="opens on"):
        submit(cast.mei, "Early", challenge=challenge, at=view.opens_at - DAY)
    with pytest.raises(Missing):
        submit(cast.mei, "Lost", challenge=new_id())
    assert not Work.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"makers": []}, "makers"),
        ({"keep": Fraction(1, 3)}, "keep"),
        ({"keep": Fraction(3, 2)}, "keep"),
        ({"ask": Fraction(2, 3)}, "ask"),
        ({"ask": Fraction(-1, 4)}, "ask"),
        ({"text": "x" * 5_001}, "text"),
        ({"parents": [(new_id(), 1, "Thank you.")]}, "parents"),
    ],
)
def test_bad_input_is_refused_at_its_field(cast, submit, more, field):
    with pytest.raises(Refused) as refusal:
        submit(cast.mei, "Tide", **more)
    assert refusal.value.field == field
    assert not Work.objects.exists()


def test_a_maker_named_twice_or_without_weight_is_refused(cast, submit):
    for makers in ([(cast.mei, 1), (cast.mei, 2)], [(cast.mei, 0)], [(cast.mei, -3)]):
        with pytest.raises(Refused) as refusal:
            submit(cast.mei, "Tide", makers=makers)
        assert refusal.value.field == "makers"


def test_a_form_that_is_sent_twice_makes_one_work(cast, submit):
    key = new_id()
    assert submit(cast.mei, "Tide", key=key) == submit(cast.mei, "Tide", key=key) == key
    assert Work.objects.count() == 1
    assert len(acts_of_object(key)) == 1
    with pytest.raises(Missing):
        submit(cast.noor, "Tide", key=key)


def test_the_same_title_again_gets_an_address_of_its_own(cast, submit):
    first, second = submit(cast.mei, "潮"), submit(cast.noor, "潮")
    assert queries.work(first).card.slug == "潮"
    assert queries.work(second).card.slug.startswith("潮-")
    assert queries.work_by_slug("潮").id == first


def test_a_new_picture_keeps_the_earlier_ones(cast, challenge, submit, now):
    made = submit(cast.mei, "Tide", challenge=challenge)
    number = operations.replace_picture(
        work=made, picture=drawing("second"), note="lines bent", by=cast.mei, at=now
    )
    view = queries.work(made)
    assert number == 2
    assert [(version.number, version.note) for version in view.versions] == [
        (2, "lines bent"),
        (1, ""),
    ]
    assert view.card.picture == view.versions[0].picture
    assert is_public(drawing("Tide").digest)
    assert acts_of_object(made)[0].kind == "create.work.replaced"


def test_a_picture_is_replaced_by_its_makers_until_entries_close(cast, challenge, submit, now):
    made = submit(cast.mei, "Tide", challenge=challenge)
    again = {"work": made, "picture": drawing("second")}
    with pytest.raises(Forbidden):
        operations.replace_picture(**again, by=cast.noor, at=now)
    with pytest.raises(Refused, match="stands there already"):
        operations.replace_picture(work=made, picture=drawing("Tide"), by=cast.mei, at=now)
    with pytest.raises(Refused) as refusal:
        operations.replace_picture(**again, by=cast.mei, at=queries.challenge(challenge).closes_at)
    assert refusal.value.field == "picture"
    with pytest.raises(Missing):
        operations.replace_picture(work=new_id(), picture=drawing("second"), by=cast.mei, at=now)
    assert queries.work(made).versions[0].number == 1


def test_a_withdrawn_work_is_no_longer_shown(cast, challenge, submit, now):
    made = submit(cast.mei, "Tide", challenge=challenge)
    operations.withdraw_work(work=made, by=cast.mei, at=now)
    assert queries.work(made).card.state == "withdrawn"
    assert queries.gallery() == ([], "")
    assert queries.entries(challenge) == []
    assert not is_public(drawing("Tide").digest)
    assert acts_of_object(made)[0].kind == "create.work.withdrawn"
    with pytest.raises(Refused):
        operations.withdraw_work(work=made, by=cast.mei, at=now)
    with pytest.raises(Refused):
        operations.replace_picture(work=made, picture=drawing("x"), by=cast.mei, at=now)


def test_what_others_built_on_or_votes_closed_on_stays(cast, challenge, submit, now):
    made = submit(cast.mei, "Tide", challenge=challenge)
    with pytest.raises(Forbidden):
        operations.withdraw_work(work=made, by=cast.noor, at=now)
    with pytest.raises(Refused, match="Votes closed"):
        operations.withdraw_work(
            work=made, by=cast.mei, at=queries.challenge(challenge).voting_closes_at
        )
    submit(cast.noor, "Hem", parents=[(made, 1, "I bent your lines.")])
    with pytest.raises(Refused, match="built on"):
        operations.withdraw_work(work=made, by=cast.mei, at=now)
    assert queries.work(made).card.state == "published"


def test_the_gallery_goes_on_where_it_stopped(cast, submit, now, django_assert_num_queries):
    made = [submit(cast.mei, f"Work {n}", at=now - n * timedelta(minutes=1)) for n in range(30)]
    # works, their makers
    with django_assert_num_queries(2):
        first, cursor = queries.gallery()
    assert len(first) == 24
    late = submit(cast.mei, "Newer", at=now)  # what comes in meanwhile moves nothing
    second, end = queries.gallery(cursor=cursor)
    assert [card.id for card in first + second] == made
    assert end == ""
    assert queries.gallery()[0][0].id == late


def test_equal_instants_and_scores_lose_nobody(cast, submit, now):
    made = {submit(cast.mei, f"Work {n}") for n in range(5)}
    for order in ("newest", "score"):
        met, cursor = [], ""
        while True:
            cards, cursor = queries.gallery(order=order, cursor=cursor, limit=2)
            met += [card.id for card in cards]
            if not cursor:
                break
        assert len(met) == 5
        assert set(met) == made


def test_a_damaged_cursor_is_refused(cast, submit, now):
    for n in range(3):
        submit(cast.mei, f"Work {n}")
    _, cursor = queries.gallery(limit=2)
    with pytest.raises(Refused, match="damaged"):
        queries.gallery(cursor=f"{cursor}x")
    with pytest.raises(Refused, match="damaged"):
        queries.gallery(order="score", cursor=cursor)
    with pytest.raises(Refused):
        queries.gallery(order="luck")


def test_a_work_is_read_with_a_known_number_of_queries(cast, submit, django_assert_num_queries):
    first = submit(cast.mei, "Tide")
    made = submit(cast.noor, "Hem", parents=[(first, 1, "I bent your lines.")])
    # work, parents, cards of both, their makers, versions
    with django_assert_num_queries(5):
        view = queries.work(made)
    assert view.parents[0].credit == "I bent your lines."
