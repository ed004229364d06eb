"""A customer complains by mail, becomes an idea's author, hears of the release, and is paid."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys import complaint_steps as steps
from tests.journeys import inbox_steps as inbox
from tests.journeys.complaint_steps import Post
from tests.journeys.conftest import Running, clocked, own_database
from tests.journeys.newcomers import Newcomer, newcomer
from tests.mail_servers import imap_server, smtp_server

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sqlite_only]
RUBEN = "ruben@nightferry.example"


@pytest.fixture
def written_to(
    demo_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Running, Post]]:
    """The place as no demo, so that what it answers leaves; its days pass; and its mail server."""
    folder = tmp_path_factory.mktemp("written-to")
    shutil.copytree(demo_template, folder / "home")
    (folder / "home" / "demo").unlink()
    (folder / "home" / "keys" / "payments.json").unlink()  # without a bank, practice money pays
    with (
        imap_server() as imap_port,
        smtp_server() as (smtp_port, kept),
        own_database(folder.name, None) as environment,
        clocked(folder / "home", environment, folder) as place,
    ):
        yield place, Post(imap_port, smtp_port, kept)


def complains(ruben: Newcomer, lotte: Newcomer, place: Running, post: Post) -> None:
    """Her mail becomes an idea by her yes; somebody else's stands behind the same one."""
    language = ruben.language
    steps.complains(place, post, language)
    inbox.opens(ruben, steps.COMPLAINT[language][0])
    steps.asks_her(ruben)
    steps.says_yes(lotte, post.letter(steps.LOTTE, "/voice/"))
    steps.another_complains(place, post, language)
    inbox.opens(ruben, steps.OTHER[language][:6])
    steps.joins_the_other(ruben)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-CN", 390)])
def test_a_complaint_becomes_an_idea_and_its_author_is_paid(
    written_to: tuple[Running, Post], chromium: Browser, language: str, width: int
):
    place, post = written_to
    ruben, lotte, guest = (newcomer(chromium, place.url, language, width) for _ in range(3))
    steps.steps_in_by_mail(ruben, place, RUBEN)
    steps.connects_the_mailbox(ruben, post)
    complains(ruben, lotte, place, post)
    steps.takes_her_place(lotte)
    steps.decides(ruben)
    steps.offers_the_agreement(ruben)
    steps.accepts(lotte)
    steps.sells(ruben)
    steps.is_thanked(place, post, language)
    steps.sees_who_was_told(ruben)
    steps.buys(guest)
    steps.sees_her_share(lotte)
    assert [fault for each in (ruben, lotte, guest) for fault in each.faults()] == []
    assert place.cohive("verify").returncode == 0
