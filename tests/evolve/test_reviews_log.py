"""The published log: linked from every page; how often a verdict was undone, if it can be told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from cohive.evolve.views.review_figures import reversal
from cohive.guard import operations as guard
from cohive.guard.queries import PrecisionLog
from tests.evolve.test_telling_found import opened

DAY = timedelta(days=1)


def log(confirmed, undone, *, released=0, pending=0):
    marked = confirmed + undone + released + pending
    return PrecisionLog(marked, confirmed, released, undone, pending)


@pytest.mark.parametrize("path", ["/", "/money-here/", "/terms/"])
def test_every_page_has_a_way_to_the_log_at_its_foot(crew, path):
    page = Client().get(path, follow=True).content.decode()
    foot = page.partition('<footer class="foot">')[2]
    assert '<a href="/reviews/">How votes are checked</a>' in foot


def test_the_page_of_how_money_is_shared_names_it_too(crew):
    page = Client().get("/money-here/").content.decode()
    assert page.count('href="/reviews/"') == 2


def test_the_part_that_was_undone_has_wilsons_range():
    said = reversal(log(9, 4, released=3, pending=2))
    assert "Of 13 verdicts against a group, 4 were undone on appeal: 31 %" in said
    assert "between 13 % and 58 %" in said  # statsmodels: 0.1268, 0.5763
    assert "between 0 % and 28 %" in reversal(log(10, 0))


def test_below_ten_verdicts_nothing_is_told():
    said = reversal(log(6, 3, released=8, pending=5))
    assert "cannot be told yet" in said
    assert "it takes 10 verdicts, and there were 9" in said
    assert "33" not in said


def test_the_public_page_says_it(crew, now):
    review = opened(crew, crew.members[5:9], now)
    guard.mark(review=review, reason="They came together.", by=crew.steward, at=now)
    for path in ("/reviews/", f"/reviews/{review}/"):
        page = Client().get(path).content.decode()
        assert "it takes 10 verdicts, and there were 0" in page
