"""Every network over real HTTP, against one of ours that speaks the documented protocol."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from cohive.bridges.channels import webpush
from cohive.bridges.channels.bluesky import BlueskyAccount, facets, record_key
from cohive.bridges.channels.discord import DiscordWebhook
from cohive.bridges.channels.fakes import bluesky as of_bluesky
from cohive.bridges.channels.fakes import discord as of_discord
from cohive.bridges.channels.fakes import mastodon as of_mastodon
from cohive.bridges.channels.fakes.chinese import FakeWechat, FakeWeibo
from cohive.bridges.channels.fakes.network import json_reply
from cohive.bridges.channels.fakes.push_service import FakePushService
from cohive.bridges.channels.limits import code_units, graphemes, mastodon_length, weibo_length
from cohive.bridges.channels.mastodon import MastodonAccount
from cohive.bridges.channels.messages import Outgoing, Picture, Uncertain, Unsendable, Unsent
from cohive.bridges.channels.wechat import WechatOfficialAccount
from cohive.bridges.channels.weibo import WeiboAccount
from cohive.bridges.payments.loopback import Reply, served
from cohive.words.refusals import Refused

KEY = "0193b0a0-0000-7abc-8def-000000000001"
MESSAGE = Outgoing(
    text="Half an hour when the tide does nothing. #slackwater",
    title="Slack Water",
    link="https://ferry.example/l/abcd2345",
    picture=None,
    language="en",
    because="You get this because you follow Night Ferry.",
    key=KEY,
)
PICTURE = Picture(b"\xff\xd8\r\n--x--\r\n\xff", "image/jpeg", "Waves")
NOW = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "text", "length"),
    [
        (mastodon_length, "see https://ferry.example/" + "x" * 200, 4 + 23),
        (mastodon_length, "see https://a.example/b.", 4 + 23 + 1),
        (mastodon_length, "@kit@social.example hi", len("@kit hi")),
        (mastodon_length, "平潮", 2),
        (graphemes, "👩‍👩‍👧‍👦🇳🇱🇨🇳e\u0301👍🏽", 5),
        (graphemes, "한국", 2),
        (code_units, "平🌊", 3),
        (weibo_length, "平潮ab", 3),
        (weibo_length, "平潮a", 3),
        (weibo_length, "见 https://ferry.example/l/abcd2345", 1 + 1 + 10),
    ],
)
def test_lengths(count: object, text: str, length: int) -> None:
    assert count(text) == length  # type: ignore[operator]


def test_mastodon_posts_once_for_each_key_even_when_the_answer_is_lost() -> None:
    network = of_mastodon.FakeMastodon(lose_answers=1)
    with served(network) as base:
        account = MastodonAccount(base, of_mastodon.TOKEN)
        with pytest.raises(Uncertain):
            account.send(MESSAGE)
        receipt = account.send(MESSAGE)
        counts = account.results(receipt.remote_id)
        gone = account.results("99")
    assert len(network.statuses) == 1
    assert receipt.url == "https://social.example/@ferry/1"
    assert network.statuses[0]["language"] == "en"
    assert network.statuses[0]["content"].endswith(f"{MESSAGE.link}\n\n{MESSAGE.because}")
    assert counts is not None
    assert (counts.likes, counts.boosts, counts.replies) == (0, 0, 0)
    assert gone is None


def test_mastodon_waits_for_a_picture_and_describes_it() -> None:
    network = of_mastodon.FakeMastodon(slow_media=3)
    slept: list[float] = []
    with served(network) as base:
        account = MastodonAccount(base, of_mastodon.TOKEN, sleep=slept.append)
        account.send(replace(MESSAGE, picture=PICTURE))
    assert network.media == [{"file": PICTURE.body, "description": "Waves"}]
    assert network.statuses[0]["media"] == ["1"]
    assert slept == [1.0, 1.0, 1.0]


def test_a_lost_answer_about_a_picture_is_certainly_no_message() -> None:
    network = of_mastodon.FakeMastodon(lose_answers=1)
    with served(network) as base, pytest.raises(Unsent):
        MastodonAccount(base, of_mastodon.TOKEN).send(replace(MESSAGE, picture=PICTURE))
    assert network.statuses == []


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        (Reply(429, headers={"retry-after": "30"}), 30),
        (
            Reply(
                429,
                headers={
                    "date": "Sat, 28 Nov 2026 00:00:00 GMT",
                    "x-ratelimit-reset": "2026-11-28T00:05:00.000Z",
                },
            ),
            300,
        ),
        (
            Reply(
                503,
                headers={
                    "date": "Sat, 28 Nov 2026 00:00:00 GMT",
                    "retry-after": "Sat, 28 Nov 2026 00:01:00 GMT",
                },
            ),
            60,
        ),
        (Reply(429), None),
        (Reply(429, headers={"retry-after": "999999999"}), 24 * 3600),
    ],
)
def test_when_to_come_back(fault: Reply, seconds: int | None) -> None:
    network = of_mastodon.FakeMastodon(faults=[fault])
    with served(network) as base, pytest.raises(Unsent) as told:
        MastodonAccount(base, of_mastodon.TOKEN).send(MESSAGE)
    assert told.value.retry_after_seconds == seconds


@pytest.mark.parametrize("status", [500, 502, 504, 408])
def test_a_server_that_breaks_down_over_a_message_leaves_it_uncertain(status: int) -> None:
    network = of_mastodon.FakeMastodon(faults=[Reply(status)])
    with served(network) as base, pytest.raises(Uncertain):
        MastodonAccount(base, of_mastodon.TOKEN).send(MESSAGE)


@pytest.mark.parametrize(("status", "told"), [(401, "Connect it again"), (422, "Text too odd")])
def test_a_refusal_is_told_in_the_networks_words(status: int, told: str) -> None:
    network = of_mastodon.FakeMastodon(faults=[json_reply({"error": "Text too odd"}, status)])
    with served(network) as base, pytest.raises(Unsendable, match=told):
        MastodonAccount(base, of_mastodon.TOKEN).send(MESSAGE)


def test_discord_pings_nobody_and_tells_reactions() -> None:
    network = of_discord.FakeDiscord()
    with served(network) as base:
        webhook = DiscordWebhook(of_discord.ADDRESS, base=base)
        assert webhook.check().url == "https://discord.com/channels/1/2"
        receipt = webhook.send(replace(MESSAGE, text="@everyone look", picture=PICTURE))
        network.messages[0]["reactions"] = [{"count": 2}, {"count": 3}]
        network.messages[0].pop("file")
        counts = webhook.results(receipt.remote_id)
    assert network.messages[0]["allowed_mentions"] == {"parse": []}
    assert network.messages[0]["attachments"] == [{"id": 0, "description": "Waves"}]
    assert counts is not None
    assert counts.likes == 5
    with pytest.raises(Refused):
        DiscordWebhook("https://discord.com.evil.example/api/webhooks/1/x")


def test_bluesky_writes_the_same_record_for_the_same_key() -> None:
    network = of_bluesky.FakeBluesky(lose_answers=0)
    with served(network) as base:
        account = BlueskyAccount(of_bluesky.HANDLE, of_bluesky.PASSWORD, server=base)
        account.check()
        network.lose_answers = 1
        with pytest.raises(Unsent):
            account.send(MESSAGE)
        receipt = account.send(MESSAGE)
        counts = account.results(receipt.remote_id)
    assert (len(network.records), network.writes) == (1, 2)
    assert counts is not None
    assert (counts.likes, counts.boosts) == (3, 1)
    key, moment = record_key(KEY)
    assert receipt.url.endswith(f"/post/{key}")
    assert network.records[key]["createdAt"].startswith(moment.date().isoformat())
    assert network.records[key]["langs"] == ["en"]


def test_facets_point_at_bytes() -> None:
    text = "平潮 🌊 https://ferry.example/a #平潮 #1"
    found = facets(text)
    cut = []
    for facet in found:
        index = facet["index"]
        assert isinstance(index, dict)
        cut.append(text.encode()[index["byteStart"] : index["byteEnd"]].decode())
    assert cut == ["https://ferry.example/a", "#平潮"]


def test_a_text_of_301_graphemes_is_not_sent_to_bluesky() -> None:
    account = BlueskyAccount("a", "b", server="http://127.0.0.1:9")
    long = replace(MESSAGE, text="👩‍👩‍👧‍👦" * 301, link="", because="")
    with pytest.raises(Unsendable, match="1 signs too long"):
        account.send(long)


def test_wechat_sends_an_article_once_for_each_key() -> None:
    network = FakeWechat()
    with served(network) as base:
        account = WechatOfficialAccount("wx1234567890abcdef", "secret", base=base)
        account.send(replace(MESSAGE, text="<b>平潮", picture=PICTURE))
        account.send(replace(MESSAGE, text="<b>平潮", picture=PICTURE))
        network.errcodes = [45009]
        with pytest.raises(Unsent) as told:
            account.send(replace(MESSAGE, key="another"))
        network.errcodes = [48001]
        with pytest.raises(Unsendable, match="48001"):
            account.send(replace(MESSAGE, key="another"))
        with pytest.raises(Unsendable, match="Connect it again"):
            WechatOfficialAccount("wx1234567890abcdef", "wrong", base=base).check()
    assert told.value.retry_after_seconds == 3600
    assert len(network.sent) == 1
    assert network.drafts[0]["content"].startswith("<p>&lt;b&gt;平潮</p>")
    assert network.drafts[0]["content_source_url"] == MESSAGE.link


def test_weibo_counts_by_halves_and_posts() -> None:
    network = FakeWeibo()
    bare = replace(MESSAGE, text="平潮", because="")
    with served(network) as base:
        account = WeiboAccount("weibo-token", base=base)
        assert account.check().name == "夜渡"
        assert account.send(replace(bare, picture=PICTURE)).url == "https://weibo.com/77/501"
        with pytest.raises(Unsendable, match="repeat content"):
            account.send(bare)
        counts = account.results("501")
    assert network.statuses[0]["pic"] == PICTURE.body
    assert counts is not None
    assert (counts.likes, counts.boosts, counts.replies) == (5, 2, 1)


def test_the_example_of_rfc_8291() -> None:
    """Appendix A: keys, salt and text as printed there give the message printed there."""
    private = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
    own = ec.derive_private_key(int.from_bytes(webpush._bytes(private), "big"), ec.SECP256R1())
    browser = webpush.Subscription(
        "https://push.example/x",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    sealed = webpush.encrypted(
        b"When I grow up, I want to be a watermelon",
        browser,
        own=own,
        salt=webpush._bytes("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert webpush._text(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_push_is_opened_by_its_browser_alone_and_replaces_itself() -> None:
    network = FakePushService()
    keys = webpush.VapidKeys(webpush.new_vapid_key())
    with served(network) as base:
        browser = network.subscription(base)
        for _ in range(2):
            webpush.push(
                browser, {"title": "平潮"}, keys=keys, subject="mailto:a@ferry.example",
                key=KEY, at=NOW, allow_loopback=True,
            )  # fmt: skip
        network.gone.add("/push/one")
        with pytest.raises(webpush.Gone):
            webpush.push(browser, {}, keys=keys, subject="x", key=KEY, at=NOW, allow_loopback=True)
        other = FakePushService()
        with pytest.raises(ValueError, match="not sealed"):
            webpush.decrypted(webpush.encrypted(b"x", browser), own=other.key, auth=other.auth)
        with pytest.raises(Unsendable):  # what a member gave is never a door to the inside
            webpush.push(
                replace(browser, endpoint=base.replace("http:", "https:")), {},
                keys=keys, subject="x", key=KEY, at=NOW,
            )  # fmt: skip
    assert list(network.shown.values()) == [{"title": "平潮"}]
