"""The ladder on the pages: who went up by cohort, who is one step away, and what she reads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cohive.evolve import operations, queries
from cohive.evolve.models.insight import ShownBroker
from cohive.evolve.views import ladder_figures
from cohive.journal.models import Act
from tests.evolve.portrayed import portrayed

PAGE = "/desk/insight/"
RULE = {"window_days": 90, "weeks_active_min": 3, "partners_min": 2}


def section(page: str, heading: str) -> str:
    """What a page says under a heading."""
    return page.partition(f">{heading}<")[2].partition("</section>")[0]


def move(cohort: str, start: str, end: str, moved: int, n: int) -> dict[str, object]:
    return {"cohort": cohort, "start": start, "end": end, "moved": moved, "n": n}


def test_who_went_up_is_told_by_the_quarter_with_its_range():
    rows = ladder_figures.cohorts(
        {"moves": [
            move("", "USER", "FAN", 9, 60),
            move("2026-Q1", "USER", "FAN", 9, 30),
            move("2026-Q1", "USER", "FRIEND", 3, 30),
            move("2026-Q1", "USER", "NONE", 18, 30),
            move("2026-Q2", "CUSTOMER", "CUSTOMER", 12, 12),
            move("2026-Q3", "NONE", "USER", 12, 12),
        ]}
    )  # fmt: skip
    plain = [tuple(cell.replace("\xa0", " ") for cell in row) for row in rows]
    assert plain == [
        ("Q1 26", "n < 10", "12 of 30 (25 % to 58 %)", "n < 10"),
        ("Q2 26", "0 of 12 (0 % to 24 %) *", "n < 10", "n < 10"),
    ]


def test_fewer_than_ten_on_a_rung_are_never_told():
    small = {"moves": [move("2026-Q1", "USER", "FAN", 2, 9)]}
    assert ladder_figures.cohorts(small) == []


def test_who_is_one_step_away_is_counted_and_named_only_by_consent(talked, as_member, now):
    portrayed(list(talked.members), [talked.circle], now)
    ladder = queries.newest(90).data["ladder"]
    close = [
        one for one in talked.members if one in ladder_figures.named_near(ladder, talked.members)
    ]
    assert len(close) > 2
    steward = as_member(talked.steward)
    told = section(steward.get(PAGE).content.decode(), "One step away")
    assert "What may help" in told
    assert "None of them has agreed to be named." in told
    assert "Member " not in told
    operations.agree_to_be_shown(by=close[0], at=now)
    told = section(steward.get(PAGE).content.decode(), "One step away")
    assert told.count("Member ") == 1
    assert "more, who ha" in told
    operations.withdraw_from_being_shown(by=close[0], at=now)
    assert "Member " not in section(steward.get(PAGE).content.decode(), "One step away")


def test_a_consent_to_be_named_as_a_broker_does_not_name_her_one_step_away(talked, as_member, now):
    portrayed(list(talked.members), [talked.circle], now)
    ladder = queries.newest(90).data["ladder"]
    close = next(one for one in talked.members if ladder_figures.named_near(ladder, [one]))
    ShownBroker.objects.create(member_id=close, agreed_at=now - timedelta(days=90))
    told = section(as_member(talked.steward).get(PAGE).content.decode(), "One step away")
    assert "Member " not in told
    own = as_member(close).get("/ties/").content.decode()
    assert "They do not see the rest." in own
    as_member(close).post("/ties/shown/")
    assert queries.consents(close).whole == {close}
    assert Act.objects.filter(kind="evolve.names.agreed", actor=close).count() == 1
    told = section(as_member(talked.steward).get(PAGE).content.decode(), "One step away")
    assert told.count("Member ") == 1


def test_only_stewards_read_names(talked, as_member, now):
    from cohive.bond import operations as bond

    bond.grant_role(to=talked.members[0], role="maker", by=talked.steward, at=now)
    portrayed(list(talked.members), [talked.circle], now)
    for member in talked.members:
        operations.agree_to_be_shown(by=member, at=now)
    page = as_member(talked.members[0]).get(PAGE).content.decode()
    assert "What may help" in section(page, "One step away")
    assert "Member " not in section(page, "One step away")
    assert "Member " not in section(page, "Who carries things across")
    assert "Stewards see the names of those who agreed." in section(
        page, "Who carries things across"
    )


def test_of_fewer_than_ten_nobody_is_told_to_be_one_step_away():
    places = [
        {"person": str(number), "rung": "CUSTOMER",
         "missing": [{"english": "takes part once", "values": {}}]}
        for number in range(9)
    ]  # fmt: skip
    assert ladder_figures.steps({"n": 9, "rule": RULE, "places": places}, {}) == []


@pytest.mark.parametrize(
    ("english", "values", "told"),
    [
        ("buys something or takes part", {}, "The circles are open whenever you like"),
        ("takes part once", {}, "If you feel like it"),
        ("comes back in %(weeks)s more weeks", {"weeks": 2}, "Come by in any 2 other weeks"),
        ("passes something on", {}, "pass it on to somebody who would like it"),
        ("is answered by %(people)s more people she answers", {"people": 1}, "with 1 more person"),
    ],
)
def test_what_lies_before_the_next_rung_is_an_offer(english, values, told):
    place = {"missing": [{"english": english, "values": values}]}
    (said,) = ladder_figures.offers(place)
    assert told in said
    assert not {"must", "should", "only", "missing", "streak"} & set(said.lower().split())


def test_her_own_page_says_what_could_come_next(talked, as_member, now):
    portrayed(list(talked.members), [talked.circle], now)
    places = queries.newest(90).data["ladder"]["places"]
    missing = {one["person"]: one["missing"] for one in places}
    some = next(one for one in talked.members if missing[str(one)])
    page = as_member(some).get("/ties/").content.decode()
    assert "What could come next, if you like" in page
    assert "Nothing here is a duty" in page
