"""The Telegram bot over real HTTP, against a Telegram of our own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cohive.bridges.channels.fakes.network import json_reply
from cohive.bridges.channels.fakes.telegram import TOKEN, FakeTelegram
from cohive.bridges.channels.messages import (
    Outgoing,
    Picture,
    Uncertain,
    Unsendable,
    Unsent,
)
from cohive.bridges.channels.telegram import TelegramBot, is_ours, read_update
from cohive.bridges.payments.loopback import served
from cohive.words.refusals import Refused

MESSAGE = Outgoing(
    text="Half an hour when the tide does nothing.",
    title="Slack Water",
    link="https://ferry.example/l/abcd2345",
    picture=None,
    language="en",
    because="You get this because you follow Night Ferry here.",
    key="k1",
)
PICTURE = Picture(b"\xff\xd8\r\n--x--\r\n\xff", "image/jpeg", "Waves")


@pytest.fixture
def network() -> FakeTelegram:
    return FakeTelegram()


@pytest.fixture
def bot(network: FakeTelegram) -> Iterator[TelegramBot]:
    with served(network) as base:
        yield TelegramBot(TOKEN, "@nightferry", base=base)


def test_a_text_is_posted_whole_with_its_link_and_its_reason(
    bot: TelegramBot, network: FakeTelegram
) -> None:
    receipt = bot.send(MESSAGE)
    assert receipt.remote_id == "-1001:1"
    assert receipt.url == "https://t.me/nightferry/1"
    assert network.posts[0]["text"] == f"{MESSAGE.text}\n\n{MESSAGE.link}\n\n{MESSAGE.because}"


def test_a_picture_arrives_byte_for_byte(bot: TelegramBot, network: FakeTelegram) -> None:
    bot.send(replace(MESSAGE, picture=PICTURE))
    assert network.posts[0]["photo"] == PICTURE.body
    assert network.posts[0]["text"].startswith(MESSAGE.text)


@pytest.mark.parametrize(("picture", "limit"), [(None, 4096), (PICTURE, 1024)])
def test_lengths_are_utf_16_units(bot: TelegramBot, picture: Picture | None, limit: int) -> None:
    bare = replace(MESSAGE, link="", because="", picture=picture)
    fits = replace(bare, text="⛴" * (limit - 2) + "🌊")
    assert bot.preview(fits).measured.used == limit
    bot.send(fits)
    with pytest.raises(Unsendable, match="1 signs too long"):
        bot.send(replace(fits, text=fits.text + "x"))


def test_too_many_requests_say_when_to_come_back(bot: TelegramBot, network: FakeTelegram) -> None:
    network.faults = [
        json_reply({"ok": False, "error_code": 429, "parameters": {"retry_after": 17}}, 429)
    ]
    with pytest.raises(Unsent) as told:
        bot.send(MESSAGE)
    assert told.value.retry_after_seconds == 17
    assert network.posts == []


def test_a_lost_answer_is_uncertain_and_not_sent_again(
    bot: TelegramBot, network: FakeTelegram
) -> None:
    network.lose_answers = 1
    with pytest.raises(Uncertain):
        bot.send(MESSAGE)
    assert len(network.posts) == 1


def test_nobody_at_the_port_is_certainly_not_sent() -> None:
    bot = TelegramBot(TOKEN, "@nightferry", base="http://127.0.0.1:9")
    with pytest.raises(Unsent):
        bot.send(MESSAGE)


def test_a_chat_that_is_not_there_is_told_in_telegrams_words(network: FakeTelegram) -> None:
    with served(network) as base, pytest.raises(Unsendable, match="chat not found"):
        TelegramBot(TOKEN, "@elsewhere", base=base).send(MESSAGE)


def test_a_wrong_token_asks_to_connect_again(network: FakeTelegram) -> None:
    other = TOKEN.replace("fake", "face")
    with served(network) as base, pytest.raises(Unsendable, match="Connect it again"):
        TelegramBot(other, "@nightferry", base=base).check()
    with pytest.raises(Refused):
        TelegramBot("../../x", "@nightferry")


def test_connecting_shows_chat_and_bot(bot: TelegramBot) -> None:
    assert bot.check().name == "Night Ferry (@ferry_bot)"


def test_what_people_write_is_heard_once(bot: TelegramBot, network: FakeTelegram) -> None:
    network.say("When do you sail?")
    network.say("几点开船？", chat=78, name="何小满", language="zh-hans")
    first = bot.updates(offset=0)
    assert [(each.sender_name, each.text, each.language) for each in first.messages] == [
        ("Lotte", "When do you sail?", "nl"),
        ("何小满", "几点开船？", "zh-hans"),
    ]
    assert first.messages[0].at == datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    assert bot.updates(offset=first.offset).messages == ()
    bot.answer("77", MESSAGE)
    assert network.posts[0]["chat"]["id"] == 77


def test_a_webhook_and_asking_exclude_each_other(bot: TelegramBot, network: FakeTelegram) -> None:
    bot.set_webhook("https://ferry.example/in", secret="s3cret")
    assert network.webhook["secret_token"] == "s3cret"
    with pytest.raises(Unsendable, match="webhook is active"):
        bot.updates(offset=0)
    bot.delete_webhook()
    assert bot.updates(offset=0).offset == 0
    assert is_ours({"x-telegram-bot-api-secret-token": "s3cret"}, secret="s3cret")
    assert not is_ours({}, secret="")


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"message": 3},
        {"message": {"chat": {"id": 1}, "from": {"id": 2, "is_bot": True}, "text": "x", "date": 1}},
        {"message": {"chat": {"id": 1}, "from": {"id": 2}, "date": 1}},
        {"message": {"chat": {"id": 1}, "from": {"id": 2}, "text": "x", "date": "later"}},
    ],
)
def test_what_is_no_message_of_a_person_is_left(update: dict[str, object]) -> None:
    assert read_update(update) is None
