"""Two more channels: a bot over real HTTP, and replies from other servers by their two doors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import pytest

from cohive.bridges.channels.fakes.telegram import TOKEN, FakeTelegram
from cohive.bridges.mail.keys import InboxKeys
from cohive.bridges.payments.loopback import served
from cohive.care import federated, jobs, operations, senders
from cohive.care.connections import replace_keys
from cohive.care.models import Conversation, Dispatch, Message
from cohive.journal import listeners

pytestmark = pytest.mark.django_db


@pytest.fixture
def telegram(settings) -> Iterator[FakeTelegram]:
    fake = FakeTelegram()
    with served(fake) as base:
        settings.TELEGRAM_ADDRESS = base
        replace_keys(InboxKeys(telegram_token=TOKEN))
        yield fake


def test_who_writes_to_the_bot_is_answered_there(telegram, team, now) -> None:
    telegram.say("Is it still there?", at=int(now.timestamp()))
    jobs.fetch_telegram(at=now)
    jobs.fetch_telegram(at=now)
    talk = Conversation.objects.get()
    assert (talk.channel, talk.remote_id) == ("telegram", "77")
    message = operations.write_answer(conversation=talk.id, text="Yes.", by=team.sana, at=now)
    jobs.send_answer(message)
    assert Dispatch.objects.get().state == "sent"
    assert [post["text"] for post in telegram.posts] == ["Yes."]
    telegram.say("read before")  # the fake numbers from what it still holds
    telegram.say("Thanks", at=int(now.timestamp()) + 60)
    jobs.fetch_telegram(at=now)
    assert Conversation.objects.count() == 1
    assert Conversation.objects.get().state == "open"


def test_a_lost_answer_is_not_sent_again_by_itself(telegram, team, now) -> None:
    telegram.say("Hello", at=int(now.timestamp()))
    jobs.fetch_telegram(at=now)
    telegram.lose_answers = 1
    message = operations.write_answer(
        conversation=Conversation.objects.get().id, text="Hi", by=team.sana, at=now
    )
    jobs.send_answer(message)
    assert Dispatch.objects.get().state == "unsure"
    assert len(telegram.posts) == 1


@dataclass(frozen=True)
class Reply:
    author_handle: str
    author_name: str
    text: str
    language: str
    at: datetime
    is_erased: bool
    post: UUID | None


def test_a_reply_from_elsewhere_becomes_a_talk_and_is_answered(team, now, monkeypatch) -> None:
    monkeypatch.setattr(senders, "_senders", {})
    monkeypatch.setattr(listeners, "_listeners", {})
    known = {uuid4(): Reply("@tide@pool.example", "Tide", "Who did it?", "en", now, False, None)}
    said: list[dict[str, object]] = []

    def answer(**given: object) -> UUID:
        said.append(given)
        return uuid4()

    federated.connect(reply_of=known.get, answer=answer)
    [reply] = known
    federated._take_in(reply, known[reply])
    federated._take_in(reply, known[reply])
    assert Message.objects.count() == 1
    assert senders.takes_answers("federation")
    message = operations.write_answer(
        conversation=Conversation.objects.get().id, text="Mei did.", by=team.sana, at=now
    )
    jobs.send_answer(message)
    assert Dispatch.objects.get().state == "sent"
    assert [(one["reply"], one["text"], one["by"]) for one in said] == [
        (reply, "Mei did.", team.sana)
    ]
