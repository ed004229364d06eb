"""Segments: by plain reasons only, small ones are not shown, and everyone sees her own."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cohive.bond import operations as bond
from cohive.bond import queries as bond_queries
from cohive.care.models import AudienceImport, KnownPerson, KnownPurchase
from cohive.care.operations.segments import RULE_KINDS, end_segment, make_segment
from cohive.care.queries.segments import PEOPLE_MIN, segment, segments, segments_of
from cohive.journal.models import Act
from cohive.spread import operations as spread
from cohive.spread import queries as letters
from cohive.spread.newsletter_letters import letter
from cohive.words.refusals import Missing, Refused
from tests.care.test_audience import signed_in
from tests.trade.conftest import Cast, cast, own_sandbox

__all__ = ["cast", "own_sandbox"]


def known(cast: Cast, at: datetime, *, people: int, agreed: int, town: str, what: str) -> None:
    file = AudienceImport.objects.create(
        name="file",
        kind="table",
        digest=town,
        state="kept",
        given_by_id=cast.steward,
        given_at=at,
        kept_at=at,
    )
    for number in range(people):
        person = KnownPerson.objects.create(
            audience_import=file,
            key=f"mail:{town}{number}@known.example",
            email=f"{town}{number}@known.example",
            name=f"Known {number}",
            town=town,
            known_by="bought",
            agreed_on=at.date() if number < agreed else None,
            agreed_words="yes" if number < agreed else "",
            forget_at=at + timedelta(days=365),
        )
        KnownPurchase.objects.create(person=person, audience_import=file, what=what, quantity=1)


def test_everybody_in_a_segment_stands_there_with_the_reasons(cast: Cast, now: datetime) -> None:
    known(cast, now, people=34, agreed=11, town="Rotterdam", what="Ebb")
    known(cast, now, people=13, agreed=13, town="Bergen", what="Ebb")
    made = make_segment(
        name="Near the bench",
        rules=[("town", "rotterdam"), ("bought_before", "ebb")],
        by=cast.steward,
        at=now,
    )
    found = segment(made, at=now)
    assert found is not None
    assert (len(found.people), found.not_agreed, found.is_shown) == (11, 20, True)
    assert [str(reason.sentence) for reason in found.people[0].reasons] == [
        "lives in rotterdam",
        "bought “ebb”",
    ]
    assert Act.objects.get(kind="care.segment.made").payload == {"segment": str(made)}


def test_fewer_than_ten_are_not_shown_as_a_group(cast: Cast, now: datetime) -> None:
    known(cast, now, people=12, agreed=PEOPLE_MIN - 1, town="Rotterdam", what="Ebb")
    made = make_segment(name="Few", rules=[("town", "Rotterdam")], by=cast.steward, at=now)
    desk = signed_in(cast.steward)
    text = desk.get(f"/segments/{made}/").content.decode()
    assert "Too few to be shown as a group" in text
    assert "Known 1" not in text


def test_a_member_sees_in_which_segments_she_is_and_why(cast: Cast, now: datetime) -> None:
    circle = bond.create_circle(name="Cut and sew", purpose="We sew.", by=cast.mei, at=now)
    make_segment(name="Sewers", rules=[("circle", str(circle))], by=cast.steward, at=now)
    [(name, reasons)] = segments_of(cast.mei, at=now)
    assert (name, str(reasons[0].sentence)) == ("Sewers", "in the circle Cut and sew")
    text = signed_in(cast.mei).get("/segments/mine/").content.decode()
    assert "Sewers" in text
    assert "in the circle Cut and sew" in text
    assert segments_of(cast.kit, at=now) == []
    assert "You are in no segment" in signed_in(cast.kit).get("/segments/mine/").content.decode()


def test_who_made_a_thing_is_found_by_its_way(cast: Cast, now: datetime) -> None:
    make_segment(name="Makers", rules=[("made", str(cast.print))], by=cast.steward, at=now)
    [found] = segments(at=now)
    assert cast.ruben in {person.member for person in found.people}
    assert cast.kit not in {person.member for person in found.people}


@pytest.mark.parametrize(
    "rules",
    [[], [("faith", "any")], [("circle", "no id")], [("town", "  ")], [("town", "x")] * 0],
)
def test_only_the_reasons_offered_make_a_segment(
    cast: Cast, now: datetime, rules: list[tuple[str, str]]
) -> None:
    with pytest.raises(Refused):
        make_segment(name="Wrong", rules=rules, by=cast.steward, at=now)


def test_nothing_that_is_guessed_or_private_is_a_reason() -> None:
    assert set(RULE_KINDS) == {
        "circle",
        "tier",
        "made",
        "bought",
        "bought_before",
        "country",
        "town",
    }


def test_the_desk_makes_and_ends_a_segment(cast: Cast, now: datetime) -> None:
    desk = signed_in(cast.steward)
    page = desk.get("/segments/new/").content.decode()
    assert f"bought:{cast.print}" in page
    answer = desk.post(
        "/segments/new/", {"name": "Has the print", "rule_1": f"bought:{cast.print}"}
    )
    assert answer.status_code == 302
    made = UUID(answer["Location"].rstrip("/").rsplit("/", 1)[1])
    assert desk.post("/segments/new/", {"name": "None"}).status_code == 422
    assert desk.post(f"/segments/{made}/end").status_code == 302
    assert segment(made, at=now) is None
    with pytest.raises(Missing):
        end_segment(segment=made, by=cast.steward, at=now)
    assert signed_in(cast.mei).get("/segments/new/").status_code == 403


def readers(cast: Cast, at: datetime, town: str, people: int) -> UUID:
    """So many of a town asked for the mail of the place; its id."""
    here = bond_queries.place()
    assert here is not None
    consent = spread.RecordedConsent(at, "yes", "file")
    spread.import_subscriptions(
        brought=[
            spread.BroughtSubscription(f"{town}{each}@known.example", "en", consent)
            for each in range(people)
        ],
        list_kind="place",
        list_id=here.agent,
        by=cast.steward,
        at=at,
    )
    return here.agent


def an_issue(cast: Cast, place: UUID, at: datetime) -> UUID:
    by = cast.steward
    issue = spread.begin_issue(list_kind="place", list_id=place, by=by, at=at)
    spread.write_issue(issue=issue, language="en", subject="Near", text="Hello.", by=by, at=at)
    return issue


def test_an_issue_goes_to_those_of_its_list_who_are_in_a_segment(cast: Cast, now: datetime) -> None:
    known(cast, now, people=14, agreed=12, town="Rotterdam", what="Ebb")
    known(cast, now, people=10, agreed=10, town="Bergen", what="Ebb")
    made = make_segment(name="Near", rules=[("town", "Rotterdam")], by=cast.steward, at=now)
    readers(cast, now, "Bergen", 3)
    issue = an_issue(cast, readers(cast, now, "Rotterdam", 11), now)
    desk, path = signed_in(cast.steward), f"/desk/newsletter/{issue}/"
    assert "It goes to 14 people who asked for it." in desk.get(path).content.decode()
    answer = desk.post(path + "for", {"audience": f"segment:{made}"})
    assert answer.status_code == 302
    assert desk.post(path + "for", {"audience": "segment:nobody"}).status_code == 422
    text = desk.get(path).content.decode()
    assert "It goes to 11 people of “Near” who asked for it." in text
    assert "lives in Rotterdam" in text
    assert "because: lives in Rotterdam." in desk.get(path + "en/preview/").content.decode()
    assert spread.queue_issue(issue=issue, by=cast.steward, at=now) == 11
    mail = letters.issue(issue)
    assert mail is not None
    assert "because: lives in Rotterdam." in letter(mail, mail.texts[0], at=now).text
    assert letters.newest_issues() == []
    act = Act.objects.get(kind="spread.newsletter.narrowed")
    assert act.payload == {"audience_kind": "segment"}


def test_no_issue_goes_to_fewer_than_ten(cast: Cast, now: datetime) -> None:
    known(cast, now, people=14, agreed=12, town="Rotterdam", what="Ebb")
    known(cast, now, people=10, agreed=10, town="Bergen", what="Ebb")
    by = cast.steward
    made = make_segment(name="Near", rules=[("town", "Rotterdam")], by=by, at=now)
    issue = an_issue(cast, readers(cast, now, "Rotterdam", 10), now)
    spread.choose_audience(issue=issue, audience_kind="segment", audience=made, by=by, at=now)
    spread.schedule_issue(issue=issue, starts_at=now, by=by, at=now)
    spread.decline_addresses(addresses=["Rotterdam0@known.example"], by=by, at=now)
    spread.queue_due_issues(at=now)
    found = letters.issue(issue)
    assert found is not None
    assert found.state == "draft"  # one left meanwhile: nine are too few
    page = signed_in(by).get(f"/desk/newsletter/{issue}/").content.decode()
    assert "Fewer than ten of “Near” asked for it." in page
    with pytest.raises(Refused, match="Fewer than ten"):
        spread.schedule_issue(issue=issue, starts_at=now, by=by, at=now)
    end_segment(segment=made, by=by, at=now)
    with pytest.raises(Refused, match="gone"):
        spread.queue_issue(issue=issue, by=by, at=now)


def only_bought(cast: Cast, what: str, people: int) -> None:
    """The first of Rotterdam bought this too."""
    for person in KnownPerson.objects.filter(town="Rotterdam").order_by("id")[:people]:
        KnownPurchase.objects.create(
            person=person, audience_import=person.audience_import, what=what, quantity=1
        )


def seen(cast: Cast, now: datetime, *rules: tuple[str, str]) -> bool:
    made = make_segment(name="S", rules=list(rules), by=cast.steward, at=now)
    found = segment(made, at=now)
    assert found is not None
    return found.is_shown


@pytest.mark.parametrize(("bought", "is_shown"), [(29, False), (21, False), (20, True), (30, True)])
def test_the_difference_of_two_segments_tells_nobody(
    cast: Cast, now: datetime, bought: int, is_shown: bool
) -> None:
    known(cast, now, people=30, agreed=30, town="Rotterdam", what="Ebb")
    known(cast, now, people=10, agreed=10, town="Bergen", what="Ebb")
    only_bought(cast, "Cap", bought)
    assert seen(cast, now, ("town", "Rotterdam"))
    assert seen(cast, now, ("bought_before", "Cap")) == is_shown
    assert seen(cast, now, ("town", "Rotterdam"), ("bought_before", "Cap")) == is_shown


def test_an_ended_segment_is_compared_with_for_thirty_days(cast: Cast, now: datetime) -> None:
    known(cast, now, people=30, agreed=30, town="Rotterdam", what="Ebb")
    known(cast, now, people=10, agreed=10, town="Bergen", what="Ebb")
    only_bought(cast, "Cap", 29)
    first = make_segment(name="F", rules=[("town", "Rotterdam")], by=cast.steward, at=now)
    end_segment(segment=first, by=cast.steward, at=now)
    made = make_segment(name="S", rules=[("bought_before", "Cap")], by=cast.steward, at=now)
    shown = [segment(made, at=now + timedelta(days=days)) for days in (0, 29, 30)]
    assert [one.is_shown for one in shown if one] == [False, False, True]
    page = signed_in(cast.steward).get(f"/segments/{made}/").content.decode()
    assert "Known 1" not in page


def test_a_segment_of_nearly_everybody_tells_who_is_left_out(cast: Cast, now: datetime) -> None:
    known(cast, now, people=30, agreed=30, town="Rotterdam", what="Ebb")
    members = len(bond_queries.active_members())
    assert members < PEOPLE_MIN
    assert not seen(cast, now, ("town", "Rotterdam"))
    known(cast, now, people=9, agreed=9, town="Bergen", what="Ebb")
    assert seen(cast, now, ("town", "Rotterdam"))
