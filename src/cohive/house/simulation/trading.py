"""Products from chosen works, orders at the practice provider, parcels; the money flows back."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

from cohive.bond import operations as bond
from cohive.create import operations as create
from cohive.create.queries import answers, product
from cohive.house.demo.seed_sales import pay
from cohive.house.simulation.plan import MONTH_DAYS
from cohive.house.simulation.world import Deed, Entry, Person, World
from cohive.trade import operations as trade
from cohive.trade.contact import Contact
from cohive.trade.queries import RateView
from cohive.words.money import Money

__all__ = ["bring_out", "open_shop", "sell"]

VAT = Fraction(21, 100)
WEIGHTS = {
    "idea": 0,
    "design": 60,
    "packaging": 10,
    "production": 20,
    "dissemination": 0,
    "sale": 10,
}
STOCK = 2_000
NEWEST = 4
"""Buyers choose among this many products."""
STRANGERS = 0.25
"""Orders of people who are not members, for each order of a member."""
PRICE_MINOR, COST_MINOR, POST_MINOR = 2_500, 734, 435


def open_shop(world: World) -> None:
    """Post at one price for all."""
    trade.set_shipping(
        rates=[RateView("Everywhere", ("*",), Money(POST_MINOR, "EUR"))],
        by=world.staff[0].agent,
        at=world.began_at + timedelta(minutes=20),
    )


def bring_out(world: World, number: int) -> None:
    """Make products of the works chosen since; before the first choice, of the firm's own."""
    while world.chosen:
        entry = world.chosen.pop(0)
        _product(world, entry, world.day(number) + timedelta(hours=12))


def _product(world: World, entry: Entry, at: datetime) -> None:
    maker = world.draw.choice(world.staff[1:])
    count = len(world.variants) + 1
    made = create.create_product(
        title=f"Print {count}",
        slug=f"print-{count}",
        description="Two inks on heavy paper.",
        price=Money(PRICE_MINOR, "EUR"),
        tax_rate=VAT,
        costs=(("Paper, ink, card fee", COST_MINOR),),
        variants=[("One size", f"PR-{count}")],
        by=maker.agent,
        at=at,
    )
    create.add_stage_source(
        product=made,
        stage="design",
        kind="work",
        object=entry.id,
        weight=1,
        by=maker.agent,
        at=at + timedelta(minutes=1),
    )
    for step, stage in enumerate(("packaging", "production", "sale")):
        worker = _worker(world, maker)
        peer = world.staff[0] if worker is not world.staff[0] else maker
        create.log_contribution(
            product=made,
            stage=stage,
            what=f"The {stage}, from beginning to end",
            weight=1,
            makers=[(worker.agent, 1)],
            by=worker.agent,
            at=at + timedelta(minutes=2 + step),
            confirmed_by=peer.agent,
        )
    _agree(world, made, at + timedelta(minutes=10))
    found = product(made)
    assert found is not None  # noqa: S101 - it was just made
    trade.receive_stock(
        variant=found.variants[0].id,
        location=trade.web_shelf(by=maker.agent, at=at),
        quantity=STOCK,
        by=maker.agent,
        at=at + timedelta(minutes=30),
    )
    create.put_on_sale(product=made, by=maker.agent, at=at + timedelta(minutes=40))
    world.variants.append(found.variants[0].id)


def _worker(world: World, maker: Person) -> Person:
    """Who packs, prints and sells: the firm's people where all comes from the brand."""
    active = world.active()
    return maker if world.habits.staff_works or not active else world.draw.choice(active)


def _agree(world: World, made: UUID, at: datetime) -> None:
    offered = create.offer_agreement(
        product=made,
        house=Fraction(1, 10),
        link=Fraction(0),
        stage_weights=WEIGHTS,
        by=world.staff[0].agent,
        at=at,
    )
    for answer in answers(offered):
        if answer.state == "asked":
            create.answer_agreement(
                agreement=offered, accepts=True, by=answer.agent, at=at + timedelta(minutes=5)
            )


def sell(world: World, number: int) -> None:
    """Plan the orders of a day."""
    if not world.variants:
        return
    for person in world.active():
        for _ in range(world.times(world.habits.orders * person.liveliness / MONTH_DAYS)):
            world.later(number, world.moment(number), _order(world, person, number))
    rate = world.habits.orders * STRANGERS * len(world.active()) / MONTH_DAYS
    for _ in range(world.times(rate)):
        world.later(number, world.moment(number), _order(world, None, number))


def _order(world: World, person: Person | None, number: int) -> Deed:
    def do(at: datetime) -> None:
        if person is not None and not person.is_active:
            return
        world.orders += 1
        key = f"simulated-{world.orders}"
        actor = person.agent if person else world.place.world
        name = person.key if person else f"stranger-{world.orders}"
        order = trade.place_order(
            lines=[(world.draw.choice(world.variants[-NEWEST:]), 1)],
            contact=Contact(f"{name}@example.org", name, "Kade 1", "3011 AB", "Rotterdam", "NL"),
            buyer=person.agent if person else None,
            by=actor,
            at=at,
            key=key,
            language="en",
        )
        pay(order, by=actor, at=at + timedelta(minutes=1))
        world.later(number + 1, world.day(number + 1) + timedelta(hours=9), _parcel(world, order))

    return do


def _parcel(world: World, order: UUID) -> Deed:
    def do(at: datetime) -> None:
        packer = world.staff[1].agent
        trade.pack_order(order=order, by=packer, at=at)
        trade.ship_order(
            order=order, carrier="Post", tracking="", by=packer, at=at + timedelta(minutes=1)
        )

    return do


def announce(world: World, text: str, at: datetime) -> None:
    """The firm tells all, in the first circle."""
    bond.start_thread(
        circle=world.circles[0],
        title="News",
        text=text,
        by=world.staff[1].agent,
        at=at,
        lang="en",
        is_news=True,
    )
