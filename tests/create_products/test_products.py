"""A product from the decision to the end of its sale."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cohive.create import operations, queries
from cohive.create.models.products import Product, StageSource, Variant
from cohive.journal import conditions
from cohive.journal.queries import acts_of_object
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.create_products.conftest import DAY, REASON, drawing

pytestmark = pytest.mark.django_db
PRICE = Money(2500, "EUR")


@pytest.fixture
def create(cast, now):
    def make(**more):
        given = {
            "title": "A print",
            "slug": "a-print",
            "price": PRICE,
            "tax_rate": Fraction(21, 100),
            "by": cast.ruben,
            "at": now,
            **more,
        }
        return operations.create_product(**given)

    return make


def parts(product):
    return [
        (act.kind.removeprefix("create."), getattr(act.event, "part", ""))
        for act in acts_of_object(product)
    ][::-1]


def test_a_product_begins_as_a_draft(cast, draft, now):
    view = queries.product_by_slug("two-harbours-long-sleeve")
    assert (view.id, view.state, view.price, view.agreement) == (
        draft,
        "draft",
        Money(4000, "EUR"),
        None,
    )
    assert [cost.minor for cost in view.costs] == [1085, 305]
    assert [variant.label for variant in view.variants] == ["XS", "S", "M", "L", "XL"]
    assert parts(draft) == [("product.created", "")]


def test_what_was_decided_is_where_it_comes_from(cast, ideas, create, now):
    decision = operations.decide(
        about_kind="idea", about=ideas[88], outcome="yes", reason=REASON, by=cast.ruben, at=now
    )
    product = create(decision=decision)
    [origin] = queries.origins(product)
    assert (origin.stage, origin.kind, origin.object, origin.weight) == (
        "idea",
        "idea",
        ideas[88],
        1,
    )
    assert queries.products_of_decision(decision)[0].id == product
    assert queries.products_from(ideas[88])[0].id == product


def test_a_no_makes_no_product(cast, ideas, create, now):
    decision = operations.decide(
        about_kind="idea", about=ideas[88], outcome="no", reason=REASON, by=cast.ruben, at=now
    )
    with pytest.raises(Refused) as refusal:
        create(decision=decision)
    assert refusal.value.field == "decision"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"slug": "Not An Address"}, "slug"),
        ({"slug": "two-harbours-long-sleeve"}, "slug"),
        ({"price": Money(0, "EUR")}, "price"),
        ({"tax_rate": Fraction(3, 2)}, "tax_rate"),
        ({"costs": [("Bag", -1)]}, "costs"),
        ({"costs": [("Bag", 1), ("Bag ", 2)]}, "costs"),
        ({"costs": [("", 1)]}, "costs"),
        ({"variants": [("M", "A"), ("M", "B")]}, "variants"),
        ({"variants": [("M", "A"), ("L", "A")]}, "variants"),
        ({"variants": [("M", "TH-M")]}, "variants"),
        ({"variants": [("M", "")]}, "variants"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(draft, create, given, field):
    with pytest.raises(Refused) as refusal:
        create(**given)
    assert refusal.value.field == field
    assert Product.objects.count() == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda by, product, at: operations.edit_product(
            product=product, title="New", description="", by=by, at=at
        ),
        lambda by, product, at: operations.set_plan(
            product=product, price=PRICE, tax_rate=Fraction(0), costs=[], by=by, at=at
        ),
        lambda by, product, at: operations.set_variants(product=product, variants=[], by=by, at=at),
        lambda by, product, at: operations.put_on_sale(product=product, by=by, at=at),
        lambda by, product, at: operations.end_sale(product=product, by=by, at=at),
        lambda by, product, at: operations.add_picture(
            product=product, said="It", picture=drawing("it"), by=by, at=at
        ),
        lambda by, product, at: operations.add_stage_source(
            product=product, stage="idea", kind="idea", object=product, weight=1, by=by, at=at
        ),
        lambda by, product, at: operations.create_product(
            title="A", slug="a", price=PRICE, tax_rate=Fraction(0), by=by, at=at
        ),
    ],
)
def test_only_the_firm_makes_products(cast, draft, now, write):
    with pytest.raises(Forbidden):
        write(cast.mei, draft, now)


def test_sizes_keep_their_row_by_their_number(cast, draft, now):
    before = {variant.sku: variant.id for variant in queries.product(draft).variants}
    operations.set_variants(
        product=draft,
        variants=[("L", "TH-M"), ("M", "TH-L"), ("One", "TH-1")],
        by=cast.ruben,
        at=now,
    )
    view = queries.product(draft)
    assert [(v.label, v.sku) for v in view.variants] == [
        ("L", "TH-M"),
        ("M", "TH-L"),
        ("One", "TH-1"),
    ]
    assert view.variants[0].id == before["TH-M"]
    assert {v.label for v in view.retired} == {"XS", "S", "XL"}
    assert Variant.objects.count() == 6
    assert parts(draft)[-1] == ("product.changed", "variants")
    found = queries.products_of_variants([before["TH-S"], before["TH-M"]])
    assert {view.id for view in found.values()} == {draft}


def test_a_retired_size_can_come_back(cast, draft, now):
    for variants in ([("M", "TH-M")], [("M", "TH-M"), ("S", "TH-S")]):
        operations.set_variants(product=draft, variants=variants, by=cast.ruben, at=now)
    assert [v.label for v in queries.product(draft).variants] == ["M", "S"]


def test_the_currency_stays(cast, draft, now):
    with pytest.raises(Refused) as refusal:
        operations.set_plan(
            product=draft,
            price=Money(1, "USD"),
            tax_rate=Fraction(0),
            costs=[],
            by=cast.ruben,
            at=now,
        )
    assert refusal.value.field == "price"


def test_texts_change_and_the_address_stays(cast, draft, now):
    operations.edit_product(
        product=draft, title="Renamed", description="Anew.", by=cast.ruben, at=now
    )
    view = queries.product(draft)
    assert (view.title, view.slug) == ("Renamed", "two-harbours-long-sleeve")
    assert parts(draft)[-1] == ("product.changed", "texts")


def test_pictures_are_a_works_or_its_own(cast, works, draft, now):
    own = drawing("front")
    first = operations.add_picture(
        product=draft, said="The front", picture=own, by=cast.ruben, at=now
    )
    second = operations.add_picture(
        product=draft, said="", work=works["harbours"], by=cast.ruben, at=now
    )
    operations.order_pictures(product=draft, pictures=[second], by=cast.ruben, at=now)
    shown = queries.product(draft).pictures
    assert [picture.id for picture in shown] == [second, first]
    assert [picture.said for picture in shown] == ["Two Harbours", "The front"]
    assert shown[0].digest == drawing("Two Harbours").digest
    assert shown[1].digest == own.digest
    operations.remove_picture(product=draft, picture=second, by=cast.ruben, at=now)
    assert [picture.id for picture in queries.product(draft).pictures] == [first]


def test_a_picture_says_what_it_shows(cast, draft, now):
    with pytest.raises(Refused) as refusal:
        operations.add_picture(
            product=draft, said=" ", picture=drawing("it"), by=cast.ruben, at=now
        )
    assert refusal.value.field == "said"


def test_an_origin_is_weighed_again_and_taken_out(cast, ideas, draft, now):
    for weight in (2, 3):
        source = operations.add_stage_source(
            product=draft,
            stage="idea",
            kind="idea",
            object=ideas[88],
            weight=weight,
            by=cast.ruben,
            at=now,
        )
    [origin] = queries.origins(draft)
    assert origin.weight == 3
    operations.remove_stage_source(product=draft, source=source, by=cast.ruben, at=now)
    assert queries.origins(draft) == []
    assert [act.kind for act in acts_of_object(ideas[88])][:3] == [
        "create.stage_source.removed",
        "create.stage_source.set",
        "create.stage_source.set",
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"stage": "marketing"}, "stage"),
        ({"kind": "contribution"}, "kind"),
        ({"kind": "work"}, "object"),
        ({"weight": -1}, "weight"),
    ],
)
def test_an_origin_that_is_none_is_refused(cast, ideas, draft, now, given, field):
    wanted = {"stage": "idea", "kind": "idea", "object": ideas[88], "weight": 1, **given}
    with pytest.raises(Refused) as refusal:
        operations.add_stage_source(product=draft, by=cast.ruben, at=now, **wanted)
    assert refusal.value.field == field
    assert not StageSource.objects.exists()


def test_it_says_everything_that_stands_against_a_sale(cast, create, now):
    product = create()
    with pytest.raises(Refused) as refusal:
        operations.put_on_sale(product=product, by=cast.ruben, at=now)
    sentence = str(refusal.value)
    assert "no size one could buy" in sentence
    assert "no agreement on who gets what" in sentence
    assert queries.product(product).state == "draft"


def test_later_rooms_can_stand_against_a_sale(cast, shirt, accepted, now, monkeypatch):
    given = [*conditions._answers["create.may_sell"], lambda _product: ["Nothing is in stock."]]
    monkeypatch.setitem(conditions._answers, "create.may_sell", given)
    with pytest.raises(Refused, match="Nothing is in stock"):
        operations.put_on_sale(product=shirt.product, by=cast.ruben, at=now)


def test_a_sale_ends_once_and_for_good(cast, shirt, accepted, now):
    operations.put_on_sale(product=shirt.product, by=cast.ruben, at=now)
    assert [view.id for view in queries.products()] == [shirt.product]
    operations.end_sale(product=shirt.product, by=cast.ruben, at=now + DAY)
    view = queries.product(shirt.product)
    assert (view.state, view.ended_at) == ("ended", now + DAY)
    assert parts(shirt.product)[-1][0] == "product.ended"
    assert queries.products() == []
    with pytest.raises(Refused, match="cannot become"):
        operations.put_on_sale(product=shirt.product, by=cast.ruben, at=now)


def test_a_draft_cannot_end(cast, draft, now):
    with pytest.raises(Refused):
        operations.end_sale(product=draft, by=cast.ruben, at=now)


def test_an_unknown_product_is_missing(cast, now):
    with pytest.raises(Missing):
        operations.put_on_sale(product=cast.firm, by=cast.ruben, at=now)
    assert queries.product(cast.firm) is None


def test_a_work_a_product_stands_on_is_not_taken_back(cast, shirt, works, now):
    with pytest.raises(Refused, match="stands on this work"):
        operations.withdraw_work(work=works["harbours"], by=cast.anouk, at=now)
