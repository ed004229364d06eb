"""An answer becomes a page in two taps, is found before one asks, and keeps its versions."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohive.care import jobs, operations, queries
from cohive.care.models import Conversation, HelpPage, HelpTerm, HelpVersion, Message
from cohive.journal.models import Act
from cohive.words.refusals import Forbidden, Refused
from tests.care.conftest import signed_in

pytestmark = pytest.mark.django_db

QUESTION = "How do I wash a screen print?"
ANSWER = "Turn it inside out. Cold or 30 degrees, no softener."


@pytest.fixture
def washing(wrote, team, now):
    """A page made of an answer to Lotte."""
    talk = wrote(QUESTION, subject="Washing a print")
    operations.write_answer(conversation=talk, text=ANSWER, by=team.mei, at=now)
    question = Message.objects.get(kind="in").id
    page = operations.publish_answer(
        title=QUESTION, text=ANSWER, language="en", question=question, asks=True,
        by=team.mei, at=now,
    )  # fmt: skip
    return queries.help_page_by_id(page)


def test_two_taps_make_a_page_of_the_answer(wrote, team, now) -> None:
    talk = wrote(QUESTION, subject="Washing a print")
    operations.write_answer(conversation=talk, text=ANSWER, by=team.mei, at=now)
    mei = signed_in(team.mei)
    assert f"/desk/inbox/{talk}/page/" in mei.get(f"/desk/inbox/{talk}/").content.decode()
    form = mei.get(f"/desk/inbox/{talk}/page/").content.decode()
    assert ANSWER in form
    given = {"title": "Washing a print", "text": ANSWER, "language": "en"}
    made = mei.post(f"/desk/inbox/{talk}/page/", given)
    assert made["Location"] == "/help/washing-a-print/"
    page = Client().get(made["Location"]).content.decode()
    assert ANSWER in page
    assert "Mei" in page
    assert "Lotte" not in page
    assert Act.objects.filter(kind="care.help.written").count() == 1
    assert signed_in(team.noor).get(f"/desk/inbox/{talk}/page/").status_code == 403
    assert mei.post(f"/desk/inbox/{talk}/page/", {"title": "x"}).status_code == 422


def test_who_asked_is_named_only_when_she_agrees(washing, team) -> None:
    for message in Message.objects.filter(kind="out").order_by("at", "id"):
        jobs.send_answer(message.id)
    link = next(
        found.group(1)
        for one in mail.outbox
        if (found := re.search(r"(/help/asked/\S+)", one.body))
    )
    stranger = Client()
    assert stranger.get(link).status_code == 200
    assert "Lotte Smit" not in stranger.get(washing.url).content.decode()
    stranger.post(link, {"agrees": "yes"})
    assert "Lotte Smit" in stranger.get(washing.url).content.decode()
    stranger.post(link, {"agrees": "no"})
    assert "Lotte Smit" not in stranger.get(washing.url).content.decode()
    assert stranger.get("/help/asked/forged/").status_code == 404


def test_each_wording_is_a_version_and_the_other_language_says_when_it_is_behind(
    washing, team, now
) -> None:
    zh = {"language": "zh-hans", "title": "丝网印的衣服怎么洗", "note": ""}
    operations.improve_page(page=washing.id, text="翻过来洗。", by=team.sana, at=now, **zh)
    view = queries.help_page(washing.slug)
    assert [one.is_stale for one in view.wordings] == [False, False]
    number = operations.improve_page(
        page=washing.id, language="en", title=QUESTION, text="Wait three days first.",
        note="three days", by=team.mei, at=now,
    )  # fmt: skip
    assert number == 2
    view = queries.help_page(washing.slug)
    assert view.wording("zh-hans").is_stale
    assert not view.wording("en").is_stale
    assert HelpVersion.objects.filter(page=washing.id).count() == 3
    assert queries.help_found("softener", language="en") == []  # the old words find it no more
    operations.improve_page(page=washing.id, text="先等三天。", by=team.sana, at=now, **zh)
    view = queries.help_page(washing.slug)
    assert not any(one.is_stale for one in view.wordings)
    with pytest.raises(Forbidden):
        operations.improve_page(
            page=washing.id, language="en", title="x", text="x", note="", by=team.noor, at=now
        )
    with pytest.raises(Refused):
        operations.improve_page(
            page=washing.id, language="tlh", title="x", text="x", note="", by=team.mei, at=now
        )


def test_it_is_found_in_both_languages_and_by_what_fits_best(washing, team, now) -> None:
    operations.improve_page(
        page=washing.id, language="zh-hans", title="丝网印的衣服怎么洗", text="翻过来洗。",
        note="", by=team.sana, at=now,
    )  # fmt: skip
    other = operations.publish_answer(
        title="Which size?", text="Wash it once, then measure.", language="en", by=team.mei, at=now
    )
    found = queries.help_found("wash my screen print, please", language="en")
    assert [one.title for one in found] == [QUESTION]
    (chinese,) = queries.help_found("衣服怎么洗", language="zh-hans")
    assert chinese.title == "丝网印的衣服怎么洗"
    assert queries.help_found("weather", language="en") == []
    operations.take_page_down(page=other, by=team.mei, at=now)
    assert queries.help_found("which size", language="en") == []
    assert HelpTerm.objects.filter(page=other).count() == 0
    assert Client().get("/help/which-size/").status_code == 404


def test_writing_shows_what_fits_first_and_sends_all_the_same(washing) -> None:
    before = Conversation.objects.count()
    given = {"name": "Jan", "text": "Can I wash the screen print?"}
    shown = Client().post("/write/", given)
    assert shown.status_code == 200
    page = shown.content.decode()
    for words in (QUESTION, "Can I wash the screen print?", "Send it all the same"):
        assert words in page
    assert Conversation.objects.count() == before
    assert Client().post("/write/", {**given, "searched": "1"}).status_code == 302
    assert Client().post("/write/", {"text": "Where is my order?"}).status_code == 302
    assert Conversation.objects.count() == before + 2


def test_a_tap_is_counted_without_a_cookie_and_a_few_a_day(washing) -> None:
    for _tap in range(3):
        answer = Client().post(f"{washing.url}useful", {"useful": "yes"})
        assert answer["Location"] == washing.url
        assert "sessionid" not in answer.cookies
    assert Client().post(f"{washing.url}useful", {"useful": "no"})["Location"] == "/write/"
    row = HelpPage.objects.get(id=washing.id)
    assert (row.useful, row.not_useful) == (3, 1)
    assert "3 of 4 said yes" in Client().get(washing.url).content.decode()
    for _tap in range(20):
        Client().post(f"{washing.url}useful", {"useful": "yes"})
    row.refresh_from_db()
    assert row.useful + row.not_useful == 20


def test_the_pages_ask_a_known_number_of_queries(washing) -> None:
    stranger = Client()
    for path, most in (("/help/", 4), (washing.url, 5), ("/help/?q=wash+print", 5)):
        stranger.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert stranger.get(path).status_code == 200
        assert len(asked) <= most, [one["sql"][:90] for one in asked]
