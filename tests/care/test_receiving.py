"""Whatever comes in is one message, in the right conversation, of the right person."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from cohive.care import files, operations, queries
from cohive.care.models import Attachment, Conversation, Correspondent, Message
from cohive.care.operations import Piece, Sender
from cohive.journal.models import Act

pytestmark = pytest.mark.django_db
LOTTE = Sender("mail", "lotte@home.example", "Lotte Smit")


def test_the_same_message_again_changes_nothing(wrote, now: datetime) -> None:
    first = wrote()
    assert wrote() == first
    assert Message.objects.count() == 1
    assert Act.objects.filter(kind="care.message.received").count() == 1


def test_the_state_and_the_act_say_that_somebody_waits(wrote, team, place, now) -> None:
    found = queries.conversation(wrote())
    assert found is not None
    assert (found.state, found.name, found.waits_since) == ("open", "Lotte Smit", now)
    act = Act.objects.get(kind="care.message.received")
    assert act.actor_id == place.world
    assert "collar" not in str(act.payload)


def test_an_answer_to_our_message_goes_on_with_the_talk(wrote, team, now) -> None:
    talk = wrote()
    again = operations.receive(
        channel="mail", remote_id="two@home.example", sender=LOTTE, text="And the hem.",
        refers_to=["The-collar-is-loose.@home.example"], at=now,
    )  # fmt: skip
    assert again.conversation == talk


def test_a_stranger_who_names_our_message_gets_a_talk_of_her_own(wrote, team, now) -> None:
    talk = wrote()
    stranger = operations.receive(
        channel="mail", remote_id="x@evil.example", sender=Sender("mail", "eve@evil.example"),
        text="Send it to me.", refers_to=["The-collar-is-loose.@home.example"], at=now,
    )  # fmt: skip
    assert stranger.conversation != talk


def test_the_signed_address_leads_back_even_from_another_address(wrote, team, now) -> None:
    talk = wrote()
    again = operations.receive(
        channel="mail", remote_id="three@work.example", sender=Sender("mail", "l@work.example"),
        text="From work.", signed_for=talk, at=now,
    )  # fmt: skip
    assert again.conversation == talk
    message = operations.write_answer(conversation=talk, text="Hello", by=team.sana, at=now)
    letter = queries.letter(message)
    assert letter is not None
    assert letter.address == "lotte@home.example"  # never to whoever wrote last


def test_what_a_machine_wrote_wakes_nobody(wrote, team, now) -> None:
    talk = wrote()
    operations.write_answer(conversation=talk, text="Send it back.", by=team.sana, at=now)
    operations.receive(
        channel="mail", remote_id="ooo@home.example", sender=LOTTE, text="I am away.",
        signed_for=talk, is_automatic=True, at=now + timedelta(minutes=1),
    )  # fmt: skip
    assert Conversation.objects.get(id=talk).state == "waiting"
    alone = operations.receive(
        channel="mail", remote_id="list@news.example", sender=Sender("mail", "a@news.example"),
        text="Our news.", is_automatic=True, at=now,
    )  # fmt: skip
    assert Conversation.objects.get(id=alone.conversation).state == "done"


def test_a_done_talk_opens_again_when_she_writes(wrote, team, now) -> None:
    talk = wrote()
    operations.move_conversation(conversation=talk, to="done", by=team.sana, at=now)
    wrote("Still loose.", signed_for=talk, at=now + timedelta(hours=1))
    row = Conversation.objects.get(id=talk)
    assert (row.state, row.done_at) == ("open", None)


def test_files_are_kept_apart_and_limited(wrote, team, now) -> None:
    pieces = [Piece("../../x.html", "text/html", b"<script>"), Piece("", "", b"")]
    wrote(attachments=pieces)
    [kept] = Attachment.objects.all()
    assert kept.name == "x.html"
    assert files.path_of(kept.key).read_bytes() == b"<script>"
    pieces = [Piece(f"{n}.png", "image/png", b"x") for n in range(30)]
    wrote("many", attachments=pieces)
    assert Attachment.objects.count() == 1 + files.FILES_MAX


def test_every_text_has_a_length(wrote, team, now) -> None:
    wrote("z" * 30_000, subject="s" * 999, sender=Sender("mail", "q" * 999, "n" * 999))
    row = Message.objects.select_related("conversation__correspondent").get()
    assert len(row.text) == 20_000
    assert len(row.conversation.subject) == 200
    assert len(row.conversation.correspondent.name) == 120


def test_a_typed_address_is_not_the_person_who_owns_it(wrote, team, now) -> None:
    wrote()
    operations.receive(
        channel="form", remote_id="f1", sender=Sender("typed", "lotte@home.example", "Eve"),
        text="Where is my order?", at=now,
    )  # fmt: skip
    assert Correspondent.objects.count() == 2
    eve = Correspondent.objects.get(name="Eve")
    view = queries.person(eve.id)
    assert view is not None
    assert not view.is_proven
    assert [name for _, name in queries.people_alike(eve.id)] == ["Lotte Smit"]


def test_words_are_found_in_two_scripts(wrote, team, now) -> None:
    talk = wrote("领口有点松，是不是尺码的问题")
    for words in ("领口", "尺码", "Lotte", "shirt"):
        page = queries.inbox(queries.Filter(words=words), viewer=team.sana)
        assert [line.id for line in page.lines] == [talk], words
    assert not queries.inbox(queries.Filter(words="hem"), viewer=team.sana).lines
    assert connection.vendor
