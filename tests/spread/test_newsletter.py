"""Subscriptions and issues: who is written to, who is not, and what was proved."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone

from cohive.bond import operations as bond
from cohive.bond.queries import circle_by_slug, stewards
from cohive.bond.queries.takeout import everything_of
from cohive.journal.models import Act
from cohive.spread import newsletter_tokens as tokens
from cohive.spread import operations, queries, slots_newsletter
from cohive.spread.models import (
    NewsletterMail,
    Subscriber,
    Subscription,
    SubscriptionConsent,
    SuppressedAddress,
)
from cohive.spread.newsletter_lists import list_of
from cohive.spread.newsletter_sending import send_now
from cohive.words.refusals import Missing, Refused
from tests.spread.conftest import Cast, user_of

pytestmark = pytest.mark.django_db
Hear = Callable[..., int]
WEEK = timedelta(days=7)


def subscribe(cast: Cast, address: str, now: datetime, *, language: str = "en") -> Subscription:
    operations.ask_for_newsletter(
        address=address,
        list_kind="place",
        list_id=cast.place,
        language=language,
        consent="I want news.",
        page="/",
        by=None,
        at=now,
    )
    row = Subscription.objects.get(subscriber__address=address)
    operations.confirm_subscription(subscription=row.id, at=now)
    row.refresh_from_db()
    return row


def an_issue(cast: Cast, now: datetime) -> queries.IssueView:
    by = stewards()[0]
    key = operations.begin_issue(list_kind="place", list_id=cast.place, by=by, at=now)
    operations.write_issue(
        issue=key,
        language="en",
        subject="Night news",
        by=by,
        at=now,
        text="## Hello\n\nWe **sail** at [nine](/circles/making/).\n\n- one & two\n- <b>raw</b>",
    )
    operations.write_issue(
        issue=key,
        language="zh-hans",
        subject="夜渡消息",
        text="你好，**九点**开船。",
        by=by,
        at=now,
    )
    found = queries.issue(key)
    assert found is not None
    return found


def plain(message: mail.EmailMessage) -> str:
    part = message.get_body(("plain",))  # type: ignore[attr-defined]
    return str(part.get_content())


def test_a_stranger_asks_confirms_gets_an_issue_and_leaves_by_one_tap(
    cast: Cast, client: Client, now: datetime, hear: Hear
) -> None:
    answer = client.post(
        "/newsletter/ask/",
        {
            "address": " Ann@Example.org ",
            "agreed": "on",
            "page": "/",
            "kind": "place",
            "of": str(cast.place),
        },
    )
    assert (answer.status_code, answer["Location"]) == (302, "/newsletter/asked/")
    row = Subscription.objects.get()
    assert (row.state, row.subscriber.address) == ("asked", "ann@example.org")
    hear(timezone.now() + timedelta(seconds=5))
    [letter] = mail.outbox
    assert "Do you want news of Night Ferry?" in letter.subject
    path = re.search(r"http://localhost:8000(/newsletter/yes/[^\s]+/)", letter.body)
    assert path is not None
    assert "Yes, send them" in client.get(path[1]).content.decode()
    row.refresh_from_db()
    assert row.state == "asked"  # a scanner that opens the link confirms nothing
    assert "You are in" in client.post(path[1]).content.decode()
    row.refresh_from_db()
    assert row.state == "confirmed"
    proof = list(SubscriptionConsent.objects.order_by("id").values_list("step", "text", "page"))
    words = "I want news of Night Ferry by e-mail. Every mail has a link to stop it."
    assert proof == [("asked", words, "/"), ("confirmed", words, "mail")]
    issue = an_issue(cast, now)
    assert operations.queue_issue(issue=issue.id, by=stewards()[0], at=now) == 1
    send_now()
    message = mail.outbox[-1]
    link = message.message()["List-Unsubscribe"].strip("<>").replace("http://localhost:8000", "")
    assert message.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = Client(enforce_csrf_checks=True)
    assert "Unsubscribe" in stranger.get(link).content.decode()
    assert Subscription.objects.get().state == "confirmed"
    answer = stranger.post(link, {"List-Unsubscribe": "One-Click"})
    assert "You are unsubscribed" in answer.content.decode()
    assert Subscription.objects.get().state == "ended"
    assert NewsletterMail.objects.get().unsubscribed_at is not None
    kinds = set(Act.objects.filter(kind__startswith="spread.").values_list("kind", flat=True))
    assert {
        "spread.subscription.asked",
        "spread.subscription.confirmed",
        "spread.subscription.ended",
        "spread.newsletter.queued",
        "spread.newsletter.sent",
    } <= kinds
    assert not any("ann" in str(act.payload) for act in Act.objects.all())


def test_an_issue_is_whole_in_both_parts_and_languages(cast: Cast, now: datetime) -> None:
    subscribe(cast, "ann@example.org", now)
    subscribe(cast, "lin@example.org", now, language="zh-hans")
    issue = an_issue(cast, now)
    operations.queue_issue(issue=issue.id, by=stewards()[0], at=now)
    send_now()
    by_address = {message.to[0]: message.message() for message in mail.outbox}
    english, chinese = by_address["ann@example.org"], by_address["lin@example.org"]
    text = english.get_body(("plain",)).get_content()
    assert "We sail at nine (http://localhost:8000/circles/making/)." in text
    assert "- one & two\n- <b>raw</b>" in text
    assert "You get this because you asked for news of Night Ferry." in text
    page = english.get_body(("html",)).get_content()
    assert "<strong>sail</strong>" in page
    assert "&lt;b&gt;raw&lt;/b&gt;" in page
    assert "<img" not in page
    assert chinese["Subject"] == "夜渡消息"
    assert "九点" in chinese.get_body(("plain",)).get_content()
    assert english["Message-ID"] != chinese["Message-ID"]
    assert "invalid" not in text + page


def test_an_issue_goes_to_those_of_its_list_only_and_to_none_twice(
    cast: Cast, now: datetime
) -> None:
    subscribe(cast, "ann@example.org", now)
    operations.ask_for_newsletter(
        address="bo@example.org",
        list_kind="circle",
        list_id=cast.circle,
        language="en",
        consent="I want news.",
        page="/",
        by=None,
        at=now,
    )
    operations.confirm_subscription(
        subscription=Subscription.objects.get(list_kind="circle").id, at=now
    )
    issue = an_issue(cast, now)
    assert operations.queue_issue(issue=issue.id, by=stewards()[0], at=now) == 1
    assert operations.queue_issue(issue=issue.id, by=stewards()[0], at=now) == 0
    send_now()
    send_now()
    assert [message.to for message in mail.outbox] == [["ann@example.org"]]
    found = queries.issue(issue.id)
    assert found is not None
    assert found.state == "sent"
    assert queries.issue_result(issue.id).accepted == 1


def test_who_left_after_queueing_gets_none(cast: Cast, now: datetime) -> None:
    row = subscribe(cast, "ann@example.org", now)
    issue = an_issue(cast, now)
    operations.queue_issue(issue=issue.id, by=stewards()[0], at=now)
    operations.end_subscription(subscription=row.id, at=now)
    send_now()
    assert mail.outbox == []
    assert queries.issue_result(issue.id).left == 1


def test_pausing_stopping_and_going_on(cast: Cast, now: datetime) -> None:
    subscribe(cast, "ann@example.org", now)
    by, issue = stewards()[0], an_issue(cast, now)
    operations.queue_issue(issue=issue.id, by=by, at=now)
    operations.pause_issue(issue=issue.id, by=by, at=now)
    send_now()
    assert mail.outbox == []
    operations.resume_issue(issue=issue.id, by=by, at=now)
    operations.stop_issue(issue=issue.id, by=by, at=now)
    send_now()
    assert (mail.outbox, queries.issue_result(issue.id).left) == ([], 1)
    with pytest.raises(Refused):
        operations.resume_issue(issue=issue.id, by=by, at=now)


def test_what_was_ended_begins_again_by_the_mailbox_only(cast: Cast, now: datetime) -> None:
    row = subscribe(cast, "ann@example.org", now)
    operations.end_subscription(subscription=row.id, at=now)
    with pytest.raises(Refused, match="ended since"):
        operations.confirm_subscription(subscription=row.id, at=now)
    operations.ask_for_newsletter(
        address="ann@example.org",
        list_kind="place",
        list_id=cast.place,
        language="en",
        consent="I want news.",
        page="/",
        by=None,
        at=now,
    )
    row.refresh_from_db()
    assert row.state == "asked"


def test_an_erased_address_is_not_written_to_again(
    cast: Cast, now: datetime, hear: Hear, client: Client
) -> None:
    row = subscribe(cast, "ann@example.org", now)
    hear(now)
    mail.outbox.clear()
    client.post(f"/newsletter/sure/{tokens.owner_token(row.subscriber_id)}/")
    assert "ann" not in str(list(Subscriber.objects.values()))
    assert not SubscriptionConsent.objects.exists()
    assert SuppressedAddress.objects.get().reason == "erased"
    ask = {"address": "ann@example.org", "agreed": "on"}
    assert client.post("/newsletter/ask/", ask)["Location"] == "/newsletter/asked/"
    hear(now + WEEK)
    consent = operations.RecordedConsent(at=now, text="Yes", source="mailchimp.csv")
    outcome = operations.import_subscription(
        address="Ann@example.org",
        list_kind="place",
        list_id=cast.place,
        language="en",
        consent=consent,
        by=stewards()[0],
        at=now,
    )
    assert (outcome, mail.outbox) == ("suppressed", [])


def test_an_import_without_a_recorded_consent_is_refused(cast: Cast, now: datetime) -> None:
    what = {
        "address": "bo@example.org",
        "list_kind": "place",
        "list_id": cast.place,
        "language": "en",
        "by": stewards()[0],
        "at": now,
    }
    for consent in (
        None,
        operations.RecordedConsent(now, "", "file"),
        operations.RecordedConsent(now + WEEK, "Yes", "file"),
    ):
        with pytest.raises(Refused):
            operations.import_subscription(consent=consent, **what)  # type: ignore[arg-type]
    assert not Subscriber.objects.exists()
    given = operations.RecordedConsent(now - WEEK, "Yes, send it", "mailchimp.csv row 2")
    assert operations.import_subscription(consent=given, **what) == "subscribed"  # type: ignore[arg-type]
    assert operations.import_subscription(consent=given, **what) == "known"  # type: ignore[arg-type]
    proof = SubscriptionConsent.objects.get()
    assert (proof.step, proof.text, proof.page) == ("imported", given.text, given.source)


def test_a_hard_bounce_stops_at_once_and_soft_ones_after_five_in_a_row(
    cast: Cast, now: datetime
) -> None:
    hard, soft = subscribe(cast, "h@example.org", now), subscribe(cast, "s@example.org", now)
    for number in range(5):
        issue = an_issue(cast, now)
        operations.queue_issue(issue=issue.id, by=stewards()[0], at=now)
        send_now()
        mine = NewsletterMail.objects.filter(issue=issue.id)
        last = mine.get(subscription=soft).id
        if number == 0:
            operations.record_bounce(
                mail=mine.get(subscription=hard).id, kind="hard", status="5.1.1", at=now
            )
            hard.refresh_from_db()
            assert (hard.state, hard.ended_because) == ("ended", "bounced")
        soft.refresh_from_db()
        assert soft.state == "confirmed"
        operations.record_bounce(mail=last, kind="soft", status="4.2.2", at=now)
        operations.record_bounce(mail=last, kind="soft", status="4.2.2", at=now)
    soft.refresh_from_db()
    assert soft.state == "ended"


def test_a_mail_that_is_only_late_ends_nothing(cast: Cast, now: datetime) -> None:
    row = subscribe(cast, "ann@example.org", now)
    issue = an_issue(cast, now)
    operations.queue_issue(issue=issue.id, by=stewards()[0], at=now)
    send_now()
    sent = NewsletterMail.objects.get(subscription=row)
    report = message_from_bytes(
        b"From: mailer-daemon@mx.example.org\r\nSubject: Delayed\r\nContent-Type: "
        b'multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        b"Final-Recipient: rfc822; ann@example.org\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\n"
        b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <nl."
        + tokens.message_token(sent.id).encode()
        + b"@example.org>\r\n\r\n--b--\r\n",
        policy=policy.default,
    )
    assert operations.record_returned_mail(message=report, at=now)  # type: ignore[arg-type]
    sent.refresh_from_db()
    assert sent.bounce == ""


def test_a_member_leaves_and_takes_along(cast: Cast, now: datetime) -> None:
    subscribe(cast, "mei@example.org", now)
    assert everything_of(cast.mei)["newsletter"][0]["address"] == "mei@example.org"
    bond.delete_account(by=cast.mei, at=now)
    assert not Subscriber.objects.exclude(address="").exists()


def test_who_joined_with_a_strangers_address_has_no_hand_on_her_mails(
    cast: Cast, now: datetime
) -> None:
    row = subscribe(cast, "ann@example.org", now)
    other = subscribe(cast, "gone@example.org", now)
    operations.erase_subscriber(subscriber=other.subscriber_id, at=now)
    somebody = bond.join(email="ann@example.org", name="Somebody", at=now)
    assert queries.subscribers_of_member(somebody) == []
    assert everything_of(somebody)["newsletter"] == []
    bond.delete_account(by=somebody, at=now)
    row.refresh_from_db()
    assert row.state == "confirmed"
    another = bond.join(email="gone@example.org", name="Another", at=now)
    operations.ask_for_newsletter(
        address="gone@example.org", list_kind="place", list_id=cast.place, language="en",
        consent="I want news.", page="/", by=another, at=now,
    )  # fmt: skip
    assert not Subscriber.objects.filter(address="gone@example.org").exists()


def test_whoever_asks_again_and_again_is_slowed(cast: Cast, client: Client) -> None:
    ask = {"address": "ann@example.org", "agreed": "on"}
    answers = [client.post("/newsletter/ask/", ask).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 422]
    many = [
        client.post("/newsletter/ask/", {**ask, "address": f"a{n}@example.org"}).status_code
        for n in range(30)
    ]
    assert many[-1] == 422


def test_a_strangers_mailbox_is_not_filled_by_asking_from_many_networks(
    cast: Cast, now: datetime
) -> None:
    def ask(number: int) -> None:
        operations.ask_for_newsletter(
            address=f"ann+{number}@example.org", list_kind="place", list_id=cast.place,
            language="en", consent="I want news.", page="/", by=None,
            at=now.replace(hour=0) + timedelta(hours=number), network=f"10.0.{number}.0/24",
        )  # fmt: skip

    for number in range(6):
        ask(number)
    with pytest.raises(Refused, match="Too many tries"):
        ask(6)


def test_nobody_is_asked_without_ticking_the_box_and_programs_are_not(
    cast: Cast, client: Client
) -> None:
    assert client.post("/newsletter/ask/", {"address": "ann@example.org"}).status_code == 422
    client.post("/newsletter/ask/", {"address": "a@example.org", "agreed": "on", "website": "x"})
    assert client.post("/newsletter/ask/", {"address": "a b", "agreed": "on"}).status_code == 422
    assert not Subscriber.objects.exists()
    assert 'name="agreed" value="on">' in client.get("/newsletter/ask/").content.decode().replace(
        " required", ""
    )


def test_unconfirmed_addresses_are_forgotten_after_a_week(cast: Cast, now: datetime) -> None:
    operations.ask_for_newsletter(
        address="ann@example.org",
        list_kind="place",
        list_id=cast.place,
        language="en",
        consent="I want news.",
        page="/",
        by=None,
        at=now,
    )
    operations.forget_unconfirmed(at=now + WEEK - timedelta(hours=1))
    assert Subscriber.objects.exists()
    operations.forget_unconfirmed(at=now + WEEK + timedelta(hours=1))
    assert not Subscriber.objects.exists()
    assert not SubscriptionConsent.objects.exists()


@pytest.mark.parametrize("kind", ["confirm", "leave", "preferences"])
def test_a_forged_token_opens_nothing(cast: Cast, client: Client, now: datetime, kind: str) -> None:
    row = subscribe(cast, "ann@example.org", now)
    path = {"confirm": "yes", "leave": "stop", "preferences": "mine"}[kind]
    token = tokens.leave_token(row.id, 0) if kind != "leave" else tokens.confirm_token(row.id)
    assert client.get(f"/newsletter/{path}/{token}/").status_code == 404
    assert client.post(f"/newsletter/{path}/{token}x/").status_code == 404
    with pytest.raises(Missing):
        tokens.leaving(tokens.leave_token(row.id, 0)[:-1] + "~")
    assert tokens.mail_of_message(tokens.message_token(7)) == 7
    assert tokens.mail_of_message(tokens.message_token(7)[:-1] + "x") is None


def test_the_limit_of_an_hour_is_kept(cast: Cast, now: datetime) -> None:
    by = stewards()[0]
    for number in range(5):
        subscribe(cast, f"a{number}@example.org", now)
    operations.set_newsletter_rules(per_hour_max=3, postal_address="Quay 1", by=by, at=now)
    issue = an_issue(cast, now)
    operations.queue_issue(issue=issue.id, by=by, at=now)
    send_now()
    assert len(mail.outbox) == 3
    found = queries.issue(issue.id)
    assert found is not None
    assert found.waits_because == "limit"
    assert "Night Ferry, Quay 1" in plain(mail.outbox[0].message())


def test_a_steward_writes_looks_tests_plans_and_watches(
    cast: Cast, now: datetime, hear: Hear
) -> None:
    subscribe(cast, "ann@example.org", now)
    client = Client()
    assert client.get("/desk/newsletter/").status_code == 302
    client.force_login(user_of("mei"))
    assert client.get("/desk/newsletter/").status_code == 403
    client.force_login(user_of("steward"))
    assert "1 person asked for it" in client.get("/desk/newsletter/").content.decode()
    page = client.post("/desk/newsletter/begin", {"kind": "place", "of": str(cast.place)})
    path = page["Location"]
    refused = client.post(path + "plan", {"starts_at": ""})
    assert refused.status_code == 422
    assert "Write a subject and a text first." in refused.content.decode()
    written = {
        "en-subject": "Hello",
        "en-text": "A *text*",
        "zh-hans-subject": "",
        "zh-hans-text": "",
    }
    assert client.post(path, written).status_code == 302
    page = client.get(path).content.decode()
    assert "It goes to 1 person who asked for it." in page
    assert "A text" in client.get(path + "en/preview/").content.decode()
    framed = client.get(path + "en/mail/?dark=1")
    assert "@media all" in framed.content.decode()
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    mail.outbox.clear()
    client.post(path + "en/test")
    assert [message.to for message in mail.outbox] == [["steward@example.org"]]
    assert client.post(path + "plan", {"starts_at": ""}).status_code == 302
    send_now()
    assert "1 of 1 are done." in client.get(path).content.decode()
    key = path.split("/")[-2]
    assert "<em>text</em>" in client.get(f"/newsletter/{key}/").content.decode()
    assert "Hello" in client.get("/newsletter/").content.decode()
    assert "Without" not in client.get("/desk/newsletter/").content.decode()


def test_the_form_on_a_page_costs_two_queries_at_most(
    cast: Cast, rf: RequestFactory, now: datetime, django_assert_num_queries: Callable[..., Any]
) -> None:
    request = rf.get("/")
    request.user = user_of("kit")
    slots_newsletter.of_place(request, None)  # the frame is read once for a page
    with django_assert_num_queries(1):  # the stamp of what is remembered of the place
        assert slots_newsletter.of_place(request, None)
    with django_assert_num_queries(2):  # the circle, and whether it is for a tier
        assert slots_newsletter.of_circle(request, cast.circle)
    circle = circle_by_slug("making")
    assert circle is not None
    with django_assert_num_queries(0):  # what a page has read already, such as a challenge
        assert list_of(circle).id == cast.circle


def test_what_one_gets_is_read_with_as_many_queries_for_many_lists(
    cast: Cast, now: datetime, django_assert_num_queries: Callable[..., Any]
) -> None:
    def ask(circle: UUID) -> None:
        operations.ask_for_newsletter(
            address="kit@example.org", list_kind="circle", list_id=circle, language="en",
            consent="Yes.", page="/", by=cast.kit, at=now,
        )  # fmt: skip

    ask(cast.circle)
    # her address; the subscriber; what she asked for; the circles
    with django_assert_num_queries(4):
        queries.subscribers_of_member(cast.kit)
    for name in ("Tide print", "Night shift"):
        ask(bond.create_circle(name=name, purpose="We print.", by=stewards()[0], at=now))
    with django_assert_num_queries(4):
        (found,) = queries.subscribers_of_member(cast.kit)
    assert len(found.subscriptions) == 3
