"""Offers and needs: taken up by another, done when both say so."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from cohive.bond import operations, queries
from cohive.journal.models import Act, EconomicEvent
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.bond.conftest import Cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(cast: Cast, now: datetime) -> UUID:
    return operations.make_proposal(
        kind="need", what="skill", title="Keep white ink from cracking", by=cast.noor, at=now
    )


@pytest.fixture
def offer(cast: Cast, now: datetime) -> UUID:
    return operations.make_proposal(
        kind="offer",
        what="thing",
        title="Room on the Thursday boat",
        by=cast.sana,
        at=now,
        until=now.date() + timedelta(days=4),
    )


def test_done_by_both_is_a_service_from_one_to_the_other(
    cast: Cast, need: UUID, now: datetime
) -> None:
    commitment = operations.take_up(proposal=need, by=cast.mei, at=now)
    assert queries.proposals(kind="need", today=now.date()) == []
    assert not operations.say_done(commitment=commitment, by=cast.mei, at=now)
    assert not operations.say_done(commitment=commitment, by=cast.mei, at=now)
    assert EconomicEvent.objects.count() == 0
    assert operations.say_done(commitment=commitment, by=cast.noor, at=now)
    event = EconomicEvent.objects.get()
    assert (event.action, event.provider_id, event.receiver_id) == (
        "deliverService",
        cast.mei,
        cast.noor,
    )
    kinds = list(
        Act.objects.filter(object_id=commitment).order_by("id").values_list("kind", flat=True)
    )
    assert kinds == ["bond.proposal.taken", "bond.commitment.said_done", "bond.commitment.done"]
    proposal = queries.proposal(need)
    assert proposal is not None
    assert proposal.state == "met"
    assert queries.done_count() == (1, 2)
    profile = queries.profile(cast.mei)
    assert profile is not None
    assert (profile.helped, profile.was_helped) == (1, 0)


def test_an_offer_gives_from_its_author_and_stays_open(
    cast: Cast, offer: UUID, now: datetime
) -> None:
    first = operations.take_up(proposal=offer, by=cast.noor, at=now)
    operations.take_up(proposal=offer, by=cast.mei, at=now)
    assert queries.commitments_of(cast.noor)[0].provider == cast.sana
    [view] = queries.proposals(kind="offer", today=now.date())
    assert (view.taken, view.in_hand) == (2, 2)
    with pytest.raises(Refused, match="already"):
        operations.take_up(proposal=offer, by=cast.noor, at=now)
    operations.drop_commitment(commitment=first, by=cast.noor, at=now)
    [view] = queries.proposals(kind="offer", today=now.date())
    assert view.taken == 1


def test_the_other_is_asked_and_the_question_goes_when_answered(
    cast: Cast, need: UUID, now: datetime
) -> None:
    commitment = operations.take_up(proposal=need, by=cast.mei, at=now)
    operations.say_done(commitment=commitment, by=cast.mei, at=now)
    [waiting] = queries.waiting_notices(cast.noor)
    assert waiting.text == "Mei Qiao says that “Keep white ink from cracking” is done. Is it?"
    operations.say_done(commitment=commitment, by=cast.noor, at=now)
    assert queries.waiting_notices(cast.noor) == []


def test_nobody_takes_up_her_own_or_what_is_gone(
    cast: Cast, need: UUID, offer: UUID, now: datetime
) -> None:
    with pytest.raises(Refused, match="your own"):
        operations.take_up(proposal=need, by=cast.noor, at=now)
    operations.take_up(proposal=need, by=cast.mei, at=now)
    with pytest.raises(Refused, match="Somebody else"):
        operations.take_up(proposal=need, by=cast.sana, at=now)
    with pytest.raises(Refused, match="not open"):
        operations.take_up(proposal=offer, by=cast.mei, at=now + timedelta(days=6))
    assert queries.proposals(kind="offer", today=now.date() + timedelta(days=6)) == []


def test_only_the_two_say_what_became_of_it(cast: Cast, need: UUID, now: datetime) -> None:
    commitment = operations.take_up(proposal=need, by=cast.mei, at=now)
    for operation in (operations.say_done, operations.drop_commitment):
        with pytest.raises(Missing):
            operation(commitment=commitment, by=cast.sana, at=now)
    operations.drop_commitment(commitment=commitment, by=cast.mei, at=now)
    with pytest.raises(Refused, match="ended"):
        operations.say_done(commitment=commitment, by=cast.noor, at=now)
    assert len(queries.proposals(kind="need", today=now.date())) == 1


def test_only_its_author_takes_a_proposal_back(cast: Cast, need: UUID, now: datetime) -> None:
    with pytest.raises(Forbidden):
        operations.withdraw_proposal(proposal=need, by=cast.mei, at=now)
    operations.withdraw_proposal(proposal=need, by=cast.noor, at=now)
    assert queries.proposals(kind="need", today=now.date()) == []
    with pytest.raises(Refused):
        operations.withdraw_proposal(proposal=need, by=cast.noor, at=now)
    assert Act.objects.filter(kind="bond.proposal.withdrawn").count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "gift"}, "kind"),
        ({"what": "money"}, "what"),
        ({"title": " "}, "title"),
        ({"text": "x" * 1_001}, "text"),
        ({"until": date(2026, 11, 1)}, "until"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(
    cast: Cast, now: datetime, change: dict[str, object], field: str
) -> None:
    said = {"kind": "need", "what": "skill", "title": "Ink", **change}
    with pytest.raises(Refused) as refusal:
        operations.make_proposal(by=cast.mei, at=now, **said)
    assert refusal.value.field == field


def test_taking_up_again_and_again_is_refused(
    cast: Cast, offer: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cohive.bond.views.offers.TAKEN_IN_TEN_MINUTES", 1)
    browser = signed_in(cast.noor)
    browser.post(f"/offers/{offer}/take/")
    assert browser.post(f"/offers/{offer}/take/").status_code == 400


def test_a_proposal_sent_twice_stands_once(cast: Cast, need: UUID, now: datetime) -> None:
    again = {
        "kind": "need",
        "what": "skill",
        "title": "Keep white ink from  cracking",
        "by": cast.noor,
    }
    assert operations.make_proposal(**again, at=now + timedelta(seconds=3)) == need
    assert len(queries.proposals(kind="need", today=now.date())) == 1
    assert operations.make_proposal(**again, at=now + timedelta(minutes=3)) != need
    assert operations.make_proposal(**{**again, "by": cast.mei}, at=now) != need
