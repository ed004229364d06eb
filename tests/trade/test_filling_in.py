"""What buyers fill in: checked, priced, printed beside the line, erased with the address."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from cohive.bridges.pictures import Picture
from cohive.create import operations as create
from cohive.journal.models import Act
from cohive.trade import operations, queries
from cohive.trade.models import Filling, FillingText, Order, OrderLine
from cohive.trade.operations import PieceFilling
from cohive.trade.operations.wanted import field_of
from cohive.words.money import Money
from cohive.words.refusals import Refused
from tests.trade.conftest import WEIGHTS, Cast, on_shelf, waiting
from tests.trade.test_buying_pages import ADDRESS, basket
from tests.trade.test_desk_pages import sign_in, text
from tests.trade.test_paying import faults

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
DATA = b"RIFF my own"
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def name(cast: Cast, now: datetime) -> UUID:
    """A name on the back, at most eight Latin letters."""
    return add(cast, now, kind="text", label="Name", length=8, signs="latin")


@pytest.fixture
def colour(cast: Cast, now: datetime) -> UUID:
    """Black, or silver for three euros more."""
    choices = [("Black", Money(0, "EUR")), ("Silver", Money(300, "EUR"))]
    return add(cast, now, kind="choice", label="Colour", choices=choices)


def add(cast: Cast, now: datetime, **more: Any) -> UUID:
    return operations.add_option(product=cast.shirt, by=cast.ruben, at=now, **more)


def drawn(cast: Cast, now: datetime) -> UUID:
    """A work of Kit's with a picture."""
    create.publish_terms(texts={"en": "Yours stays yours."}, by=cast.steward, at=now)
    return create.submit_work(
        title="Low water",
        picture=Picture(data=DATA, thumb=b"small", width=600, height=400, digest=DIGEST),
        makers=[(cast.kit, 1)],
        accepts_terms=True,
        by=cast.kit,
        at=now,
    )


def choice(cast: Cast, label: str) -> str:
    options = queries.options_of([cast.shirt])[cast.shirt]
    return next(str(one.id) for option in options for one in option.choices if one.label == label)


def test_each_piece_has_its_own_and_equal_ones_are_one_line(
    cast: Cast, place: Place, succeed: Callable[..., str], name: UUID, colour: UUID, now: datetime
) -> None:
    black, silver = choice(cast, "Black"), choice(cast, "Silver")
    filled = [
        PieceFilling(cast.medium, piece, option, value)
        for piece, who, which in [(0, "Mei", black), (1, "Wu", silver), (2, "Mei", black)]
        for option, value in [(name, who), (colour, which)]
    ]
    order = place((cast.medium, 3), fillings=filled)

    lines = OrderLine.objects.filter(order=order).order_by("position")
    assert [(line.quantity, line.unit_price_minor) for line in lines] == [(2, 4000), (1, 4300)]
    words = queries.fillings_of([order])
    assert [one.words for one in words[lines[0].id]] == ["Mei", "Black"]
    assert [one.words for one in words[lines[1].id]] == ["Wu", "Silver"]
    assert on_shelf(cast.medium) == 2
    assert Order.objects.get(id=order).goods_minor == 12300
    succeed(order)
    assert faults() == []
    written = json.dumps(list(Act.objects.values_list("payload", flat=True)), default=str)
    assert "Mei" not in written


