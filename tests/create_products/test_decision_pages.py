"""Deciding in the browser: the firm, a circle, a jury; the page everybody reads."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.utils import timezone

from cohive.create import operations, queries
from cohive.create.models.works import Work
from tests.create_products.conftest import DAY, REASON

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode()


def local(at):
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def challenge(cast):
    """A challenge of the circle with two works whose votes closed an hour ago."""
    at = timezone.now()

    def make(decides):
        about = operations.open_challenge(
            title="The morning voice",
            brief="One ink.",
            circle=cast.circle,
            decides=decides,
            opens_at=at - 9 * DAY,
            closes_at=at - 2 * DAY,
            voting_closes_at=at - DAY / 24,
            by=cast.ruben,
            at=at - 9 * DAY,
        )
        works = [
            operations.submit_work(
                title=title,
                picture=None,
                makers=[(by, 1)],
                challenge=about,
                accepts_terms=True,
                by=by,
                at=at - 5 * DAY,
            )
            for title, by in (("Harbour lamp", cast.he), ("Nineteen gulls", cast.ifeoma))
        ]
        return about, works

    return make


@pytest.fixture
def ballot(cast, ideas):
    return operations.open_ballot(
        about_kind="idea",
        about=ideas[88],
        decides="circle",
        circle=cast.circle,
        quorum=2,
        closes_at=timezone.now() + DAY,
        by=cast.ruben,
        at=timezone.now(),
    )


def closed(ballot):
    from cohive.create.models.decisions import Decision

    at = timezone.now()
    Decision.objects.filter(id=ballot).update(opened_at=at - 2 * DAY, closes_at=at - DAY / 24)


def test_the_firm_publishes_its_choice(cast, challenge, signed_in, client):
    about, (lamp, _) = challenge("firm")
    ruben = signed_in("ruben")
    page = text(ruben.get(f"/decide/challenge/{about}/"))
    assert "Harbour lamp" in page
    assert "None of them" in page
    answer = ruben.post(
        f"/decide/challenge/{about}/", {"how": "firm", "choice": str(lamp), "reason": REASON}
    )
    public = text(client.get(answer["Location"]))
    assert "Chosen: Harbour lamp" in public
    assert REASON in public
    assert "Ruben" in public
    assert REASON[:40] in text(client.get("/decisions/"))


def test_the_firm_finds_the_way_to_decide_on_what_waits(challenge, ideas, signed_in):
    about, _ = challenge("firm")
    view, idea = queries.challenge(about), queries.idea(ideas[88])
    waiting = [
        (view.url, f"/decide/challenge/{about}/"),
        (f"{view.url}result/", f"/decide/challenge/{about}/"),
        (idea.url, f"/decide/idea/{ideas[88]}/"),
    ]
    ruben, mei = signed_in("ruben"), signed_in("mei")
    for page, way in waiting:
        assert way in text(ruben.get(page))
        assert way not in text(mei.get(page))
    for way in {way for _page, way in waiting}:
        ruben.post(way, {"how": "firm", "choice": "no", "reason": REASON})
    for page, way in waiting:
        assert way not in text(ruben.get(page))


def test_the_product_of_a_chosen_work_shows_its_picture(cast, challenge, signed_in):
    about, (lamp, _) = challenge("firm")
    Work.objects.filter(id=lamp).update(picture="a" * 64)
    given = {"outcome": "yes", "chosen": lamp, "reason": REASON}
    decided = operations.decide(
        about_kind="challenge", about=about, by=cast.ruben, at=timezone.now(), **given
    )
    new = f"/products/new/?decision={decided}"
    made = {"title": "A lamp", "price": "9.00", "tax_rate": "21", "sizes": "One"}
    assert signed_in("ruben").post(new, made).status_code == 302
    (shown,) = queries.product_by_slug("a-lamp").pictures
    assert (shown.work, shown.said) == (lamp, "Harbour lamp")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"choice": "", "reason": REASON}, "Choose one of these."),
        ({"choice": "no", "reason": "No."}, "full sentence"),
        ({"choice": "later", "reason": REASON}, "with a work or with none"),
    ],
)
def test_what_is_missing_is_said(challenge, signed_in, given, sentence):
    about, _ = challenge("firm")
    answer = signed_in("ruben").post(f"/decide/challenge/{about}/", {"how": "firm", **given})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert queries.decisions_about(about) == []


def test_deciding_is_for_makers(client, challenge, signed_in, cast):
    about, _ = challenge("firm")
    assert client.get(f"/decide/challenge/{about}/").status_code == 302
    assert signed_in("mei").get(f"/decide/challenge/{about}/").status_code == 403
    ruben = signed_in("ruben")
    assert ruben.get(f"/decide/challenge/{cast.firm}/").status_code == 404
    assert ruben.get(f"/decide/weather/{about}/").status_code == 404


def test_an_idea_is_answered(ideas, signed_in):
    ruben = signed_in("ruben")
    assert "Later: not now" in text(ruben.get(f"/decide/idea/{ideas[88]}/"))
    ruben.post(f"/decide/idea/{ideas[88]}/", {"how": "firm", "choice": "no", "reason": REASON})
    assert queries.idea(ideas[88]).answer.outcome == "no"
    page = text(ruben.get("/decisions/"))
    assert "1 idea was answered." in page
    assert "1 idea waits for an answer" in page


def test_a_vote_is_opened_for_the_challenges_circle(challenge, signed_in, cast):
    about, _ = challenge("circle")
    ruben = signed_in("ruben")
    page = text(ruben.get(f"/decide/challenge/{about}/"))
    assert "its circle decides" in page
    assert "Publish the decision" not in page
    answer = ruben.post(
        f"/decide/challenge/{about}/",
        {"how": "ballot", "closes_at": local(timezone.now() + DAY), "quorum": ""},
    )
    assert answer.status_code == 302
    [view] = queries.open_ballots()
    assert (view.circle, view.quorum) == (cast.circle, 6)


def test_a_jury_is_named_by_pen_names(ideas, signed_in, cast):
    ruben = signed_in("ruben")
    sent = {
        "how": "ballot",
        "decides": "jury",
        "jury": "Pilar, Bas",
        "closes_at": local(timezone.now() + DAY),
        "quorum": "1",
    }
    wrong = ruben.post(f"/decide/idea/{ideas[61]}/", {**sent, "jury": "Pilar, Nobody"})
    assert "Nobody here is called “Nobody”" in text(wrong)
    wrong = ruben.post(f"/decide/idea/{ideas[61]}/", {**sent, "closes_at": "soon"})
    assert "Choose a day and an hour." in text(wrong)
    ruben.post(f"/decide/idea/{ideas[61]}/", sent)
    [view] = queries.open_ballots()
    assert queries.ballot(view.id, viewer=None, at=timezone.now()).jury == (
        cast.pilar,
        cast.bas,
    )


def test_the_tally_is_not_in_the_page_before_the_own_vote(cast, ballot, signed_in, client):
    url = f"/decisions/{ballot}/"
    operations.vote_decision(decision=ballot, by=cast.teo, at=timezone.now(), answer="yes")
    mei = signed_in("mei")
    assert "How the votes stand" not in text(mei.get(url))
    assert "How the votes stand" not in text(client.get(url))
    answer = mei.post(f"{url}vote/", {"choice": "no", "reason": "Too dear."}, follow=True)
    assert "How the votes stand" in text(answer)
    assert "Counted." in text(answer)
    assert queries.ballot(ballot, viewer=cast.mei, at=timezone.now()).own.answer == "no"


def test_votes_are_for_those_who_were_asked(ballot, client, signed_in, cast):
    from cohive.bond import operations as bond

    path = f"/decisions/{ballot}/vote/"
    assert client.post(path, {"choice": "yes"}).status_code == 302
    bond.leave_circle(circle=cast.circle, by=cast.bas, at=timezone.now())
    refused = signed_in("bas").post(path, {"choice": "yes"})
    assert refused.status_code in (403, 422)
    assert signed_in("mei").post(path, {"choice": "maybe"}).status_code == 422
    assert queries.decision(ballot).votes == 0


def test_the_mails_link_is_enough_to_vote(client, ballot, hear, cast):
    mail.outbox.clear()
    hear(timezone.now() + DAY / 100)
    [letter] = [
        one
        for one in mail.outbox
        if one.to == ["kit@example.org"] and one.subject.startswith("Help decide")
    ]
    parts = urlsplit(re.search(r"https?://\S+door=\S+", letter.body).group())
    path = f"{parts.path}?{parts.query}"
    assert "Your choice" in text(client.get(path))
    assert client.post(path, {"choice": "yes"}).status_code == 302
    assert queries.decision(ballot).votes == 1


def test_a_closed_vote_is_published_with_its_reason(cast, ballot, signed_in, client, ideas):
    for voter, answer in ((cast.mei, "yes"), (cast.teo, "no")):
        operations.vote_decision(decision=ballot, by=voter, at=timezone.now(), answer=answer)
    url = f"/decisions/{ballot}/"
    early = signed_in("ruben").post(f"{url}publish/", {"reason": REASON})
    assert "The vote is open until" in text(early)
    closed(ballot)
    assert signed_in("mei").post(f"{url}publish/", {"reason": REASON}).status_code == 403
    ruben = signed_in("ruben")
    assert "Publish the result" in text(ruben.get(url))
    tied = ruben.post(f"{url}publish/", {"reason": REASON})
    assert "2 choices have the most votes" in text(tied)
    ruben.post(f"{url}publish/", {"reason": REASON, "choice": "yes"})
    assert queries.idea(ideas[88]).answer.outcome == "yes"
    assert "Yes, we make it" in text(client.get(url))


def test_too_few_answers_are_said(cast, ballot, signed_in):
    closed(ballot)
    answer = signed_in("ruben").post(
        f"/decisions/{ballot}/publish/", {"reason": REASON}, follow=True
    )
    assert "Too few answered" in text(answer)


def test_an_unknown_decision_is_404(client, cast, signed_in):
    assert client.get(f"/decisions/{cast.firm}/").status_code == 404
    assert signed_in("ruben").get(f"/decisions/{cast.firm}/publish/").status_code == 404
    assert client.get("/decisions/?before=nonsense").status_code == 200
