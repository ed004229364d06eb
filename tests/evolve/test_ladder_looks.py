"""The ladder, one's own ties, and the public figure: nothing for axe, nothing beyond the edge."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest
from django.test import Client
from playwright.sync_api import Browser

from cohive.bond import operations as bond
from cohive.engine.capital import OwnTies as Own
from cohive.engine.culture import style_matching
from cohive.engine.vitality import Heir, Vacancy
from cohive.evolve import operations
from cohive.evolve.models.insight import OwnTies
from cohive.evolve.written import written
from cohive.words.sentences import Sentence
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.engine.culture.test_matching import CHINESE, DRY, PEOPLE, PLAIN, RING, both, said
from tests.evolve.portrayed import portrayed

pytestmark = [pytest.mark.browser]


def style():
    rows = [row for one, other in RING for row in both(one, other, PLAIN, PLAIN + "no ")]
    rows += [row for one in PEOPLE for row in both(one, "staff", PLAIN, DRY + "the of and ")]
    rows += [row for one, other in RING[:5] for row in both(one, other, CHINESE, CHINESE, "zh")]
    found: pl.DataFrame = said(*rows)
    return written(style_matching(found, staff={"staff"}, seed=0))


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_ladder_ties_and_the_public_figure_are_clean_and_fit(
    crew, as_member, chromium: Browser, now, width, theme, language
):
    tongue = "zh-hans" if language.startswith("zh") else "en"
    own = crew.members[4]
    for member in (crew.steward, own):
        bond.set_tongue(by=member, at=now, language=tongue)
    seat = Vacancy(
        str(crew.circle), "", "keeper", str(crew.steward), 15, 40, 1.0, 3.0, True,
        (Heir(str(own), 9), Heir(str(crew.members[5]), 4)),
        Sentence("One person alone holds it and is there less; at home there: %(heirs)s.",
                 {"heirs": 2}),
    )  # fmt: skip
    portrayed(
        list(crew.members), [crew.circle], now, style=style(), seats=[written(seat)]
    )  # fmt: skip
    for member in crew.members[:6]:
        operations.agree_to_be_shown(by=member, at=now - timedelta(days=1))
    operations.show_figures(by=crew.steward, at=now)
    OwnTies.objects.create(
        member_id=own, at=now,
        data=written(Own(str(own), 14, 3, 5, 6, 4, 9.57, 0.2784, 8.0, 2.0, 3, 0.62)),
    )  # fmt: skip
    page = new_page(chromium, width=width, theme=theme, language=language)
    wrong = {}
    for name, client, path in (
        ("insight", as_member(crew.steward), "/desk/insight/"),
        ("ties", as_member(own), "/ties/"),
        ("front", Client(), "/"),
    ):
        visit(page, client, path)
        wide = sideways(page)
        screenshots(page, f"ladder-{name}-closed-{tongue}")
        found = axe_violations(page)  # opens the details
        if found or wide > 0 or sideways(page) > 0:
            wrong[path] = (found, wide, sideways(page))
        screenshots(page, f"ladder-{name}-{tongue}")
    assert wrong == {}
    assert faults_of(page) == []
