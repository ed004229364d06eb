"""An answer carries files by mail, within the limits of those that come in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from cohive.bridges.channels.fakes.network import json_reply
from cohive.bridges.channels.fakes.telegram import TOKEN, FakeTelegram
from cohive.bridges.mail.keys import InboxKeys
from cohive.bridges.payments.loopback import served
from cohive.care import jobs, operations
from cohive.care.connections import replace_keys
from cohive.care.doors import link_path
from cohive.care.files import FILE_BYTES_MAX, Piece, path_of
from cohive.care.models import Attachment, Conversation, Dispatch, Message
from cohive.care.operations import Sender
from cohive.words.refusals import Refused
from tests.bond.conftest import signed_in

pytestmark = pytest.mark.django_db
LABEL = Piece("return label.pdf", "application/pdf", b"%PDF-1.7 label")
PAGE = Piece("page.html", "text/html", b"<script>alert(1)</script>")


def test_files_go_with_the_mail_and_stand_on_her_page(wrote, team, client, now) -> None:
    talk = wrote()
    made = operations.write_answer(
        conversation=talk, text="Here.", attachments=[LABEL, PAGE], by=team.sana, at=now
    )
    jobs.send_answer(made)
    assert Dispatch.objects.get().state == "sent"
    [sent] = mail.outbox
    assert sent.attachments == [
        ("return label.pdf", LABEL.body, "application/pdf"),
        ("page.html", PAGE.body, "application/octet-stream"),
    ]
    row = Conversation.objects.get()
    page = client.get(link_path(row.id, row.door)).content.decode()
    assert "return label.pdf" in page
    file = Attachment.objects.get(name="page.html")
    address = f"{link_path(row.id, row.door)}file/{file.id}"
    answer = client.get(address)
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"".join(answer.streaming_content) == PAGE.body


def test_what_was_taken_back_is_not_handed_out(wrote, team, client, now) -> None:
    talk = wrote()
    made = operations.write_answer(
        conversation=talk, text="Here.", attachments=[LABEL], by=team.sana, at=now
    )
    operations.take_answer_back(message=made, by=team.sana, at=now)
    row, file = Conversation.objects.get(), Attachment.objects.get()
    assert client.get(f"{link_path(row.id, row.door)}file/{file.id}").status_code == 404


def test_a_file_that_is_gone_is_said_and_nothing_leaves(wrote, team, now) -> None:
    made = operations.write_answer(
        conversation=wrote(), text="Here.", attachments=[LABEL], by=team.sana, at=now
    )
    path_of(Attachment.objects.get().key).unlink()
    jobs.send_answer(made)
    row = Dispatch.objects.get()
    assert (row.state, mail.outbox) == ("failed", [])
    assert "return label.pdf" in row.error


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([LABEL] * 11, "At most 10 files"),
        ([Piece("empty.txt", "text/plain", b"")], "is empty"),
        ([Piece("big", "", b"x" * FILE_BYTES_MAX), LABEL], "Together the files may have 10 MB"),
    ],
)
def test_more_and_larger_ones_are_refused(wrote, team, now, pieces, words) -> None:
    talk = wrote()
    with pytest.raises(Refused, match=words):
        operations.write_answer(
            conversation=talk, text="Here.", attachments=pieces, by=team.sana, at=now
        )
    assert not Message.objects.filter(kind="out").exists()


def test_a_channel_that_carries_none_says_so(wrote, team, now) -> None:
    replace_keys(InboxKeys(wechat_app="a", wechat_secret="s", wechat_token="t"))
    talk = wrote(channel="wechat", sender=Sender("wechat", "77"), conversation_id="77")
    with pytest.raises(Refused, match="Files cannot be sent in this channel"):
        operations.write_answer(
            conversation=talk, text="Here.", attachments=[LABEL], by=team.sana, at=now
        )
    page = signed_in(team.sana).get(f"/desk/inbox/{talk}/").content.decode()
    assert "Files cannot be sent in this channel." in page
    assert 'type="file"' not in page


@pytest.fixture
def telegram(settings) -> Iterator[FakeTelegram]:
    fake = FakeTelegram()
    with served(fake) as base:
        settings.TELEGRAM_ADDRESS = base
        replace_keys(InboxKeys(telegram_token=TOKEN))
        fake.say("Which size?")
        yield fake


def by_telegram(wrote, team, now, *, text: str = "Here.", files=(LABEL,)) -> Dispatch:
    talk = wrote(channel="telegram", sender=Sender("telegram", "77"), conversation_id="77")
    made = operations.write_answer(
        conversation=talk, text=text, attachments=files, by=team.sana, at=now
    )
    jobs.send_answer(made)
    return Dispatch.objects.get()


def test_a_file_goes_by_telegram_with_the_words(telegram, wrote, team, now) -> None:
    assert by_telegram(wrote, team, now).state == "sent"
    [sent] = telegram.posts
    assert (sent["text"], sent["document"]) == ("Here.", LABEL.body)


def test_several_files_go_by_telegram_in_one_call(telegram, wrote, team, now) -> None:
    quoted = Piece('a "b".txt', "text/plain", b"\r\n--x--\r\n")
    assert by_telegram(wrote, team, now, files=(LABEL, PAGE, quoted)).state == "sent"
    assert [each["document"] for each in telegram.posts] == [LABEL.body, PAGE.body, quoted.body]
    assert [each["text"] for each in telegram.posts] == ["", "", "Here."]


def test_words_too_long_for_a_caption_go_before_the_files(telegram, wrote, team, now) -> None:
    assert by_telegram(wrote, team, now, text="x" * 1025).state == "sent"
    assert [each["text"] for each in telegram.posts] == ["x" * 1025, ""]
    assert telegram.posts[1]["document"] == LABEL.body


def test_files_that_do_not_follow_their_words_are_not_sent_again_by_themselves(
    telegram, wrote, team, now, monkeypatch
) -> None:
    monkeypatch.setattr(telegram, "_documents", lambda *_given: json_reply({"ok": False}, 400))
    assert by_telegram(wrote, team, now, text="x" * 1025).state == "unsure"
    assert len(telegram.posts) == 1


def test_a_file_that_is_gone_is_said_and_nothing_leaves_by_telegram(
    telegram, wrote, team, now
) -> None:
    talk = wrote(channel="telegram", sender=Sender("telegram", "77"), conversation_id="77")
    made = operations.write_answer(
        conversation=talk, text="Here.", attachments=[LABEL], by=team.sana, at=now
    )
    path_of(Attachment.objects.get().key).unlink()
    jobs.send_answer(made)
    assert Dispatch.objects.get().state == "failed"
    assert telegram.posts == []


def test_by_the_page(wrote, team, own_home: Path) -> None:
    talk, browser = wrote(), signed_in(team.sana)
    page = browser.get(f"/desk/inbox/{talk}/").content.decode()
    assert 'enctype="multipart/form-data"' in page
    seen = Message.objects.get().id
    empty = {"text": "Here.", "seen": seen, "files": [SimpleUploadedFile("a.txt", b"")]}
    refused = browser.post(f"/desk/inbox/{talk}/answer", empty)
    assert refused.status_code == 422
    assert "a.txt" in refused.content.decode()
    given = {"text": "Here.", "seen": seen, "files": [
        SimpleUploadedFile("../../a b.txt", b"words"), SimpleUploadedFile("c.png", b"png"),
    ]}  # fmt: skip
    assert browser.post(f"/desk/inbox/{talk}/answer", given).status_code == 302
    assert set(Attachment.objects.values_list("name", flat=True)) == {"a b.txt", "c.png"}
