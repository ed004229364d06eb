"""The ready rules on the form of an agreement: how it is split, and what goes before that."""

from __future__ import annotations

from fractions import Fraction
from uuid import UUID

from django.utils import timezone

from cohive.bond import queries as bond
from cohive.create import forms_products as forms
from cohive.create.forms_products import Filled
from cohive.create.queries import Terms
from cohive.create.queries.frozen import Rule
from cohive.create.queries.stages import stage_lineages
from cohive.engine.prior import KINDS, PriorClaim
from cohive.words.money import Money, parse_money
from cohive.words.refusals import Refused

FIELDS = ("prior_who", "prior_label", "prior_kind", "prior_part", "prior_amount")
SPARE = 1
LABEL_MAX = 80


def rule_of(filled: Filled) -> Rule:
    """The ready rule that was chosen."""
    return "equal" if filled.value("rule") == "equal" else "lineage"


def prior_of(filled: Filled, currency: str) -> tuple[PriorClaim, ...]:
    """The claims that go before the split, as typed; rows without a person are left out."""
    return tuple(_claim(row, currency) for row in _rows(filled) if row[0])


def _rows(filled: Filled) -> list[tuple[str, ...]]:
    return [row for row in filled.rows(*FIELDS) if row[0]]


def _claim(row: tuple[str, ...], currency: str) -> PriorClaim:
    who, label, kind, part, amount = row
    if kind not in KINDS:
        raise Refused("Choose how the claim ends.", field="prior")
    if not label:
        raise Refused("Say what the claim is for, in a few words.", field="prior")
    lasts = kind == "lasting"
    return PriorClaim(
        payee=str(forms.uuid_of(who, name="prior")),
        kind=kind,
        part=Fraction(1) if kind == "once" else forms.percent(part or "100", name="prior"),
        amount_minor=0 if lasts else parse_money(amount, currency, field="prior").minor,
        label=label[:LABEL_MAX],
    )


def prior_rows(filled: Filled) -> list[tuple[str, ...]]:
    """The rows of the form, with a spare one."""
    return [*_rows(filled), *[("", "", "until_paid", "100", "")] * SPARE]


def prior_people(product: UUID) -> list[tuple[str, str]]:
    """Whom a claim can be for: the firm, and everybody recorded in the product. (id, name)."""
    place = bond.place()
    graphs = stage_lineages(product, at=timezone.now()).graphs.values()
    payees = {
        UUID(maker.payee) for graph in graphs for node in graph.nodes for maker in node.makers
    }
    cards = bond.cards(payees)
    named = sorted((card.name, str(agent)) for agent, card in cards.items())
    firm = [(str(place.agent), place.name)] if place else []
    return [("", "–"), *firm, *((agent, name) for name, agent in named)]


def fill_rule(filled: Filled, terms: Terms) -> None:
    """The rule and the claims of the version in force, as the form shows them."""
    filled.values["rule"] = terms.rule
    rows = [
        (
            claim.payee,
            claim.label,
            claim.kind,
            forms.percent_text(claim.part),
            Money(claim.amount_minor, terms.currency).plain() if claim.amount_minor else "",
        )
        for claim in terms.prior
    ]
    for at, name in enumerate(FIELDS):
        filled.lists[name] = [row[at] for row in rows]
