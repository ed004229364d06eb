"""The mails of a circle for a tier go to who is in it now, and nobody else reads them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client

from cohive.bond import operations as bond
from cohive.bond.operations import TierTerms
from cohive.bond.queries import stewards
from cohive.spread import operations
from cohive.spread.models import Subscription
from cohive.spread.newsletter_sending import send_now
from cohive.spread.queries.newsletter_audiences import readers_of
from cohive.words.refusals import Refused
from tests.spread.conftest import Cast, user_of

pytestmark = pytest.mark.django_db
STRANGERS = ("stranger@example.org", None)


@pytest.fixture
def closed(cast: Cast, now: datetime) -> UUID:
    """Kit holds the tier and is in its circle; Mei is a member of the place only."""
    steward = stewards()[0]
    tier = bond.make_tier(
        terms=TierTerms(name="Deck", gives=("The morning voice",)), by=steward, at=now
    )
    bond.grant_tier(tier=tier, member=cast.kit, by=steward, at=now)
    bond.set_circle_tier(circle=cast.circle, tier=tier, by=steward, at=now)
    bond.join_circle(circle=cast.circle, by=cast.kit, at=now)
    return tier


def ask(cast: Cast, address: str, by: UUID | None, now: datetime) -> None:
    operations.ask_for_newsletter(
        address=address, list_kind="circle", list_id=cast.circle, language="en",
        consent="Yes.", page="/", by=by, at=now,
    )  # fmt: skip
    row = Subscription.objects.get(subscriber__address=address)
    operations.confirm_subscription(subscription=row.id, at=now)


def an_issue(cast: Cast, now: datetime) -> UUID:
    by = stewards()[0]
    issue = operations.begin_issue(list_kind="circle", list_id=cast.circle, by=by, at=now)
    operations.write_issue(
        issue=issue, language="en", subject="Deck", text="Only for us.", by=by, at=now
    )
    return issue


def test_only_who_is_inside_asks_at_her_own_address(
    cast: Cast, closed: UUID, now: datetime
) -> None:
    for address, by in (("stranger@example.org", None), ("mei@example.org", cast.mei),
                        ("other@example.org", cast.kit)):  # fmt: skip
        with pytest.raises(Refused, match="in this circle"):
            ask(cast, address, by, now)
    ask(cast, "kit@example.org", cast.kit, now)
    assert Subscription.objects.get().state == "confirmed"


def test_the_page_of_an_issue_is_read_inside(cast: Cast, closed: UUID, now: datetime) -> None:
    ask(cast, "kit@example.org", cast.kit, now)
    issue = an_issue(cast, now)
    operations.queue_issue(issue=issue, by=stewards()[0], at=now)
    seen = {}
    for who in ("", "kit", "mei", "steward"):
        client = Client()
        if who:
            client.force_login(user_of(who))
        seen[who] = client.get(f"/newsletter/{issue}/").status_code
        form = "newsletter/ask" in client.get("/circles/making/").content.decode()
        assert form == (who == "kit")
    assert seen == {"": 404, "kit": 200, "mei": 404, "steward": 200}


def test_who_asked_before_it_was_closed_or_left_since_gets_none(cast: Cast, now: datetime) -> None:
    for name, by in (("kit", cast.kit), ("mei", cast.mei)):
        ask(cast, f"{name}@example.org", by, now)
    ask(cast, "stranger@example.org", None, now)
    issue = an_issue(cast, now)
    assert readers_of(issue, at=now) == 3
    steward = stewards()[0]
    tier = bond.make_tier(terms=TierTerms(name="Deck", gives=("A voice",)), by=steward, at=now)
    bond.grant_tier(tier=tier, member=cast.kit, by=steward, at=now)
    bond.set_circle_tier(circle=cast.circle, tier=tier, by=steward, at=now)
    bond.join_circle(circle=cast.circle, by=cast.kit, at=now)
    assert readers_of(issue, at=now) == 1
    assert readers_of(issue, at=now + timedelta(days=800)) == 0
    assert operations.queue_issue(issue=issue, by=steward, at=now) == 1
    send_now()
    assert [each.to for each in mail.outbox] == [["kit@example.org"]]
