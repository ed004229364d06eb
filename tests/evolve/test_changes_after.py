"""Before a split who holds the ties across; afterwards how it went; and two circles that are one."""

from __future__ import annotations

from cohive.evolve.operations import agree_to_be_shown, withdraw_from_being_shown
from cohive.evolve.queries.changes import change_view
from tests.evolve.test_changes import proposed


def names_on(page: str) -> str:
    """The part about who holds the ties."""
    return page.split("Who holds them")[1].split("</section>")[0]


def test_who_holds_the_ties_is_named_to_stewards_and_only_who_agreed(talked, now, as_member):
    change = proposed(talked, now)
    address = f"/changes/{change}/"
    holders = change_view(change, viewer=None, at=now).border.holders
    assert len(holders) == 8  # two neighbours at each end of four, on both sides
    agreed, silent = holders[0][0], holders[1][0]
    steward, member = as_member(talked.steward), as_member(agreed)
    names = {one: f"Member {number:02d}" for number, one in enumerate(talked.members)}
    page = names_on(steward.get(address).content.decode())
    assert "8 people hold them" in page
    assert "Nobody is named here" in page
    assert not any(name in page for name in names.values())
    agree_to_be_shown(by=agreed, at=now)
    page = names_on(steward.get(address).content.decode())
    assert names[agreed] in page
    assert "2 of these ties" in page
    assert "7 more" in page
    assert names[silent] not in page
    other = as_member(silent).get(address).content.decode()
    assert names[agreed] not in names_on(other)
    own = member.get(address).content.decode()
    assert "of them are yours" in own
    assert "Choose whether stewards see your name" in own
    withdraw_from_being_shown(by=agreed, at=now)
    assert names[agreed] not in names_on(steward.get(address).content.decode())


def test_who_holds_nothing_is_not_asked_about_her_name(talked, now, as_member):
    change = proposed(talked, now)
    held = {one for one, _ in change_view(change, viewer=None, at=now).border.holders}
    free = next(one for one in talked.members if one not in held)
    page = as_member(free).get(f"/changes/{change}/").content.decode()
    assert "8 people hold them" in page
    assert "Choose whether stewards see your name" not in page
