"""The steward sees how old the last backup is, and is warned when it is too old."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from cohive.bond.operations import join
from cohive.bond.queries import place, stewards
from cohive.house import founding
from cohive.house.backup.folder import name_at, note_try
from cohive.house.backup.making import mark_of
from cohive.house.backup.standing import WARN_AFTER
from cohive.house.simulation.months import ANSWERS
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit

pytestmark = pytest.mark.django_db


def as_member(agent: UUID) -> Client:
    client = Client()
    user = get_user_model().objects.get(member__agent=agent)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def folder(tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place whose backups go to a folder that is empty yet."""
    founding.found(ANSWERS, at=now)
    monkeypatch.setattr(settings, "BACKUPS", tmp_path)
    monkeypatch.setattr(settings, "HOME", tmp_path)
    with time_machine.travel(now, tick=False):
        yield tmp_path


def put(folder: Path, at: datetime) -> None:
    opened = place()
    assert opened is not None
    path = folder / name_at(mark_of(opened.agent), at)
    path.write_bytes(b"x" * 2_400_000)
    os.utime(path, (0, 0))  # the name says when, whatever a copy did to the file's own time


def test_the_page_is_the_stewards(folder, now):
    assert Client().get(reverse("house:backups")).status_code == 302
    member = join(email="mei@quay.example", name="Mei", at=now, is_verified=True)
    assert as_member(member).get(reverse("house:backups")).status_code == 403


def test_a_place_without_backups_says_so_on_the_desk_and_how_to_begin(folder, monkeypatch):
    steward = as_member(stewards()[0])
    assert "There is no backup of this place" in steward.get("/desk/").content.decode()
    monkeypatch.setattr(settings, "BACKUPS", None)
    page = steward.get(reverse("house:backups")).content.decode()
    assert "COHIVE_BACKUPS" in page
    assert "There is no backup of this place" in page


def test_the_age_is_said_and_warns_after_its_time(folder, now):
    steward = as_member(stewards()[0])
    put(folder, now - timedelta(hours=7))
    desk = steward.get("/desk/").content.decode()
    assert "The last backup is 7 hours old" in desk
    assert "note warn" not in desk
    with time_machine.travel(now - timedelta(hours=7) + WARN_AFTER + timedelta(minutes=1)):
        assert "note warn" in steward.get("/desk/").content.decode()


def test_a_try_that_failed_is_shown_with_its_reason(folder, now):
    note_try(folder, at=now, fault="No space left on device")
    page = as_member(stewards()[0]).get(reverse("house:backups")).content.decode()
    assert "No space left on device" in page


@pytest.mark.browser
@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_the_pages_are_clean(folder, chromium: Browser, now, width, theme, language):
    page = new_page(chromium, width=width, theme=theme, language=language)
    tongue = "zh-hans" if language == "zh-CN" else "en"
    steward = as_member(stewards()[0])
    for nights in (0, 3):
        for night in range(nights):
            put(folder, now - timedelta(days=night, hours=5))
        note_try(folder, at=now, fault="" if nights else "No space left on device")
        for path in ("/desk/backups/", "/desk/"):
            visit(page, steward, f"{path}?language={tongue}")
            screenshots(page, f"backups-{nights}-{path.strip('/').replace('/', '-')}-{language}")
            assert axe_violations(page) == []
            assert sideways(page) == 0
    assert faults_of(page) == []
