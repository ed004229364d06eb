"""A machine that translates when it is asked: off by default, bounded, labelled, nobody's work."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import timezone

from cohive.bond import operations, queries
from cohive.bond.machine_keys import MachineKeys, keep_machine_keys, machine_keys
from cohive.bond.models import MachineText, TierCircle
from cohive.bond.operations import TierTerms
from cohive.bond.operations.machine import forget_machine_texts
from cohive.bridges.payments.loopback import Reply, served
from cohive.bridges.translation.fakes.libretranslate import FakeLibreTranslate
from cohive.journal.models import Act
from cohive.words.refusals import Forbidden, Refused
from tests.bond.conftest import PASSWORD, Cast, proven, signed_in

pytestmark = pytest.mark.django_db
CHINESE = "洗了十次以后，白墨会裂吗？"
KNOWS = {"en": ("zh-Hans",), "zh-Hans": ("en",)}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeLibreTranslate]:
    """A translating server of ours; its address comes from the environment, as in one's house."""
    monkeypatch.setattr(settings, "HOME", tmp_path)
    fake = FakeLibreTranslate(key="s3cret")
    with served(fake) as address:
        given = {**settings.TRANSLATION, "address": address, "key": "s3cret"}
        monkeypatch.setattr(settings, "TRANSLATION", given)
        yield fake


@pytest.fixture
def on(server: FakeLibreTranslate) -> FakeLibreTranslate:
    keep_machine_keys(MachineKeys(is_on=True, languages=KNOWS))
    return server


@pytest.fixture
def post(cast: Cast, thread: UUID, now: datetime) -> UUID:
    return operations.reply(to=thread, text=CHINESE, by=cast.mei, at=now)


def asked(post: UUID, by: UUID, at: datetime) -> queries.MachineView:
    return operations.translate_by_machine(
        about_kind="post", about=post, language="en", by=by, at=at
    )


def test_it_is_off_until_a_steward_switches_it_on(
    cast: Cast, server: FakeLibreTranslate, post: UUID, now: datetime
) -> None:
    with pytest.raises(Refused, match="not switched on"):
        asked(post, cast.noor, now)
    with pytest.raises(Forbidden):
        operations.change_machine(keys=MachineKeys(is_on=True), by=cast.noor, at=now)
    assert server.requests == []


def test_the_machine_is_asked_once_for_a_version_and_credited_to_nobody(
    cast: Cast, on: FakeLibreTranslate, post: UUID, now: datetime
) -> None:
    acts = Act.objects.count()
    assert asked(post, cast.noor, now).text == f"[en] {CHINESE}"
    assert asked(post, cast.sana, now).text == f"[en] {CHINESE}"
    [request] = on.requests
    assert request == {
        "q": CHINESE, "source": "zh-Hans", "target": "en", "format": "text", "api_key": "s3cret",
    }  # fmt: skip
    assert Act.objects.count() == acts
    assert queries.translations_of("post", post) == []


def test_what_was_edited_is_asked_again_and_what_was_withdrawn_is_erased(
    cast: Cast, on: FakeLibreTranslate, post: UUID, now: datetime
) -> None:
    asked(post, cast.noor, now)
    operations.edit_post(post=post, text="会裂吗？", by=cast.mei, at=now)
    assert MachineText.objects.count() == 0
    asked(post, cast.noor, now)
    assert len(on.requests) == 2
    operations.withdraw_post(post=post, by=cast.mei, at=now)
    assert MachineText.objects.count() == 0


def test_what_a_machine_said_is_forgotten_after_a_month(
    cast: Cast, on: FakeLibreTranslate, post: UUID, now: datetime
) -> None:
    asked(post, cast.noor, now)
    forget_machine_texts(at=now + timedelta(days=29))
    assert MachineText.objects.count() == 1
    forget_machine_texts(at=now + timedelta(days=31))
    assert MachineText.objects.count() == 0


