"""Who writes to the official account stands in the inbox and is answered there, for 48 hours."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from cohive.bridges.channels.fakes.chinese import FakeWechat
from cohive.bridges.mail.keys import InboxKeys
from cohive.bridges.payments.loopback import Reply, served
from cohive.care import jobs, jobs_wechat, operations, queries
from cohive.care.connections import keys, replace_keys
from cohive.care.models import Attachment, Conversation, Dispatch, Message, WechatArrival
from tests.bridges.test_wechat_calls import AES, APP, NOW, call, sealed, text_xml
from tests.care.conftest import proven

pytestmark = pytest.mark.django_db
ADDRESS = "/wechat/inbox/"


@pytest.fixture
def wechat(settings, team) -> Iterator[FakeWechat]:
    fake = FakeWechat()
    with served(fake) as base:
        settings.WECHAT_ADDRESS = base
        replace_keys(InboxKeys(wechat_app=APP, wechat_secret="secret", wechat_token="token123"))
        yield fake


def sent(client: Client, xml: str, nonce: str = "n1"):
    now = timezone.now()
    xml = xml.replace(str(int(NOW.timestamp())), str(int(now.timestamp())))
    address = f"{ADDRESS}?{urlencode(call(at=now, nonce=nonce))}"
    return client.post(address, xml, content_type="text/xml")


def taken() -> None:
    for arrival, media in queries.wechat_arrivals(at=timezone.now()):
        jobs_wechat.take_arrival(arrival, media, at=timezone.now())


def test_without_an_account_there_is_no_such_page(team, client) -> None:
    assert client.get(ADDRESS).status_code == 404


def test_a_text_comes_in_once_and_is_answered(wechat, team, client) -> None:
    answer = sent(client, text_xml())
    assert (answer.status_code, answer.content) == (200, b"success")
    assert sent(client, text_xml(), "n2").status_code == 200  # WeChat tries again
    taken()
    sent(client, text_xml(), "n3")
    taken()
    assert WechatArrival.objects.count() == 0
    [message] = Message.objects.all()
    talk = Conversation.objects.get()
    assert (talk.channel, talk.remote_id, message.text) == ("wechat", "oLotte", "领口松了")
    made = operations.write_answer(
        conversation=talk.id, text="换一件。", by=team.sana, at=timezone.now()
    )
    jobs.send_answer(made)
    assert Dispatch.objects.get().state == "sent"
    assert wechat.answers == [
        {"touser": "oLotte", "msgtype": "text", "text": {"content": "换一件。"}}
    ]


def test_the_safe_mode_takes_only_what_is_sealed(wechat, client) -> None:
    replace_keys(
        InboxKeys(
            wechat_app=APP, wechat_secret="secret", wechat_token="token123", wechat_aes_key=AES
        )
    )
    assert sent(client, text_xml()).status_code == 403
    box = sealed(text_xml())
    query = call(box, at=timezone.now())
    body = f"<xml><Encrypt><![CDATA[{box}]]></Encrypt></xml>"
    answer = client.post(f"{ADDRESS}?{urlencode(query)}", body, content_type="text/xml")
    assert answer.status_code == 200
    taken()
    assert Message.objects.get().text == "领口松了"


def test_a_signature_that_was_seen_carries_no_other_words(wechat, client) -> None:
    query = urlencode(call(at=timezone.now()))
    first = client.post(f"{ADDRESS}?{query}", text_xml(), content_type="text/xml")
    again = client.post(f"{ADDRESS}?{query}", text_xml(), content_type="text/xml")
    forged = client.post(
        f"{ADDRESS}?{query}", text_xml("Pay me.", number="99"), content_type="text/xml"
    )
    assert [one.status_code for one in (first, again, forged)] == [200, 200, 403]
    taken()
    assert [one.text for one in Message.objects.all()] == ["领口松了"]


def test_forged_and_old_calls_are_refused(wechat, client) -> None:
    assert client.post(ADDRESS, text_xml(), content_type="text/xml").status_code == 403
    old = urlencode(call(at=timezone.now() - timedelta(minutes=6)))
    late = client.post(f"{ADDRESS}?{old}", text_xml(), content_type="text/xml")
    assert late.status_code == 403
    query = urlencode({**call(at=timezone.now()), "echostr": "5937"})
    assert client.get(f"{ADDRESS}?{query}").content == b"5937"
    assert WechatArrival.objects.count() == 0


def picture_xml(number: str = "77") -> str:
    return (
        text_xml(number=number)
        .replace("[text]", "[image]")
        .replace("<Content>", "<MediaId>m-1</MediaId><Content>")
    )


def test_a_picture_is_fetched_from_wechat_and_kept(wechat, client) -> None:
    wechat.media["m-1"] = b"\xff\xd8picture"
    sent(client, picture_xml())
    taken()
    kept = Attachment.objects.get()
    assert (kept.name, kept.media_type, kept.size_bytes) == ("picture.jpeg", "image/jpeg", 9)


def test_a_picture_that_does_not_come_is_tried_again_and_then_said(wechat, client) -> None:
    wechat.media["m-1"] = b"\xff\xd8picture"
    wechat.faults += [Reply(503)] * 2
    sent(client, picture_xml())
    taken()
    assert Message.objects.count() == 0
    WechatArrival.objects.update(next_at=timezone.now(), attempts=4)
    taken()
    assert Message.objects.get().text == "A picture came that could not be fetched from WeChat."


def test_after_48_hours_it_is_said_and_nothing_is_tried(wechat, team, client) -> None:
    sent(client, text_xml())
    taken()
    talk = Conversation.objects.get()
    made = operations.write_answer(
        conversation=talk.id, text="换一件。", by=team.sana, at=timezone.now()
    )
    Message.objects.filter(kind="in").update(at=timezone.now() - timedelta(hours=49))
    jobs.send_answer(made)
    row = Dispatch.objects.get()
    assert row.state == "failed"
    assert "within 48 hours" in row.error
    assert wechat.answers == []


def test_what_wechat_says_no_to_is_told(wechat, team, client) -> None:
    sent(client, text_xml())
    taken()
    talk = Conversation.objects.get()
    for code, words in ((45015, "within 48 hours"), (48001, "refused the message")):
        made = operations.write_answer(
            conversation=talk.id, text="换", by=team.sana, at=timezone.now()
        )
        wechat.errcodes.append(code)
        jobs.send_answer(made)
        assert words in Dispatch.objects.get(message=made).error
    long = operations.write_answer(
        conversation=talk.id, text="换" * 700, by=team.sana, at=timezone.now()
    )
    jobs.send_answer(long)
    assert "signs too long" in Dispatch.objects.get(message=long).error


def test_a_steward_connects_it_on_the_desk_and_lets_it_go(wechat, team) -> None:
    replace_keys(InboxKeys())
    browser, page = proven(team.ruben), "/desk/inbox/settings/wechat/"
    assert "/wechat/inbox/" in browser.get(page).content.decode()
    given = {"wechat_app": APP, "wechat_secret": "wrong", "wechat_token": "t0k"}
    assert browser.post(page, given).status_code == 422
    given |= {"wechat_secret": "secret", "wechat_aes_key": AES}
    assert browser.post(page, given).status_code == 302
    assert (keys().wechat_token, keys().wechat_aes_key) == ("t0k", AES)
    shown = browser.get(page).content.decode()
    assert "t0k" not in shown
    assert AES not in shown
    browser.post(page, {"do": "off"})
    assert not keys().has_wechat
