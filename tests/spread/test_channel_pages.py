"""Pages of channels: connecting, composing, what became of it; feeds; in a browser too."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from defusedxml.ElementTree import fromstring
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser

from cohive.bond import operations as bond
from cohive.bridges.channels.channel import Account
from cohive.bridges.channels.fakes.mastodon import TOKEN, FakeMastodon
from cohive.bridges.channels.mastodon import MastodonAccount
from cohive.bridges.payments.loopback import served
from cohive.spread import channel_clients, channel_keys, jobs_channels, post_pictures
from cohive.spread.models import Channel, Delivery, Post, PushSubscription
from cohive.spread.operations import channels
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.spread.conftest import Cast, user_of

pytestmark = pytest.mark.django_db
JPEG = io.BytesIO()
Image.new("RGB", (40, 20), "navy").save(JPEG, "JPEG")


@pytest.fixture(autouse=True)
def _files_of_this_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_keys, "_folder", lambda: tmp_path)
    monkeypatch.setattr(post_pictures, "path_of", lambda digest: tmp_path / "p" / f"{digest}.jpg")


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeMastodon]:
    """Whatever server a steward writes, ours answers."""
    fake = FakeMastodon()
    with served(fake) as base:
        monkeypatch.setitem(
            channel_clients._MAKING, "mastodon", lambda keys: MastodonAccount(base, keys["token"])
        )
        yield fake


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    user = user_of("steward")
    user.set_password("a long word of hers")
    user.save()
    client.force_login(user)
    client.post("/account/reauthenticate/", {"password": "a long word of hers"})
    return client


def connected(cast: Cast, now: datetime, kind: str = "mastodon", language: str = "") -> Channel:
    channels.connect_channel(
        kind=kind, name=kind.title(), language=language, account=Account("@ferry", ""),
        keep=partial(channel_keys.keep, fields={"server": "x", "token": TOKEN, "private": ""}),
        by=cast.kit, at=now,
    )  # fmt: skip
    return Channel.objects.get(kind=kind)


@pytest.mark.parametrize(
    "path",
    ["/desk/channels/", "/desk/channels/connect/mastodon/", "/desk/posts/", "/desk/posts/new/"],
)
def test_strangers_and_members_are_refused(cast: Cast, client: Client, path: str) -> None:
    assert client.get(path).status_code == 302
    client.force_login(user_of("kit"))
    assert client.get(path).status_code == 403


def test_a_key_is_kept_only_once_the_network_has_taken_it(
    desk: Client, network: FakeMastodon
) -> None:
    form = {"server": "social.example", "token": "wrong", "name": "", "language": ""}
    answer = desk.post("/desk/channels/connect/mastodon/", form)
    assert answer.status_code == 422
    assert "Nothing was kept." in answer.content.decode()
    assert not Channel.objects.exists()
    answer = desk.post("/desk/channels/connect/mastodon/", {**form, "token": TOKEN}, follow=True)
    row = Channel.objects.get()
    assert row.account.startswith("@ferry@")
    assert channel_keys.keys_of(row.id) == {"server": "https://social.example", "token": TOKEN}
    assert TOKEN not in answer.content.decode()
    page = desk.post(f"/desk/channels/{row.id}/test/", follow=True).content.decode()
    assert "It was taken." in page
    assert network.statuses[0]["content"].startswith("A test of Night Ferry.")


@pytest.mark.parametrize(
    "server",
    ["http://social.example", "https://127.0.0.1", "https://localhost", "https://a@b.example",
     "https://social.example:9000", "https://social.example/api"],
)  # fmt: skip
def test_a_server_inside_is_no_server(desk: Client, server: str) -> None:
    form = {"server": server, "token": TOKEN}
    answer = desk.post("/desk/channels/connect/mastodon/", form)
    assert answer.status_code == 422
    assert "Write the server alone" in answer.content.decode()


def test_preview_sends_nothing_and_counts_as_the_network_does(
    desk: Client, cast: Cast, now: datetime
) -> None:
    channel = connected(cast, now)
    given = {
        "channels": [str(channel.id)], "text_en": "Fog on the Maas.", "text_zh-hans": "",
        "thing": f"circle:{cast.circle}", "link": "own", "do": "preview",
    }  # fmt: skip
    page = desk.post("/desk/posts/new/", given).content.decode()
    reward = "Whoever posts this may be paid if you buy through the link."
    because = "You see this because you follow Night Ferry."
    used = len("Fog on the Maas.") + 2 + len(reward) + 2 + 23 + 2 + len(because)
    assert reward in page
    assert f"{used} of 500" in page
    assert not Post.objects.exists()
    page = desk.post("/desk/posts/new/", {**given, "link": "place"}).content.decode()
    assert reward not in page


def test_a_picture_is_sent_once_and_kept_through_the_preview(
    desk: Client, cast: Cast, network: FakeMastodon, now: datetime
) -> None:
    channel = connected(cast, now)
    given: dict[str, Any] = {"channels": [str(channel.id)], "text_en": "Fog"}
    given |= {"picture_description": "Fog", "do": "preview"}
    JPEG.seek(0)
    JPEG.name = "fog.jpg"
    page = desk.post("/desk/posts/new/", {**given, "picture": JPEG}).content.decode()
    digest = page.split('name="picture_kept" value="')[1].split('"')[0]
    assert desk.get(f"/desk/posts/picture/{digest}.jpg")["Content-Type"] == "image/jpeg"
    answer = desk.post("/desk/posts/new/", {**given, "picture_kept": digest, "do": "send"})
    assert answer.status_code == 302
    with time_machine.travel(Post.objects.get().due_at, tick=False):
        jobs_channels.send_due(at=Post.objects.get().due_at)
    assert network.media[0]["description"] == "Fog"
    assert network.media[0]["file"].startswith(b"\xff\xd8")
    given |= {"picture_kept": digest, "picture_description": "", "do": "send"}
    assert "Say what is to be seen" in desk.post("/desk/posts/new/", given).content.decode()


def test_the_desk_says_what_to_do_with_what_hangs(desk: Client, cast: Cast, now: datetime) -> None:
    channel = connected(cast, now)
    desk.post("/desk/posts/new/", {"channels": [str(channel.id)], "text_en": "Fog", "do": "send"})
    row = Delivery.objects.get()
    Delivery.objects.update(state="uncertain", fault="The network could not be reached.")
    page = desk.get(f"/desk/posts/{row.post_id}/").content.decode()
    assert "Does the message stand there?" in page
    desk.post(f"/desk/messages/{row.id}/again/")
    assert Delivery.objects.get().state == "waiting"
    Delivery.objects.update(state="given_up")
    assert "Mend what it says" in desk.get(f"/desk/posts/{row.post_id}/").content.decode()
    desk.post(f"/desk/posts/{row.post_id}/cancel/")
    assert Delivery.objects.get().state == "cancelled"


def test_the_list_of_posts_asks_the_same_for_one_and_for_many(
    desk: Client, cast: Cast, now: datetime, django_assert_max_num_queries: Any
) -> None:
    channel = connected(cast, now)
    for _ in range(21):
        desk.post(
            "/desk/posts/new/", {"channels": [str(channel.id)], "text_en": "Fog", "do": "send"}
        )
    # user, viewer and her roles, place's stamp, badges of the desk, posts, deliveries, channels
    with django_assert_max_num_queries(20):
        page = desk.get("/desk/posts/").content.decode()
    assert "?before=" in page


def test_a_member_is_told_and_ends_it(client: Client, cast: Cast, now: datetime) -> None:
    client.force_login(user_of("kit"))
    assert "Told on this device" not in client.get("/settings/", follow=True).content.decode()
    channel = connected(cast, now, "webpush")
    from_key = channel_keys.keys_of(channel.id)
    channel_keys.keep(
        channel.id, {**from_key, "private": "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"}
    )
    page = client.get("/settings/", follow=True).content.decode()
    assert "Told on this device" in page
    assert 'data-push-key="B' in page
    given = {
        "endpoint": "https://push.example/x",
        "p256dh": (
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-"
            "AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    }
    assert client.post("/browsers/subscribe/", {**given, "p256dh": "AAAA"}).status_code == 400
    client.post("/browsers/subscribe/", given)
    assert PushSubscription.objects.get().member_id == cast.kit
    client.post("/browsers/end/")
    assert not PushSubscription.objects.exists()
    worker = client.get("/push-worker.js")
    assert worker["Content-Type"].startswith("text/javascript")


def test_feeds_show_what_a_visitor_may_see_and_answer_304(
    client: Client, cast: Cast, now: datetime
) -> None:
    bond.join_circle(circle=cast.circle, by=cast.kit, at=now)
    bond.start_thread(circle=cast.circle, title="Fog & tide", text="Now?", by=cast.kit, at=now)
    page = client.get("/circles/making/").content.decode()
    assert (
        '<link rel="alternate" type="application/atom+xml" href="/circles/making/feed.atom">'
        in page
    )
    assert '<link rel="alternate" type="application/rss+xml" href="/feed.rss">' in page
    for form in ("rss", "atom"):
        answer = client.get(f"/circles/making/feed.{form}")
        assert answer["Content-Type"].startswith(f"application/{form}+xml")
        assert b"Fog &amp; tide" in answer.content
        assert fromstring(answer.content) is not None
        tag = answer["ETag"]
        again = client.get(f"/circles/making/feed.{form}", headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        since = {"if-modified-since": answer["Last-Modified"]}
        assert client.get(f"/circles/making/feed.{form}", headers=since).status_code == 304
        assert client.get(f"/feed.{form}").status_code == 200
    assert client.get("/feed.json").status_code == 404
    assert client.get("/circles/nobody/feed.rss").status_code == 404
    bond.start_thread(circle=cast.circle, title="New", text="x", by=cast.kit, at=now)
    assert (
        client.get("/circles/making/feed.atom", headers={"if-none-match": tag}).status_code == 200
    )


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_connect_compose_and_send_in_a_browser(
    chromium: Browser, desk: Client, cast: Cast, network: FakeMastodon, now: datetime,
    width: int, theme: str, language: str,
) -> None:  # fmt: skip
    page = new_page(chromium, width=width, theme=theme, language=language)
    name = f"{width}"
    visit(page, desk, "/desk/channels/connect/mastodon/")
    page.fill('input[name="server"]', "social.example")
    page.fill('input[name="token"]', TOKEN)
    page.fill('input[name="name"]', "Mastodon")
    screenshots(page, f"channel-connect-{name}")
    page.click("main form button.primary")
    page.wait_for_url("**/desk/channels/")
    assert (axe_violations(page), sideways(page)) == ([], 0)
    screenshots(page, f"channels-{name}")
    visit(page, desk, f"/desk/posts/new/?thing=circle:{cast.circle}")
    page.fill('textarea[name="text_en"]', "Half an hour when the tide does nothing 🌊")
    page.fill('textarea[name="text_zh-hans"]', "潮水停住的半小时。")
    assert "9" in page.inner_text('text-counter[for="id_text_zh-hans"]')
    page.click('button[value="preview"]')
    page.wait_for_selector("article.card")
    assert (axe_violations(page), sideways(page)) == ([], 0)
    screenshots(page, f"compose-{name}")
    page.click('button[value="send"]')
    page.wait_for_selector("#became")
    post = Post.objects.get()
    with time_machine.travel(post.due_at, tick=False):
        jobs_channels.send_due(at=post.due_at)
    visit(page, desk, f"/desk/posts/{post.id}/")
    assert (axe_violations(page), sideways(page)) == ([], 0)
    screenshots(page, f"post-{name}")
    visit(page, desk, "/desk/posts/")
    assert (axe_violations(page), sideways(page)) == ([], 0)
    assert faults_of(page) == []
    assert len(network.statuses) == 1
    page.context.close()
