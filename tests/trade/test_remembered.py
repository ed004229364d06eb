"""What is remembered is forgotten by every change of its tables, whoever makes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cohive.bond import queries as bond
from cohive.bond.models import Place
from cohive.journal import triggers
from cohive.journal.models import Stamp
from cohive.journal.remembered import one_look, remembered
from tests.trade.conftest import Cast

pytestmark = pytest.mark.django_db


def country() -> str:
    place = bond.place()
    assert place is not None
    return place.country


def test_a_change_is_seen_at_once_also_one_that_goes_round_the_models(
    cast: Cast, now: datetime
) -> None:
    assert country() != "BE"
    Place.objects.update(country="BE")
    assert country() == "BE"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bond_place SET country = 'FR'")
    assert country() == "FR"


def test_what_was_read_before_a_rollback_is_not_believed_after_another_change(cast: Cast) -> None:
    before = country()
    with transaction.atomic():
        Place.objects.update(country="BE")
        assert country() == "BE"
        transaction.set_rollback(True)
    assert country() == before
    Place.objects.update(country="FR")
    assert country() == "FR"


def test_without_a_change_only_the_stamp_is_read(cast: Cast) -> None:
    country()
    with CaptureQueriesContext(connection) as captured:
        country()
        with one_look():
            country()
            country()
    assert [query["sql"] for query in captured] == [captured[0]["sql"]] * 2
    assert Stamp._meta.db_table in captured[0]["sql"]


def test_where_nothing_is_stamped_nothing_is_remembered(cast: Cast) -> None:
    Stamp.objects.all().delete()
    found = iter(range(2))
    assert [remembered("test", lambda: next(found)) for _ in range(2)] == [0, 1]


def test_a_list_is_handed_out_as_a_copy(cast: Cast) -> None:
    def read() -> list[Any]:
        return [1]

    remembered("test.list", read).append(2)
    assert remembered("test.list", read) == [1]


def test_a_stamping_trigger_that_is_missing_is_told(cast: Cast) -> None:
    where = "" if connection.vendor == "sqlite" else " ON bond_place"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER bond_place_stamps_update{where}")
    assert triggers.fault() == "the trigger bond_place_stamps_update is missing"
    triggers.create_all()
