"""`cohive standing`: whose work carried others', from a file of contributions.

A file with settled sales is computed our way: only sales mint, and what they mint flows downstream.
One without them is computed by CredRank with its own weights, as the reference does. Either way it
is insight, and never money by itself.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from cohive.engine.standing import Standing, credrank, standing
from cohive.engine.standing.downstream import circle_in
from cohive.house.command import show
from cohive.house.computing.json_files import written
from cohive.house.computing.naming import naming
from cohive.house.computing.standing_files import StandingFile, read_standing
from cohive.house.histories.table import printable, row
from cohive.look import formats
from cohive.look.refusals import told
from cohive.words.money import Money
from cohive.words.refusals import Refused

__all__ = ["run"]

SHOWN_MAX = 40
"""Participants in the table; the JSON has them all."""


def run(arguments: Namespace) -> int:
    """Compute and print; exit status 0."""
    path = Path(arguments.graph)
    with naming(path):
        asked = read_standing(path)
        found = computed(asked)
    if arguments.json:
        show(written(_document(asked, found)))
    else:
        for line in _table(asked, found):
            show(line)
    return 0


def computed(asked: StandingFile) -> Standing:
    """Standing by the way the file asks for.

    Raises Refused for a lineage that runs in a circle, whichever way: nothing is made from itself.
    """
    if asked.sales is not None:
        sales = asked.sales
        return standing(asked.graph, sales.sold, sales.amounts_minor, keep=sales.keep)
    circle = circle_in(asked.graph)
    if circle:
        raise Refused(
            "This lineage runs in a circle: %(circle)s.",
            field="edges",
            circle=" → ".join(str(one) for one in circle),
        )
    if asked.weights is None:
        raise Refused("The file says neither sales nor weights.", field="meta")
    return credrank(
        asked.graph,
        asked.weights,
        parameters=asked.parameters,
        budgets=asked.budgets,
        attributions=asked.attributions,
        dependencies=asked.dependencies,
    )


def _document(asked: StandingFile, found: Standing) -> dict[str, object]:
    """The answer for programs. The order of participants is the file's."""
    rows = found.per_interval.tolist()
    bounds = found.boundaries_ms.tolist()
    return {
        "mint": "weights" if asked.sales is None else "sales",
        "currency": asked.sales.currency if asked.sales else None,
        "unit": "the file's weights" if asked.sales is None else "minor units",
        "participants": [
            {"id": name, "cred": cred, "per_interval": rows[place]}
            for place, (name, cred) in enumerate(zip(asked.ids, found.cred.tolist(), strict=True))
        ],
        "minted": found.minted,
        "unclaimed": found.unclaimed,
        "residual": found.residual,
        "drift": found.drift,
        "iterations": found.iterations,
        "intervals": [[int(start), int(end)] for start, end in pairwise(bounds)],
        "explanation": [told(sentence) for sentence in found.explanation],
    }


def _table(asked: StandingFile, found: Standing) -> Iterator[str]:
    """The answer for people: the highest first, then what was done and what it is not."""
    currency = asked.sales.currency if asked.sales else ""
    if asked.sales is None:
        yield _("Standing, in the unit of the file's weights:")
    elif currency:
        yield _("Standing, as parts of what was sold in %(currency)s:") % {"currency": currency}
    else:
        yield _("Standing, in the smallest unit of the sales' currency, which the file leaves out:")
    order = np.argsort(-found.cred, kind="stable")
    for place in order[:SHOWN_MAX]:
        cred = float(found.cred[place])
        figure = formats.money(Money(round(cred), currency)) if currency else f"{cred:,.2f}"
        yield row(printable(str(asked.ids[place])), figure)
    if order.size > SHOWN_MAX:
        yield "  " + _("… and %(count)s more") % {"count": formats.number(order.size - SHOWN_MAX)}
    yield ""
    for sentence in found.explanation:
        yield f"  {told(sentence)}"
