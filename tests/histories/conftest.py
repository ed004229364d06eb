"""A place of its own, the small history of a harbour, and a quiet progress."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.utils import translation

from cohive.bond import operations as bond
from cohive.bond.queries import PlaceView
from cohive.bridges.histories import open_history
from cohive.house.histories.importing import Imported, import_history
from cohive.house.histories.progress import Progress
from cohive.house.histories.tally import Tally, count

SAMPLE = Path(__file__).parents[1] / "bridges" / "samples" / "history.jsonl"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def place(db: None, now: datetime) -> PlaceView:
    """A label that counts in dollars."""
    return bond.found_place(
        name="Harbour",
        languages=("en", "zh-hans"),
        currency="USD",
        tax_name="VAT",
        tax_rate=Fraction(0),
        template="label",
        steward_email="ines@example.org",
        steward_name="Harbour master",
        at=now - timedelta(days=1),
    )


@pytest.fixture
def tally() -> Tally:
    return count(open_history(SAMPLE))


@pytest.fixture
def bring(place: PlaceView, now: datetime) -> Callable[..., Imported]:
    """Import a counted history as the firm."""

    def run(tally: Tally, project: str = "harbour", at: datetime = now) -> Imported:
        quiet = Progress(io.StringIO())
        return import_history(tally, project=project, by=place.agent, at=at, progress=quiet)

    return run
