"""Bonding and spreading, and one's own mix, as a browser sees them."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import Browser

from cohive.bond import operations as bond
from cohive.evolve.operations import agree_to_be_shown
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.evolve.test_practice import OWN, PAGE, taken
from tests.evolve.test_voices import PAGE as VOICES

pytestmark = [pytest.mark.browser]

LOOKS = [(390, "dark", "zh-CN"), (1280, "light", "en")]


def told() -> dict[str, object]:
    """Every rate told, now and before."""
    parts = ("brand_answered", "answered", "by_members", "brand_answers", "passed_by_members",
             "per_exposure", "further")  # fmt: skip
    rates = {
        name: {"name": name, "n": 1_284, "value": {"middle": 0.63, "low": 0.57, "high": 0.69}}
        for name in parts
    } | {
        "hours": {"name": "hours", "n": 811, "value": {"middle": 3.4, "low": 2.1, "high": 30.0}},
        "recognition": {
            "name": "recognition", "n": 214, "value": {"middle": 1.9, "low": 1.4, "high": 2.6},
        },
    }  # fmt: skip
    then = {name: rate | {"value": {"middle": 0.4, "low": 0.3, "high": 0.5}}
            for name, rate in rates.items()}  # fmt: skip
    return {"now": {"people": 214, "rates": rates}, "before": {"people": 190, "rates": then}}


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_practice_and_ones_own_mix_are_clean_and_fit(
    crew, as_member, chromium: Browser, now, width, theme, language
):
    snapshot = taken(crew, now)
    snapshot.data["practised"] = told()
    snapshot.save()
    data = snapshot.data
    own = next(
        UUID(one["person"]) for one in data["own_roles"] if UUID(one["person"]) in crew.members
    )
    page = new_page(chromium, width=width, theme=theme, language=language)
    for who, path, name in ((crew.steward, PAGE, "practice"), (own, OWN, "own-roles")):
        bond.set_tongue(by=who, at=now, language="zh-hans" if language == "zh-CN" else "en")
        visit(page, as_member(who), path)
        screenshots(page, f"{name}-{page.evaluate('document.documentElement.lang')}")
        assert axe_violations(page) == []
        assert sideways(page) <= 0
    assert faults_of(page) == []


def triangles(people: list[str]) -> dict[str, object]:
    """Thirty-six people between the three, one of each signature; the first four are members."""
    everybody = [*people, *(str(UUID(int=50_000 + number)) for number in range(36 - len(people)))]
    signs = {35: ["leader"], 30: ["consumer"], 20: ["trust", "consumer"]}
    said = "Who saw something and followed no link; reach is a lower bound."
    found = [
        {
            "person": person,
            "reach": number / 35,
            "conversion": (number * 13 % 36) / 35,
            "reciprocity": (number * 23 % 36) / 35,
            "exposed": 12 + number * 7,
            "conversion_part": {"middle": 0.1, "low": 0.04, "high": 0.2},
            "signs": signs.get(number, []),
            "has_declared": number % 9 == 3,
        }
        for number, person in enumerate(everybody)
    ]
    unknown = [{"english": said, "values": {}}]
    return {"n": 36, "mean_conversion": 0.034, "cannot_tell": unknown, "triangles": found}


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_voices_and_ones_own_place_are_clean_and_fit(
    crew, as_member, chromium: Browser, now, width, theme, language
):
    snapshot = taken(crew, now)
    snapshot.data["voices"] = triangles([str(one) for one in crew.members[:4]])
    snapshot.save()
    for one in crew.members[:2]:
        agree_to_be_shown(by=one, at=now)
    page = new_page(chromium, width=width, theme=theme, language=language)
    for who, path, name in (
        (crew.steward, VOICES, "voices"), (crew.members[3], OWN, "own-voice"),
    ):  # fmt: skip
        bond.set_tongue(by=who, at=now, language="zh-hans" if language == "zh-CN" else "en")
        visit(page, as_member(who), path)
        screenshots(page, f"{name}-{page.evaluate('document.documentElement.lang')}")
        assert axe_violations(page) == []
        assert sideways(page) <= 0
    assert faults_of(page) == []
