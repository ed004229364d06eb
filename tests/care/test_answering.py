"""Answers leave once, in the thread; two people do not answer as one."""

import smtplib
from datetime import datetime, timedelta

import pytest
from django.core import mail

from cohive.bridges.mail.keys import InboxKeys
from cohive.care import jobs, operations, queries, senders
from cohive.care.connections import replace_keys
from cohive.care.doors import conversation_of_reply, rate_word, reply_word
from cohive.care.models import Conversation, Dispatch, Message, Satisfaction
from cohive.journal.models import Act
from cohive.words.refusals import Forbidden, Refused

pytestmark = pytest.mark.django_db


def answered(talk, by, now: datetime, text: str = "Send it back.") -> Dispatch:
    message = operations.write_answer(conversation=talk, text=text, by=by, at=now)
    jobs.send_answer(message)
    return Dispatch.objects.get(message=message)


def test_an_answer_stands_in_the_thread_and_comes_back_by_its_address(wrote, team, now) -> None:
    replace_keys(
        InboxKeys(address="hi@ferry.example", imap_host="x", imap_user="u", imap_password="p")
    )
    talk = wrote()
    row = answered(talk, team.mei, now)
    assert row.state == "sent"
    [sent] = mail.outbox
    assert sent.to == ["lotte@home.example"]
    assert sent.subject == "Re: My shirt"
    assert sent.extra_headers["In-Reply-To"] == "<The-collar-is-loose.@home.example>"
    assert sent.extra_headers["Message-ID"] == f"<care.{row.message_id.hex}@ferry.example>"
    assert conversation_of_reply(sent.reply_to[0]) == talk
    assert "You get this because you wrote to Night Ferry." in sent.body
    state = Conversation.objects.get(id=talk)
    assert (state.state, state.assignee_id) == ("waiting", team.mei)
    assert Act.objects.get(kind="care.answer.written").actor_id == team.mei


def test_a_forged_address_leads_nowhere(wrote, team) -> None:
    talk = wrote()
    word = reply_word(talk)
    assert conversation_of_reply(f"hi+{word}@ferry.example") == talk
    other = "b" if word[-3] == "a" else "a"
    assert conversation_of_reply(f"hi+{word[:-3]}{other}{word[-2:]}@ferry.example") is None


def test_strangers_to_the_desk_cannot_answer(wrote, team, now) -> None:
    talk = wrote()
    with pytest.raises(Forbidden):
        operations.write_answer(conversation=talk, text="Hi", by=team.noor, at=now)


def test_who_answers_unseen_is_told_first(wrote, team, now) -> None:
    talk = wrote()
    seen = Message.objects.get().id
    operations.write_answer(conversation=talk, text="One", seen=seen, by=team.sana, at=now)
    with pytest.raises(Refused, match="Sana Iqbal answered while you wrote"):
        operations.write_answer(
            conversation=talk, text="Two", seen=seen, by=team.mei, at=now + timedelta(seconds=9)
        )
    assert Message.objects.filter(kind="out").count() == 1


def test_drafts_and_presence_are_seen_by_the_others(wrote, team, now) -> None:
    talk = wrote()
    operations.save_draft(conversation=talk, text="Dear", by=team.sana, at=now)
    assert queries.who_is_here(talk, besides=team.mei, at=now) == [(team.sana, True)]
    assert queries.who_is_here(talk, besides=team.mei, at=now + timedelta(minutes=5)) == []
    assert [one.kind for one in queries.messages(talk)] == ["in", "draft"]
    assert [one.kind for one in queries.messages(talk, outside=True)] == ["in"]


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"x": (450, b"later")}), "queued"),
        (smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")}), "failed"),
        (smtplib.SMTPServerDisconnected("gone"), "unsure"),
    ],
)
def test_what_a_fault_means_for_sending_again(wrote, team, now, monkeypatch, fault, state) -> None:
    class Broken:
        def open(self):
            return True

        def send_messages(self, _mails):
            raise fault

        def close(self):
            return None

    monkeypatch.setattr(senders, "mail_connection", lambda _keys: Broken())
    talk = wrote()
    row = answered(talk, team.sana, now)
    assert row.state == state
    assert row.attempts == 1
    assert Conversation.objects.get(id=talk).state == ("waiting" if state == "queued" else "open")


def test_it_is_never_sent_twice(wrote, team, now) -> None:
    talk = wrote()
    row = answered(talk, team.sana, now)
    jobs.send_answer(row.message_id)
    assert len(mail.outbox) == 1
    message = operations.write_answer(conversation=talk, text="More", by=team.sana, at=now)
    assert operations.claim_answer(message=message, at=now)  # and the program dies here
    assert not operations.claim_answer(message=message, at=now)
    operations.give_up_lost(at=now + timedelta(hours=1))
    assert Dispatch.objects.get(message=message).state == "unsure"
    assert len(mail.outbox) == 1


def test_what_comes_back_has_failed_and_waits_for_us(wrote, team, now) -> None:
    talk = wrote()
    row = answered(talk, team.sana, now)
    bounce = (
        b"From: MAILER-DAEMON@mx.example\r\nTo: hi@ferry.example\r\nSubject: Undelivered Mail\r\n"
        b"Message-ID: <b1@mx.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        b"--x\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n"
        b"--x\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mx.example\r\n\r\n"
        b"Final-Recipient: rfc822; lotte@home.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        b"--x\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <care."
        + row.message_id.hex.encode()
        + b"@localhost>\r\n\r\nhello\r\n--x--\r\n"
    )
    jobs.take_mail(bounce, at=now)
    row.refresh_from_db()
    assert row.state == "failed"
    assert Conversation.objects.get(id=talk).state == "open"
    assert Message.objects.filter(kind="in").count() == 1


def test_one_tap_counts_only_when_it_is_tapped(wrote, team, now, client) -> None:
    row = answered(wrote(), team.sana, now)
    address = f"/rate/{rate_word(row.message_id)}/"
    assert client.get(address).status_code == 200
    assert not Satisfaction.objects.exists()
    client.post(address, {"score": "3", "comment": "Quick"})
    client.post(address, {"score": "2"})
    [rated] = Satisfaction.objects.all()
    assert (rated.score, rated.comment) == (2, "")
    assert client.post("/rate/forged:word/", {"score": "3"}).status_code == 404


def test_the_first_answer_is_measured_in_opening_hours(wrote, team, now) -> None:
    # Sunday 09:14 in the place's zone; open on Mondays from nine
    operations.set_opening_hours(hours={0: (9 * 60, 17 * 60)}, by=team.ruben, at=now)
    talk = wrote()
    monday = now.replace(day=23, hour=9, minute=30)
    operations.write_answer(conversation=talk, text="Hello", by=team.sana, at=monday)
    assert Conversation.objects.get(id=talk).first_answer_seconds == 30 * 60
    assert queries.figures(24).median_seconds == 1800
    assert queries.figures(24).in_time_percent == 100
