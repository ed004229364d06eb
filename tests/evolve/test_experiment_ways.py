"""Two ways of showing a thing: on its card wherever it is, seen once, read among who saw it."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.create import operations as create
from cohive.engine.experiments import arm_of
from cohive.evolve.models.experiments import Experiment, ExperimentMember
from cohive.evolve.operations.experiment_readings import read_ended
from cohive.evolve.operations.experiments import stop_experiment
from cohive.evolve.operations.ways import record_opened, record_seen
from cohive.evolve.queries.experiments import experiments
from cohive.evolve.queries.ways import digest_of
from cohive.evolve.things import thing
from cohive.journal.models import Act
from cohive.trade import operations as trade
from cohive.words.ids import new_id
from cohive.words.money import Money
from cohive.words.refusals import Refused
from tests.evolve.test_changes_experiments import SEED, many, started
from tests.settle import stall

__all__ = ["many"]
DAY = timedelta(days=1)
WAYS = ("Printed by hand in the harbour.", "Ninety pieces, then never again.")
PIXEL = re.compile(r'src="(/changes/experiments/[^"]+/(?:seen|opened)/)"')


@pytest.fixture(autouse=True)
def today(now):
    """Whoever signs in does so now: a session from the future is not believed."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def shown(crew, now, hear) -> dict[str, UUID]:
    """A challenge that runs, a product on sale, and the circle: one thing of each kind."""
    hear(now - 99 * DAY)
    made = stall.open_product(
        title="Low tide timetable",
        slug="low-tide",
        price=Money(2500, stall.EUR),
        tax_rate=Fraction(21, 100),
        costs=[],
        makers=[("design", crew.members[4]), ("sale", crew.members[5])],
        stall=trade.open_location(name="Night market", kind="stall", by=crew.steward, at=now),
        by=crew.steward,
        at=now - DAY,
    )
    call = create.open_challenge(
        title="Poster for Ebb",
        brief="Two inks.",
        circle=crew.circle,
        decides="firm",
        opens_at=now - 2 * DAY,
        closes_at=now + 60 * DAY,
        voting_closes_at=now + 70 * DAY,
        by=crew.steward,
        at=now - 3 * DAY,
    )
    return {"product": made["product"], "challenge": call, "circle": crew.circle}


LISTS = {
    "product": ["/", "/shop/", "/products/"],
    "challenge": ["/", "/challenges/"],
    "circle": ["/circles/"],
}


def about(crew, now, shown, kind="product", **other) -> UUID:
    """An experiment about one of these things; it counts who opens it, unless said otherwise."""
    given = {"text_first": WAYS[0], "text_second": WAYS[1], "outcome": "opened"}
    return started(crew, now, about_kind=kind, about=shown[kind], **{**given, **other})


def own_page(kind, shown) -> str:
    return thing(kind, shown[kind]).url


def read(client, path, at, **headers) -> str:
    with time_machine.travel(at, tick=False):
        return client.get(path, headers=headers).content.decode()


def look(client, path, at) -> list[str]:
    """As a browser does: open the page, and ask for the pictures that came into view."""
    asked = PIXEL.findall(read(client, path, at))
    with time_machine.travel(at, tick=False):
        for one in asked:
            assert client.get(one)["Content-Type"] == "image/gif"
    return asked


def kept_by(browser, at) -> str:
    """The experiment and the token in a visitor's session."""
    with time_machine.travel(at, tick=False):
        return browser.session.get("experiment", "")


def way_in(page: str) -> int:
    """Which of both ways stands on a page; never both, never twice on one card."""
    [way] = [number for number, text in enumerate(WAYS) if text in page]
    return way


@pytest.mark.parametrize("kind", ["product", "challenge", "circle"])
def test_a_member_is_shown_hers_on_every_card_and_on_its_page(
    crew, many, shown, as_member, now, kind
):
    about(crew, now, shown, kind)
    for member in many[:4]:
        browser = as_member(member)
        for path in [*LISTS[kind], own_page(kind, shown)]:
            assert way_in(read(browser, path, now + DAY)) == arm_of(SEED, str(member)), path
    for path in [*LISTS[kind], own_page(kind, shown)]:
        for page in (
            read(as_member(crew.steward), path, now + DAY),  # who works for the place
            read(Client(), path, now + 8 * DAY),  # when it is over
        ):
            assert not any(text in page for text in WAYS)


