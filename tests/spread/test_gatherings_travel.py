"""A gathering can be passed on, with a card and a poster, until it is called off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cohive.bond import operations as bond
from cohive.spread import targets
from tests.spread.conftest import Cast, user_of

pytestmark = pytest.mark.django_db


def test_a_gathering_is_passed_on_until_it_is_called_off(cast: Cast) -> None:
    at = timezone.now()
    bond.join_circle(circle=cast.circle, by=cast.kit, at=at)
    start = at + timedelta(days=3)
    terms = bond.GatheringTerms(
        title="Printing evening", starts_at=start, ends_at=start + timedelta(hours=3),
        where="Rotterdam", text="We print what the tide left.",
    )  # fmt: skip
    made = bond.plan_gathering(terms=terms, circle=cast.circle, by=cast.kit, at=at)
    thing = targets.describe("gathering", made)
    assert thing is not None
    assert (thing.title, thing.url) == ("Printing evening", f"/gatherings/{made}/")
    kit = Client()
    kit.force_login(user_of("kit"))
    page = kit.get(thing.url).content.decode()
    assert f'value="{made}"' in page
    assert "og:image" in page
    bond.call_off_gathering(gathering=made, why="Rain.", by=cast.kit, at=at)
    assert targets.describe("gathering", made) is None
    assert f'value="{made}"' not in kit.get(thing.url).content.decode()
