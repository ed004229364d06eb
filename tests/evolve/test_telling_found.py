"""What the night finds reaches each steward who may judge it, once, in her own language."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cohive.bond import operations as bond
from cohive.bond.queries import notices
from cohive.guard import operations as guard
from cohive.words.ids import new_id

DAY = timedelta(days=1)
NEUTRAL = "Nothing is decided, and nobody is accused."


@pytest.fixture
def stewards(crew, now):
    """The first steward and two more, one of whom reads Chinese."""
    for member in crew.members[:2]:
        bond.grant_role(to=member, role="steward", by=crew.steward, at=now - DAY)
    bond.set_tongue(language="zh-hans", by=crew.members[0], at=now - DAY)
    return (crew.steward, *crew.members[:2])


def opened(crew, members, at, witnesses=("lockstep", "target")):
    review, _is_new = guard.open_review(
        members=frozenset(members),
        targets={new_id(): "work"},
        witnesses=witnesses,
        evidence={},
        by=crew.place.agent,
        at=at,
    )
    return review


def noted(crew, person, beneficiary, at):
    found, _is_new = guard.note_contradiction(
        person=person, beneficiary=beneficiary, evidence={}, by=crew.place.agent, at=at
    )
    return found


def found_notices(agent):
    return [one for one in notices(agent) if one.kind.endswith((".opened", ".found"))]


def mails_of(mailoutbox, to):
    return [mail for mail in mailoutbox if mail.to == [to]]


def test_a_group_is_told_to_each_steward_once_with_the_way_to_it(
    crew, stewards, hear, now, mailoutbox
):
    hear(now)
    mailoutbox.clear()
    review = opened(crew, crew.members[4:9], now)
    hear(now)
    hear(now + DAY)
    for steward in stewards:
        [notice] = found_notices(steward)
        assert notice.text == f"A group of 5 accounts is to be looked at. {NEUTRAL}"
        assert notice.url == f"/desk/reviews/{review}/"
        assert "Member" not in notice.text
    assert all(not found_notices(member) for member in crew.members[2:])
    assert len(mailoutbox) == 3
    [mail] = mails_of(mailoutbox, "steward@example.org")
    assert mail.subject == "Night Ferry: something is to be looked at"
    assert f"A group of 5 accounts is to be looked at. {NEUTRAL}" in mail.body
    assert f"/desk/reviews/{review}/\n" in mail.body
    page = mail.alternatives[0].content
    assert f"/desk/reviews/{review}/" in page
    assert "Member" not in mail.body + page
    assert "because you are a steward there" in page
    assert "something you did" not in page


def test_a_steward_of_the_group_or_of_the_question_is_told_nothing(
    crew, stewards, hear, now, mailoutbox
):
    hear(now)
    mailoutbox.clear()
    _first, second, third = stewards
    opened(crew, [second, crew.members[5]], now)
    noted(crew, crew.members[6], third, now)
    noted(crew, second, crew.members[6], now)
    hear(now)
    assert [len(found_notices(steward)) for steward in stewards] == [3, 1, 2]
    [own] = mails_of(mailoutbox, "m0@example.org")
    assert "/desk/reviews/" not in own.body
    assert own.body.count("/desk/interests/") == 1


def test_one_look_is_one_mail_with_everything_it_found(crew, stewards, hear, now, mailoutbox):
    hear(now)
    mailoutbox.clear()
    reviews = [opened(crew, crew.members[at : at + 3], now) for at in (3, 6, 9)]
    question = noted(crew, crew.members[6], crew.members[7], now)
    hear(now)
    [mail] = mails_of(mailoutbox, "steward@example.org")
    assert all(f"/desk/reviews/{review}/" in mail.body for review in reviews)
    assert f"/desk/interests/{question}/" in mail.body
    [asked] = [one for one in found_notices(crew.steward) if one.kind.endswith(".found")]
    assert asked.url == f"/desk/interests/{question}/"
    assert "do not quite agree" in asked.text
    opened(crew, crew.members[3:9], now + DAY)
    hear(now + DAY)
    assert len(mails_of(mailoutbox, "steward@example.org")) == 2


def test_what_was_decided_meanwhile_or_found_long_ago_is_not_mailed(
    crew, stewards, hear, now, mailoutbox
):
    hear(now)
    mailoutbox.clear()
    review = opened(crew, crew.members[4:9], now)
    guard.mark(review=review, reason="They came together.", by=crew.steward, at=now)
    question = noted(crew, crew.members[6], crew.members[7], now)
    guard.close_contradiction(contradiction=question, reason="A mistake.", by=crew.steward, at=now)
    hear(now)
    assert mailoutbox == []
    assert not any(map(found_notices, stewards))
    opened(crew, crew.members[3:7], now)
    hear(now + 8 * DAY)
    assert mailoutbox == []
    assert len(found_notices(crew.steward)) == 1


def test_who_is_no_steward_any_more_gets_no_mail(crew, stewards, hear, now, mailoutbox):
    hear(now)
    mailoutbox.clear()
    opened(crew, crew.members[4:9], now)
    bond.revoke_role(to=crew.members[1], role="steward", by=crew.steward, at=now)
    hear(now)
    assert mails_of(mailoutbox, "m1@example.org") == []
    assert len(mails_of(mailoutbox, "steward@example.org")) == 1


def test_each_steward_is_told_in_her_own_language(crew, stewards, hear, now, mailoutbox):
    hear(now)
    mailoutbox.clear()
    opened(crew, crew.members[4:9], now)
    hear(now)
    [mail] = mails_of(mailoutbox, "m0@example.org")
    assert 'lang="zh-Hans"' in mail.alternatives[0].content
    assert 'lang="en"' in mails_of(mailoutbox, "m1@example.org")[0].alternatives[0].content