def test_the_same_form_again_is_the_same_order_and_another_name_is_refused(
    cast: Cast, place: Place, name: UUID
) -> None:
    one = place((cast.medium, 1), key="k", fillings=[PieceFilling(cast.medium, 0, name, "Mei")])
    assert (
        place((cast.medium, 1), key="k", fillings=[PieceFilling(cast.medium, 0, name, " Mei ")])
        == one
    )
    with pytest.raises(Refused, match="other things in it"):
        place((cast.medium, 1), key="k", fillings=[PieceFilling(cast.medium, 0, name, "Wu")])


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("", "Fill in"), ("Wilhelmina", "At most 8"), ("梅", "cannot be made")],
)
def test_what_cannot_be_made_is_said_at_its_field(
    cast: Cast, place: Place, name: UUID, value: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        place((cast.medium, 1), fillings=[PieceFilling(cast.medium, 0, name, value)])
    assert refused.value.field == field_of(cast.medium, 0, name)
    assert Order.objects.count() == 0


def test_an_own_work_hangs_on_the_line_with_its_picture(
    cast: Cast, place: Place, now: datetime
) -> None:
    option = add(cast, now, kind="work", label="Your picture")
    work = drawn(cast, now)
    filling = [PieceFilling(cast.medium, 0, option, str(work))]
    with pytest.raises(Refused, match="your own works"):
        place((cast.medium, 1), fillings=filling)
    with pytest.raises(Refused, match="your own works"):
        place((cast.medium, 1), fillings=filling, buyer=cast.hanna, by=cast.hanna)

    order = place((cast.medium, 1), fillings=filling, buyer=cast.kit, by=cast.kit)

    row = Filling.objects.get()
    assert (row.work, row.picture) == (work, DIGEST)
    [[shown]] = queries.fillings_of([order]).values()
    assert shown.words == "Low water"
    assert DIGEST in shown.print_url
    assert not shown.is_paid  # the shirt's agreement knows nothing of it


@pytest.mark.parametrize(("weight", "is_paid"), [(2, True), (0, False)])
def test_its_makers_take_part_where_the_agreement_names_it(
    cast: Cast, place: Place, now: datetime, weight: int, is_paid: bool
) -> None:
    option = add(cast, now, kind="work", label="Your picture")
    work = drawn(cast, now)
    create.add_stage_source(
        product=cast.shirt, stage="design", kind="work", object=work, weight=weight,
        by=cast.ruben, at=now,
    )  # fmt: skip
    version = create.offer_agreement(
        product=cast.shirt,
        house=Fraction(1, 10),
        link=Fraction(1, 20),
        stage_weights=WEIGHTS,
        by=cast.ruben,
        at=now,
    )
    for agent in waiting(version):
        create.answer_agreement(agreement=version, accepts=True, by=agent, at=now)

    filling = [PieceFilling(cast.medium, 0, option, str(work))]
    order = place((cast.medium, 1), fillings=filling, buyer=cast.kit, by=cast.kit)

    assert OrderLine.objects.get(order=order).agreement == version
    [[shown]] = queries.fillings_of([order]).values()
    assert shown.is_paid is is_paid


def test_a_text_goes_with_the_address(cast: Cast, place: Place, name: UUID, now: datetime) -> None:
    order = place((cast.medium, 1), fillings=[PieceFilling(cast.medium, 0, name, "Mei")])
    operations.erase_contact(order=order, at=now)
    assert FillingText.objects.get().text == ""
    [[shown]] = queries.fillings_of([order]).values()
    assert (shown.words, shown.is_erased) == ("", True)


def test_a_guest_fills_it_in_at_the_checkout_and_reads_it_everywhere(
    cast: Cast, client: Client, name: UUID, colour: UUID
) -> None:
    page = text(client.get(basket(cast.medium, 1)))
    assert "At most 8 characters." in page
    assert "Silver, €3.00 more" in page
    fields = {
        field_of(cast.medium, 0, name): "Mei",
        field_of(cast.medium, 0, colour): choice(cast, "Silver"),
    }
    wrong = client.post(
        basket(cast.medium), {**ADDRESS, **fields, field_of(cast.medium, 0, name): "梅"}
    )
    assert wrong.status_code == 422
    assert "cannot be made" in text(wrong)

    answer = client.post(basket(cast.medium), {**ADDRESS, **fields})

    assert answer.status_code == 302
    paying = text(client.get(answer["Location"]))
    assert "€43.00" in paying
    assert "Name: Mei" in paying
    order = Order.objects.get()
    view = queries.order(order.id)
    assert view is not None
    assert "Colour: Silver" in text(client.get(view.url))


def test_the_packing_list_says_it(
    cast: Cast, client: Client, place: Place, succeed: Callable[..., str], name: UUID
) -> None:
    succeed(place((cast.medium, 1), fillings=[PieceFilling(cast.medium, 0, name, "Mei")]))
    sign_in(client, "ruben")
    assert "[Name: Mei]" in text(client.get("/pack/"))


def test_makers_add_and_retire_what_is_asked(cast: Cast, client: Client) -> None:
    sign_in(client, "ruben")
    address = f"/options/of/{cast.shirt}/"
    form = {"label": "Colour", "kind": "choice", "is_required": "on"}
    wrong = client.post(address, {**form, "choices": "Black"})
    assert wrong.status_code == 422
    client.post(address, {**form, "choices": "Black\nSilver; 3.00"})
    page = text(client.get(address))
    assert "Silver (+ €3.00)" in page
    option = queries.options_of([cast.shirt])[cast.shirt][0].id
    client.post(f"{address}{option}/retire")
    assert queries.options_of([cast.shirt]) == {}
    assert [act.kind for act in Act.objects.filter(object_id=option).order_by("id")] == [
        "trade.option.added",
        "trade.option.retired",
    ]


def test_a_stall_sells_what_lies_there(cast: Cast, name: UUID, now: datetime) -> None:
    operations.move_stock(
        variant=cast.medium, source=cast.shelf, destination=cast.stall, quantity=1,
        by=cast.ruben, at=now,
    )  # fmt: skip
    sold = operations.record_sale_here(
        lines=[(cast.medium, 1)], location=cast.stall, paid="cash", by=cast.hanna, at=now, key="t"
    )
    assert Filling.objects.filter(line__order=sold).count() == 0
