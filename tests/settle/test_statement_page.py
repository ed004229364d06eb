"""The statement page: grouped lines, their proofs, its queries, and that it is one's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cohive.settle.queries import statement as statements

pytestmark = pytest.mark.django_db

QUERIES_MAX = 8
"""user, her member row with roles and unread notices, place | credits of the page, claims with
pools, waterfall lines, questions, totals by state and product"""


def amounts(page):
    return [(line.amount.minor, line.state, line.units) for line in page.lines]


def test_the_five_lines_of_meis_statement_by_day_product_and_state(sold, cast, now):
    page = statements.statement_of(cast["mei"], at=now)
    assert amounts(page) == [
        (159, "provisional", 1),
        (475, "provisional", 3),
        (317, "open", 2),
        (8559, "open", 54),
        (9510, "final", 60),
    ]
    assert page.lines[4].channels == {"web": (36, 5706), "stall": (24, 3804)}
    assert page.after is None


def test_the_totals_by_state_add_up_to_what_is_owed(sold, cast, now):
    (totals,) = statements.totals_of(cast["mei"], at=now)
    assert totals.by_state == {"provisional": 634, "open": 8876, "final": 9510}
    assert totals.total.minor == 19020
    assert totals.by_title == {"Two Harbours long-sleeve": 19020}


def test_the_page_shows_why_3_17_with_both_paths_and_the_calculator(sold, cast, now, sign_in):
    with time_machine.travel(now, tick=False):
        page = sign_in(cast["mei"]).get("/statement/").content.decode()
    assert "€3.17" in page
    assert page.count("1/4 of that") >= 2
    assert "Low tide at Hoek" in page
    assert 'lang="zh">低潮时刻表' in page
    assert (
        "1/10 × €1,838.60 in the pool so far = €183.86, less €180.69 already credited = €3.17"
        in page
    )
    assert "= €188.615, in whole cents €188.61, less €183.86 already credited = €4.75" in page
    assert "2 × (6.94 + 10.85 + 3.05 + 3.31)" in page
    assert "Rounding to whole cents" in page


def test_a_statement_with_its_lines_open_takes_eight_queries(sold, cast, now, sign_in):
    credit = statements.statement_of(cast["mei"], at=now).lines[2].first.id
    with time_machine.travel(now, tick=False):
        browser = sign_in(cast["mei"])  # a session of a later day opens nothing
        browser.get("/statement/")  # whatever is asked once per process
        with CaptureQueriesContext(connection) as seen:
            response = browser.get(f"/statement/?line={credit}")
    assert response.status_code == 200
    selects = [query["sql"] for query in seen if query["sql"].startswith("SELECT")]
    assert len(selects) <= QUERIES_MAX, "\n".join(selects)
    assert f'id="line-{credit}" open' in response.content.decode()


def test_a_visitor_is_asked_to_sign_in_and_nobody_sees_anothers_lines(
    sold, cast, now, sign_in, client
):
    assert client.get("/statement/").status_code == 302
    line = statements.statement_of(cast["mei"], at=now).lines[0]
    assert sign_in(cast["ruben"]).get(f"/statement/{line.first.id}/question/").status_code == 404


def test_pages_end_between_days_and_the_next_begins_there(sold, cast, now):
    first = statements.statement_of(cast["mei"], at=now, limit=4)
    assert amounts(first) == amounts(statements.statement_of(cast["mei"], at=now))[:3]
    rest = statements.statement_of(cast["mei"], at=now, before=first.after, limit=4)
    assert [line.amount.minor for line in rest.lines] == [8559, 9510]


def test_a_day_that_fills_a_page_alone_is_cut(sold, cast, now):
    page = statements.statement_of(cast["mei"], at=now - timedelta(0), limit=1)
    assert [line.amount.minor for line in page.lines] == [159]
    second = statements.statement_of(cast["mei"], at=now, before=page.after, limit=1)
    assert [line.amount.minor for line in second.lines] == [475]


def test_states_change_with_time_alone(sold, cast, now):
    later = statements.statement_of(cast["mei"], at=now + timedelta(days=30))
    assert {line.state for line in later.lines} == {"final"}


def test_a_statement_without_lines_says_what_will_stand_there(place, cast, sign_in):
    page = sign_in(cast["mei"]).get("/statement/").content.decode()
    assert "Nothing has come back yet" in page


def test_a_damaged_page_address_is_refused_in_words(sold, cast, sign_in):
    response = sign_in(cast["mei"]).get("/statement/?before=nonsense")
    assert response.status_code == 400
    assert "damaged" in response.content.decode()


def test_the_page_that_said_nothing_is_paid_out_leads_to_payouts(sold, cast, now, sign_in):
    with time_machine.travel(now, tick=False):
        page = sign_in(cast["mei"]).get("/not-paid-out/", follow=True).content.decode()
    assert "yours to use now" in page
    assert "€95.10" in page
