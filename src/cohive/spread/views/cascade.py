"""How a thing travelled: its tree, its shape, what it brought. For members.

Names are those of members who agreed to it; sums are for who had a part in the thing, and stewards.
"""

from __future__ import annotations

from fractions import Fraction
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cohive.bond.access import acting, member_required
from cohive.bond.queries import cards
from cohive.look.viewers import viewer_of
from cohive.spread import targets
from cohive.spread.disclosure import makers_of
from cohive.spread.drawing import tree_of
from cohive.spread.queries.cascade import Hand, cascade_of, named_among
from cohive.words.refusals import Missing


@require_GET
@member_required
def cascade(request: HttpRequest, kind: str, target: UUID) -> HttpResponse:
    """The cascade page of a thing that can be passed on."""
    found = targets.describe(kind, target)
    if found is None:
        raise Missing("There is no such thing to pass on.")
    travelled = cascade_of(kind, target)
    agents = {hand.owner for hand in travelled.hands if hand.owner}
    people = cards(agents)
    viewer = acting(request)
    named = named_among(agents) | {viewer}

    def name_of(hand: Hand) -> str:
        if hand.owner is None:
            return _("on %(channel)s") % {"channel": hand.channel.title()}
        is_shown = hand.owner in people and hand.owner in named
        return people[hand.owner].name if is_shown else _("someone")

    names = [found.title, *(name_of(hand) for hand in travelled.hands)]
    labels = [names[0], *(
        f"{name}, {hand.visitors}" for name, hand in zip(names[1:], travelled.hands, strict=True)
    )]  # fmt: skip
    tree = tree_of(travelled, labels)
    rows = sorted(
        (
            (travelled.hands[number - 1], names[number], names[travelled.hands[number - 1].parent])
            for number in tree.shown
        ),
        key=lambda row: (-row[0].orders, -row[0].visitors),
    )
    size = travelled.shape.size
    return render(
        request,
        "spread/cascade.html",
        {
            "target": found,
            "cascade": travelled,
            "shape": travelled.shape,
            "brought": travelled.brought,
            "sees_sums": _is_concerned(request, kind, target),
            "tree": tree,
            "rows": rows,
            "virality": _two_places(travelled.shape.virality),
            "broadcast": _two_places(Fraction(2 * (size - 1), size)),
            "chain": _two_places(Fraction(size + 1, 3)),
        },
    )


def _is_concerned(request: HttpRequest, kind: str, target: UUID) -> bool:
    """Whether she sees what was paid: who had a part in the thing, and stewards."""
    viewer = viewer_of(request)
    if viewer is None:
        return False
    return viewer.has("steward") or viewer.agent_id in makers_of(kind, target, at=timezone.now())


def _two_places(value: Fraction | None) -> str:
    return f"{float(value):.2f}" if value is not None else ""
