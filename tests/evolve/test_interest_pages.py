"""The pages of a question: stewards without a part in it, the person asked, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohive.bond import operations as bond
from cohive.bond.queries import cards, everything_of, notices
from cohive.evolve.operations.contradictions import find_contradictions
from cohive.guard import queries
from tests.evolve.test_contradictions import pay, praise, story

__all__ = ["story"]
DAY = timedelta(days=1)
DESK = "/desk/interests/"


@pytest.fixture
def found(story, now):
    pay(story.maker, story.fan, now - 15 * DAY)
    praise(story, now - 10 * DAY)
    assert find_contradictions(at=now) == 1
    return queries.contradictions()[0].id


def at_desk(found, name="interest"):
    return reverse(f"evolve:{name}", args=[found])


def test_she_is_asked_answers_and_reads_the_end(found, story, crew, as_member, hear, now):
    steward, fan = as_member(crew.steward), as_member(story.fan)
    own = reverse("evolve:interest-answer", args=[found])
    assert fan.get(own).status_code == 404  # nobody has asked her yet
    page = steward.get(at_desk(found)).content.decode()
    assert "Nothing here is a finding of fault." in page
    assert "Counted again just now: the books and the journal say the same." in page
    assert "50.00" in page
    assert "scored it 4 or 5: " in page
    assert steward.get(DESK).content.decode().count("Member 01") == 1
    steward.post(at_desk(found, "interest-step"), {"do": "ask"})
    hear(now)
    assert any("whether you want to declare" in one.text for one in notices(story.fan))
    page = fan.get(own).content.decode()
    assert "nobody is accused" in page
    assert "Member 00" in page
    refused = fan.post(own, {"basis": "", "text": ""})
    assert refused.status_code == 422
    assert "Write a sentence." in refused.content.decode()
    fan.post(own, {"basis": "paid", "text": ""})
    hear(now)
    [declared] = queries.standing_interests(story.fan)
    assert declared.about == story.maker
    assert any("answered" in one.text for one in notices(crew.steward))
    refused = steward.post(at_desk(found, "interest-step"), {"do": "close", "reason": ""})
    assert refused.status_code == 422
    steward.post(at_desk(found, "interest-step"), {"do": "close", "reason": "Declared."})
    hear(now)
    assert "Closed. Reason: Declared." in fan.get(own).content.decode()
    [told] = everything_of(story.fan)["questions_about_interests"]
    assert told["reason"] == "Declared."


def test_nobody_without_the_right_sees_any_of_it(found, story, crew, as_member):
    for who in (Client(), as_member(crew.members[7]), as_member(story.maker)):
        for address in (DESK, at_desk(found)):
            assert who.get(address).status_code in (302, 403)
        assert who.post(at_desk(found, "interest-step"), {"do": "ask"}).status_code in (302, 403)
        assert who.get(reverse("evolve:interest-answer", args=[found])).status_code in (302, 404)
    assert queries.contradiction(found).state == "found"


def test_no_public_page_tells_of_a_question(found, story, crew, as_member):
    as_member(crew.steward).post(at_desk(found, "interest-step"), {"do": "ask"})
    visitor = Client()
    for address in (cards([story.fan])[story.fan].url, "/reviews/", "/works/low-tide/", "/"):
        page = visitor.get(address, follow=True).content.decode()
        assert "about an interest" not in page
        assert "questions about interests" not in page.lower()


def test_a_steward_who_is_part_of_it_does_not_see_it(found, story, crew, as_member, now):
    for one in (story.fan, story.maker):
        bond.grant_role(to=one, role="steward", by=crew.steward, at=now)
        steward = as_member(one)
        assert "Nothing to ask" in steward.get(DESK).content.decode()
        assert steward.get(at_desk(found)).status_code == 404
        assert steward.post(at_desk(found, "interest-step"), {"do": "ask"}).status_code == 404


def test_a_received_message_is_reported_and_its_sender_asked(crew, as_member, hear, now):
    sender, reporter = crew.members[3:5]
    address = f"{cards([sender])[sender].url}report/"
    assert Client().get(address).status_code == 302
    assert as_member(sender).get(address).status_code == 404
    browser = as_member(reporter)
    assert "Only stewards read it" in browser.get(address).content.decode()
    assert browser.post(address, {"channel": "chat", "text": " "}).status_code == 422
    browser.post(address, {"channel": "chat", "text": "Buy it, I earned a lot."})
    [message] = queries.reported_messages()
    assert as_member(crew.members[7]).get(DESK).status_code == 403
    steward = as_member(crew.steward)
    page = steward.get(DESK).content.decode()
    assert "Buy it, I earned a lot." in page
    assert "Ask the sender about it" in page
    ask = reverse("evolve:interest-message", args=[message.id])
    assert browser.post(ask).status_code == 403
    steward.post(ask)
    hear(now)
    [question] = queries.questions_to(sender)
    own = reverse("evolve:interest-answer", args=[question.id])
    asked = as_member(sender)
    page = asked.get(own).content.decode()
    assert "shown to the stewards by somebody" in page
    assert "Member 04" not in page  # who reported it is not named
    asked.post(own, {"text": "I only told a friend."})
    assert queries.contradiction(question.id).answer == "I only told a friend."


def test_a_reporter_who_is_a_steward_leaves_the_asking_to_another(crew, as_member, now):
    sender = crew.members[3]
    steward = as_member(crew.steward)
    address = f"{cards([sender])[sender].url}report/"
    steward.post(address, {"channel": "mail", "text": "Buy it."})
    assert "Buy it." not in steward.get(DESK).content.decode()
    [message] = queries.reported_messages()
    ask = reverse("evolve:interest-message", args=[message.id])
    assert steward.post(ask).status_code == 403


def test_the_words_go_when_who_wrote_them_leaves(crew, as_member, now):
    sender, reporter = crew.members[3:5]
    address = f"{cards([sender])[sender].url}report/"
    as_member(reporter).post(address, {"channel": "chat", "text": "Buy it, I earned a lot."})
    bond.delete_account(by=sender, at=now + DAY, withdraw_posts=False)
    page = as_member(crew.steward).get(DESK).content.decode()
    assert "I earned a lot" not in page
    assert queries.reported_messages()[0].text == ""
