"""Seeding what is made ahead of its sale: two pre-orders, a size run at the printer, two songs."""

from __future__ import annotations

import io
import math
import struct
import wave
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from uuid import UUID

from cohive.create import operations as create
from cohive.create.queries import product
from cohive.house.demo.cast import PEOPLE
from cohive.house.demo.making import Job
from cohive.house.demo.seed_firm import euros
from cohive.house.demo.seed_products import (
    PRINT_WEIGHTS,
    VAT,
    add_source,
    agree,
    log_jobs,
)
from cohive.house.demo.seed_sales import OF_THE_SHOP, contact_of, hear, listen_to_bank, pay
from cohive.house.demo.shopping import NAMES_ON_HEM, WANTED_AHEAD
from cohive.house.demo.story import PICTURES, Story
from cohive.trade import operations as trade
from cohive.trade import print_files, queries
from cohive.trade.operations import PieceFilling
from cohive.words.money import Money

GULLS_WANTED = 5
SONG_SECONDS, SONG_HERTZ = 3, 8000
PRINTER = "Textieldrukkerij Noord"


def buy(
    story: Story,
    lines: Sequence[tuple[UUID, int]],
    *,
    who: str,
    number: int,
    moment: tuple[int, int, int, int],
    voucher: str = "",
    fillings: Sequence[PieceFilling] = (),
    is_paid: bool = True,
) -> UUID:
    """One order in the web shop, by a member or a stranger, paid a minute later."""
    person = next((person for person in PEOPLE if person.key == who), None)
    buyer = story.people[person.key] if person else None
    actor, at = buyer or story.place.world, story.at(moment)
    order = trade.place_order(
        lines=lines,
        contact=contact_of(number, person),
        buyer=buyer,
        by=actor,
        at=at,
        key=f"seed-ahead-{number}",
        language=person.language if person else "en",
        voucher=voucher,
        fillings=fillings,
    )
    if is_paid:
        pay(order, by=actor, at=at + timedelta(minutes=1))
    return order


def seed_ahead(story: Story) -> None:
    """What somebody has to want before it is made, and what needs no making at all."""
    _night_cloth(story)
    _gulls(story)
    _second_run(story)
    _songs(story)


def _night_cloth(story: Story) -> None:
    """The shirt for who hates wearing white: thirteen of the twenty it takes have been paid."""
    jonas = story.people["jonas"]
    made = _product(
        story,
        "night",
        title="Two Harbours on night cloth",
        slug="two-harbours-night-cloth",
        description="The same two harbours, white ink on dark cotton that does not crack. Your "
        "word on the hem. 深色布，白墨不裂，下摆可以印你的字。",
        price=euros(4600),
        costs=(("Blank, ink, printing", 1490), ("Bag, label, card fee", 320)),
        variants=(("S", "TN-S"), ("M", "TN-M"), ("L", "TN-L")),
        work="harbours",
        picture="shirt-night",
        moment=(11, 15, 9, 0),
    )
    _asked(story, made)
    trade.open_preorder(
        product=made,
        goal=20,
        counted="pieces",
        until=story.at((12, 10, 0, 0)),
        promise="With twenty paid, Jonas and Anouk print on the first Saturday after, and Sana "
        "sends them within two weeks. With fewer, everybody is paid back.",
        language="en",
        by=jonas,
        at=story.at((11, 16, 10, 0)),
    )
    create.put_on_sale(product=made, by=story.people["ruben"], at=story.at((11, 16, 10, 30)))
    _wanted(story, made)


def _asked(story: Story, made: UUID) -> None:
    """A word on the hem, and a thread."""
    jonas = story.people["jonas"]
    trade.add_option(
        product=made,
        kind="text",
        label="A word on the hem",
        is_required=False,
        length=12,
        by=jonas,
        at=story.at((11, 16, 9, 30)),
    )
    trade.add_option(
        product=made,
        kind="choice",
        label="Thread of the hem",
        choices=(("Grey", euros(0)), ("Ochre", euros(150))),
        by=jonas,
        at=story.at((11, 16, 9, 40)),
    )
    trade.add_option(
        product=made,
        kind="file",
        label="A drawing of your own for the back",
        is_required=False,
        by=jonas,
        at=story.at((11, 16, 9, 50)),
    )


