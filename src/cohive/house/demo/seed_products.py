"""Seeding the products: stages, agreements with everybody's yes, stock, opening the sale."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from uuid import UUID

from cohive.create import operations as create
from cohive.create.queries import answers, decisions_about, idea_by_number, product
from cohive.house.demo.making import SHIRT_JOBS, SHIRT_TEXT, Job
from cohive.house.demo.selling import SIZES, pieces_needed
from cohive.house.demo.story import Story
from cohive.trade import operations as trade
from cohive.words.money import Money

VAT = Fraction(21, 100)
SHIRT_WEIGHTS = {
    "idea": 12,
    "design": 40,
    "packaging": 10,
    "production": 14,
    "dissemination": 14,
    "sale": 10,
}
PRINT_WEIGHTS = {
    "idea": 10,
    "design": 60,
    "packaging": 10,
    "production": 10,
    "dissemination": 0,
    "sale": 10,
}


def euros(minor: int) -> Money:
    """An amount of the demo's currency."""
    return Money(minor, "EUR")


def seed_shirt(story: Story) -> None:
    """Two Harbours long-sleeve: two ideas, one work of two, nine contributions, two versions."""
    jonas = story.people["jonas"]
    made = create.create_product(
        title="Two Harbours long-sleeve",
        slug="two-harbours-long-sleeve",
        description=SHIRT_TEXT,
        price=euros(4000),
        tax_rate=VAT,
        costs=(("Blank, ink, printing", 1275), ("Bag, label, card fee", 305)),
        variants=[(size, f"TH-{size}") for size in SIZES],
        decision=decisions_about(story.challenges["tide"])[0].id,
        by=jonas,
        at=story.at((10, 13, 9, 0)),
    )
    story.products["shirt"] = made
    for number, weight in ((88, 2), (61, 1)):
        found = idea_by_number(number)
        assert found is not None  # noqa: S101 - seeded before
        add_source(story, made, "idea", "idea", found.id, weight)
    add_source(story, made, "design", "work", story.works["harbours"], 1)
    log_jobs(story, made, SHIRT_JOBS)
    for name in ("shirt", "shirt-night"):
        create.add_picture(
            product=made,
            picture=story.picture(name),
            said="The long-sleeve, front" if name == "shirt" else "The same at night",
            by=jonas,
            at=story.at((10, 13, 17, 0)),
        )
    agree(story, made, SHIRT_WEIGHTS, (10, 14, 9, 0))
    create.set_plan(
        product=made,
        price=euros(4000),
        tax_rate=VAT,
        costs=(("Blank, ink, printing", 1085), ("Bag, label, card fee", 305)),
        by=jonas,
        at=story.at((10, 14, 12, 0)),
    )
    agree(story, made, SHIRT_WEIGHTS, (10, 14, 13, 0))


def add_source(story: Story, made: UUID, stage: str, kind: str, thing: UUID, weight: int) -> None:
    """Name where a stage of a product comes from."""
    create.add_stage_source(
        product=made,
        stage=stage,
        kind=kind,
        object=thing,
        weight=weight,
        by=story.people["jonas"],
        at=story.at((10, 13, 9, 30)),
    )


def log_jobs(story: Story, made: UUID, jobs: Sequence[Job]) -> None:
    """Write down who did what, each confirmed by a peer."""
    for job in jobs:
        create.log_contribution(
            product=made,
            stage=job.stage,
            what=job.what,
            weight=job.weight,
            makers=story.makers(job.makers),
            by=story.people[job.makers[0][0]],
            at=story.at(job.at),
            confirmed_by=story.people[job.confirmed_by],
        )


def agree(
    story: Story,
    made: UUID,
    weights: dict[str, int],
    moment: tuple[int, int, int, int],
    link: Fraction = Fraction(0),
) -> None:
    """Offer a version, and let everybody who is named say yes."""
    offered = create.offer_agreement(
        product=made,
        house=Fraction(1, 10),
        link=link,
        stage_weights=weights,
        by=story.people["ruben"],
        at=story.at(moment),
    )
    month, day, hour, minute = moment
    for answer in answers(offered):
        if answer.state == "asked":
            create.answer_agreement(
                agreement=offered,
                accepts=True,
                by=answer.agent,
                at=story.at((month, day, hour + 1, minute)),
            )


