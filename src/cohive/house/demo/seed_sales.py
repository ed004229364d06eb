"""Seeding the sales: every order is placed, paid at the practice provider, heard and settled."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from cohive.bridges.payments import Method
from cohive.create.queries import product
from cohive.house.demo.cast import PEOPLE, Person
from cohive.house.demo.seed_spread import links_of_sales
from cohive.house.demo.selling import NAMES, TOWNS, Basket, baskets
from cohive.house.demo.story import Story
from cohive.journal import jobs
from cohive.trade import operations as trade
from cohive.trade.contact import Contact
from cohive.trade.providers import provider

HEARD_AFTER = timedelta(hours=12)
SENT_AFTER = timedelta(days=1)
OF_THE_SHOP = (
    "trade.mail",
    "trade.drop_mail",
    "trade.preorders",
    "trade.refunds",
    "trade.drops",
    "trade.invoices",
)
FIRST_DAY = (11, 7)
HEARD_TOGETHER = 8
"""So many sales are heard at once; each is settled for itself, at its own hour."""


def seed_sales(story: Story, places: dict[str, UUID]) -> None:
    """The first run, basket by basket in the order of its hours."""
    found = product(story.products["shirt"])
    assert found is not None  # noqa: S101 - seeded before
    variants = {variant.label: variant.id for variant in found.variants}
    kit, (first, later) = story.links["kit:shirt"], links_of_sales(story)
    for number, basket in enumerate(sorted(baskets(), key=lambda basket: basket.at)):
        at = story.at(basket.at)
        counts: dict[UUID, int] = {}
        for size in basket.sizes:
            counts[variants[size]] = counts.get(variants[size], 0) + 1
        lines = list(counts.items())
        if basket.channel == "web":
            came_by = first if basket.at[:2] == FIRST_DAY else later
            ways = (kit, *[came_by[number // 4 % len(came_by)]] * 2, None)
            order = _web(story, basket, lines, number, ways[number % 4])
            story.orders[basket.buyer or f"guest{number}"] = order
            _send(story, order, at)
        else:
            seller = story.people["lan" if basket.channel == "stall" else "bas"]
            trade.record_sale_here(
                lines=lines,
                location=places[basket.channel],
                paid="cash" if number % 2 else "card",
                by=seller,
                at=at,
                key=f"seed-{number}",
            )
        if number % HEARD_TOGETHER == 0:
            hear(story, at)
    hear(story, at)


def hear(story: Story, at: datetime, only: tuple[str, ...] | None = None) -> None:
    """Let the worker do what is due then, or these of its jobs alone."""
    while jobs.run_due(at=min(at, story.time.seeded_at), only=only):
        pass


def contact_of(number: int, person: Person | None) -> Contact:
    """Where the parcel of the `number`th order goes."""
    town, country, postcode = TOWNS[number % len(TOWNS)]
    name = person.name if person else f"{NAMES[number % len(NAMES)]} {NAMES[(number * 5) % 16]}"
    email = person.email if person else f"buyer{number}@example.org"
    street = f"Kade {number % 90 + 1}" if country != "CN" else f"江北区{number % 90 + 1}号"
    return Contact(email, name, street, postcode, town, country)


def _web(
    story: Story, basket: Basket, lines: list[tuple[UUID, int]], number: int, link: UUID | None
) -> UUID:
    at = story.at(basket.at)
    person = next((person for person in PEOPLE if person.key == basket.buyer), None)
    buyer = story.people[person.key] if person else None
    actor = buyer or story.place.world
    order = trade.place_order(
        lines=lines,
        contact=contact_of(number, person),
        buyer=buyer,
        link=link,
        by=actor,
        at=at,
        key=f"seed-{number}",
        language=person.language if person else "en",
    )
    pay(order, by=actor, at=at + timedelta(minutes=1))
    return order


def pay(order: UUID, *, by: UUID, at: datetime) -> None:
    """Pay at the practice provider; its signed messages are read as the webhook page reads them."""
    bank = provider()
    asked = trade.open_payment(order=order, method="qr", by=by, at=at)
    intent = bank.create_intent(
        amount=asked.amount,
        reference=asked.reference,
        idempotency_key=str(asked.payment),
        return_url="http://localhost:8000/",
        method=Method.QR,
        at=at,
    )
    trade.note_intent(payment=asked.payment, intent=intent.id)
    bank.pay(intent.id, at=at)
    listen_to_bank(at=at)


def listen_to_bank(*, at: datetime) -> None:
    """Read what the practice provider has to say by then, as the webhook page reads it."""
    bank, heard_at = provider(), at + HEARD_AFTER
    for delivery in bank.due_deliveries(at=heard_at):
        event = bank.parse_webhook(
            delivery.headers, delivery.body, secret=bank.webhook_secret, at=heard_at
        )
        trade.confirm_payment(event=event, at=at)
        bank.mark_delivered(delivery, ok=True, at=heard_at)


def _send(story: Story, order: UUID, paid_at: datetime) -> None:
    """Parcels leave the next day; those of today wait to be packed."""
    sent_at = paid_at + SENT_AFTER
    if sent_at < story.time.seeded_at:
        sana = story.people["sana"]
        trade.pack_order(order=order, by=sana, at=sent_at - timedelta(hours=2))
        trade.ship_order(order=order, carrier="PostNL", tracking="", by=sana, at=sent_at)
