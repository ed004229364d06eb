"""People who are brought along: kept with their consent, never made members, forgotten in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cohive.bond import operations as bond
from cohive.bond import queries as bond_queries
from cohive.bond.models import Member, User
from cohive.bond.queries import active_members, everything_of
from cohive.bridges.audience import PeopleMapping
from cohive.care.audience_jobs import MAILS_A_ROUND
from cohive.care.models import AudienceImport, KnownPerson, KnownPurchase, RefusedPerson
from cohive.care.operations import audience as operations
from cohive.care.operations import known
from cohive.care.queries import audience as queries
from cohive.journal.models import Act
from cohive.spread import operations as spread
from cohive.spread import queries as letters
from cohive.spread.models import Subscriber, Subscription, SubscriptionConsent
from cohive.words.refusals import Missing, Refused
from tests.shared_data import shared_data
from tests.trade.conftest import Cast, cast, own_sandbox

__all__ = [
    "cast",
    "own_sandbox",
]

FILE = (
    b"email,name,newsletter,item,date\n"
    b'lotte@brought.example,Lotte V.,3 May 2025,"Ebb, poster",2 May 2025\n'
    b"xiao@brought.example,Xiao,1 June 2025,,\n"
    b'buyer@brought.example,B. Uyer,no,"Ebb, poster",4 May 2025\n'
    b"nobody@brought.example,No Body,no,,\n"
)
MAPPING = PeopleMapping(
    email="email", name="name", consent="newsletter", item="item", bought_on="date"
)


def brought(cast: Cast, at: datetime, content: bytes = FILE) -> UUID:
    given = operations.give_file(name="past.csv", content=content, by=cast.steward, at=at)
    operations.keep_people(audience_import=given, mapping=MAPPING, by=cast.steward, at=at)
    return given


def signed_in(agent: UUID) -> Client:
    client = Client()
    client.force_login(User.objects.get(member__agent=agent))
    return client


def test_people_are_kept_with_the_day_and_words_and_nobody_becomes_a_member(
    cast: Cast, now: datetime
) -> None:
    before = active_members()
    given = brought(cast, now)
    row = AudienceImport.objects.get(id=given)
    assert (row.state, row.people_new, row.strangers) == ("kept", 3, 1)
    lotte = KnownPerson.objects.get(email="lotte@brought.example")
    assert (lotte.agreed_on, lotte.agreed_words) == (date(2025, 5, 3), "newsletter: 3 May 2025")
    assert active_members() == before
    assert not Member.objects.filter(source_key__contains="brought").exists()
    act = Act.objects.get(kind="care.audience.kept")
    assert act.payload == {"audience_import": str(given), "people": 3}
    assert not operations.file_path(given).exists()
    assert "nobody@brought.example" not in str(list(KnownPerson.objects.values_list()))


def test_the_same_file_is_kept_once_and_a_later_one_adds(cast: Cast, now: datetime) -> None:
    brought(cast, now)
    with pytest.raises(Refused, match="kept before"):
        brought(cast, now)
    later = FILE.replace(b"B. Uyer,no", b"B. Uyer,7 July 2025") + b"new@brought.example,N,,Cap,\n"
    given = brought(cast, now + timedelta(days=1), later)
    row = AudienceImport.objects.get(id=given)
    assert (row.people_new, row.people_known) == (1, 3)
    assert KnownPurchase.objects.filter(what="Ebb, poster").count() == 2
    buyer = KnownPerson.objects.get(email="buyer@brought.example")
    assert (buyer.agreed_on, buyer.known_by) == (date(2025, 7, 7), "agreed")


def test_a_file_that_cannot_be_read_keeps_nobody(cast: Cast, now: datetime) -> None:
    content = FILE + b"late@brought.example,L,32 May 2025,,\n"
    given = operations.give_file(name="past.csv", content=content, by=cast.steward, at=now)
    with pytest.raises(Refused, match="Line 6"):
        operations.keep_people(audience_import=given, mapping=MAPPING, by=cast.steward, at=now)
    assert not KnownPerson.objects.exists()
    assert AudienceImport.objects.get(id=given).state == "given"


def test_an_import_is_taken_back_whole_but_for_who_came(cast: Cast, now: datetime) -> None:
    given = brought(cast, now)
    came = now + timedelta(hours=1)
    KnownPerson.objects.filter(name="Xiao").update(member_id=cast.mei, claimed_at=came)
    gone = operations.take_back(audience_import=given, by=cast.steward, at=now)
    assert gone == 2
    assert [row.name for row in KnownPerson.objects.all()] == ["Xiao"]
    assert Act.objects.filter(kind="care.audience.taken_back").count() == 1
    with pytest.raises(Refused):
        operations.take_back(audience_import=given, by=cast.steward, at=now)


def test_of_a_member_in_a_file_taken_back_nothing_stays(cast: Cast, now: datetime) -> None:
    email = User.objects.get(member__agent=cast.mei).email.encode()
    given = brought(cast, now, FILE + email + b",Mei Lin,3 May 2025,,\n")
    operations.take_back(audience_import=given, by=cast.steward, at=now)
    assert everything_of(cast.mei)["known_before"] == []


def test_a_file_that_nobody_confirms_is_thrown_away_in_a_week(
    cast: Cast, now: datetime, hear: Callable[[datetime], int]
) -> None:
    given = operations.give_file(name="past.csv", content=FILE, by=cast.steward, at=now)
    hear(now + timedelta(days=6))
    assert operations.file_path(given).exists()
    hear(now + timedelta(days=8))
    assert not operations.file_path(given).exists()
    assert AudienceImport.objects.get(id=given).state == "dropped"


def test_after_thirty_days_an_import_stays(cast: Cast, now: datetime) -> None:
    given = brought(cast, now)
    with pytest.raises(Refused, match="30 days"):
        operations.take_back(audience_import=given, by=cast.steward, at=now + timedelta(days=30))


def test_the_claim_mail_goes_once_and_only_to_who_agreed(
    cast: Cast, now: datetime, hear: Callable[[datetime], int]
) -> None:
    given = brought(cast, now)
    operations.ask_people(audience_import=given, by=cast.steward, at=now)
    with pytest.raises(Refused, match="sent once"):
        operations.ask_people(audience_import=given, by=cast.steward, at=now)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda call, **_: call())
        for minutes in range(4):
            hear(now + timedelta(minutes=minutes))
    assert sorted(each.to[0] for each in mail.outbox) == [
        "lotte@brought.example",
        "xiao@brought.example",
    ]
    text = next(each.body for each in mail.outbox if "lotte" in each.to[0])
    assert "in 2025 you bought “Ebb, poster”" in text
    assert "newsletter: 3 May 2025" in text
    assert "/known/" in text
    assert queries.imports()[0].written_to == 2


def test_many_are_asked_in_small_groups(
    cast: Cast, now: datetime, hear: Callable[[datetime], int]
) -> None:
    lines = b"".join(b"p%d@brought.example,P,3 May 2025,,\n" % each for each in range(120))
    given = brought(cast, now, FILE.splitlines(keepends=True)[0] + lines)
    operations.ask_people(audience_import=given, by=cast.steward, at=now)
    hear(now)
    assert KnownPerson.objects.filter(mailed_at__isnull=False).count() == MAILS_A_ROUND
    for minutes in range(1, 5):
        hear(now + timedelta(minutes=minutes))
    assert KnownPerson.objects.filter(mailed_at__isnull=False).count() == 120


def test_her_page_shows_all_and_looking_changes_nothing_for_her(
    cast: Cast, now: datetime, client: Client
) -> None:
    brought(cast, now)
    lotte = KnownPerson.objects.get(name="Lotte V.")
    path = f"/known/{known.token_of(lotte.id)}/"
    page = client.get(path)
    text = page.content.decode()
    assert page.status_code == 200
    for word in ("lotte@brought.example", "Ebb, poster", "newsletter: 3 May 2025"):
        assert word in text
    assert page["Referrer-Policy"] == "no-referrer"
    assert client.get(path.replace("/known/", "/known/x")).status_code == 404
    assert client.get(path + "forget").status_code == 405
    assert KnownPerson.objects.filter(id=lotte.id).exists()


def test_she_takes_her_consent_back_or_has_herself_forgotten(
    cast: Cast, now: datetime, client: Client
) -> None:
    brought(cast, now)
    lotte = KnownPerson.objects.get(name="Lotte V.")
    path = f"/known/{known.token_of(lotte.id)}/"
    assert client.post(path + "withdraw").status_code == 200
    lotte.refresh_from_db()
    assert (lotte.agreed_on, lotte.agreed_words) == (None, "")
    assert client.post(path + "forget").status_code == 200
    assert not KnownPerson.objects.filter(id=lotte.id).exists()
    assert not KnownPurchase.objects.filter(person=lotte.id).exists()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("said", "left"), [("withdraw", [None]), ("forget", [])])
def test_what_she_said_herself_is_not_overruled_by_the_next_file(
    cast: Cast, now: datetime, client: Client, said: str, left: list[None]
) -> None:
    brought(cast, now)
    lotte = KnownPerson.objects.get(name="Lotte V.")
    client.post(f"/known/{known.token_of(lotte.id)}/{said}")
    brought(cast, now, FILE + b"new@brought.example,N,,Cap,\n")
    hers = KnownPerson.objects.filter(email="lotte@brought.example")
    assert list(hers.values_list("agreed_on", flat=True)) == left
    assert not RefusedPerson.objects.filter(digest__contains="lotte").exists()


def test_the_link_of_a_claimed_page_shows_and_ends_nothing_any_more(
    cast: Cast, now: datetime, client: Client
) -> None:
    brought(cast, now)
    lotte = KnownPerson.objects.get(name="Lotte V.")
    KnownPerson.objects.filter(id=lotte.id).update(member_id=cast.mei, claimed_at=now)
    path = f"/known/{known.token_of(lotte.id)}/"
    text = client.get(path).content.decode()
    assert "This page is claimed" in text
    for word in ("lotte@brought.example", "Lotte V.", "Ebb, poster", "Forget me"):
        assert word not in text
    assert client.post(path + "forget").status_code == 400
    assert KnownPerson.objects.filter(id=lotte.id).exists()


def test_an_old_link_leads_to_no_maker_who_may_be_owed_something(
    cast: Cast, now: datetime, hear: Callable[[datetime], int]
) -> None:
    maker = bond.make_unclaimed(name="L", key="lotte@brought.example", by=cast.firm, at=now)
    given = brought(cast, now)
    lotte = KnownPerson.objects.get(name="Lotte V.").id
    with pytest.raises(Refused, match="too old"):
        known.begin_claim(person=lotte, at=now)
    operations.ask_people(audience_import=given, by=cast.steward, at=now)
    hear(now + timedelta(minutes=1))
    with pytest.raises(Refused, match="too old"):
        known.begin_claim(person=lotte, at=now + timedelta(days=15))
    known.begin_claim(person=lotte, at=now + timedelta(days=1))
    assert KnownPerson.objects.get(id=lotte).member_id == maker


def test_a_name_that_cannot_be_shown_keeps_nobody_out(cast: Cast, now: datetime) -> None:
    brought(cast, now)
    KnownPerson.objects.filter(name="Xiao").update(name="Xi\u202eao")
    xiao = KnownPerson.objects.get(email="xiao@brought.example")
    known.begin_claim(person=xiao.id, at=now)
    xiao.refresh_from_db()
    assert Member.objects.get(agent=xiao.member_id).name


def test_she_claims_her_page_and_keeps_what_was_known(
    cast: Cast, now: datetime, client: Client, hear: Callable[[datetime], int]
) -> None:
    brought(cast, now)
    lotte = KnownPerson.objects.get(name="Lotte V.")
    answer = client.post(f"/known/{known.token_of(lotte.id)}/claim")
    assert answer.status_code == 302
    assert "/claim" in answer["Location"]
    lotte.refresh_from_db()
    member = lotte.member_id
    assert member is not None
    assert member not in active_members()
    bond.claim(agent=member, email="lotte@brought.example", at=now, name="Lotte", is_verified=True)
    hear(now)
    lotte.refresh_from_db()
    assert lotte.claimed_at is not None
    taken = everything_of(member)["known_before"]
    assert taken[0]["bought"] == [["Ebb, poster", date(2025, 5, 2), 1]]
    with pytest.raises(Refused, match="claimed already"):
        known.begin_claim(person=lotte.id, at=now)
    bond.delete_account(by=member, at=now)
    assert not KnownPerson.objects.filter(id=lotte.id).exists()


def test_who_does_not_come_within_a_year_is_forgotten(
    cast: Cast, now: datetime, hear: Callable[[datetime], int]
) -> None:
    brought(cast, now)
    KnownPerson.objects.filter(name="Xiao").update(member_id=cast.mei, claimed_at=now)
    hear(now + timedelta(days=364))
    assert KnownPerson.objects.count() == 3
    hear(now + timedelta(days=366))
    assert [row.name for row in KnownPerson.objects.all()] == ["Xiao"]


def test_a_member_in_the_file_is_known_as_herself_and_not_asked(
    cast: Cast, now: datetime, hear: Callable[[datetime], int]
) -> None:
    email = User.objects.get(member__agent=cast.mei).email.encode()
    given = brought(cast, now, FILE + email + b",Mei,3 May 2025,,\n")
    assert KnownPerson.objects.get(email=email.decode()).member_id == cast.mei
    operations.ask_people(audience_import=given, by=cast.steward, at=now)
    for minutes in range(4):
        hear(now + timedelta(minutes=minutes))
    assert KnownPerson.objects.get(email=email.decode()).mailed_at is None


def test_who_joined_with_a_strangers_address_learns_nothing_of_her(
    cast: Cast, now: datetime
) -> None:
    somebody = bond.join(email="lotte@brought.example", name="Somebody", at=now)
    brought(cast, now)
    row = KnownPerson.objects.get(email="lotte@brought.example")
    assert (row.member_id, row.claimed_at) == (None, None)
    assert everything_of(somebody)["known_before"] == []


def test_who_joined_by_herself_takes_along_and_erases_what_a_file_knew(
    cast: Cast, now: datetime
) -> None:
    brought(cast, now)
    lotte = bond.join(email="lotte@brought.example", name="Lotte", at=now, is_verified=True)
    [known_before] = everything_of(lotte)["known_before"]
    assert known_before["name"] == "Lotte V."
    bond.delete_account(by=lotte, at=now)
    assert not KnownPerson.objects.filter(email="lotte@brought.example").exists()
    brought(cast, now, FILE + b"new@brought.example,N,,Cap,\n")
    assert not KnownPerson.objects.filter(email="lotte@brought.example").exists()


def test_the_desk_brings_people_along_step_by_step(cast: Cast, now: datetime) -> None:
    desk = signed_in(cast.steward)
    page = desk.get("/audience/")
    assert "Nobody was brought along yet" in page.content.decode()
    answer = desk.post("/audience/", {"file": SimpleUploadedFile("past.csv", FILE)})
    assert answer.status_code == 302
    page = desk.get(answer["Location"])
    text = page.content.decode()
    assert "lotte@…" in text
    assert "lotte@brought.example" not in text
    chosen = {
        "email": "email",
        "name": "name",
        "consent": "newsletter",
        "item": "item",
        "bought_on": "date",
    }
    answer = desk.post(answer["Location"], chosen, follow=True)
    assert "3 people are kept. Nobody became a member." in answer.content.decode()
    assert "Send the claim mail" in answer.content.decode()
    assert signed_in(cast.mei).get("/audience/").status_code == 403
    assert signed_in(cast.mei).post("/audience/").status_code == 403


def test_a_wrong_choice_of_columns_says_so_beside_them(cast: Cast, now: datetime) -> None:
    desk = signed_in(cast.steward)
    given = operations.give_file(name="past.csv", content=FILE, by=cast.steward, at=now)
    answer = desk.post(f"/audience/{given}/", {"email": ""})
    assert answer.status_code == 422
    assert "Say which column has the e-mail address or an id." in answer.content.decode()
    answer = desk.post(f"/audience/{given}/", {"email": "email", "agreed_since": "2025-05-03"})
    assert "Write both the day" in answer.content.decode()
    assert desk.post(f"/audience/{given}/drop").status_code == 302
    assert desk.get(f"/audience/{given}/").status_code == 404
    with pytest.raises(Missing):
        operations.keep_people(audience_import=given, mapping=MAPPING, by=cast.steward, at=now)


def test_the_customers_of_a_music_shop_come_along_unclaimed(
    cast: Cast, now: datetime, tmp_path: Any
) -> None:
    """CDNOW: 11,785 customers, 35,304 orders; nobody is a member and nobody may be written to."""
    content = shared_data("revenue/cdnow_orders.csv.gz").read_bytes()
    given = operations.give_file(name="cdnow.csv.gz", content=content, by=cast.steward, at=now)
    mapping = PeopleMapping(id="customer_id", bought_on="date", quantity="cds")
    row = operations.keep_people(audience_import=given, mapping=mapping, by=cast.steward, at=now)
    assert row.people_new + row.strangers == 11_785
    counts = queries.audience_counts()
    assert (counts.agreed, counts.bought) == (0, row.people_new)
    assert KnownPurchase.objects.count() <= 35_304


def subscribed(cast: Cast) -> int:
    here = bond_queries.place()
    assert here is not None
    return letters.audience_count("place", here.agent)


def test_who_agreed_gets_the_newsletter_with_her_proof_and_who_only_bought_does_not(
    cast: Cast, now: datetime
) -> None:
    given = brought(cast, now)
    assert subscribed(cast) == 2
    (proof,) = SubscriptionConsent.objects.filter(
        subscription__subscriber__address="lotte@brought.example"
    )
    assert (proof.step, proof.text) == ("imported", "newsletter: 3 May 2025")
    assert proof.page == f"audience:{given}"
    act = Act.objects.get(kind="spread.subscription.imported")
    assert act.payload == {"subscribed": 2, "list_kind": "place"}


def test_taking_back_ends_what_was_subscribed_but_for_who_said_yes_herself(
    cast: Cast, now: datetime
) -> None:
    given = brought(cast, now)
    xiao = Subscription.objects.get(subscriber__address="xiao@brought.example")
    spread.end_subscription(subscription=xiao.id, at=now)
    here = bond_queries.place()
    assert here is not None
    spread.ask_for_newsletter(
        address="xiao@brought.example", list_kind="place", list_id=here.agent, language="en",
        consent="Yes.", page="/", by=None, at=now,
    )  # fmt: skip
    spread.confirm_subscription(subscription=xiao.id, at=now)
    operations.take_back(audience_import=given, by=cast.steward, at=now)
    assert subscribed(cast) == 1
    assert list(Subscriber.objects.values_list("address", flat=True)) == ["xiao@brought.example"]
    assert Act.objects.get(kind="spread.subscription.taken_back").payload == {"taken_back": 1}


def test_after_an_issue_taking_back_leaves_a_row_without_address(cast: Cast, now: datetime) -> None:
    given = brought(cast, now)
    here = bond_queries.place()
    assert here is not None
    by = cast.steward
    issue = spread.begin_issue(list_kind="place", list_id=here.agent, by=by, at=now)
    spread.write_issue(issue=issue, language="en", subject="News", text="Hello.", by=by, at=now)
    assert spread.queue_issue(issue=issue, by=by, at=now) == 2
    operations.take_back(audience_import=given, by=by, at=now)
    assert spread.claim_mails(issue=issue, most=9, at=now) == []
    assert set(Subscriber.objects.values_list("address", flat=True)) == {""}
    assert not SubscriptionConsent.objects.exists()
    assert not letters.is_suppressed("lotte@brought.example")


def test_who_declined_elsewhere_is_not_written_to_until_she_asks(cast: Cast, now: datetime) -> None:
    brought(cast, now)
    assert spread.decline_addresses(
        addresses=["Lotte@brought.example", "other@brought.example", "no address"],
        by=cast.steward,
        at=now,
    ) == 2  # fmt: skip
    assert subscribed(cast) == 1
    later = now + timedelta(days=1)
    brought(cast, later, FILE + b"other@brought.example,O,3 May 2025,,\n")
    assert subscribed(cast) == 1
    here = bond_queries.place()
    assert here is not None
    spread.ask_for_newsletter(
        address="other@brought.example", list_kind="place", list_id=here.agent, language="en",
        consent="Yes.", page="/", by=None, at=later,
    )  # fmt: skip
    row = Subscription.objects.get(subscriber__address="other@brought.example")
    spread.confirm_subscription(subscription=row.id, at=later)
    assert subscribed(cast) == 2
    spread.decline_addresses(addresses=["other@brought.example"], by=cast.steward, at=later)
    assert subscribed(cast) == 2  # her own word, from her own mailbox


def test_taking_consent_back_and_being_forgotten_reach_the_newsletter(
    cast: Cast, now: datetime
) -> None:
    brought(cast, now)
    lotte, xiao = (KnownPerson.objects.get(name=name) for name in ("Lotte V.", "Xiao"))
    known.withdraw_consent(person=lotte.id, at=now)
    assert subscribed(cast) == 1
    assert letters.is_suppressed("lotte@brought.example")
    known.forget_person(person=xiao.id, at=now)
    assert subscribed(cast) == 0
    assert not Subscriber.objects.filter(address="xiao@brought.example").exists()


def test_many_are_subscribed_with_few_queries(
    cast: Cast, now: datetime, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    here = bond_queries.place()
    assert here is not None
    consent = spread.RecordedConsent(now, "newsletter: yes", "file")
    many = [
        spread.BroughtSubscription(f"p{each}@brought.example", "en", consent)
        for each in range(10_000)
    ]
    with django_assert_max_num_queries(350):  # 25 parts; SQLite takes few rows in one statement
        found = spread.import_subscriptions(
            brought=many, list_kind="place", list_id=here.agent, by=cast.steward, at=now
        )
    assert (found.subscribed, found.known, found.suppressed, found.unreadable) == (10_000, 0, 0, 0)
    assert subscribed(cast) == 10_000
