"""The worked example that specifies the money: one shirt of Night Ferry, its six stages, its sales.

Amounts are euro cents. The same numbers stand on the pages flow, statement, terms and money-here.
"""

from __future__ import annotations

from fractions import Fraction

from cohive.engine.allotment import FixedCost, Waterfall
from cohive.engine.attribution import Attribution, attribute, combine
from cohive.engine.lineage import Edge, Graph, Maker, Node

HALF = Fraction(1, 2)
NOTHING = Fraction(0)

SHIRT = Waterfall(
    tax=Fraction(21, 121),
    fixed=(FixedCost("Blank, ink, printing", 1085), FixedCost("Bag, label, card fee", 305)),
    house=Fraction(1, 10),
    link=NOTHING,
    link_default="pool",
)
SHIRT_PRICE = 4000
SALES = (60, 54, 2, 3, 1)
WEIGHTS = {
    "idea": 12,
    "design": 40,
    "packaging": 10,
    "production": 14,
    "dissemination": 14,
    "sale": 10,
}


def team(name: str, **weights: int) -> Node:
    """A node whose makers have these weights."""
    return Node(name, HALF, tuple(Maker(payee, weight) for payee, weight in weights.items()))


def alone(node: Node) -> Graph:
    """A stage that consists of one node."""
    return Graph(node.id, (node,), ())


IDEA = Graph(
    "idea",
    (
        Node("idea", NOTHING, ()),
        team("idea 88", zhou=2, teo=1, kit=1),
        team("idea 61", zhou=1, ruben=1),
    ),
    (Edge("idea", "idea 88", 2), Edge("idea", "idea 61", 1)),
)
DESIGN = Graph(
    "Two Harbours",
    (
        team("Two Harbours", anouk=1, lin=1),
        team("低潮时刻表", he=1),
        team("Low tide at Hoek", pilar=1),
        team("Low tide timetable", mei=1),
        Node("Getijtafel 1961", HALF, ()),
    ),
    (
        Edge("Two Harbours", "低潮时刻表", 1),
        Edge("Two Harbours", "Low tide at Hoek", 1),
        Edge("低潮时刻表", "Low tide timetable", 1),
        Edge("Low tide at Hoek", "Low tide timetable", 1),
        Edge("Low tide timetable", "Getijtafel 1961", 0),
    ),
)
PACKAGING = alone(team("packaging", sana=2, lin=1))
PRODUCTION = alone(team("production", jonas=1, anouk=1))
DISSEMINATION = Graph(
    "dissemination",
    (
        Node("dissemination", NOTHING, ()),
        team("Zhou's evenings", zhou=1),
        team("Kit's stall cards", kit=1),
        team("six who passed it on", hanna=2, dov=1, ifeoma=1, wutong=1, bas=1, yusra=1),
    ),
    (
        Edge("dissemination", "Zhou's evenings", 2),
        Edge("dissemination", "Kit's stall cards", 1),
        Edge("dissemination", "six who passed it on", 1),
    ),
)
SALE = alone(team("sale", sana=1, ruben=1))

STAGES = {
    "idea": IDEA,
    "design": DESIGN,
    "packaging": PACKAGING,
    "production": PRODUCTION,
    "dissemination": DISSEMINATION,
    "sale": SALE,
}


def pool() -> Attribution:
    """The attribution of the whole pool."""
    return combine({stage: (WEIGHTS[stage], attribute(graph)) for stage, graph in STAGES.items()})
