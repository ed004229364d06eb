"""Dividing sales in the database: the worked example's sums, the books, the journal."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from cohive.journal.models import Act, EconomicEvent
from cohive.journal.operations import create_agent
from cohive.ledger import checks as ledger_checks
from cohive.ledger import queries as ledger
from cohive.settle import checks
from cohive.settle.models import Claim, Credit, Distribution, Pool
from cohive.words.money import Money
from tests.settle import shirt

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(now: datetime) -> UUID:
    return create_agent(kind="firm", at=now)


@pytest.fixture
def agents(now: datetime) -> dict[str, UUID]:
    return {name: create_agent(kind="person", at=now) for name in shirt.names()}


@pytest.fixture
def sold(firm: UUID, agents: dict[str, UUID], now: datetime) -> list[UUID]:
    with transaction.atomic():
        return shirt.sell_all(shirt.shirt_pool(agents, now), firm=firm, now=now)


def amounts_of(agent: UUID) -> list[int]:
    rows = Credit.objects.filter(payee_id=agent).order_by("at", "id")
    return [row.amount_minor for row in rows]


def test_meis_lines_are_those_of_the_worked_example(sold, agents):
    assert amounts_of(agents["mei"]) == [5706, 3804, 6657, 1902, 317, 475, 159]
    assert 5706 + 3804 == 9510
    assert 6657 + 1902 == 8559


def test_of_4800_00_in_1902_00_go_to_17_people_and_nothing_waits(sold, agents, firm):
    pool = Pool.objects.get()
    assert sum(row.gross_minor for row in Distribution.objects.all()) == 480000
    assert (pool.cumulative_minor, pool.waiting_minor) == (190200, 0)
    owed = {name: ledger.balance(agent, "earned", "EUR").minor for name, agent in agents.items()}
    assert sum(owed.values()) == 190200
    assert len([minor for minor in owed.values() if minor]) == 17
    assert (owed["anouk"], owed["mei"], owed["zhou"]) == (32334, 19020, 24726)


def test_the_firms_accounts_take_what_left_the_price(sold, firm):
    balances = {purpose: money.minor for (purpose, _), money in ledger.balances_of(firm).items()}
    assert balances["tax"] == 120 * 694
    assert balances["costs"] == 120 * 1390
    assert balances["house"] == 120 * 331
    assert balances["sales"] == -480000
    assert ledger_checks.unbalanced_entry() == ledger_checks.wrong_balance() == ""


def test_after_119_shirts_six_cents_wait_in_the_firms_named_account(sold, firm, now):
    waiting = [row.waiting_after for row in Distribution.objects.order_by("sequence")]
    assert waiting[-2:] == [6, 0]
    assert ledger.balance(firm, "waiting", "EUR") == Money(0, "EUR")


def test_each_distribution_is_an_act_with_its_numbers_and_a_flow_for_each_payee(sold, firm):
    act = Act.objects.filter(kind="settle.distribution.made").order_by("id").last()
    assert act.actor_id == firm
    assert act.payload["pool_minor"] == 1585
    assert act.payload["cumulative_minor"] == 190200
    assert act.payload["waiting_minor"] == 0
    flows = EconomicEvent.objects.filter(act=act)
    assert flows.count() == 17
    assert sum(flow.amount_minor for flow in flows) == 1585 + 6


def test_a_clean_place_has_no_fault_and_each_tampering_is_named(sold, agents):
    all_checks = (
        checks.wrong_claim,
        checks.wrong_pool,
        checks.broken_sequence,
        checks.wrong_waterfall,
        checks.wrong_books,
    )
    assert [check() for check in all_checks] == [""] * 5
    Claim.objects.filter(payee_id=agents["mei"]).update(credited_minor=19021)
    assert "19021" in checks.wrong_claim()
    assert "not the 190200" in checks.wrong_pool()
    Pool.objects.update(cumulative_minor=190300)
    assert "last distribution" in checks.broken_sequence()


def test_the_paths_kept_with_a_claim_add_up_to_its_fraction(sold, agents):
    from cohive.settle.composition import path_from_json

    for claim in Claim.objects.all():
        paths = [path_from_json(path) for path in claim.paths]
        assert sum(path.fraction for path in paths) == claim.fraction


def test_a_credit_cannot_be_changed_or_deleted_by_anyone(sold):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Credit.objects.update(amount_minor=1)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Distribution.objects.all()._raw_delete("default")