def seed_prints(story: Story) -> None:
    """Two small products that a visitor can buy: a print, and a set of cards with a link part."""
    _print(story)
    _cards(story)


def _print(story: Story) -> None:
    jonas = story.people["jonas"]
    made = create.create_product(
        title="Low tide timetable, print",
        slug="low-tide-timetable-print",
        description="Two inks on 300 g paper, 30 × 30 cm. 潮水退到哪里，就印到哪里。",
        price=euros(2500),
        tax_rate=VAT,
        costs=(("Paper, ink, card fee", 734),),
        variants=[("30 × 30", "LT-30")],
        by=jonas,
        at=story.at((10, 20, 9, 0)),
    )
    story.products["print"] = made
    found = idea_by_number(61)
    assert found is not None  # noqa: S101 - seeded before
    add_source(story, made, "idea", "idea", found.id, 1)
    add_source(story, made, "design", "work", story.works["timetable"], 1)
    log_jobs(
        story,
        made,
        (
            Job("packaging", "Tubes and tissue", 1, (("sana", 1),), (10, 20, 10, 0), "jonas"),
            Job("production", "Pulled the run", 1, (("jonas", 1),), (10, 20, 11, 0), "anouk"),
            Job("sale", "The web shop", 1, (("ruben", 1),), (10, 20, 12, 0), "sana"),
        ),
    )
    create.add_picture(
        product=made, work=story.works["timetable"], said="", by=jonas, at=story.at((10, 20, 13, 0))
    )
    agree(story, made, PRINT_WEIGHTS, (10, 21, 9, 0))


def _cards(story: Story) -> None:
    jonas = story.people["jonas"]
    made = create.create_product(
        title="Harbour lamp, nine cards",
        slug="harbour-lamp-cards",
        description="Four rings, one ink, nine centimetres. Whoever passes on a link has a part.",
        price=euros(900),
        tax_rate=VAT,
        costs=(("Paper and ink", 180), ("Envelope, card fee", 70)),
        variants=[("Set of nine", "HL-9")],
        by=jonas,
        at=story.at((11, 2, 9, 0)),
    )
    story.products["cards"] = made
    add_source(story, made, "design", "work", story.works["lamp"], 1)
    log_jobs(
        story,
        made,
        (
            Job("packaging", "Cut and banded", 1, (("sana", 1),), (11, 2, 10, 0), "jonas"),
            Job("production", "Pulled the run", 1, (("jonas", 1),), (11, 2, 11, 0), "anouk"),
            Job("sale", "The web shop", 1, (("ruben", 1),), (11, 2, 12, 0), "sana"),
        ),
    )
    create.add_picture(
        product=made, work=story.works["lamp"], said="", by=jonas, at=story.at((11, 2, 13, 0))
    )
    weights = {**PRINT_WEIGHTS, "idea": 0, "production": 20}
    agree(story, made, weights, (11, 3, 9, 0), Fraction(1, 10))


def seed_stock(story: Story) -> dict[str, UUID]:
    """Shelf, stall and partner shop get their pieces; the sale opens. Returns the locations."""
    ruben, when = story.people["ruben"], story.at((11, 6, 10, 0))
    places = {
        "web": trade.web_shelf(by=ruben, at=when),
        "stall": trade.open_location(name="Night market", kind="stall", by=ruben, at=when),
        "partner": trade.open_location(
            name="Boekhandel aan de Maas", kind="partner", by=ruben, at=when
        ),
    }
    for kind, location in places.items():
        for size, quantity in pieces_needed(kind).items():
            receive(story, "shirt", size, location, quantity)
    receive(story, "print", "30 × 30", places["web"], 40)
    receive(story, "cards", "Set of nine", places["web"], 60)
    receive(story, "cards", "Set of nine", places["stall"], 20)
    for key in ("shirt", "print", "cards"):
        create.put_on_sale(product=story.products[key], by=ruben, at=story.at((11, 6, 18, 0)))
    return places


def receive(story: Story, key: str, label: str, location: UUID, quantity: int) -> None:
    """Lay new pieces on a shelf."""
    found = product(story.products[key])
    assert found is not None  # noqa: S101 - seeded before
    variant = next(variant.id for variant in found.variants if variant.label == label)
    trade.receive_stock(
        variant=variant,
        location=location,
        quantity=quantity,
        by=story.people["jonas"],
        at=story.at((11, 6, 11, 0)),
    )
