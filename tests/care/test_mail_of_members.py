"""A mail from a member's proven address is hers only where the mail proves it."""

from datetime import datetime

import pytest
from allauth.account.models import EmailAddress

from cohive.bridges.mail.keys import InboxKeys
from cohive.care import jobs, operations
from cohive.care.connections import replace_keys
from cohive.care.models import Correspondent, Message
from cohive.journal.models import Act
from tests.bond.conftest import signed_in

pytestmark = pytest.mark.django_db
PASS = "mx.example.org; dmarc=pass header.from=example.org"
FAIL = "mx.example.org; dmarc=fail header.from=example.org"


@pytest.fixture(autouse=True)
def checked_by(own_home) -> None:
    replace_keys(InboxKeys(auth_server="mx.example.org"))


def came(now: datetime, result: str, *, sender: str = "noor@example.org", number: int = 1) -> None:
    raw = (
        f"Authentication-Results: {result}\r\nMessage-ID: <{number}@home.example>\r\n"
        f"From: {sender}\r\nSubject: Hi\r\n\r\nWhere is my shirt, number {number}?\r\n"
    )
    jobs.take_mail(raw.encode(), at=now)


def test_a_proven_mail_is_linked_to_her_account(team, now) -> None:
    came(now, PASS)
    message = Message.objects.get()
    assert (message.writer_id, message.is_authenticated) == (team.noor, True)
    assert Correspondent.objects.get().member_id == team.noor
    assert Act.objects.get(kind="care.message.received").actor_id == team.noor
    page = signed_in(team.sana).get(f"/desk/inbox/{message.conversation_id}/").content.decode()
    assert "From the proven address of Noor Aziz" in page


@pytest.mark.parametrize("result", [FAIL, "mx.evil.example; dmarc=pass header.from=example.org"])
def test_a_forged_one_says_only_what_it_says(team, now, result) -> None:
    came(now, result)
    message = Message.objects.get()
    assert (message.writer_id, message.is_authenticated) == (team.noor, False)
    assert Correspondent.objects.get().member_id is None
    assert Act.objects.get(kind="care.message.received").actor_id != team.noor
    page = signed_in(team.sana).get(f"/desk/inbox/{message.conversation_id}/").content.decode()
    assert "Says it is from Noor Aziz; the mail does not prove it" in page
    assert "not a member" in page


def test_a_forged_one_after_a_proven_one_is_told_apart(team, now) -> None:
    came(now, PASS)
    came(now, FAIL, number=2)
    assert [one.is_authenticated for one in Message.objects.order_by("recorded_at", "id")] == [
        True,
        False,
    ]


def test_an_address_she_has_not_proven_is_nobodys(team, now) -> None:
    EmailAddress.objects.filter(email="noor@example.org").update(verified=False)
    came(now, PASS)
    came(now, PASS, sender="lotte@example.org", number=2)
    assert not Message.objects.exclude(writer=None).exists()
    assert not Correspondent.objects.exclude(member=None).exists()


def test_without_a_name_of_our_server_no_mail_proves_anything(team, now) -> None:
    replace_keys(InboxKeys())
    came(now, PASS)
    assert not Message.objects.get().is_authenticated


def test_who_leaves_is_named_by_no_mail(team, now) -> None:
    came(now, FAIL)
    operations.erase_writer(agent=team.noor, at=now)
    assert Message.objects.get().writer_id is None