def _wanted(story: Story, made: UUID) -> None:
    """Who has paid for it so far."""
    word, thread, drawing = queries.options_of([made])[made]
    found = product(made)
    assert found is not None  # noqa: S101 - made above
    for number, (who, count) in enumerate(WANTED_AHEAD):
        variant = found.variants[number % 3].id
        given = [(word, NAMES_ON_HEM[number]), (thread, str(thread.choices[number % 2].id))]
        if who == "noor":
            given.append((drawing, _remix()))
        buy(
            story,
            [(variant, count)],
            who=who,
            number=200 + number,
            moment=(11, 17 + number // 3, 9 + number, 15),
            voucher="NIGHTFERRY-10" if number == 4 else "",
            fillings=[
                PieceFilling(variant, piece, option.id, value)
                for piece in range(count)
                for option, value in given
            ],
        )


def _remix() -> str:
    """What Noor made of the waves, handed in with her order."""
    drawn = (PICTURES / "waves.webp").read_bytes()
    return str(print_files.keep("noor-waves.webp", drawn, form="seed-ahead", field="drawing"))


def _gulls(story: Story) -> None:
    """A tea towel that too few wanted: the day passed, and everybody was paid back."""
    jonas = story.people["jonas"]
    made = _product(
        story,
        "gulls",
        title="Nineteen gulls, tea towel",
        slug="nineteen-gulls-tea-towel",
        description="Linen, one ink, nineteen gulls. 十九只海鸥。",
        price=euros(1400),
        costs=(("Linen, ink, hem", 520), ("Card fee", 40)),
        variants=(("50 × 70", "NG-50"),),
        work="gulls",
        picture="gulls",
        moment=(11, 8, 9, 0),
    )
    trade.open_preorder(
        product=made,
        goal=30,
        counted="pieces",
        until=story.at((11, 17, 0, 0)),
        promise="With thirty paid we hem them ourselves before the winter market.",
        language="en",
        by=jonas,
        at=story.at((11, 9, 12, 0)),
    )
    create.put_on_sale(product=made, by=story.people["ruben"], at=story.at((11, 9, 13, 0)))
    found = product(made)
    assert found is not None  # noqa: S101 - made above
    for number in range(GULLS_WANTED):
        buy(
            story,
            [(found.variants[0].id, 1)],
            who="bas" if number == 0 else "",
            number=230 + number,
            moment=(11, 10 + number, 18, 0),
        )
    hear(story, story.at((11, 17, 0, 10)), OF_THE_SHOP)
    listen_to_bank(at=story.at((11, 17, 0, 20)))
    hear(story, story.at((11, 18, 8, 0)), OF_THE_SHOP)


def _second_run(story: Story) -> None:
    """The shirt’s first day ordered again by its sizes; it came yesterday and lies on the shelf."""
    jonas = story.people["jonas"]
    written = trade.write_purchase(
        product=story.products["shirt"],
        since=story.at((11, 7, 0, 0)),
        until=story.at((11, 8, 0, 0)),
        by=jonas,
        at=story.at((11, 10, 9, 0)),
    )
    view = queries.purchase(written)
    assert view is not None  # noqa: S101 - written above
    wanted = {line.id: 4 for line in view.lines}
    trade.order_purchase(
        purchase=written,
        supplier=PRINTER,
        quantities=wanted,
        by=jonas,
        at=story.at((11, 10, 9, 20)),
    )
    trade.receive_purchase(
        purchase=written, received=wanted, by=jonas, at=story.at((11, 21, 16, 0))
    )
    again = trade.write_purchase(
        product=story.products["shirt"],
        since=story.at((11, 16, 0, 0)),
        until=story.at((11, 17, 0, 0)),
        by=jonas,
        at=story.at((11, 21, 16, 30)),
    )
    trade.order_purchase(
        purchase=again,
        supplier=PRINTER,
        quantities={},
        by=jonas,
        at=story.at((11, 21, 16, 45)),
    )


def _songs(story: Story) -> None:
    """Two minutes of slack water, as a file: nothing is printed, nothing is posted."""
    made = _product(
        story,
        "songs",
        title="Slack Water, the half hour",
        slug="slack-water-half-hour",
        description="The bell of the buoy and what Teo played to it, as a file. 半个钟头的平潮。",
        price=euros(500),
        costs=(("Card fee", 35),),
        variants=(("As a file", "SW-F"),),
        work="sideb",
        picture="lp7",
        moment=(11, 18, 9, 0),
        players=(("teo", 1),),
    )
    found = product(made)
    assert found is not None  # noqa: S101 - made above
    trade.add_file(
        variant=found.variants[0].id,
        name="slack-water.wav",
        content=[_bell()],
        by=story.people["jonas"],
        at=story.at((11, 19, 9, 0)),
    )
    create.put_on_sale(product=made, by=story.people["ruben"], at=story.at((11, 19, 9, 30)))


def _bell() -> bytes:
    """A bell that fades: three seconds of one tone, computed."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SONG_HERTZ)
        file.writeframes(
            b"".join(
                struct.pack(
                    "<h",
                    round(
                        12000
                        * math.exp(-2 * step / SONG_HERTZ)
                        * math.sin(2 * math.pi * 392 * step / SONG_HERTZ)
                    ),
                )
                for step in range(SONG_SECONDS * SONG_HERTZ)
            )
        )
    return out.getvalue()


def _product(
    story: Story,
    key: str,
    *,
    title: str,
    slug: str,
    description: str,
    price: Money,
    costs: tuple[tuple[str, int], ...],
    variants: tuple[tuple[str, str], ...],
    work: str,
    picture: str,
    moment: tuple[int, int, int, int],
    players: tuple[tuple[str, int], ...] = (("jonas", 1),),
) -> UUID:
    """A product of one work: who packed, printed or played, and sold it; agreed the same day."""
    jonas, (month, day, hour, minute) = story.people["jonas"], moment
    made = create.create_product(
        title=title,
        slug=slug,
        description=description,
        price=price,
        tax_rate=VAT,
        costs=costs,
        variants=variants,
        by=jonas,
        at=story.at(moment),
    )
    story.products[key] = made
    add_source(story, made, "design", "work", story.works[work], 1)
    done = (month, day, hour, minute + 10)
    log_jobs(
        story,
        made,
        (
            Job("packaging", "Put together", 1, (("sana", 1),), done, "jonas"),
            Job("production", "Made it", 1, players, done, "anouk"),
            Job("sale", "The web shop", 1, (("ruben", 1),), done, "sana"),
        ),
    )
    create.add_picture(
        product=made,
        picture=story.picture(picture),
        said=title,
        by=jonas,
        at=story.at((month, day, hour, minute + 20)),
    )
    weights = {**PRINT_WEIGHTS, "idea": 0, "production": 20}
    agree(story, made, weights, (month, day, hour, minute + 30), Fraction(0))
    return made
