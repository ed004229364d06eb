"""Leaving: the vault is erased; acts, books and other people's threads stay."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from cohive.bond import erasure, operations, queries
from cohive.bond.models import Member, Membership, Notice, Post, User
from cohive.house.settings.home import database
from cohive.journal.models import Act, Agent
from cohive.journal.verification import verify
from cohive.words.refusals import Refused
from tests.bond.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_erasers_left() -> Iterator[None]:
    before = erasure.registered()
    yield
    erasure._erasers.clear()
    erasure._erasers.update(before)


def test_everything_that_names_her_is_gone_and_all_verifies(
    cast: Cast, circle: UUID, thread: UUID, now: datetime
) -> None:
    operations.change_profile(by=cast.noor, at=now, name="Noor Aziz", about="Secret hobby")
    operations.reply(to=thread, text="Use less heat.", by=cast.mei, at=now)
    user = User.objects.get(email="noor@example.org")
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    operations.delete_account(by=cast.noor, at=now)
    assert not User.objects.filter(email="noor@example.org").exists()
    assert not EmailAddress.objects.filter(email="noor@example.org").exists()
    assert not Authenticator.objects.exists()
    row = Member.objects.filter(agent=cast.noor).values().get()
    told = " ".join(str(value) for value in row.values()).lower()
    assert "noor" not in told
    assert "hobby" not in told
    assert not Membership.objects.filter(member=cast.noor).exists()
    assert not Notice.objects.filter(to=cast.noor).exists()
    assert Agent.objects.filter(id=cast.noor).exists()
    card = queries.cards([cast.noor])[cast.noor]
    assert (card.name, card.url, card.state) == ("someone who left", "", "erased")
    assert [(finding.name, finding.fault) for finding in verify() if finding.fault] == []


def test_no_act_holds_a_name_or_an_address(cast: Cast, thread: UUID, now: datetime) -> None:
    operations.report_post(post=thread, reason="It is rude.", by=cast.mei, at=now)
    written = " ".join(str(act.payload) for act in Act.objects.all()).lower()
    for personal in ("noor", "mei", "example.org", "tide", "cotton", "rude"):
        assert personal not in written


def test_her_posts_stay_unless_she_takes_the_unanswered_ones(
    cast: Cast, circle: UUID, thread: UUID, now: datetime
) -> None:
    operations.reply(to=thread, text="Use less heat.", by=cast.mei, at=now)
    lonely = operations.start_thread(
        circle=circle, title="Anybody?", text="Hello?", by=cast.noor, at=now
    )
    operations.delete_account(by=cast.noor, at=now, withdraw_posts=True)
    assert Post.objects.get(id=thread).text != ""
    assert Post.objects.get(id=lonely).text == ""
    assert queries.thread_page(lonely) is None
    assert queries.thread_page(thread) is not None


def test_later_rooms_erase_too_in_the_same_transaction(cast: Cast, now: datetime) -> None:
    erased: list[UUID] = []
    erasure.register("orders", lambda *, agent, at: erased.append(agent))
    operations.delete_account(by=cast.noor, at=now)
    assert erased == [cast.noor]

    def fails(*, agent: UUID, at: datetime) -> None:
        raise RuntimeError

    erasure.register("orders", fails)
    with pytest.raises(RuntimeError):
        operations.delete_account(by=cast.mei, at=now)
    assert queries.email_of(cast.mei) == "mei@example.org"


def test_the_last_steward_cannot_leave(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused, match="only steward"):
        operations.delete_account(by=cast.ruben, at=now)
    operations.grant_role(to=cast.mei, role="steward", by=cast.ruben, at=now)
    operations.delete_account(by=cast.ruben, at=now)
    assert queries.roles_of(cast.ruben) == frozenset()
    assert Act.objects.filter(kind="bond.role.revoked", actor=cast.ruben).count() == 3


def test_what_was_in_hand_is_let_go(cast: Cast, now: datetime) -> None:
    proposal = operations.make_proposal(
        kind="need", what="skill", title="White ink", by=cast.noor, at=now
    )
    operations.take_up(proposal=proposal, by=cast.mei, at=now + timedelta(minutes=1))
    operations.delete_account(by=cast.mei, at=now + timedelta(minutes=2))
    shown = queries.proposals(kind="need", today=now.date())
    assert [view.id for view in shown] == [proposal]
    assert queries.commitments_of(cast.noor, state="dropped")[0].provider == cast.mei


def test_a_circle_whose_only_keeper_leaves_the_place_is_kept_by_who_stays(
    cast: Cast, circle: UUID, now: datetime
) -> None:
    operations.delete_account(by=cast.mei, at=now)
    keepers = Membership.objects.filter(circle=circle, keeps=True)
    assert list(keepers.values_list("member_id", flat=True)) == [cast.noor]
    assert Act.objects.filter(kind="bond.circle.left", actor=cast.mei).count() == 1


def test_what_is_erased_leaves_no_bytes_behind_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some builds of SQLite do so by themselves; the place does not rely on it."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    path = tmp_path / "database.sqlite3"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA secure_delete=OFF")
    connection.executescript(database(tmp_path)["OPTIONS"]["init_command"])
    connection.execute("CREATE TABLE vault (name TEXT)")
    connection.execute("INSERT INTO vault VALUES ('Noor Aziz of the quay')")
    connection.execute("DELETE FROM vault")
    connection.close()
    assert b"of the quay" not in path.read_bytes()
