"""The season's report: frozen once, the same on the page and on paper, naming nobody."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from cohive.bond import operations as bond
from cohive.evolve import operations, queries
from cohive.evolve.models.seasons import Season
from cohive.evolve.views.season_report import happened, paper_of
from cohive.journal.models import Act
from cohive.look.paper import MISSING, printable, printed
from cohive.words.refusals import Refused

LIST = "/desk/seasons/"


@pytest.fixture
def taken(talked, now, hear):
    """The figures of the talked place."""
    hear(now)
    operations.take_snapshots(at=now)
    return talked


@pytest.fixture
def frozen(taken, now) -> UUID:
    return operations.freeze_season(title="  Autumn   2026 ", by=taken.steward, at=now)


def test_a_frozen_season_holds_the_figures_and_writes_an_act(frozen, taken):
    found = queries.season(frozen)
    assert found.title == "Autumn 2026"
    assert found.data["horizontality"] == queries.newest(90).data["horizontality"]
    assert found.ends_at - found.starts_at == timedelta(days=90)
    act = Act.objects.get(kind="evolve.season.frozen")
    assert (act.actor_id, act.object_id) == (taken.steward, frozen)


def test_it_names_nobody(frozen, taken):
    text = json.dumps(queries.season(frozen).data)
    assert not [one for one in (*taken.members, taken.steward) if str(one) in text]


def test_it_stays_when_the_figures_move_on(frozen, taken, now, hear):
    before = queries.season(frozen)
    later = now + timedelta(days=20)
    bond.create_circle(name="Ebb", purpose="Talk.", by=taken.steward, at=later)
    hear(later)
    operations.take_snapshots(at=later)
    assert queries.newest(90).at == later
    assert queries.season(frozen) == before


def test_the_database_refuses_to_change_or_delete_it(frozen):
    for change in (
        lambda: Season.objects.filter(id=frozen).update(title="Other"),
        lambda: Season.objects.filter(id=frozen).delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("title", "sentence"),
    [(" ", "Give the season a title"), ("x" * 81, "at most 80"), ("Autumn 2026", "already")],
)
def test_a_wrong_title_is_refused_at_its_field(frozen, taken, now, title, sentence):
    with pytest.raises(Refused, match=sentence) as refusal:
        operations.freeze_season(title=title, by=taken.steward, at=now)
    assert refusal.value.field == "title"


def test_the_same_figures_are_frozen_once(frozen, taken, now):
    with pytest.raises(Refused, match="frozen already"):
        operations.freeze_season(title="Again", by=taken.steward, at=now)


def test_without_figures_there_is_no_season(crew, now, as_member):
    with pytest.raises(Refused, match="no figures yet"):
        operations.freeze_season(title="Autumn", by=crew.steward, at=now)
    assert "No season yet" in as_member(crew.steward).get(LIST).content.decode()


def test_a_steward_freezes_reads_and_takes_it_home(taken, as_member):
    browser = as_member(taken.steward)
    answer = browser.post(f"{LIST}freeze/", {"title": ""})
    assert answer.status_code == 422
    assert "Give the season a title" in answer.content.decode()
    answer = browser.post(f"{LIST}freeze/", {"title": "Autumn 2026"}, follow=True)
    page = answer.content.decode()
    assert "Autumn 2026" in page
    assert "12 members were active." in page
    assert "No sale brought money to members." in page
    pdf = browser.get(f"{answer.redirect_chain[0][0]}report.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert "Autumn 2026" in browser.get(LIST).content.decode()


def test_only_who_works_on_the_place_sees_it(frozen, taken, as_member):
    member = as_member(taken.members[0])
    for address in (LIST, f"{LIST}{frozen}/", f"{LIST}{frozen}/report.pdf"):
        assert Client().get(address).status_code == 302
        assert member.get(address).status_code == 403
    assert member.post(f"{LIST}freeze/", {"title": "Mine"}).status_code == 403
    assert as_member(taken.steward).get(f"{LIST}{UUID(int=7)}/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_paper_says_every_number_of_the_page(frozen, language):
    with translation.override(language):
        paper = paper_of(queries.season(frozen), "夜渡 Night Ferry")
    pages = PdfReader(BytesIO(printed(paper))).pages
    # pypdf gives both bytes of a character's code, the first of them nought
    plain = re.sub(r"[\s\x00]", "", "".join(page.extract_text() for page in pages))
    values = [row.value for section in paper.sections for row in section.rows]
    assert len(values) > 8
    for said in (*values, paper.title, "夜渡", *(one.heading for one in paper.sections)):
        assert re.sub(r"\s", "", said) in plain


def test_the_same_season_gives_the_same_file(frozen):
    paper = paper_of(queries.season(frozen), "Night Ferry")
    assert printed(paper) == printed(paper)


def test_a_character_the_font_lacks_is_shown_as_missing():
    assert printable("潮汐 tide 臺灣 − 5 %") == "潮汐 tide 臺灣 − 5 %"
    assert printable("\U0001f41d") == MISSING


def test_what_happened_on_one_day_is_said_once(taken, now):
    opened = now - timedelta(days=100)
    found = queries.happenings(since=opened, until=opened + timedelta(seconds=1))
    assert "bond.circle.created" in [one.kind for one in found]
    assert queries.happenings(since=opened - timedelta(days=1), until=opened) == []
    assert sum("(× 2)" in line for line in happened([found[-1], found[-1]])) == 1


def test_two_paid_members_are_not_told_as_a_sum(frozen):
    season = queries.season(frozen)
    season.data["received"] = {"members": 2, "members_minor": None, "house_minor": 500}
    [section] = [one for one in paper_of(season, "Night Ferry").sections if one.heading == "Money"]
    assert "Fewer than three" in section.sentences[0]
    assert [row.title for row in section.rows] == ["To the house"]
