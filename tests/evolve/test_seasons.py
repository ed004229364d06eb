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
from pypdf.generic import ByteStringObject, ContentStream, TextStringObject

from cohive.bond import operations as bond
from cohive.evolve import operations, queries
from cohive.evolve.models.insight import Snapshot
from cohive.evolve.models.seasons import Season
from cohive.evolve.operations.season_story import TREND_MAX, circles_of, trend_of
from cohive.evolve.views.season_charts import trend
from cohive.evolve.views.season_report import happened, paper_of
from cohive.journal.models import Act
from cohive.look.paper import MISSING, printable, printed
from cohive.words.refusals import Refused

LIST = "/desk/seasons/"


def plain_text(pdf: bytes) -> str:
    """What the paper says, without spaces; by the font’s own table, two bytes a letter."""
    reader = PdfReader(BytesIO(pdf))
    said = []
    for page in reader.pages:
        table = page["/Resources"]["/Font"]["/F1"]["/ToUnicode"].get_data().decode()
        pairs = re.findall(r"<([0-9A-F]{4})> <([0-9A-F]{4})>\n", table)
        letters = {int(code, 16): chr(int(letter, 16)) for code, letter in pairs}
        for operands, _operator in ContentStream(page.get_contents(), reader).operations:
            for text in operands:
                if isinstance(text, TextStringObject | ByteStringObject):
                    codes = text.original_bytes
                    said += [
                        letters[int.from_bytes(codes[at : at + 2], "big")]
                        for at in range(0, len(codes), 2)
                    ]
    return re.sub(r"\s", "", "".join(said))


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
    plain = plain_text(printed(paper))
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


def section(season, heading):
    [found] = [one for one in paper_of(season, "Night Ferry").sections if one.heading == heading]
    return found


def test_it_tells_what_was_done_and_by_how_many(frozen, taken):
    data = queries.season(frozen).data
    assert data["counts"]["threads"] == [12, 12]
    assert data["counts"]["replies"] == [24, 12]
    assert data["counts"]["works"] == [0, 0]
    [tide] = [one for one in data["circle_list"] if one["name"] == "Tide"]
    told = {name: tide[name] for name in ("name", "then", "now", "became", "meant")}
    assert told == {"name": "Tide", "then": 0, "now": 12, "became": "", "meant": None}
    season = queries.season(frozen)
    assert "12 people answered one another." in section(season, "Thanks").sentences
    became = {row.title: row.meaning for row in section(season, "Circles").rows}
    assert became["Grown"] == "Tide"
    assert "Making" in became["Used neither now nor before"]
    assert "Open a challenge" in section(season, "What to do next").sentences[0]


def test_a_short_season_before_is_not_put_beside_it(frozen):
    season = queries.season(frozen)
    assert season.data["then"]["open_days"] == 10
    assert "open for only 10 days" in section(season, "Then and now").sentences[0]


def whole_before(season):
    """The same figures as of a whole season before, so that nothing changed."""
    data = season.data
    data["then"] = {
        "title": "Summer 2026", "open_days": 90, "people": data["people"],
        "horizontality": data["horizontality"], "answered": data["talk"]["answered_part"],
        "counts": {**data["counts"], "replies": [9, 1]}, "received": data["received"],
    }  # fmt: skip
    return season


def test_a_figure_stands_then_and_now_and_a_change_is_told_only_where_one_is(frozen):
    told = section(whole_before(queries.season(frozen)), "Then and now")
    rows = {row.title: row for row in told.rows}
    assert rows["Members who were active"].value == "12 → 12"
    assert rows["Members who were active"].meaning == "No change we can tell."
    assert rows["Members who answered somebody"].value == "1 → 12"
    assert rows["Members who answered somebody"].meaning == "More than before."
    assert rows["Between fan club (0) and community (1)"].meaning == "No change we can tell."
    assert "Summer 2026" in told.sentences[0]


def test_a_label_of_three_reads_a_sentence_instead_of_noughts(frozen):
    season = queries.season(frozen)
    season.data["people"] = 3
    [row] = section(season, "Community or fan club?").rows
    assert row.value == "cannot be told"
    assert "ten active members" in row.meaning
    season.data["people"] = 12
    season.data["horizontality"] |= {"index": 0.0, "low": 0.0, "high": 0.0}
    [row] = section(season, "Community or fan club?").rows
    assert row.value == "0: one of the five parts is missing altogether"
    assert "0.00" not in row.value


def test_a_report_frozen_before_these_were_counted_is_still_read(frozen):
    season = queries.season(frozen)
    for name in ("counts", "lines", "trend", "circle_list", "then"):
        del season.data[name]
    headings = [one.heading for one in paper_of(season, "Night Ferry").sections]
    assert "Then and now" not in headings
    assert "The ladder" in headings


def drawn(season):
    """A season with every picture."""
    days = ["2026-08-01T00:00:00+00:00", "2026-09-01T00:00:00+00:00"]
    season.data["trend"] = [{"at": day, "index": 0.5, "low": 0.4, "high": 0.6} for day in days]
    season.data["flow"] |= {"before": 20, "left": 8, "joined": 5, "returned": 1}
    season.data["received"] = {"members": 3, "members_minor": 900, "house_minor": 100}
    season.data["lines"] = [["tax", 210], ["house", 100], ["pool", 901]]
    return season


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_picture_of_the_page_is_on_the_paper(frozen, language):
    season = drawn(queries.season(frozen))
    with translation.override(language):
        paper = paper_of(season, "Night Ferry")
    charts = [one for part in paper.sections for one in part.charts]
    assert [type(one).__name__ for one in charts] == ["Lines", "Bars", "Bars"]
    assert sum(len(part.drawn) for part in paper.sections) == 3
    plain = plain_text(printed(paper))
    for chart in charts:
        assert re.sub(r"\s", "", chart.title) in plain
    for bar in (*charts[1].bars, *charts[2].bars):
        assert re.sub(r"\s", "", bar.said) in plain
    assert printed(paper) == printed(paper)


def test_what_cannot_be_divided_yet_is_said(frozen):
    told = section(drawn(queries.season(frozen)), "Money")
    assert "€0.01 of what is the makers’" in told.sentences[0]


def test_the_trend_of_a_season_keeps_its_ends(taken, now):
    snapshot = Snapshot.objects.filter(days=90).latest("sealed_until")
    for number in range(40):
        Snapshot.objects.create(
            at=now - timedelta(days=number), days=30, sealed_until=10_000 + number,
            index_permille=500, data=snapshot.data,
        )  # fmt: skip
    points = trend_of(now - timedelta(days=90), now)
    assert 10 < len(points) <= TREND_MAX
    assert points[-1]["at"] == now.isoformat()
    assert points == sorted(points, key=lambda one: one["at"])


def test_a_circle_that_was_quiet_sleeps_and_a_new_one_is_born(taken, now):
    bond.create_circle(name="Ebb", purpose="Talk.", by=taken.steward, at=now)
    later = now + timedelta(days=80)
    found = {one["name"]: one["became"] for one in circles_of(later - timedelta(days=90), later)}
    assert (found["Tide"], found["Ebb"], found["Making"]) == ("asleep", "born", "unused")


def test_two_looks_of_one_instant_are_no_trend_yet(now):
    point = {"at": now.isoformat(), "low": 0.1, "index": 0.2, "high": 0.3}
    assert trend([point, point]) == []
    assert len(trend([point, point | {"at": (now + timedelta(days=1)).isoformat()}])) == 1
