"""Letters of a campaign: who waits by lot, what the letter did, how often a link was opened."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from cohive.bond.queries import stewards
from cohive.engine.draws import commitment_of
from cohive.engine.holding_out import is_held_out
from cohive.journal.models import Act
from cohive.spread import campaign_answers, operations, queries
from cohive.spread.campaign_answers import Buyers, Wanted
from cohive.spread.models import (
    CampaignLetter,
    HeldOutMail,
    LetterLink,
    NewsletterMail,
    Subscriber,
    Subscription,
)
from cohive.spread.newsletter_sending import send_now
from cohive.spread.operations import campaign_letters as letters
from cohive.spread.queries import campaign_letters as reading
from cohive.spread.queries.campaign_results import results_of
from cohive.spread.queries.campaigns import campaign
from cohive.words.refusals import Missing, Refused
from tests.spread.conftest import Cast, user_of
from tests.spread.test_campaigns import opened
from tests.spread.test_newsletter import an_issue, plain

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
READERS = 200


@pytest.fixture
def readers(cast: Cast, now: datetime) -> list[str]:
    """Strangers who asked for the list of the place."""
    found = [f"reader{number}@example.org" for number in range(READERS)]
    people = [
        Subscriber(address=one, digest=reading.digest_of(one), language="en", created_at=now)
        for one in found
    ]
    Subscriber.objects.bulk_create(people)
    Subscription.objects.bulk_create(
        Subscription(
            subscriber=one,
            list_kind="place",
            list_id=cast.place,
            state="confirmed",
            asked_at=now,
            confirmed_at=now,
        )
        for one in people
    )
    return found


@pytest.fixture
def bought(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Wanted]]:
    """Say who bought; give back what was asked of the shop."""
    asked: list[Wanted] = []

    def say(*addresses: str, agents: tuple[UUID, ...] = ()) -> list[Wanted]:
        def find(wanted: Wanted) -> Buyers:
            asked.append(wanted)
            return Buyers(frozenset(agents), frozenset(addresses))

        monkeypatch.setattr(campaign_answers, "_finders", {"orders": find})
        return asked

    monkeypatch.setattr(campaign_answers, "_finders", {})
    return say


def placed(cast: Cast, now: datetime, *, of_hundred: int = 20, later_days: int = 7) -> UUID:
    issue = an_issue(cast, now)
    letters.place_letter(
        issue=issue.id, campaign=opened(cast, now), of_hundred=of_hundred, later_days=later_days,
        by=stewards()[0], at=now,
    )  # fmt: skip
    return issue.id


def begun(cast: Cast, now: datetime, **more: int) -> UUID:
    issue = placed(cast, now, **more)
    operations.queue_issue(issue=issue, by=stewards()[0], at=now)
    return issue


def only(issue: UUID, now: datetime) -> reading.LetterResult:
    row = CampaignLetter.objects.get(issue=issue)
    found = campaign(row.campaign_id)
    assert found is not None
    [result] = reading.letters_of(found, at=now)
    return result


def held_out(issue: UUID) -> set[str]:
    rows = HeldOutMail.objects.filter(letter=issue)
    return set(rows.values_list("mail__subscription__subscriber__address", flat=True))


def test_the_part_is_written_down_before_with_the_digest_of_its_seed(
    cast: Cast, now: datetime
) -> None:
    issue = placed(cast, now)
    row = CampaignLetter.objects.get(issue=issue)
    act = Act.objects.get(kind="spread.letter.placed")
    assert act.payload["of_hundred"] == 20
    assert act.payload["seed_digest"] == commitment_of(row.seed)
    assert row.seed not in str(act.payload)
    letters.place_letter(
        issue=issue, campaign=row.campaign_id, of_hundred=30, later_days=3,
        by=stewards()[0], at=now,
    )  # fmt: skip
    again = CampaignLetter.objects.get(issue=issue)
    assert (again.of_hundred, again.seed) == (30, row.seed)  # no drawing until it pleases


def test_who_waits_can_be_drawn_again_by_everybody(
    cast: Cast, readers: list[str], now: datetime
) -> None:
    issue = begun(cast, now)
    act = Act.objects.get(kind="spread.letter.drawn")
    seed = act.payload["seed"]
    assert (
        commitment_of(seed) == Act.objects.get(kind="spread.letter.placed").payload["seed_digest"]
    )
    wanted = {
        row.subscriber.address
        for row in Subscription.objects.select_related("subscriber")
        if is_held_out(seed, str(row.id), of_hundred=20)
    }
    assert held_out(issue) == wanted
    assert act.payload["held_out"] == len(wanted)
    assert 10 < len(wanted) < 80


def test_who_waits_gets_it_after_the_days_and_nobody_misses_it(
    cast: Cast, readers: list[str], now: datetime
) -> None:
    issue = begun(cast, now)
    waiting = held_out(issue)
    send_now()
    assert {one.to[0] for one in mail.outbox} == set(readers) - waiting
    found = queries.issue(issue)
    assert found is not None
    assert found.state == "sending"
    assert queries.next_issue_to_send(at=now + 6 * DAY) is None
    assert queries.next_issue_to_send(at=now + 8 * DAY) == issue
    NewsletterMail.objects.filter(issue=issue, state="later").update(next_at=now - DAY)
    send_now()
    assert {one.to[0] for one in mail.outbox} == set(readers)
    found = queries.issue(issue)
    assert found is not None
    assert found.state == "sent"
    assert held_out(issue) == waiting  # who was held out stays known


def test_a_planned_letter_keeps_its_part(cast: Cast, readers: list[str], now: datetime) -> None:
    issue = placed(cast, now)
    operations.schedule_issue(issue=issue, starts_at=now + DAY, by=stewards()[0], at=now)
    with pytest.raises(Refused, match="Only a draft"):
        letters.place_letter(
            issue=issue, campaign=None, of_hundred=0, later_days=1, by=stewards()[0], at=now
        )


def test_a_lot_that_could_tell_nothing_lets_nobody_wait(cast: Cast, now: datetime) -> None:
    issue = placed(cast, now)
    with pytest.raises(Refused, match="Fewer than ten"):
        operations.schedule_issue(issue=issue, starts_at=now, by=stewards()[0], at=now)
    letters.place_letter(
        issue=issue, campaign=CampaignLetter.objects.get().campaign_id, of_hundred=0,
        later_days=7, by=stewards()[0], at=now,
    )  # fmt: skip
    operations.schedule_issue(issue=issue, starts_at=now, by=stewards()[0], at=now)


@pytest.mark.parametrize(
    ("more", "field"),
    [({"of_hundred": 51}, "of_hundred"), ({"later_days": 0}, "later_days"),
     ({"later_days": 31}, "later_days")],
)  # fmt: skip
def test_what_no_letter_may_ask_is_refused(
    cast: Cast, now: datetime, more: dict[str, int], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        placed(cast, now, **more)
    assert refused.value.field == field


def test_the_database_holds_the_bounds_too(cast: Cast, now: datetime) -> None:
    placed(cast, now)
    for name, value in (("of_hundred", 51), ("later_days", 0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            CampaignLetter.objects.update(**{name: value})


def test_a_letter_leaves_its_campaign_and_a_draft_goes_with_its_letter(
    cast: Cast, now: datetime
) -> None:
    issue = placed(cast, now)
    letters.place_letter(
        issue=issue, campaign=None, of_hundred=0, later_days=1, by=stewards()[0], at=now
    )
    assert not CampaignLetter.objects.exists()
    assert Act.objects.filter(kind="spread.letter.taken_out").exists()
    other = placed(cast, now)
    operations.discard_issue(issue=other, by=stewards()[0], at=now)
    assert not CampaignLetter.objects.exists()


def test_what_the_letter_did_is_told_after_the_days_from_both_sides(
    cast: Cast, readers: list[str], now: datetime, bought: Callable[..., list[Wanted]]
) -> None:
    """Worked example: all who were told buy, none who waited: close to 100 of a hundred."""
    issue = begun(cast, now)
    waiting = held_out(issue)
    asked = bought(*(one.upper() for one in set(readers) - waiting), "stranger@example.org")
    assert only(issue, now + 6 * DAY).compared is None
    assert asked == []  # nobody looks before the time is over
    found = only(issue, now + 7 * DAY)
    assert found.compared is not None
    assert found.compared.difference is not None
    assert (found.compared.told, found.compared.held_out) == (
        READERS - len(waiting), len(waiting),
    )  # fmt: skip
    assert (found.compared.told_hits, found.compared.held_out_hits) == (found.compared.told, 0)
    assert found.compared.says == "more"
    assert found.compared.difference.low > 0.8
    assert (asked[0].since, asked[0].until) == (now, now + 7 * DAY)


def test_where_both_sides_buy_alike_it_says_too_few(
    cast: Cast, readers: list[str], now: datetime, bought: Callable[..., list[Wanted]]
) -> None:
    issue = begun(cast, now)
    waiting = sorted(held_out(issue))
    told = sorted(set(readers) - set(waiting))
    bought(*waiting[: len(waiting) // 4], *told[: len(told) // 4])
    found = only(issue, now + 7 * DAY)
    assert found.compared is not None
    assert (found.compared.says, found.compared.held_out_hits) == ("nothing", len(waiting) // 4)


def test_a_member_is_known_by_her_account(
    cast: Cast, readers: list[str], now: datetime, bought: Callable[..., list[Wanted]]
) -> None:
    issue = begun(cast, now)
    one = NewsletterMail.objects.filter(issue=issue, held_out=None).first()
    assert one is not None
    Subscriber.objects.filter(subscriptions=one.subscription).update(agent=cast.kit)
    bought(agents=(cast.kit,))
    found = only(issue, now + 7 * DAY)
    assert found.compared is not None
    assert (found.compared.told_hits, found.compared.held_out_hits) == (1, 0)


def test_without_a_shop_that_knows_nothing_is_claimed(
    cast: Cast, readers: list[str], now: datetime, bought: Callable[..., list[Wanted]]
) -> None:
    issue = begun(cast, now)
    found = only(issue, now + 8 * DAY)
    assert (found.compared, found.is_known) == (None, False)


def test_a_link_of_a_letter_is_counted_without_anybody(
    cast: Cast, readers: list[str], client: Client, now: datetime
) -> None:
    issue = begun(cast, now, of_hundred=0)
    send_now()
    letter = plain(mail.outbox[0].message())
    path = re.search(r"http://localhost:8000(/newsletter/go/[0-9a-f-]+/1/)", letter)
    assert path is not None
    assert "counts how often each is opened, not by whom" in letter
    answer = client.get(path[1])
    assert (answer.status_code, answer["Location"]) == (
        302, "http://localhost:8000/circles/making/",
    )  # fmt: skip
    assert not answer.cookies
    for refused in (
        client.head(path[1]),
        client.get(path[1], headers={"Sec-GPC": "1"}),
        client.get(path[1], headers={"DNT": "1"}),
        client.get(path[1], headers={"Sec-Purpose": "prefetch"}),
    ):
        assert refused.status_code == 302
    assert LetterLink.objects.get().clicks == 1
    assert {field.name for field in LetterLink._meta.fields} == {
        "id", "letter", "number", "address", "clicks",
    }  # fmt: skip
    assert client.get(f"/newsletter/go/{issue}/9/").status_code == 404
    found = campaign(CampaignLetter.objects.get().campaign_id)
    assert found is not None
    [row] = [one for one in results_of(found).channels if one.way == "letters"]
    assert (row.sent, row.visitors, row.rate) == (READERS, 1, None)


def test_a_letter_of_no_campaign_keeps_its_own_links(
    cast: Cast, readers: list[str], now: datetime
) -> None:
    issue = an_issue(cast, now)
    operations.queue_issue(issue=issue.id, by=stewards()[0], at=now)
    send_now()
    assert "/newsletter/go/" not in plain(mail.outbox[0].message())
    assert "http://localhost:8000/circles/making/" in plain(mail.outbox[0].message())
    assert reading.letter_of(issue.id) is None


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    client.force_login(user_of("steward"))
    return client


def test_a_steward_puts_a_draft_into_a_campaign_and_reads_what_it_did(
    desk: Client,
    cast: Cast,
    readers: list[str],
    now: datetime,
    bought: Callable[..., list[Wanted]],
) -> None:
    issue = an_issue(cast, now).id
    path = f"/desk/newsletter/{issue}/campaign/"
    assert "No campaign is open" in desk.get(path).content.decode()
    made = opened(cast, now)
    assert "some readers, drawn by lot" in desk.get(path).content.decode()
    given = {"campaign": str(made), "of_hundred": "60", "later_days": "7"}
    assert desk.post(path, given).status_code == 422
    assert desk.post(path, {**given, "of_hundred": "20"}).status_code == 302
    page = desk.get(f"/desk/campaigns/{made}/").content.decode()
    assert "20 of 100 readers will get it 7 days later, by lot." in page
    began = now - 8 * DAY
    operations.queue_issue(issue=issue, by=stewards()[0], at=began)
    bought(*(set(readers) - held_out(issue)))
    page = desk.get(f"/desk/campaigns/{made}/").content.decode()
    assert "buyers for each hundred readers, beyond those who would have bought anyway" in page
    assert "by lot, below" in page
    row = CampaignLetter.objects.get()
    page = desk.get(path).content.decode()
    assert row.seed in page
    assert commitment_of(row.seed) in page
    page = Client().get(f"/newsletter/{issue}/").content.decode()
    assert "20 of 100 readers, drawn by lot" in page


def test_its_pages_are_for_stewards(cast: Cast, client: Client, now: datetime) -> None:
    path = f"/desk/newsletter/{an_issue(cast, now).id}/campaign/"
    assert client.get(path).status_code == 302
    client.force_login(user_of("kit"))
    assert client.get(path).status_code == 403
    with pytest.raises(Missing):
        letters.place_letter(
            issue=cast.kit, campaign=None, of_hundred=0, later_days=1, by=stewards()[0], at=now
        )


def test_letters_of_a_campaign_cost_the_same_however_many_readers(
    cast: Cast,
    readers: list[str],
    now: datetime,
    bought: Callable[..., list[Wanted]],
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    issue = begun(cast, now)
    bought(*readers[:50])
    found = campaign(CampaignLetter.objects.get(issue=issue).campaign_id)
    assert found is not None
    # letters, subjects, mails taken, links, the stamp of the place, both sides, who bought,
    # who of them waited
    with django_assert_num_queries(8):
        reading.letters_of(found, at=now + 8 * DAY)