def test_long_texts_and_many_requests_are_refused(
    cast: Cast, on: FakeLibreTranslate, thread: UUID, now: datetime
) -> None:
    long = operations.reply(to=thread, text="裂" * 5_001, by=cast.mei, at=now)
    with pytest.raises(Refused, match="too long"):
        asked(long, cast.noor, now)
    for number in range(20):
        said = operations.reply(to=thread, text=f"第{number}次裂了吗", by=cast.mei, at=now)
        asked(said, cast.noor, now)
    last = operations.reply(to=thread, text="裂了", by=cast.mei, at=now)
    with pytest.raises(Refused, match="Too many"):
        asked(last, cast.noor, now)
    assert asked(last, cast.sana, now).text


def test_a_closed_circle_stays_closed_unless_both_say_so(
    cast: Cast, on: FakeLibreTranslate, circle: UUID, post: UUID, now: datetime
) -> None:
    tier = operations.make_tier(
        terms=TierTerms(name="Friends", gives=("A room of their own",)), by=cast.ruben, at=now
    )
    TierCircle.objects.create(circle_id=circle, tier_id=tier)
    for in_closed, lets, ok in ((False, True, False), (True, False, False), (True, True, True)):
        keep_machine_keys(MachineKeys(is_on=True, languages=KNOWS, in_closed_circles=in_closed))
        operations.let_machines_into_circle(circle=circle, is_allowed=lets, by=cast.mei, at=now)
        if ok:
            assert asked(post, cast.noor, now).text
        else:
            with pytest.raises(Refused, match="not given to a machine"):
                asked(post, cast.noor, now)
    with pytest.raises(Forbidden):
        operations.let_machines_into_circle(circle=circle, is_allowed=False, by=cast.noor, at=now)


def test_a_steward_switches_it_on_once_the_machine_has_answered(
    cast: Cast, server: FakeLibreTranslate, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks,
) -> None:  # fmt: skip
    browser = proven(cast.ruben)
    assert "no text leaves this place" in browser.get("/desk/machine-translation/").content.decode()
    monkeypatch.setattr(settings, "TRANSLATION", {**settings.TRANSLATION, "key": "wrong"})
    answer = browser.post("/desk/machine-translation/", {"is_on": "on"})
    assert answer.status_code == 422
    assert "does not take the key" in answer.content.decode()
    assert not machine_keys().is_on
    monkeypatch.setattr(settings, "TRANSLATION", {**settings.TRANSLATION, "key": "s3cret"})
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post("/desk/machine-translation/", {"is_on": "on"}).status_code == 302
    known = machine_keys()
    assert known.is_on
    assert known.knows("zh")
    file = settings.HOME / "keys" / "translation.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert Act.objects.filter(kind="bond.machine_translation.changed").exists()
    assert signed_in(cast.noor).get("/desk/machine-translation/").status_code == 403


def test_the_key_is_written_only_after_a_proof(cast: Cast) -> None:
    proven(cast.ruben)
    browser, page = signed_in(cast.ruben), "/desk/machine-translation/"
    asked = browser.get(page)
    assert asked["Location"].startswith("/account/reauthenticate/")
    late = browser.post(page, {"is_on": "on", "key": "secret-of-hers"})
    assert late["Location"] == asked["Location"]
    assert "secret-of-hers" not in str(dict(browser.session))
    assert not machine_keys().is_on
    back = browser.post(late["Location"], {"password": PASSWORD})
    assert back["Location"] == page
    assert browser.get(page).status_code == 200


def test_a_reader_asks_by_the_button_and_reads_that_a_machine_made_it(
    cast: Cast, on: FakeLibreTranslate, post: UUID
) -> None:
    noor = signed_in(cast.noor)
    page = f"/translations/post/{post}/"
    assert "Made by a machine" not in noor.get(page).content.decode()
    assert on.requests == []
    assert noor.post(f"{page}machine/").status_code == 302
    shown = noor.get(page).content.decode()
    assert "Made by a machine into English" in shown
    assert "[en]" in shown
    on.faults.append(Reply(429, b'{"error": "Slowdown"}'))
    operations.edit_post(post=post, text="会裂吗？", by=cast.mei, at=timezone.now())
    answer = noor.post(f"{page}machine/", follow=True)
    assert "asks to wait" in answer.content.decode()
