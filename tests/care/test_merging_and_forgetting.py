"""Joining is undone without loss; forgetting leaves nobody to be found."""

from datetime import timedelta

import pytest

from cohive.bond import operations as bond
from cohive.bond.queries import everything_of
from cohive.care import files, operations, queries
from cohive.care.models import (
    Attachment,
    Conversation,
    ConversationMerge,
    Correspondent,
    CorrespondentKey,
    Message,
    PersonMerge,
    Term,
)
from cohive.care.operations import Piece, Sender
from cohive.journal.models import Act
from cohive.words.refusals import Refused

pytestmark = pytest.mark.django_db


def second(now, text: str = "The hem too."):
    return operations.receive(
        channel="telegram", remote_id=f"7:{text}", conversation_id="7",
        sender=Sender("telegram", "7", "Lotte S."), text=text, at=now,
    ).conversation  # fmt: skip


def everything():
    rows = Conversation.objects.order_by("id").values()
    terms = sorted(Term.objects.values_list("conversation_id", "token"))
    return list(rows), terms, list(Correspondent.objects.order_by("id").values())


def test_two_conversations_are_read_as_one_and_parted_as_they_were(wrote, team, now) -> None:
    first, other = wrote(), second(now + timedelta(hours=1))
    before = everything()
    operations.merge_conversations(taken=other, into=first, by=team.mei, at=now)
    assert [one.text for one in queries.messages(first)] == ["The collar is loose.", "The hem too."]
    listed = queries.inbox(queries.Filter(), viewer=team.mei).lines
    assert [line.id for line in listed] == [first]
    found = queries.inbox(queries.Filter(words="hem"), viewer=team.mei).lines
    assert [line.id for line in found] == [first]
    operations.unmerge_conversation(conversation=other, by=team.mei, at=now)
    assert everything() == before
    assert ConversationMerge.objects.get().undone_by_id == team.mei
    kinds = ["care.conversation.merged", "care.conversation.unmerged"]
    assert list(Act.objects.filter(kind__in=kinds).values_list("kind", flat=True)) == kinds


def test_what_comes_to_a_joined_talk_is_shown_and_goes_with_it(wrote, team, now) -> None:
    first, other = wrote(), second(now)
    operations.merge_conversations(taken=other, into=first, by=team.mei, at=now)
    operations.move_conversation(conversation=first, to="done", by=team.mei, at=now)
    second(now + timedelta(hours=2), "Hello?")
    assert Conversation.objects.get(id=first).state == "open"
    operations.unmerge_conversation(conversation=other, by=team.mei, at=now)
    assert [one.text for one in queries.messages(other)] == ["The hem too.", "Hello?"]
    assert [one.text for one in queries.messages(first)] == ["The collar is loose."]
    assert Conversation.objects.get(id=other).state == "open"


def test_people_are_joined_and_parted_in_a_chain(wrote, team, now) -> None:
    wrote()
    second(now)
    mail, telegram = Correspondent.objects.order_by("created_at", "id")
    third = operations.receive(
        channel="form", remote_id="f", sender=Sender("typed", "l@x.example", "L"), text="x", at=now
    ).conversation
    typed = Conversation.objects.get(id=third).correspondent
    before = everything()
    operations.merge_people(taken=typed.id, into=telegram.id, by=team.mei, at=now)
    operations.merge_people(taken=telegram.id, into=mail.id, by=team.mei, at=now)
    assert set(Correspondent.objects.values_list("root", flat=True)) == {mail.id}
    view = queries.person(mail.id)
    assert view is not None
    assert {key.kind for key in view.keys} == {"mail", "telegram", "typed"}
    operations.unmerge_person(person=telegram.id, by=team.mei, at=now)
    assert Correspondent.objects.get(id=typed.id).root_id == telegram.id
    operations.unmerge_person(person=typed.id, by=team.mei, at=now)
    assert everything() == before
    assert PersonMerge.objects.filter(undone_at=None).count() == 0
    with pytest.raises(Refused):
        operations.unmerge_person(person=typed.id, by=team.mei, at=now)


def test_a_person_is_erased_in_every_talk(
    wrote, team, now, django_capture_on_commit_callbacks
) -> None:
    talk = wrote(attachments=[Piece("a.png", "image/png", b"a")])
    operations.write_answer(conversation=talk, text="Dear Lotte", by=team.sana, at=now)
    path = files.path_of(Attachment.objects.get().key)
    person = Correspondent.objects.get().id
    with django_capture_on_commit_callbacks(execute=True):
        operations.forget_person(person=person, by=team.ruben, at=now)
    assert not path.exists()
    assert not CorrespondentKey.objects.exists()
    assert not Term.objects.exists()
    told = str([*Message.objects.values(), *Conversation.objects.values()]).lower()
    told += str(list(Correspondent.objects.values())).lower()
    for word in ("lotte", "collar", "shirt", "home.example"):
        assert word not in told
    assert Conversation.objects.get().state == "forgotten"
    again = wrote()
    assert again != talk


def test_a_member_takes_everything_and_leaves_nothing(team, now) -> None:
    talk = operations.receive(
        channel="place", remote_id="n1", sender=Sender("member", team.noor.hex, "Noor", team.noor),
        text="My secret wish", at=now,
    ).conversation  # fmt: skip
    operations.write_answer(conversation=talk, text="Granted", by=team.sana, at=now)
    taken = everything_of(team.noor)["inbox"]
    assert [one["text"] for one in taken["messages"]] == ["My secret wish", "Granted"]
    bond.delete_account(by=team.noor, at=now)
    assert "secret" not in str(list(Message.objects.values()))
    assert not CorrespondentKey.objects.exists()


def test_words_are_forgotten_after_their_time(wrote, team, place, now) -> None:
    talk = wrote()
    operations.move_conversation(conversation=talk, to="done", by=team.mei, at=now)
    assert operations.forget_old(by=place.agent, at=now + timedelta(days=700)) == 0
    assert operations.forget_old(by=place.agent, at=now + timedelta(days=731)) == 1
    assert Message.objects.get().text == ""
    assert Correspondent.objects.get().name == ""


def test_what_sleeps_wakes(wrote, team, place, now) -> None:
    talk = wrote()
    until = now + timedelta(days=1)
    operations.move_conversation(conversation=talk, to="snoozed", until=until, by=team.mei, at=now)
    assert operations.wake_snoozed(by=place.agent, at=now) == 0
    assert operations.wake_snoozed(by=place.agent, at=until) == 1
    assert Conversation.objects.get().state == "open"
