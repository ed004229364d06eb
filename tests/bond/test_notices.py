"""What is told: marks in a notice are the place's own, never what a member typed."""

from datetime import datetime

import pytest

from cohive.bond import operations, queries
from tests.bond.conftest import Cast, signed_in

pytestmark = pytest.mark.django_db

TYPED = [
    "day:tomorrow",
    "day:2026-02-31",
    "moment:soon",
    "agent:mei",
    "agent:",
    "money:much:EUR",
    "money:317",
    "money:317:ZZZ",
    "money:317:EUR:x",
    "%(who)s 100 %",
]


@pytest.mark.parametrize("title", TYPED)
def test_a_title_that_looks_like_a_mark_is_shown_as_it_was_typed(
    cast: Cast, circle: object, now: datetime, title: str
) -> None:
    proposal = operations.make_proposal(kind="need", what="help", title=title, by=cast.mei, at=now)
    operations.take_up(proposal=proposal, by=cast.noor, at=now)
    told = queries.notices(cast.mei)
    assert title in told[0].text
    assert signed_in(cast.mei).get("/notices/").status_code == 200


def test_marks_of_the_place_are_said_in_words(cast: Cast, now: datetime) -> None:
    operations.notify(
        to=cast.mei,
        kind="test",
        sentence="%(who)s: %(sum)s on %(day)s",
        values={"who": f"agent:{cast.noor}", "sum": "money:-317:EUR", "day": "day:2026-11-22"},
        url="/",
        at=now,
    )
    text = queries.notices(cast.mei)[0].text
    assert "Noor Aziz" in text
    assert "3.17" in text
    assert "22" in text
    assert ":" not in text.removeprefix("Noor Aziz:")
