"""The page of a challenge: what may be seen, scored, and what may not leak."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from cohive.bond.operations import one_tap_url
from cohive.create import operations, queries
from cohive.create.models.scores import EntryOrder, Impression, Score
from cohive.words.ids import new_id

DAY = timedelta(days=1)


@pytest.fixture
def call(challenge, clock):
    """The challenge as a view, while votes are open."""
    view = queries.challenge(challenge)
    clock(view.closes_at + DAY)
    return view


@pytest.fixture
def entries(cast, challenge, submit):
    return {
        name: submit(getattr(cast, name), f"Entry of {name}", challenge=challenge)
        for name in ("mei", "anouk", "hanna")
    }


def text_of(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def send(client, call, work, value="4", **more):
    return client.post(call.vote_url, {"work": str(work), "value": value, **more})


def test_a_visitor_sees_the_entries_and_no_totals_and_no_form(cast, entries, call, client):
    operations.score_work(
        work=entries["mei"], value=5, would_buy=True, by=cast.noor, at=call.closes_at
    )
    page = client.get(call.url)
    assert page.status_code == 200
    assert "Entry of mei" in text_of(page)
    assert "Mean" not in text_of(page)
    assert b'name="value"' not in page.content
    assert Impression.objects.get().viewer_id is None
    assert not EntryOrder.objects.exists()


def test_a_member_scores_and_then_sees_the_total(cast, entries, call, as_member):
    client = as_member(cast.noor)
    before = text_of(client.get(call.url))
    assert "Totals appear after your own score" in before
    assert "Mean" not in before
    answer = send(client, call, entries["mei"], would_buy="on")
    assert (answer.status_code, urlsplit(answer.url).path) == (302, call.url)
    score = Score.objects.get()
    assert (score.value, score.would_buy, score.by_id) == (4, True, cast.noor)
    after = text_of(client.get(call.url))
    assert "from one score. One would buy it. You: 4." in after
    assert after.count("Mean") == 1


def test_a_second_tap_changes_the_score_and_counts_once(cast, entries, call, as_member):
    client = as_member(cast.noor)
    for value in ("4", "4", "2"):
        assert send(client, call, entries["mei"], value).status_code == 302
    assert list(Score.objects.values_list("value", flat=True)) == [2]


@pytest.mark.parametrize("value", ["6", "-1", "", "five", "2.5"])
def test_a_score_outside_0_to_5_is_refused_at_its_entry(cast, entries, call, as_member, value):
    answer = send(as_member(cast.noor), call, entries["mei"], value)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Score.objects.exists()


def test_ones_own_entry_has_no_form_and_refuses_a_score(cast, entries, call, as_member):
    client = as_member(cast.mei)
    assert "This one is yours" in text_of(client.get(call.url))
    answer = send(client, call, entries["mei"])
    assert answer.status_code == 422
    assert "you do not score it" in text_of(answer)


def test_a_closed_vote_refuses_in_words_and_shows_the_totals(
    cast, entries, call, as_member, clock, client
):
    send(as_member(cast.noor), call, entries["mei"])
    clock(call.voting_closes_at)
    answer = send(as_member(cast.lin), call, entries["mei"])
    assert answer.status_code == 422
    assert "Votes closed on" in text_of(answer)
    assert Score.objects.count() == 1
    assert "Mean 4" in text_of(client.get(call.url))


def test_scores_of_entries_elsewhere_are_not_found(cast, entries, call, as_member, submit):
    client = as_member(cast.noor)
    other = submit(cast.mei, "On its own")
    for work in (other, new_id(), "nonsense"):
        assert send(client, call, work).status_code == 404
    assert client.get(reverse("create:vote", kwargs={"challenge": new_id()})).status_code == 404
    assert client.get("/challenges/nothing-here/").status_code == 404


def test_a_visitor_without_a_link_is_asked_to_sign_in(entries, call, client):
    answer = send(client, call, entries["mei"])
    assert answer.status_code == 302
    assert "login" in answer.url
    assert not Score.objects.exists()


def test_the_link_of_a_mail_is_enough_to_score(cast, entries, call, hear):
    link = one_tap_url(agent=cast.noor, path=call.vote_url, at=call.closes_at, days=7)
    path = link.removeprefix(f"{urlsplit(link).scheme}://{urlsplit(link).netloc}")
    client = Client(enforce_csrf_checks=True)
    page = client.get(path)
    assert page.status_code == 200
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    sent = {"work": str(entries["mei"]), "value": "3", "csrfmiddlewaretoken": token.group(1)}
    answer = client.post(path, sent)
    assert answer.status_code == 302
    assert Score.objects.get().by_id == cast.noor
    assert "door=" in answer.url
    assert "You: 3." in text_of(client.get(answer.url))


def test_a_link_opens_nothing_else_and_not_when_it_is_damaged(cast, entries, call, client):
    link = urlsplit(one_tap_url(agent=cast.noor, path=call.vote_url, at=call.closes_at))
    other = reverse("create:vote", kwargs={"challenge": new_id()})
    assert client.get(f"{other}?{link.query}").status_code == 404
    assert client.get(f"{call.vote_url}?{link.query}x").status_code == 400
    assert client.get(f"{reverse('create:submit')}?{link.query}").status_code == 302


def test_htmx_gets_the_one_ballot_back(cast, entries, call, as_member):
    client = as_member(cast.noor)
    answer = client.post(
        call.vote_url, {"work": str(entries["mei"]), "value": "4"}, headers={"HX-Request": "true"}
    )
    assert answer.content.decode().count("<form") == 1
    assert "You: 4." in text_of(answer)
    refused = client.post(
        call.vote_url, {"work": str(entries["mei"]), "value": "9"}, headers={"HX-Request": "true"}
    )
    assert "whole number from 0 to 5" in text_of(refused)


def test_the_page_says_what_one_has_seen_in_an_order_of_ones_own(
    cast, challenge, submit, call, as_member, now
):
    for n in range(14):
        submit(cast.mei, f"Entry {n}", challenge=challenge, at=now)
    client = as_member(cast.noor)
    first = text_of(client.get(call.url))
    assert "You have seen 12 of 14 and scored 0" in first
    assert "1 to 12 of 14" in first
    second = text_of(client.get(f"{call.url}?start=12"))
    assert "You have seen 14 of 14" in second
    shown = set(re.findall(r"Entry \d+", first)) | set(re.findall(r"Entry \d+", second))
    assert len(shown) == 14
    assert client.get(f"{call.url}?start=999").status_code == 200
    assert client.get(f"{call.url}?start=x").status_code == 200


def test_a_page_of_entries_costs_a_known_number_of_queries(
    cast, challenge, submit, call, as_member, django_assert_num_queries, now
):
    for n in range(24):
        submit(cast.mei, f"Entry {n}", challenge=challenge, at=now)
    client = as_member(cast.noor)
    client.get(call.url)
    # frame: user, viewer, place; challenge; order: savepoint, shown entries, drawn order, release;
    # cards, makers; ballots: dates, own, mine, (no totals); names; seen; impression: savepoint,
    # row, counts, release; scored; circle; decisions; the link slot: my own link to it;
    # the running experiment
    with django_assert_num_queries(24):
        client.get(call.url)


def test_the_result_is_refused_before_and_open_after(cast, entries, call, as_member, clock, client):
    url = reverse("create:result", kwargs={"slug": call.slug})
    send(as_member(cast.noor), call, entries["mei"], "5")
    refused = client.get(url)
    assert refused.status_code == 400
    assert "hidden until votes close" in text_of(refused)
    assert "Mean" not in text_of(refused)
    clock(call.voting_closes_at)
    page = client.get(url)
    assert page.status_code == 200
    assert "Mean 5 (1 to 5) from one score" in text_of(page)
    assert "Without a score" in text_of(page)
    assert client.get("/challenges/nothing/result/").status_code == 404