@pytest.mark.parametrize("kind", ["product", "challenge", "circle"])
def test_a_visitor_keeps_her_way_and_another_may_get_the_other(crew, shown, now, kind):
    about(crew, now, shown, kind)
    ways = set()
    for number in range(24):
        browser = Client()
        first = way_in(read(browser, LISTS[kind][0], now + DAY))
        for path in [*LISTS[kind], own_page(kind, shown)] if number < 4 else ():
            assert way_in(read(browser, path, now + 2 * DAY)) == first
        ways.add(first)
    assert ways == {0, 1}


def test_reading_pages_alone_writes_nothing_and_a_look_is_noted_once(
    crew, many, shown, as_member, now
):
    experiment = about(crew, now, shown)
    acts = Act.objects.count()
    member, visitor = as_member(many[0]), Client()
    for browser in (member, visitor):
        for _again in range(3):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                read(browser, "/shop/", now + DAY)
            assert not [one for one in asked if one["sql"].startswith(("INSERT", "UPDATE"))]
    assert not ExperimentMember.objects.filter(seen_at__isnull=False).exists()
    for browser in (member, visitor):
        assert look(browser, "/shop/", now + DAY) == [f"/changes/experiments/{experiment}/seen/"]
        assert look(browser, "/shop/", now + 2 * DAY) == []  # it is known
        with time_machine.travel(now + 3 * DAY, tick=False):
            browser.get(f"/changes/experiments/{experiment}/seen/")
    rows = ExperimentMember.objects.filter(seen_at__isnull=False)
    assert sorted(rows.values_list("seen_at", flat=True)) == [now + DAY, now + DAY]
    seen = rows.get(member=None)
    token = kept_by(visitor, now + DAY).partition(":")[2]
    assert seen.visitor == digest_of(token)
    assert token not in seen.visitor
    assert seen.is_second == bool(arm_of(SEED, seen.visitor))
    assert Act.objects.count() == acts


def test_a_page_asks_once_however_many_cards_it_has(crew, many, shown, as_member, now):
    for number in range(3):
        bond.create_circle(name=f"Ebb {number}", purpose="Talk.", by=crew.steward, at=now)
    about(crew, now, shown, "circle")
    for browser in (as_member(many[0]), Client()):
        read(browser, "/circles/", now + DAY)
        with CaptureQueriesContext(connection) as asked:
            read(browser, "/circles/", now + DAY)
        assert len([one for one in asked if "evolve_experiment" in one["sql"]]) == 1


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
def test_who_is_not_to_be_followed_is_in_no_half(crew, shown, now, header):
    experiment = about(crew, now, shown)
    browser = Client()
    page = read(browser, "/shop/", now + DAY, **{header: "1"})
    assert not any(text in page for text in WAYS)
    assert "sessionid" not in browser.cookies
    read(browser, "/shop/", now + DAY)
    with time_machine.travel(now + DAY, tick=False):
        address = f"/changes/experiments/{experiment}/seen/"
        assert browser.get(address, headers={header: "1"}).status_code == 404
    assert not ExperimentMember.objects.filter(member=None).exists()


def test_a_visitors_token_goes_when_the_browser_closes_and_with_the_experiment(crew, shown, now):
    first = about(crew, now, shown)
    browser = Client()
    read(browser, "/shop/", now + DAY)
    cookie = browser.cookies["sessionid"]
    assert cookie["max-age"] == ""
    assert cookie["expires"] == ""
    assert cookie["httponly"]
    kept = kept_by(browser, now + DAY)
    assert kept.startswith(str(first))
    stop_experiment(experiment=first, by=crew.steward, at=now + DAY)
    second = about(crew, now + DAY, shown)
    read(browser, "/shop/", now + 2 * DAY)
    other = kept_by(browser, now + 2 * DAY)
    assert other.startswith(str(second))
    assert other.partition(":")[2] != kept.partition(":")[2]
    stop_experiment(experiment=second, by=crew.steward, at=now + 2 * DAY)
    read(browser, "/shop/", now + 3 * DAY)
    assert kept_by(browser, now + 3 * DAY) == ""


def test_visitors_are_in_no_experiment_on_acts(crew, many, shown, now):
    about(crew, now, shown, outcome="trade.order.paid")
    browser = Client()
    assert not any(text in read(browser, "/shop/", now + DAY) for text in WAYS)
    assert "sessionid" not in browser.cookies


