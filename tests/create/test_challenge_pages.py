"""Pages of challenges, terms and ideas."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cohive.bond import operations as bond
from cohive.create import operations, queries
from cohive.create.models.challenges import Challenge, StandingTerms
from cohive.create.models.ideas import Idea
from cohive.words.ids import new_id
from tests.create.test_voting_pages import text_of

DAY = timedelta(days=1)
FORM = {
    "title": "A sleeve for Slack Water",
    "brief": "Draw the half hour when the tide does nothing.",
    "decides": "firm",
    "circle": "",
    "closes_at": "2026-12-01T20:00",
    "voting_closes_at": "2026-12-08T20:00",
}


def test_the_list_shows_what_runs(challenge, clock, client):
    page = client.get(reverse("create:challenges"))
    assert "The same tide, not on white" in text_of(page)
    assert "open for entries" in text_of(page)
    assert "Open a challenge" not in text_of(page)


def test_a_maker_opens_a_challenge(cast, clock, as_member):
    client = as_member(cast.ruben)
    assert client.get(reverse("create:open-challenge")).status_code == 200
    answer = client.post(reverse("create:open-challenge"), FORM)
    made = Challenge.objects.get()
    assert (answer.status_code, answer.url) == (302, queries.challenge(made.id).url)
    assert made.closes_at.isoformat() == "2026-12-01T20:00:00+00:00"
    assert client.get(answer.url).status_code == 200


def test_a_challenge_is_opened_in_a_circle(cast, clock, as_member):
    form = {**FORM, "circle": str(cast.circle), "decides": "circle"}
    answer = as_member(cast.ruben).post(reverse("create:open-challenge"), form)
    assert answer.status_code == 302
    assert Challenge.objects.get().circle_id == cast.circle


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "required"),
        ({"brief": "  "}, "required"),
        ({"closes_at": "2026-01-01T20:00"}, "not in the past"),
        ({"voting_closes_at": "2026-11-30T20:00"}, "after the entries do"),
        ({"closes_at": "soon"}, "valid date"),
        ({"decides": "circle"}, "Name the circle"),
    ],
)
def test_a_challenge_that_is_not_whole_is_refused_at_its_field(
    cast, clock, as_member, change, said
):
    answer = as_member(cast.ruben).post(reverse("create:open-challenge"), {**FORM, **change})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Challenge.objects.exists()


def test_members_and_visitors_do_not_open_challenges(cast, clock, as_member, client):
    url = reverse("create:open-challenge")
    assert as_member(cast.mei).post(url, FORM).status_code == 403
    assert client.post(url, FORM).status_code == 302
    assert not Challenge.objects.exists()


def test_entries_and_votes_are_closed_by_a_button(cast, challenge, clock, as_member, now):
    view = queries.challenge(challenge)
    url = reverse("create:move-challenge", kwargs={"slug": view.slug})
    client = as_member(cast.ruben)
    assert client.get(url).status_code == 200
    assert client.post(url, {"end": "entries"}).status_code == 302
    assert queries.challenge(challenge).phase(now) == "voting"
    clock(now + DAY)
    assert client.post(url, {"end": "votes"}).status_code == 302
    assert queries.challenge(challenge).phase(now + DAY) == "closed"
    assert client.post(url, {"end": "votes"}).status_code == 422
    assert client.get(url).status_code == 200


def test_dates_are_changed_by_the_firm_alone(cast, challenge, clock, as_member, client):
    view = queries.challenge(challenge)
    url = reverse("create:move-challenge", kwargs={"slug": view.slug})
    dates = {"closes_at": "2026-12-01T20:00", "voting_closes_at": "2026-12-02T20:00"}
    assert as_member(cast.mei).post(url, dates).status_code == 403
    assert client.post(url, dates).status_code == 302
    assert queries.challenge(challenge) == view
    bad = as_member(cast.ruben).post(url, {**dates, "voting_closes_at": "2026-11-25T20:00"})
    assert bad.status_code == 422
    assert "after the entries do" in text_of(bad)
    assert as_member(cast.ruben).get("/challenges/nothing/dates/").status_code == 404


def test_terms_are_read_by_everybody_and_accepted_by_members(cast, clock, as_member, client):
    page = client.get(reverse("create:terms"))
    assert "What you hand in stays yours" in text_of(page)
    assert client.post(reverse("create:accept-terms")).status_code == 302
    assert queries.accepted_terms([cast.mei]) == frozenset()
    member = as_member(cast.mei)
    member.post(reverse("create:accept-terms"))
    assert queries.accepted_terms([cast.mei]) == {cast.mei}
    assert "You accepted this version" in text_of(member.get(reverse("create:terms")))


def test_a_steward_publishes_the_next_terms(cast, clock, as_member, client):
    url = reverse("create:publish-terms")
    steward = as_member(cast.steward)
    assert steward.get(url).status_code == 200
    empty = steward.post(url, {"en": " ", "zh-hans": ""})
    assert empty.status_code == 422
    assert "at least one language" in text_of(empty)
    assert steward.post(url, {"en": "Shorter.", "zh-hans": "更短。"}).status_code == 302
    assert queries.current_terms().texts == {"en": "Shorter.", "zh-hans": "更短。"}
    assert as_member(cast.ruben).post(url, {"en": "Mine."}).status_code == 403
    assert client.post(url, {"en": "Mine."}).status_code == 302
    assert StandingTerms.objects.count() == 2


@pytest.fixture
def post(cast, now):
    root = bond.start_thread(
        circle=cast.circle,
        title="Tide",
        text="A hem that is a chart?",
        by=cast.mei,
        at=now,
        lang="en",
    )
    return bond.reply(to=root, text="Write it large on the chest.", by=cast.lin, at=now)


def test_a_post_is_made_an_idea_on_its_page(cast, post, clock, as_member):
    client = as_member(cast.noor)
    url = reverse("create:make-idea", kwargs={"post": post})
    page = client.get(url)
    assert "Write it large on the chest" in text_of(page)
    assert "Mei" in text_of(page)
    answer = client.post(url, {"title": "Tide on the chest", "makers": [str(cast.mei)]})
    idea = queries.idea_by_number(1)
    assert (answer.status_code, answer.url) == (302, idea.url)
    assert (idea.author, dict(idea.makers)) == (cast.lin, {cast.lin: 1, cast.mei: 1})
    shown = text_of(client.get(idea.url))
    assert "Idea 1, waits for an answer" in shown
    again = client.post(url, {"title": "Once more"})
    assert again.status_code == 422
    assert "idea 1 already" in text_of(again)


def test_a_thread_is_asked_once_for_all_its_ideas(
    cast, post, clock, rf, now, django_assert_num_queries
):
    from cohive.bond.queries import post as post_view
    from cohive.create import slots_works

    operations.make_idea(post=post, title="Chest", by=cast.lin, at=now)
    request = rf.get("/")
    request._look_viewer = None
    view = post_view(post)
    with django_assert_num_queries(3):  # ideas, makers, answers
        found = [slots_works._ideas_of_page(request, view.root) for _ in range(5)]
    assert found[0][post].number == 1


@pytest.mark.parametrize("title", ["", "x" * 141])
def test_an_idea_without_a_title_is_refused(cast, post, clock, as_member, title):
    url = reverse("create:make-idea", kwargs={"post": post})
    assert as_member(cast.noor).post(url, {"title": title}).status_code == 422
    stranger = as_member(cast.noor).post(url, {"title": "x", "makers": [str(cast.hanna)]})
    assert stranger.status_code == 422
    assert not Idea.objects.exists()


def test_ideas_of_nothing_are_not_found(cast, post, clock, as_member, client):
    member = as_member(cast.noor)
    assert member.get(reverse("create:make-idea", kwargs={"post": new_id()})).status_code == 404
    assert client.get(reverse("create:make-idea", kwargs={"post": post})).status_code == 302
    assert client.get(reverse("create:idea", kwargs={"number": 7})).status_code == 404
    credit = reverse("create:credit-idea", kwargs={"number": 7})
    assert member.post(credit, {"name": "Mei", "weight": 1}).status_code == 404


def test_somebody_who_shaped_an_idea_is_named_on_its_page(cast, clock, as_member, client, now):
    operations.make_idea(post=None, title="Chest", by=cast.lin, at=now)
    url = reverse("create:credit-idea", kwargs={"number": 1})
    assert client.post(url, {"name": "Mei", "weight": "1"}).status_code == 302
    assert as_member(cast.lin).post(url, {"name": "Mei", "weight": "2"}).status_code == 302
    assert dict(queries.idea_by_number(1).makers) == {cast.lin: 1, cast.mei: 2}
    unknown = as_member(cast.lin).post(url, {"name": "Nobody", "weight": "1"})
    assert unknown.status_code == 422
    assert "Nobody here is called “Nobody”" in text_of(unknown)
    refused = as_member(cast.noor).post(url, {"name": "Hanna", "weight": "1"})
    assert refused.status_code == 403
    assert "Only those who made this idea" in text_of(refused)
    assert cast.hanna not in dict(queries.idea_by_number(1).makers)


def test_the_list_of_ideas_goes_on(cast, clock, client, now):
    assert "No idea yet" in text_of(client.get(reverse("create:ideas")))
    for n in range(26):
        operations.make_idea(post=None, title=f"Thought {n}", by=cast.lin, at=now)
    first = client.get(reverse("create:ideas"))
    assert "below=3" in first.content.decode()
    second = text_of(client.get(f"{reverse('create:ideas')}?below=3"))
    assert "Thought 1" in second
    assert "Thought 2" not in second
