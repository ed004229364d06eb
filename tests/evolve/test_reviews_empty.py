"""Where nobody voted: nothing is found, and the pages say what to do."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from cohive.evolve.operations.watching import watch_groups
from cohive.guard import queries


def test_a_place_without_votes_finds_nothing(crew, now):
    assert watch_groups(at=now) == 0
    assert queries.all_reviews() == []


def test_a_steward_looks_now_and_empty_pages_say_what_to_do(crew, as_member):
    steward = as_member(crew.steward)
    assert "No group stands out" in steward.get(reverse("evolve:reviews-desk")).content.decode()
    page = steward.post(reverse("evolve:reviews-look"), follow=True).content.decode()
    assert "Nothing new was found" in page
    assert "ever under review" in Client().get(reverse("evolve:reviews")).content.decode()
