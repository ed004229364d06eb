"""Seeding what comes after a sale: reviews, things sent back, transfers, questions, payouts."""

from __future__ import annotations

from datetime import timedelta

from cohive.bridges.payments.bank.records import Statement, StatementLine
from cohive.create.queries import product
from cohive.house.demo.seed_ahead import buy
from cohive.house.demo.seed_firm import FIRM_IBAN, SELLER, close_the_summer, euros
from cohive.house.demo.seed_sales import OF_THE_SHOP, hear
from cohive.house.demo.shopping import PAID_BY_BANK, PAID_NEXT, REVIEWS
from cohive.house.demo.story import Story
from cohive.settle import operations as settle
from cohive.settle.operations import RulesWanted, WayWanted
from cohive.settle.queries import payouts, statement
from cohive.trade import operations as trade
from cohive.trade import queries
from cohive.trade.queries import OrderView

CARDS_MINOR = 900


def seed_vouchers(story: Story) -> None:
    """One for everybody, one that the house gives to who waited too long."""
    ruben = story.people["ruben"]
    trade.make_voucher(
        code="NIGHTFERRY-10",
        thousandths=100,
        minimum_minor=2000,
        uses_max=100,
        uses_each_max=1,
        borne_by="everyone",
        valid_until=story.time.before(days=-39),
        by=ruben,
        at=story.at((11, 14, 9, 0)),
    )
    trade.make_voucher(
        code="SORRY-LATE-5",
        amount=euros(500),
        borne_by="house",
        by=ruben,
        at=story.at((11, 19, 9, 0)),
    )


def seed_after(story: Story) -> None:
    """In the order of a week at the desk."""
    _reviews(story)
    _sent_back(story)
    _transfers(story)
    _question(story)
    close_the_summer(story)
    _payouts(story)


def _order(story: Story, key: str) -> OrderView:
    found = queries.order(story.orders[key])
    assert found is not None  # noqa: S101 - seeded before
    return found


def _reviews(story: Story) -> None:
    for said in REVIEWS:
        review = trade.write_review(
            order=story.orders[said.by],
            product=story.products["shirt"],
            stars=said.stars,
            text=said.text,
            language=said.language,
            basis=said.basis,
            by=story.people.get(said.by, story.place.world),
            at=story.at(said.at),
        )
        if said.answer:
            trade.answer_review(
                review=review,
                text=said.answer,
                language="en",
                by=story.people["sana"],
                at=story.at(said.at) + timedelta(hours=3),
            )


def _sent_back(story: Story) -> None:
    """One asks for another size, one for her money: both wait at the desk."""
    shirt = product(story.products["shirt"])
    assert shirt is not None  # noqa: S101 - seeded before
    order = _order(story, "dov")
    line = order.lines[0]
    wanted = next(variant.id for variant in shirt.variants if variant.id != line.variant)
    trade.ask_exchange(
        order=order.id,
        line=line.id,
        quantity=1,
        variant=wanted,
        by=story.people["dov"],
        at=story.at((11, 21, 17, 0)),
    )
    back = _order(story, "guest17")
    trade.request_refund(
        order=back.id,
        lines=[(back.lines[0].id, 1)],
        reason="does_not_fit",
        note="The sleeves. I would take a shorter one at once.",
        by=story.place.world,
        at=story.at((11, 21, 18, 0)),
    )


def _transfers(story: Story) -> None:
    """Two pay by bank: one is found in the statement by itself, one wrote something else."""
    cards = product(story.products["cards"])
    assert cards is not None  # noqa: S101 - seeded before
    asked, sums = [], []
    for number in (290, 291):
        order = buy(
            story,
            [(cards.variants[0].id, 1)],
            who="",
            number=number,
            moment=(11, 18, 10, number - 290),
            is_paid=False,
        )
        opened = trade.open_transfer(
            order=order, days=7, by=story.place.world, at=story.at((11, 18, 10, 5))
        )
        asked.append(opened.intent)
        sums.append(opened.amount)
    day = story.at((11, 20, 9, 0)).date()
    lines = (
        StatementLine(day, sums[0], asked[0], asked[0], "NF-1", "L. Vermeer", "NL69INGB0123456789"),
        StatementLine(day, sums[1], "for the nine lamps, thank you", "", "NF-2", "S. Okafor",
                      "NL44RABO0123456789"),
    )  # fmt: skip
    trade.import_statements(
        statements=[Statement(FIRM_IBAN, lines, outgoing=3)],
        content=b"the demo's first statement",
        by=story.people["ruben"],
        at=story.at((11, 21, 9, 0)),
    )
    hear(story, story.at((11, 21, 9, 5)), OF_THE_SHOP)


def _question(story: Story) -> None:
    """Xiaoman asks about a line of hers; Ruben answers in public words."""
    at = story.at((11, 18, 12, 0))
    page = statement.statement_of(story.people["xiaoman"], at=story.time.seeded_at)
    credit = next(
        credit.id for line in page.lines for credit in line.credits if credit.final_from > at
    )
    question = settle.question_line(
        credit=credit,
        about="weight",
        text="《低潮时刻表》为什么只算八分之一？",
        by=story.people["xiaoman"],
        at=at,
    )
    settle.answer_question(
        question=question,
        reason="Two Harbours keeps one half for its two makers and passes the other half on to "
        "two works, yours and Hoek. Yours keeps half of its quarter: one eighth. The other eighth "
        "goes to Mei, whose timetable both grew from.",
        by=story.people["ruben"],
        at=at + timedelta(hours=4),
    )


def _payouts(story: Story) -> None:
    """Rules, accounts, one batch that is done and of which one came back, and one to propose."""
    ruben, pilar = story.people["ruben"], story.people["pilar"]
    settle.decide_payout_rules(
        wanted=RulesWanted(
            threshold=euros(1000),
            wait_above=euros(100_000),
            fee=euros(20),
            fee_by="house",
            schedule="monthly",
            day_of_month=25,
            debtor_name=SELLER.seller_name,
            debtor_iban=FIRM_IBAN,
            firm_address=SELLER.seller_address.replace("\n", ", "),
            firm_tax_number=SELLER.vat_number,
        ),
        by=ruben,
        at=story.at((11, 17, 9, 0)),
    )
    _ways(story, PAID_BY_BANK, (11, 18, 9, 0))
    proposed_at = story.time.before(hours=5)
    batch = settle.propose_batch(currency="EUR", by=ruben, at=proposed_at)
    settle.approve_batch(batch=batch, by=pilar, at=proposed_at + timedelta(minutes=30))
    found = payouts.batch(batch)
    assert found is not None  # noqa: S101 - made above
    for each in found.payouts:
        settle.mark_executed(payout=each.id, by=pilar, at=proposed_at + timedelta(hours=1))
    last = next(each for each in found.payouts if each.payee == story.people["sana"])
    settle.mark_returned(
        payout=last.id,
        reason="The bank says: account closed.",
        by=pilar,
        at=proposed_at + timedelta(hours=4),
    )
    _ways(story, PAID_NEXT, (11, 21, 21, 0))


def _ways(
    story: Story, people: tuple[tuple[str, str, str, str], ...], moment: tuple[int, int, int, int]
) -> None:
    for key, name, iban, country in people:
        settle.choose_payout_way(
            wanted=WayWanted(way="bank", legal_name=name, iban=iban, country=country, agrees=True),
            by=story.people[key],
            at=story.at(moment),
        )
