"""A flow as the Sankey drawing and as its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.bond.queries import MemberCard
from cohive.look import formats
from cohive.look.charts import Chart, Flow, Node, Stream, sankey
from cohive.look.stages import stage_key, stage_name
from cohive.settle.queries.flow import FlowView
from cohive.settle.queries.streams import DEPTH_MAX, Edge
from cohive.settle.views.naming import channel_name, line_name
from cohive.words.money import Money
from cohive.words.verbs import Stage

PEOPLE_DRAWN_MAX = 16
SHORT_LETTERS_MAX = 11
"""What a work is called on the phone's drawing; the table beside it has the whole title."""
OTHERS = "others"
REST_KINDS = ("tax", "fees", "fixed", "house", "link")


@dataclass(frozen=True)
class _Drawing:
    """One drawing in the making: nodes and streams in the flow's currency."""

    view: FlowView
    names: Mapping[UUID, str]
    drawn_people: frozenset[UUID]

    def nodes(self) -> list[Node]:
        """All stops, column by column."""
        return [*self._sellers(), *self._products(), *self._stages(), *self._works(), *self._ends()]

    def streams(self) -> list[Stream]:
        """All streams; money of people who are not drawn runs to one stop together."""
        whole = self.view.only is None
        found = []
        for channel in self.view.channels:
            sold = self.view.product_of[channel.pool]
            minor = channel.gross_minor if whole else channel.own_minor
            found.append(Stream(f"channel:{channel.channel}", f"product:{sold}", minor, "sale"))
        for kind, label, minor in self.view.lines if whole else ():
            if minor <= 0:  # the house bore more discounts than it got: nothing runs there
                continue
            for product, part in self._spread_over_products(minor).items():
                found.append(Stream(f"product:{product}", f"rest:{kind}:{label}", part, "rest"))
        return found + [stream for edge in self.view.streams.edges if (stream := self._edge(edge))]

    def _spread_over_products(self, minor: int) -> dict[UUID, int]:
        """A line of several products by what each sold; one product takes it all."""
        gross: dict[UUID, int] = {}
        for channel in self.view.channels:
            product = self.view.product_of[channel.pool]
            gross[product] = gross.get(product, 0) + channel.gross_minor
        total = sum(gross.values()) or 1
        return {product: minor * part // total for product, part in gross.items()}

    def _edge(self, edge: Edge) -> Stream | None:
        source = self._stop(*edge.source)
        target = self._stop(*edge.target)
        if source == target:
            return None
        return Stream(source, target, int(edge.minor), stage_key(edge.stage))

    def _stop(self, kind: str, key: str) -> str:
        if kind == "pool":
            return f"product:{self.view.product_of[UUID(key)]}"
        if kind == "stage" and not key:
            return next(f"product:{product}" for product in self.view.products)
        if kind == "person" and UUID(key) not in self.drawn_people:
            return OTHERS
        return f"{kind}:{key}"

    def _sellers(self) -> list[Node]:
        units: dict[str, tuple[int, int]] = {}
        for channel in self.view.channels:
            count, minor = units.get(channel.channel, (0, 0))
            gross = channel.gross_minor
            if self.view.only is not None:
                gross = channel.own_minor
            units[channel.channel] = (count + channel.units, minor + gross)
        return [
            Node(
                key=f"channel:{channel}",
                label=channel_name(channel),
                amount=self._money(minor),
                column=0,
                colour="sale",
                note=ngettext("%(count)s piece", "%(count)s pieces", count) % {"count": count},
            )
            for channel, (count, minor) in units.items()
        ]

    def _products(self) -> list[Node]:
        return [
            Node(key=f"product:{product}", label=title, amount="", column=1)
            for product, title in self.view.products.items()
        ]

    def _stages(self) -> list[Node]:
        order = [stage.value for stage in Stage]
        received = self.view.streams.stages
        found = [
            Node(
                key=f"stage:{stage}",
                label=stage_name(stage),
                amount=self._exact(received[stage]),
                column=2,
                colour=stage_key(stage),
                short_amount=self._short(received[stage]),
            )
            for stage in sorted(filter(None, received), key=order.index)
        ]
        if self.view.only is None:
            found += [
                Node(
                    key=f"rest:{kind}:{label}",
                    label=line_name(kind, label),
                    amount=self._money(minor),
                    column=2,
                    colour="rest",
                )
                for kind, label, minor in self.view.lines
                if minor > 0
            ]
        return found

    def _works(self) -> list[Node]:
        found: dict[str, tuple[str, int, Fraction, str]] = {}
        touched = {key for edge in self.view.streams.edges for key in (edge.source, edge.target)}
        for work in self.view.works:
            if ("work", work.node) not in touched:
                continue
            label, depth, received, stage = found.get(
                work.node, (work.label, 0, Fraction(0), work.stage)
            )
            depth = max(depth, min(work.depth, DEPTH_MAX))
            found[work.node] = (label, depth, received + work.received, stage)
        return [
            Node(
                key=f"work:{node}",
                label=label,
                amount=self._exact(received),
                column=2 + depth,
                colour=stage_key(stage),
                short=label if len(label) <= SHORT_LETTERS_MAX else label[:SHORT_LETTERS_MAX] + "…",
                short_amount=self._short(received),
            )
            for node, (label, depth, received, stage) in found.items()
        ]

    def _ends(self) -> list[Node]:
        last = 3 + max(
            (min(work.depth, DEPTH_MAX) for work in self.view.works if work.received), default=0
        )
        people = [
            Node(
                key=f"person:{person.agent}",
                label=self.names[person.agent],
                amount=self._money(person.amount_minor),
                column=last,
                short_amount=self._short(Fraction(person.amount_minor)),
            )
            for person in self.view.people
            if person.agent in self.drawn_people
        ]
        rest = [
            person.amount_minor
            for person in self.view.people
            if person.agent not in self.drawn_people and person.amount_minor
        ]
        if rest:
            label = ngettext("%(count)s other", "%(count)s others", len(rest)) % {
                "count": len(rest)
            }
            amount = Fraction(sum(rest))
            people.append(
                Node(
                    OTHERS,
                    label,
                    self._money(sum(rest)),
                    last,
                    short_amount=self._short(amount),
                )
            )
        return people

    def _money(self, minor: int) -> str:
        return formats.money(Money(minor, self.view.currency))

    def _exact(self, minor: Fraction) -> str:
        return formats.money_exact(minor, self.view.currency)

    def _short(self, minor: Fraction) -> str:
        """Whole major units, for the phone."""
        return formats.money(Money(round(minor / 100) * 100, self.view.currency)).split(".")[0]


def chart_of(view: FlowView, names: Mapping[UUID, str]) -> Chart:
    """The drawing; people beyond the largest few are drawn as one."""
    paid = [person for person in view.people if person.amount_minor > 0]
    drawn = paid if len(paid) <= PEOPLE_DRAWN_MAX + 1 else paid[:PEOPLE_DRAWN_MAX]
    drawing = _Drawing(view, names, frozenset(person.agent for person in drawn))
    nodes = drawing.nodes()
    known = {node.key for node in nodes}
    streams = [
        stream for stream in drawing.streams() if stream.source in known and stream.target in known
    ]
    title = _("%(gross)s from buyers, %(pool)s of it to %(count)s people") % {
        "gross": formats.money(Money(view.gross_minor, view.currency)),
        "pool": formats.money(Money(view.pool_minor, view.currency)),
        "count": view.people_count,
    }
    return sankey(Flow(nodes=tuple(nodes), streams=tuple(streams), title=title))


def shown_name(card: MemberCard | None, *, sees_unclaimed: bool) -> str:
    """A payee's public name; who has not come yet is named to the firm's makers only."""
    if card is None:
        return _("somebody")
    if card.state == "unclaimed" and not sees_unclaimed:
        return _("a maker who has not come yet")
    return card.name
