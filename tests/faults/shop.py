"""Who buys, pays, sends back and packs in a simulated year, each through the real operations."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError

from cohive.bond import operations as bond
from cohive.bridges.payments import Method
from cohive.bridges.payments.sandbox import SandboxProvider
from cohive.trade import operations as trade
from cohive.trade.contact import Contact
from cohive.trade.queries import order as order_view
from cohive.words.refusals import Refused
from tests.faults.chance import Clock
from tests.faults.weather import Weather

__all__ = ["Year"]

CARD, DECLINED, LATE_CARD = "4242424242424242", "4000000000000002", "4000000000000077"
ORDERS_OF_A_MEMBER_IN_A_DAY, ORDERS_OF_STRANGERS = 0.004, 0.25
PAID, PAID_LATE, PAID_TWICE, CANCELLED, SENT_BACK = 0.85, 0.08, 0.06, 0.07, 0.2
STALL, RESTOCKED, RESTOCK = 0.5, 0.04, 25

Step = tuple[datetime, int, Callable[[datetime], None]]


@dataclass
class Year:
    """The state of the run; everything is drawn from `draw`."""

    draw: random.Random
    weather: Weather
    clock: Clock
    bank: SandboxProvider
    world: UUID
    steward: UUID
    variants: list[UUID]
    web: UUID
    members: list[UUID] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    orders: int = 0
    joined: int = 0

    def plan(self, at: datetime, do: Callable[[datetime], None]) -> None:
        """To be done at a true instant; `do` is told what the place's clock says then."""
        self.orders += 1
        self.steps.append((at, self.orders, do))

    def moment(self, day: datetime) -> datetime:
        """Some waking instant of a day."""
        return day + timedelta(seconds=self.draw.randrange(8 * 3600, 23 * 3600))

    def plan_day(self, day: datetime, joining: int) -> None:
        """What people do on one day."""
        for _ in range(joining):
            self.plan(self.moment(day), self.join)
        buyers = [who for who in self.members if self.draw.random() < ORDERS_OF_A_MEMBER_IN_A_DAY]
        for buyer in buyers:
            self.plan(self.moment(day), self._buying(buyer))
        if self.draw.random() < ORDERS_OF_STRANGERS:
            self.plan(self.moment(day), self._buying(None))
        if self.draw.random() < STALL:
            self.plan(self.moment(day), self.sell_at_the_stall)
        if self.draw.random() < RESTOCKED:
            self.plan(self.moment(day), self.restock)

    def join(self, at: datetime) -> None:
        """Somebody becomes a member; a lost answer makes her try once more and be refused."""
        self.joined += 1
        email = f"member-{self.joined}@example.org"
        name = f"Member {self.joined}"
        made = self.weather.tried(
            lambda: bond.join(email=email, name=name, at=at, is_verified=True)
        )
        if made is not None:
            self.members.append(made)

    def restock(self, at: datetime) -> None:
        """New pieces; not tried again, since nobody could know whether they were counted."""
        variant = self.draw.choice(self.variants)
        try_once(
            lambda: trade.receive_stock(
                variant=variant, location=self.web, quantity=RESTOCK, by=self.steward, at=at
            )
        )

    def sell_at_the_stall(self, at: datetime) -> None:
        """Paid from hand to hand."""
        key = f"stall-{self.clock.true_at.isoformat()}"
        variant, paid = self.draw.choice(self.variants), self.draw.choice(("cash", "card"))
        self.weather.tried(
            lambda: trade.record_sale_here(
                lines=[(variant, 1)],
                location=self.web,
                paid=paid,
                by=self.steward,
                at=at,
                key=key,
            )
        )

    def _buying(self, buyer: UUID | None) -> Callable[[datetime], None]:
        def do(at: datetime) -> None:
            who = buyer or self.world
            key = f"order-{self.orders}-{self.clock.true_at.isoformat()}"
            lines = [(self.draw.choice(self.variants), self.draw.randrange(1, 3))]
            contact = Contact("buyer@example.org", "B", "Kade 1", "3011 AB", "Rotterdam", "NL")
            order = self.weather.tried(
                lambda: trade.place_order(
                    lines=lines, contact=contact, buyer=buyer, by=who, at=at, key=key, language="en"
                )
            )
            if order is not None:
                self._plan_what_follows(order, who)

        return do

    def _plan_what_follows(self, order: UUID, who: UUID) -> None:
        at, luck = self.clock.true_at, self.draw.random
        if luck() < PAID:
            # some begin to pay in time and end it when the pieces lie on the shelf again
            wait = 40 + self.draw.randrange(600) if luck() < PAID_LATE else 0
            card = self.draw.choice((CARD, CARD, CARD, LATE_CARD, DECLINED, ""))
            self._plan_payment(order, who, card, at + timedelta(minutes=1), wait)
            if luck() < PAID_TWICE:
                self._plan_payment(order, who, "", at + timedelta(minutes=3), wait)
        if luck() < CANCELLED:
            self.plan(at + timedelta(hours=luck() * 20), self._cancelling(order, who))
        self.plan(at + timedelta(days=1 + luck()), self._sending(order))
        if luck() < SENT_BACK:
            self.plan(at + timedelta(days=3 + luck() * 9), self._sending_back(order))

    def _plan_payment(self, order: UUID, who: UUID, card: str, at: datetime, wait: int) -> None:
        method = "card" if card else "qr"

        def begin(here: datetime) -> None:
            asked = self.weather.tried(
                lambda: trade.open_payment(order=order, method=method, by=who, at=here)
            )
            if asked is None:
                return
            intent = self.bank.create_intent(
                amount=asked.amount,
                reference=asked.reference,
                idempotency_key=str(asked.payment),
                return_url="http://localhost:8000/",
                method=Method(method),
                at=self.clock.true_at,
            )
            noted = self.weather.tried(
                lambda: trade.note_intent(payment=asked.payment, intent=intent.id) or True
            )
            if noted:  # else she never saw the provider's page
                self.plan(self.clock.true_at + timedelta(minutes=1 + wait), pay(intent.id))

        def pay(intent: str) -> Callable[[datetime], None]:
            # at the provider it is as late as it is, whatever the place's clock says
            return lambda _: try_once(
                lambda: self.bank.pay(intent, card_number=card or None, at=self.clock.true_at)
            )

        self.plan(at, begin)

    def _cancelling(self, order: UUID, who: UUID) -> Callable[[datetime], None]:
        return lambda at: try_again(
            self.weather, lambda: trade.cancel_order(order=order, by=who, at=at)
        )

    def _sending(self, order: UUID) -> Callable[[datetime], None]:
        def do(at: datetime) -> None:
            try_again(self.weather, lambda: trade.pack_order(order=order, by=self.steward, at=at))
            try_again(
                self.weather,
                lambda: trade.ship_order(
                    order=order, carrier="Post", tracking="", by=self.steward, at=at
                ),
            )

        return do

    def _sending_back(self, order: UUID) -> Callable[[datetime], None]:
        def do(at: datetime) -> None:
            view = self.weather.tried(lambda: order_view(order))
            if view is None or not view.lines:
                return
            line = view.lines[0]
            back = [trade.BackLine(line.id, self.draw.randrange(1, line.quantity + 1), True)]
            # a second grant of the same pieces is refused: no more are left to give back
            try_once(lambda: trade.grant_refund(order=order, lines=back, by=self.steward, at=at))

        return do


def try_once(do: Callable[[], object]) -> None:
    """What is not tried again; a refusal and a fault are both taken."""
    try:
        do()
    except (Refused, OperationalError):
        return


def try_again(weather: Weather, do: Callable[[], object]) -> None:
    """What may be asked twice, because the second time is refused."""
    weather.tried(lambda: do() or True)
