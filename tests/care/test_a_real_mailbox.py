"""Mails through a real IMAP server and a real SMTP server, both on this machine."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.utils import timezone

from cohive.bridges.mail.imap import Box, MailboxFailed, check_mailbox, read_mailbox
from cohive.bridges.mail.keys import InboxKeys
from cohive.care import jobs, operations, queries
from cohive.care.connections import replace_keys
from cohive.care.models import Conversation, Dispatch, Message, Source
from tests.mail_servers import (
    PASSWORD,
    USER,
    Kept,
    free_port,
    imap_server,
    put_mail,
    smtp_server,
)

pytestmark = [pytest.mark.django_db, pytest.mark.process]


@pytest.fixture(scope="module")
def imap_port() -> Iterator[int]:
    with imap_server() as port:
        yield port


@pytest.fixture
def box(imap_port: int) -> Box:
    return Box("127.0.0.1", imap_port, USER, PASSWORD)


def put(box: Box, **named: Any) -> str:
    return put_mail(box.port, **named)


@pytest.fixture
def smtp() -> Iterator[tuple[int, Kept]]:
    with smtp_server() as found:
        yield found


def test_a_wrong_password_is_said_and_a_right_one_opens(box: Box) -> None:
    check_mailbox(box)
    with pytest.raises(MailboxFailed, match="app password"):
        check_mailbox(Box(box.host, box.port, box.user, "wrong"))


def test_mails_are_read_once_and_left_as_they_are(box: Box) -> None:
    since = timezone.now() - timedelta(days=1)
    start = read_mailbox(box, epoch=0, position=0, since=since)
    put(box, subject="one")
    found = read_mailbox(box, epoch=start.epoch, position=start.position, since=since)
    assert [b"Subject: one" in raw for _, raw in found.mails] == [True]
    again = read_mailbox(box, epoch=found.epoch, position=found.position, since=since)
    assert again.mails == ()
    assert again.position == found.position
    anew = read_mailbox(box, epoch=found.epoch + 1, position=found.position, since=since)
    assert len(anew.mails) >= 1  # other numbers: looked at again
    server = imaplib.IMAP4(box.host, box.port)
    server.login(box.user, box.password)
    server.select("INBOX", readonly=True)
    unseen = server.search(None, "UNSEEN", "SUBJECT", "one")[1][0].split()
    server.logout()
    assert len(unseen) == 1


def test_mail_in_answer_mail_out_and_back_in_the_same_talk(
    box: Box, smtp: tuple[int, Kept], team: Any, now: datetime
) -> None:
    port, kept = smtp
    replace_keys(
        InboxKeys(
            address="hi@ferry.example", imap_host=box.host, imap_port=box.port,
            imap_user=box.user, imap_password=box.password,
            smtp_host="127.0.0.1", smtp_port=port,
        )
    )  # fmt: skip
    name = put(box, text="The collar is loose.\n\n> old words\n> more")
    real = timezone.now()
    jobs.fetch_mail(at=real)
    talk = Conversation.objects.get(messages__remote_id=name.strip("<>"))
    first = Message.objects.get(conversation=talk)
    assert (first.text, first.quoted) == ("The collar is loose.", "> old words\n> more")
    count = Message.objects.count()
    jobs.fetch_mail(at=real)
    Source.objects.update(epoch=1, position=0)  # the server numbers anew
    jobs.fetch_mail(at=real)
    assert Message.objects.count() == count
    message = operations.write_answer(conversation=talk.id, text="Send it.", by=team.sana, at=real)
    jobs.send_answer(message)
    assert Dispatch.objects.get().state == "sent"
    sent = message_from_bytes(kept.mails[0], policy=policy.default)
    assert str(sent["In-Reply-To"]) == name
    assert name in str(sent["References"])
    assert str(sent["From"]).endswith("<hi@ferry.example>")
    put(box, text="Thanks!", to=str(sent["Reply-To"]), sender="l@work.example")
    put(
        box, text="I am away.", headers={"Auto-Submitted": "auto-replied",
        "In-Reply-To": str(sent["Message-ID"])},
    )  # fmt: skip
    put(box, sender="hi@ferry.example", text="from ourselves")
    jobs.fetch_mail(at=real)
    said = [(one.kind, one.text, one.is_automatic) for one in queries.messages(talk.id)]
    assert said == [
        ("in", "The collar is loose.", False),
        ("out", "Send it.", False),
        ("in", "Thanks!", False),
        ("in", "I am away.", True),
    ]
    assert not Message.objects.filter(text="from ourselves").exists()
    assert len(kept.mails) == 1  # nobody but people answers: no circle can begin


def test_a_server_that_says_not_now_is_asked_again(
    smtp: tuple[int, Kept], wrote: Any, team: Any, now: datetime
) -> None:
    port, kept = smtp
    kept.answer = "451 later"
    replace_keys(InboxKeys(smtp_host="127.0.0.1", smtp_port=port))
    message = operations.write_answer(conversation=wrote(), text="Hi", by=team.sana, at=now)
    jobs.send_answer(message)
    row = Dispatch.objects.get()
    assert (row.state, row.attempts) == ("queued", 1)
    assert "later" in row.error
    kept.answer = "250 OK"
    Dispatch.objects.update(next_at=now)
    jobs.send_answer(message)
    assert Dispatch.objects.get().state == "sent"


def test_a_mailbox_that_cannot_be_reached_is_said_on_the_page(team: Any, now: datetime) -> None:
    replace_keys(
        InboxKeys(
            address="hi@ferry.example", imap_host="127.0.0.1", imap_port=free_port(),
            imap_user="u", imap_password="p",
        )
    )  # fmt: skip
    jobs.fetch_mail(at=now)
    source = queries.source("mail")
    assert source is not None
    assert source.failed_at == now
    assert "could not be reached" in source.error