def test_opening_counts_only_after_its_card_was_seen(crew, many, shown, as_member, now):
    experiment = about(crew, now, shown)
    page = own_page("product", shown)
    for browser, who in (
        (as_member(many[0]), {"member": many[0]}),
        (Client(), {"member": None}),
    ):
        assert look(browser, page, now + DAY) == []  # she came by another way
        assert not ExperimentMember.objects.filter(**who, seen_at__isnull=False).exists()
        look(browser, "/shop/", now + 2 * DAY)
        assert look(browser, page, now + 3 * DAY) == [f"/changes/experiments/{experiment}/opened/"]
        assert look(browser, page, now + 4 * DAY) == []
        row = ExperimentMember.objects.get(**who)
        assert (row.seen_at, row.opened_at) == (now + 2 * DAY, now + 3 * DAY)


def test_where_an_act_counts_its_own_page_shows_it_too(crew, many, shown, as_member, now):
    about(crew, now, shown, outcome="trade.order.paid")
    assert look(as_member(many[0]), own_page("product", shown), now + DAY) != []
    assert ExperimentMember.objects.get(member=many[0]).seen_at == now + DAY


def test_strangers_and_who_was_not_drawn_are_not_noted(crew, many, shown, as_member, now):
    experiment = about(crew, now, shown)
    for name in ("experiment-seen", "experiment-opened"):
        address = reverse(f"evolve:{name}", args=[experiment])
        assert Client().get(address).status_code == 404
        assert Client().post(address).status_code in {403, 405}
        with time_machine.travel(now + DAY, tick=False):
            as_member(crew.steward).get(address)
        other = reverse(f"evolve:{name}", args=[new_id()])
        assert as_member(many[0]).get(other)["Content-Type"] == "image/gif"
    assert not record_seen(experiment=experiment, by=None, visitor="", at=now)
    assert not record_opened(experiment=experiment, by=None, visitor="made up", at=now)
    assert not record_opened(experiment=experiment, by=many[0], at=now)  # she has not seen it
    assert not record_seen(experiment=experiment, by=many[0], at=now + 7 * DAY)  # it is over
    assert not ExperimentMember.objects.filter(seen_at__isnull=False).exists()


def halves_of(experiment) -> tuple[list[UUID], list[UUID]]:
    """Put the members who were drawn into halves of the same size, whatever their ids are."""
    halves: tuple[list[UUID], list[UUID]] = ([], [])
    for number, row in enumerate(ExperimentMember.objects.filter(experiment=experiment)):
        row.is_second = bool(number % 2)
        row.save()
        halves[number % 2].append(row.member_id)
    return halves


def test_it_is_read_among_who_saw_it_and_among_all(crew, many, shown, now):
    """Eleven of each half saw it; three of the first opened it, nine of the second."""
    experiment = about(crew, now, shown)
    halves = halves_of(experiment)
    for half, opens in zip(halves, (3, 9), strict=True):
        for number, member in enumerate(half[:11]):
            assert record_seen(experiment=experiment, by=member, at=now + DAY)
            assert not record_seen(experiment=experiment, by=member, at=now + 2 * DAY)
            if number < opens:
                assert record_opened(experiment=experiment, by=member, at=now + 2 * DAY)
    read_ended(at=now + 8 * DAY)
    [found] = experiments()
    assert found.seen == (11, 11)
    assert found.seen_hits == found.hits == (3, 9)
    assert found.sizes == (len(halves[0]), len(halves[1]))
    assert found.seen_reading.first.middle == pytest.approx(3 / 11)
    assert found.seen_reading.second.middle == pytest.approx(9 / 11)
    assert found.seen_reading.difference.middle == pytest.approx(6 / 11)
    assert found.seen_reading.is_told
    assert "With the second, more did it" in str(found.seen_reading.said)
    assert not found.evenness.is_off
    assert not ExperimentMember.objects.exists()
    payload = Act.objects.get(kind="evolve.experiment.read").payload
    assert (payload["first_seen_hits"], payload["second_seen_hits"]) == (3, 9)


def test_what_was_done_before_she_saw_it_does_not_count_among_who_saw_it(crew, many, shown, now):
    experiment = about(crew, now, shown, outcome="bond.circle.joined")
    halves = halves_of(experiment)
    early, late = [one for one in halves[1] if one in many][:2]
    bond.join_circle(circle=crew.circle, by=early, at=now + DAY)
    for half in halves:
        for member in half:
            record_seen(experiment=experiment, by=member, at=now + 2 * DAY)
    bond.join_circle(circle=crew.circle, by=late, at=now + 3 * DAY)
    read_ended(at=now + 8 * DAY)
    [found] = experiments()
    assert found.hits == (0, 2)
    assert found.seen_hits == (0, 1)


