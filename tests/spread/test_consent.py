"""A work's picture is shown by others only when everybody who made it said yes."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from PIL import Image

from cohive.bond.queries import notices
from cohive.bridges.pictures import reencode
from cohive.create.operations import submit_work
from cohive.journal.models import Act
from cohive.spread import operations, targets
from cohive.spread.models import Consent
from cohive.spread.queries.consents import may_show
from cohive.spread.share_cards import art_of
from cohive.words.refusals import Forbidden, Refused
from tests.spread.conftest import Cast, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(
    cast: Cast, now: datetime, hear: Callable[..., int], settings: Any, tmp_path: Path
) -> UUID:
    hear()  # the first standing terms
    settings.MEDIA_ROOT = tmp_path
    drawn = io.BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(drawn, "PNG")
    return submit_work(
        title="Two Harbours",
        picture=reencode(drawn.getvalue()),
        makers=[(cast.kit, 1)],
        accepts_terms=True,
        by=cast.kit,
        at=now,
    )


def test_without_a_word_nobody_else_shows_it(work: UUID, cast: Cast) -> None:
    assert not may_show([work])
    assert not may_show([work], carrier=cast.mei)
    assert may_show([work], carrier=cast.kit)
    assert not may_show([UUID(int=7)])


def test_ask_yes_and_taken_back(work: UUID, cast: Cast, now: datetime) -> None:
    assert operations.ask_for_work(work=work, by=cast.mei, at=now) == 1
    assert not may_show([work])
    operations.answer_for_work(work=work, gives=True, by=cast.kit, at=now)
    assert may_show([work], carrier=cast.mei)
    operations.answer_for_work(work=work, gives=False, by=cast.kit, at=now)
    assert not may_show([work], carrier=cast.mei)
    assert Consent.objects.get().state == "withdrawn"
    kinds = Act.objects.filter(kind__startswith="spread.consent").order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == [
        "spread.consent.asked",
        "spread.consent.given",
        "spread.consent.withdrawn",
    ]


def test_who_said_no_is_left_in_peace_for_a_while(work: UUID, cast: Cast, now: datetime) -> None:
    operations.ask_for_work(work=work, by=cast.mei, at=now)
    with pytest.raises(Refused):
        operations.ask_for_work(work=work, by=cast.mei, at=now)
    operations.answer_for_work(work=work, gives=False, by=cast.kit, at=now)
    with pytest.raises(Refused):
        operations.ask_for_work(work=work, by=cast.mei, at=now + timedelta(days=89))
    assert operations.ask_for_work(work=work, by=cast.mei, at=now + timedelta(days=91)) == 1


def test_only_who_made_it_answers(work: UUID, cast: Cast, now: datetime) -> None:
    with pytest.raises(Forbidden):
        operations.answer_for_work(work=work, gives=True, by=cast.mei, at=now)


def test_the_card_has_the_picture_only_with_a_yes(work: UUID, cast: Cast, now: datetime) -> None:
    target = targets.describe("work", work)
    assert target is not None
    assert target.picture
    assert art_of(target, None) is None
    operations.answer_for_work(work=work, gives=True, by=cast.kit, at=now)
    assert art_of(target, None) is not None


def test_the_page_asks_and_answers(work: UUID, cast: Cast, client: Client) -> None:
    target = targets.describe("work", work)
    assert target is not None
    client.force_login(user_of("mei"))
    assert "Ask its makers" in client.get(target.url).content.decode()
    client.post(f"/consent/{work}/ask/")
    client.force_login(user_of("kit"))
    assert "Mei asks you." in client.get(target.url).content.decode()
    assert len(notices(cast.kit)) == 1
    client.post(f"/consent/{work}/answer/", {"answer": "yes"})
    assert "Take it back" in client.get(target.url).content.decode()


def test_a_stranger_asks_nothing(work: UUID, client: Client) -> None:
    client.logout()
    assert client.post(f"/consent/{work}/ask/").status_code == 302
    assert not Consent.objects.exists()
