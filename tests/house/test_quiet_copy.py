"""A restored copy keeps quiet: it sends nothing, asks nobody, pays nothing, until it is woken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client
from django.urls import get_resolver

from cohive.bond import operations as bond
from cohive.bond.models import Member, User
from cohive.bond.queries import stewards
from cohive.bridges.egress import EgressFailed, fetch
from cohive.house.command import done
from cohive.house.command.words import parser
from cohive.house.waking import wake_place
from cohive.journal import jobs
from cohive.journal.models import Act, Job
from cohive.journal.quiet import MARKER, is_quiet
from cohive.settle.operations import propose_batch
from cohive.trade.providers import ways
from cohive.words.refusals import Refused
from tests.settle import paying

pytestmark = pytest.mark.django_db
WORD = "a long password of hers"


@pytest.fixture(autouse=True)
def quiet(settings: Any, tmp_path: Path, now: datetime) -> Iterator[Path]:
    """A place whose folder has the mark of a restored copy."""
    get_resolver()._populate()
    settings.HOME = tmp_path
    bond.found_place(
        name="Quay",
        languages=("en",),
        currency="EUR",
        tax_name="VAT",
        tax_rate=Fraction(21, 100),
        template="label",
        steward_email="ruben@quay.example",
        steward_name="Ruben",
        at=now - timedelta(days=60),
    )
    (tmp_path / MARKER).touch()
    return tmp_path / MARKER


@pytest.fixture
def steward() -> UUID:
    return stewards()[0]


def signed_in(agent: UUID) -> Client:
    """In a browser, having just given her password."""
    client, user = Client(), Member.objects.get(agent=agent).user
    assert isinstance(user, User)
    user.set_password(WORD)
    user.save()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/account/reauthenticate/", {"password": WORD})
    return client


def test_nothing_is_done_in_the_background(quiet: Path, now: datetime) -> None:
    assert jobs.run_due(at=now) == 0
    assert Job.objects.count() == 0
    quiet.unlink()
    jobs.run_due(at=now)
    assert Job.objects.count() > 0


def test_no_mail_is_sent(quiet: Path, steward: UUID) -> None:
    letter: dict[str, Any] = {
        "subject": "Hello",
        "template": "bond/mail/letter",
        "context": {"paragraphs": ["Hello"], "button": "", "link": "", "code": ""},
        "to_agent": steward,
    }
    assert bond.deliver_mail(**letter) is False
    assert mail.outbox == []
    quiet.unlink()
    assert bond.deliver_mail(**letter) is True


def test_nobody_outside_is_asked() -> None:
    with pytest.raises(EgressFailed, match="quiet copy"):
        fetch("GET", "https://api.stripe.com/v1/balance")


def test_nobody_can_pay_and_nobody_is_paid(quiet: Path, steward: UUID, now: datetime) -> None:
    paying.decide(by=steward, at=now)
    assert ways() == ()
    with pytest.raises(Refused, match="quiet copy"):
        paying_out(steward, now)
    quiet.unlink()
    assert ways() != ()
    with pytest.raises(Refused, match="Nobody has a sum"):
        paying_out(steward, now)


def paying_out(steward: UUID, at: datetime) -> None:
    propose_batch(currency="EUR", by=steward, at=at)


def test_stewards_read_it_on_every_page_and_others_do_not(steward: UUID, now: datetime) -> None:
    mei = bond.join(email="mei@quay.example", name="Mei", at=now)
    said = "This is a quiet copy"
    assert said in signed_in(steward).get("/").content.decode()
    assert said not in signed_in(mei).get("/").content.decode()
    assert said not in Client().get("/").content.decode()
    assert signed_in(mei).get("/desk/wake/").status_code == 403


def test_a_steward_says_that_this_is_the_place(
    steward: UUID, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    client = signed_in(steward)
    assert "Stop the original first" in client.get("/desk/wake/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/desk/wake/").status_code == 302
    quiet_is_over(by=steward)
    page = client.get("/desk/wake/").content.decode()
    assert "This is the place" in page
    assert "quiet copy: no mail" not in page


def test_the_terminal_says_it_in_the_firms_name(
    capsys: pytest.CaptureFixture[str],
    steward: UUID,
    now: datetime,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert done(parser().parse_args(["wake"])) == 0
    assert "This is the place now" in capsys.readouterr().out
    assert Act.objects.get(kind="house.place.woken").actor_id != steward
    with pytest.raises(Refused, match="no quiet copy"):
        wake_place(by=steward, at=now)


def quiet_is_over(*, by: UUID) -> None:
    assert not is_quiet()
    assert Act.objects.get(kind="house.place.woken").actor_id == by
