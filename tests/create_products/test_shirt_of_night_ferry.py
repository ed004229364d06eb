"""The prototype's product, built through operations: its sums come out to the cent."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.db import DatabaseError, transaction

from cohive.create import operations, queries
from cohive.create.models.agreements import Agreement
from cohive.journal import verification
from cohive.journal.queries import acts_of_object
from cohive.words.money import Money
from tests.create_products.conftest import DAY, WEIGHTS

pytestmark = pytest.mark.django_db


def test_seventeen_people_share_a_pool_of_15_85(cast, shirt, accepted):
    terms = queries.frozen_terms(accepted)
    assert terms.pool_minor() == 1585
    whole = terms.attribution()
    assert len(whole.fractions) == 17
    assert sum(whole.fractions.values()) == 1
    assert whole.undivided == 0
    assert whole.fractions[str(cast.mei)] == Fraction(1, 10)
    assert [line.minor for line in terms.lines()] == [4000, 694, 1085, 305, 331, 0, 1585]


def test_mei_is_paid_along_two_paths(cast, shirt, accepted):
    paths = [
        path
        for path in queries.frozen_terms(accepted).attribution(with_paths=True).paths
        if path.payee == str(cast.mei)
    ]
    assert [path.fraction for path in paths] == [Fraction(1, 20), Fraction(1, 20)]
    labels = queries.frozen_terms(accepted).labels
    assert {labels[path.nodes[-2]] for path in paths} == {"低潮时刻表", "Low tide at Hoek"}
    assert {labels[path.nodes[-1]] for path in paths} == {"Low tide timetable"}


def test_the_example_shows_every_part_exactly(cast, shirt, accepted):
    example = queries.example(queries.frozen_terms(accepted), units=120)
    parts = {stage.stage: stage.per_unit_minor for stage in example.stages}
    assert parts["idea"] == Fraction(1902, 10)
    assert parts["design"] == 634
    assert parts["production"] == Fraction(2219, 10)
    mei = next(payee for payee in example.payees if payee.agent == cast.mei)
    assert (mei.per_unit_minor, mei.of_all_minor) == (Fraction(1585, 10), 19020)
    assert example.pool_minor * example.units == 190200
    assert example.waiting_minor == 190200 - sum(p.of_all_minor for p in example.payees)


def test_a_later_contribution_does_not_change_the_version_in_force(cast, shirt, accepted, now):
    before = queries.frozen_terms(accepted)
    operations.log_contribution(
        product=shirt.product,
        stage="sale",
        what="Stood at a table",
        by=cast.mei,
        at=now - 20 * DAY,
    )
    assert queries.frozen_terms(accepted) == before
    gap = queries.gap(shirt.product, at=now)
    assert gap is not None
    assert (gap.contributions, gap.lineage, gap.price) == (1, True, False)


def test_the_next_version_knows_the_later_contribution(cast, shirt, accepted, offer, now):
    operations.log_contribution(
        product=shirt.product,
        stage="sale",
        what="Stood at a table",
        by=cast.mei,
        at=now - 20 * DAY,
    )
    second = offer(shirt.product, at=now)
    for answer in queries.answers(second):
        operations.answer_agreement(agreement=second, accepts=True, by=answer.agent, at=now)
    active = queries.active_agreement(shirt.product)
    assert active is not None
    assert (active.id, active.version) == (second, 2)
    first = queries.agreement(accepted)
    assert first is not None
    assert (first.state, first.ended_at) == ("superseded", now)
    mei = queries.frozen_terms(second).attribution().fractions[str(cast.mei)]
    assert mei == Fraction(1, 10) + Fraction(1, 10) / 2
    assert not queries.gap(shirt.product, at=now).any


def test_frozen_terms_cannot_be_changed_by_any_statement(shirt, accepted):
    for change in ({"terms": "{}"}, {"price_minor": 1}, {"active_from": None}, {"version": 9}):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Agreement.objects.filter(id=accepted).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Agreement.objects.filter(id=accepted).delete()


def test_the_state_may_still_move(shirt, accepted, now):
    changed = Agreement.objects.filter(id=accepted).update(state="superseded", ended_at=now)
    assert changed == 1


def test_verify_divides_every_version_again(shirt, accepted):
    findings = {finding.name: finding.fault for finding in verification.verify()}
    assert findings["agreements"] == ""
    assert findings["products"] == ""


def test_verify_finds_weights_that_do_not_make_a_hundred(shirt, accepted, now):
    row = Agreement.objects.get(id=accepted)
    Agreement.objects.create(
        product=row.product,
        version=7,
        currency="EUR",
        price_minor=4000,
        terms=row.terms.replace('"idea":{"weight":12', '"idea":{"weight":13'),
        state="superseded",
        offered_by=row.offered_by,
        offered_at=now,
        active_from=now,
    )
    faults = {finding.name: finding.fault for finding in verification.verify()}
    assert faults["agreements"].endswith("the stage weights sum to 101")


def test_the_way_shows_who_worked_where(cast, shirt, accepted, now):
    way = {stage.stage: stage for stage in queries.product_way(shirt.product, at=now)}
    assert list(way) == list(WEIGHTS)
    design = [person.agent for person in way["design"].people]
    assert set(design[:2]) == {cast.anouk, cast.lin}
    assert design[-1] == cast.mei
    assert way["design"].works == (shirt.works["harbours"],)
    zhou = next(person for person in way["idea"].people if person.agent == cast.zhou)
    assert set(zhou.what) == {"Idea 88", "Idea 61"}
    assert way["sale"].per_unit_minor == Fraction(1585, 10)


def test_it_goes_on_sale_under_its_version(cast, shirt, accepted, now):
    operations.put_on_sale(product=shirt.product, by=cast.ruben, at=now)
    view = queries.product(shirt.product)
    assert view is not None
    assert (view.state, view.agreement, view.price) == ("on_sale", accepted, Money(4000, "EUR"))
    act = acts_of_object(shirt.product)[0]
    assert act.kind == "create.product.on_sale"
    assert act.event.agreement == accepted


def test_a_new_price_is_sold_only_after_it_was_agreed(cast, shirt, accepted, offer, now):
    operations.set_plan(
        product=shirt.product,
        price=Money(4500, "EUR"),
        tax_rate=Fraction(21, 100),
        costs=[("All of it", 1390)],
        by=cast.ruben,
        at=now,
    )
    view = queries.product(shirt.product)
    assert (view.price.minor, view.planned_price.minor) == (4000, 4500)
    assert queries.gap(shirt.product, at=now).price
    second = offer(shirt.product, at=now)
    for answer in queries.answers(second):
        operations.answer_agreement(agreement=second, accepts=True, by=answer.agent, at=now)
    assert queries.product(shirt.product).price.minor == 4500