def test_fewer_than_ten_are_not_kept_and_the_page_says_it_cannot_be_told(
    crew, many, shown, as_member, now
):
    experiment = about(crew, now, shown)
    for half, count in zip(halves_of(experiment), (9, 12), strict=True):
        for member in half[:count]:
            record_seen(experiment=experiment, by=member, at=now + DAY)
    read_ended(at=now + 8 * DAY)
    row = Experiment.objects.get()
    assert (row.first_seen_hits, row.second_seen_hits) == (None, None)
    page = as_member(crew.steward).get("/changes/experiments/").content.decode()
    assert "It cannot be told yet: one of the halves has fewer than 10 people." in page
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.update(first_seen_hits=1, second_seen_hits=1)


def test_halves_that_are_not_as_large_as_drawn_are_warned_of(crew, many, shown, as_member, now):
    """A draw a thousandfold against chance: of who saw it, all are in one half."""
    experiment = about(crew, now, shown)
    ExperimentMember.objects.filter(experiment=experiment).update(is_second=True, seen_at=now)
    read_ended(at=now + 8 * DAY)
    [found] = experiments()
    assert found.evenness.is_off
    assert found.seen_reading is None
    page = as_member(crew.members[0]).get("/changes/experiments/").content.decode()
    assert "The halves are not as large as a fair draw makes them" in page


def test_a_notice_is_seen_when_it_was_read(crew, many, now):
    halves = halves_of(started(crew, now))
    for half in halves:
        for member in half[:10]:
            bond.mark_read(by=member, at=now + DAY)
    bond.mark_read(by=halves[0][10], at=now + 7 * DAY)  # at the end, not before
    read_ended(at=now + 8 * DAY)
    [found] = experiments()
    assert found.seen == (10, 10)
    assert sum(found.sizes) == 42


def test_visitors_make_halves_where_there_are_few_members(crew, shown, now):
    """Twelve members would be too few, and are not counted among: forty visitors are."""
    experiment = about(crew, now, shown)
    for number in range(40):
        token = f"visitor {number}"
        record_seen(experiment=experiment, by=None, visitor=token, at=now + DAY)
        record_seen(experiment=experiment, by=None, visitor=token, at=now + DAY)
        if number % 4 == 0:
            record_opened(experiment=experiment, by=None, visitor=token, at=now + 2 * DAY)
    read_ended(at=now + 8 * DAY)
    [found] = experiments()
    assert sum(found.seen) == 40
    assert sum(found.seen_hits) == 10
    assert sum(found.sizes) == 52
    assert found.hits is not None


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("about", {"about_kind": "product", "about": UUID(int=7)}),
        ("about", {"about_kind": "work"}),
        ("about", {"about_kind": "product"}),
        ("about", {"about": UUID(int=7)}),
        ("shown_on", {"about_kind": "product", "about": UUID(int=7), "shown_on": "shop"}),
        ("outcome", {"outcome": "opened"}),
    ],
)
def test_what_has_no_card_is_refused(crew, many, now, field, other):
    with pytest.raises(Refused) as refused:
        started(crew, now, **other)
    assert refused.value.field == field


def test_the_database_refuses_what_nobody_could_have_seen(crew, many, shown, now):
    experiment = about(crew, now, shown)
    people = ExperimentMember.objects.filter(experiment=experiment)
    for wrong in ({"opened_at": now}, {"visitor": "abc"}, {"member": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            people.filter(member=many[0]).update(**wrong)
    for wrong in ({"first_seen": 1}, {"about": None}, {"shown_on": "shop"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Experiment.objects.update(**wrong)


def test_a_steward_starts_one_about_a_thing_from_the_page(crew, many, shown, as_member, now):
    steward = as_member(crew.steward)
    page = read(steward, "/changes/experiments/", now)
    assert "on the card of the product “Low tide timetable”" in page
    form = {
        "question": "Which?",
        "text_first": WAYS[0],
        "text_second": WAYS[1],
        "outcome": "opened",
        "days": "7",
    }
    address = "/changes/experiments/start/"
    for nonsense in ("product:x", f"work:{new_id()}", "mars"):
        assert steward.post(address, form | {"shown_on": nonsense}).status_code == 422
    chosen = form | {"shown_on": f"product:{shown['product']}"}
    assert steward.post(address, chosen).status_code == 302
    row = Experiment.objects.get()
    assert (row.about_kind, row.about, row.shown_on) == ("product", shown["product"], "")
    assert not members.notices(many[0])
    page = steward.get("/changes/experiments/").content.decode()
    assert "on the card of the product “Low tide timetable”" in page
    taken = members.everything_of(many[0])["experiments"]["running"]
    assert taken[0]["seen_at"] is None
