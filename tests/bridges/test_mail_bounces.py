"""What mail servers send back, as they really write it."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from cohive.bridges.mail.bounces import is_dead, read

TOKEN = "42." + "0123456789abcdef0123"


def a_mail(text: str) -> EmailMessage:
    found = message_from_bytes(text.encode(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def a_report(action: str, status: str, diagnosis: str = "smtp; 550 no") -> EmailMessage:
    return a_mail(
        f"""From: MAILER-DAEMON@mx.example.net
To: place@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver it.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ann@example.com
Action: {action}
Status: {status}
Diagnostic-Code: {diagnosis}

--b
Content-Type: text/rfc822-headers

From: place@example.org
Message-ID: <nl.{TOKEN}@example.org>
--b--
"""
    )


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", "hard"),
        ("failed", "5.2.1", "hard"),
        ("failed", "5.2.2", "soft"),
        ("failed", "5.7.1", "soft"),
        ("failed", "4.4.7", "soft"),
        ("failed", "5.0.0", "soft"),
        ("delayed", "4.4.1", "notice"),
        ("delivered", "2.0.0", "notice"),
    ],
)
def test_a_delivery_status_notification_says_what_and_of_which_mail(
    action: str, status: str, kind: str
) -> None:
    found = read(a_report(action, status))
    assert found is not None
    assert (found.kind, found.status, found.address) == (kind, status, "ann@example.com")
    assert found.tokens == (TOKEN,)


def test_a_general_status_with_a_plain_diagnosis_is_hard() -> None:
    found = read(a_report("failed", "5.0.0", "smtp; 550 5.1.1 <ann@example.com>: User unknown"))
    assert found is not None
    assert found.kind == "hard"


PROSE = {
    "qmail": (
        "Hi. This is the qmail-send program at example.net.\n\n<ann@example.com>:\n"
        "Sorry, no mailbox here by that name. (#5.1.1)\n",
        "failure notice",
        "hard",
    ),
    "full": (
        "The following message to <ann@example.com> was undeliverable.\n"
        "552 Mailbox full, over quota\n",
        "Undeliverable: Night news",
        "soft",
    ),
    "chinese": ("抱歉，您的邮件被退回。\n原因：收件人不存在 ann@example.com\n", "系统退信", "hard"),
    "unclear": ("Your message to ann@example.com came to nothing.\n", "Returned mail", "soft"),
}


@pytest.mark.parametrize("which", PROSE)
def test_prose_of_servers_that_follow_no_standard_is_read(which: str) -> None:
    text, subject, kind = PROSE[which]
    found = read(
        a_mail(
            f"From: MAILER-DAEMON@example.net\nTo: bounces+nl.{TOKEN}@example.org\n"
            f"Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}"
        )
    )
    assert found is not None
    assert (found.kind, found.address, found.tokens) == (kind, "ann@example.com", (TOKEN,))


def test_a_complaint_is_read_from_its_report() -> None:
    found = read(
        a_mail(
            f"""From: fbl@example.net
Subject: FW: Night news
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

An email abuse report.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Original-Rcpt-To: ann@example.com

--b
Content-Type: message/rfc822

From: place@example.org
Message-ID: <nl.{TOKEN}@example.org>

Hello
--b--
"""
        )
    )
    assert found is not None
    assert (found.kind, found.address, found.tokens) == ("complaint", "ann@example.com", (TOKEN,))


@pytest.mark.parametrize(
    "text",
    [
        "From: ann@example.com\nSubject: Re: Night news\nIn-Reply-To: <nl.{}@example.org>\n\nNice!",
        "From: ann@example.com\nSubject: Undeliverable coat?\n\nMy parcel came back.",
        "From: ann@example.com\nAuto-Submitted: auto-replied\nSubject: away\n\nI am away.",
    ],
)
def test_what_people_write_is_no_bounce(text: str) -> None:
    assert read(a_mail(text.format(TOKEN))) is None


def test_only_the_address_itself_counts_as_dead() -> None:
    assert is_dead("5.1.1")
    assert is_dead("550", "User unknown")
    assert not is_dead("5.7.1", "blocked")
    assert not is_dead("550", "blocked by policy, user unknown to our list")
    assert not is_dead("4.2.1")
