"""Why a line of a statement is what it is: a tree one can follow, and a sum one can redo.

The tree goes from what the buyer paid through tax, costs and house to the pool, and from there
along every way that reaches this member, with the exact fraction of each step. The leaves that are
hers and the row "rounding" add up to the line to the last fraction of a cent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.look import formats
from cohive.settle.composition import Path, Step
from cohive.settle.queries.lines import Run, StatementLine
from cohive.settle.views.naming import fraction_text, line_name, node_name
from cohive.words.money import Money

TreeNode = dict[str, object]
NAMES_IN_SENTENCE_MAX = 3


@dataclass(frozen=True)
class Proof:
    """What stands under an opened line: the tree, the sums, what waits (minor units)."""

    tree: list[TreeNode]
    sums: list[str]
    waits: str


def proof_of(line: StatementLine) -> Proof:
    """The proof of a line in the viewer's language; a link's reward has its own, shorter one."""
    if line.claim is None:
        return _link_proof(line)
    currency = line.first.currency
    exact = line.exact_minor
    rest = line.amount.minor - exact
    branches = _branches(line, line.claim.paths)
    if rest:
        branches.append(
            {
                "what": _("Rounding to whole cents"),
                "amount": formats.money_exact(rest, currency),
                "how": _("what cannot be paid yet waits under your name, or came along now"),
            }
        )
    pool: TreeNode = {
        "what": _("For people"),
        "amount": _money(line.pool_minor, currency),
        "how": _times(line, ("pool",)),
        "below": branches,
    }
    tree: TreeNode = {
        "what": _head(line),
        "amount": _money(line.gross_minor, currency),
        "below": [*_costs(line), pool],
    }
    return Proof([tree], [_sum(run, line) for run in line.runs], _waiting(line))


def _link_proof(line: StatementLine) -> Proof:
    currency = line.first.currency
    tree: TreeNode = {
        "what": _head(line),
        "amount": _money(line.gross_minor, currency),
        "below": [
            {
                "what": _("Yours before the split, as agreed")
                if line.first.kind == "prior"
                else _("Your reward: somebody bought by your link"),
                "amount": _money(line.amount.minor, currency),
                "how": _times(line, (line.first.kind,)),
                "mine": True,
            }
        ],
    }
    return Proof([tree], [], "")


def _head(line: StatementLine) -> str:
    units = line.units
    sold = (
        ngettext("%(count)s piece sold", "%(count)s pieces sold", units) % {"count": units}
        if units >= 0
        else ngettext("%(count)s piece came back", "%(count)s pieces came back", -units)
        % {"count": -units}
    )
    return _("%(title)s: %(sold)s") % {"title": line.first.title, "sold": sold}


def _costs(line: StatementLine) -> list[TreeNode]:
    """One row for everything that left the price before the pool, spelled out per unit."""
    kinds = tuple(kind for kind in ("tax", "fixed", "fees", "house", "link", "prior"))
    total = sum(minor for kind, _label, _unit, minor in line.lines if kind in kinds)
    if not total:
        return []
    names: list[str] = []
    for kind, label, _unit, _minor in line.lines:
        if kind in kinds and line_name(kind, label) not in names:
            names.append(line_name(kind, label))
    return [
        {
            "what": _(", ").join(names),
            "amount": _money(-total, line.first.currency),
            "how": _times(line, kinds),
        }
    ]


def _times(line: StatementLine, kinds: tuple[str, ...]) -> str:
    """'2 × (6.94 + 10.85 + 3.05 + 3.31)', when one unit price stands behind the whole line."""
    units = [(unit, minor) for kind, _label, unit, minor in line.lines if kind in kinds]
    if not units or any(unit is None or unit * line.units != minor for unit, minor in units):
        return ""
    currency = line.first.currency
    amounts = [Money(unit or 0, currency).plain() for unit, _minor in units]
    each = " + ".join(amounts)
    if len(amounts) > 1:
        each = f"({each})"
    return f"{line.units} × {each}".replace("-", formats.MINUS)


@dataclass
class _Twig:
    """A station on the way down, with the ways that go on from it."""

    step: Step
    reached: Fraction
    twigs: dict[str, _Twig]
    parts: list[Path]


def _branches(line: StatementLine, paths: Iterable[Path]) -> list[TreeNode]:
    """The ways of a claim as nested stations."""
    top: dict[str, _Twig] = {}
    loose: list[Path] = []
    for path in paths:
        level, reached, twig = top, Fraction(1), None
        for step in path.steps:
            reached *= step.fraction
            twig = level.setdefault(step.node, _Twig(step, reached, {}, []))
            level = twig.twigs
        (twig.parts if twig else loose).append(path)
    tree = [_station(line, twig, depth=0) for twig in top.values()]
    return tree + [_mine(line, path, whole=Fraction(1)) for path in loose]


def _station(line: StatementLine, twig: _Twig, *, depth: int) -> TreeNode:
    labels = line.claim.labels if line.claim else {}
    values = {
        "part": fraction_text(twig.step.fraction),
        "version": line.first.agreement_version,
    }
    how = (
        (
            _("all of it, by the agreement, version %(version)s")
            if twig.step.fraction == 1
            else _("%(part)s of it, by the agreement, version %(version)s")
        )
        % values
        if depth == 0
        else _("all of that")
        if twig.step.fraction == 1
        else _("%(part)s of that") % {"part": fraction_text(twig.step.fraction)}
    )
    below = [_station(line, deeper, depth=depth + 1) for deeper in twig.twigs.values()]
    below += [_mine(line, path, whole=twig.reached) for path in twig.parts]
    return {
        "what": formats.tongue(node_name(twig.step.node, labels)),
        "amount": formats.money_exact(twig.reached * line.pool_minor, line.first.currency),
        "how": how,
        "below": below,
    }


def _mine(line: StatementLine, path: Path, *, whole: Fraction) -> TreeNode:
    amount = formats.money_exact(path.fraction * line.pool_minor, line.first.currency)
    if path.merged:
        what = ngettext(
            "You, along %(count)s smaller way", "You, along %(count)s smaller ways", path.merged
        ) % {"count": path.merged}
    else:
        what = _("You")
    part = path.fraction / whole
    how = _("all that is kept there") if part == 1 else _("%(part)s of what arrives")
    return {
        "what": what,
        "amount": amount,
        "how": how % {"part": fraction_text(part)} if part != 1 else how,
        "mine": True,
    }


def _sum(run: Run, line: StatementLine) -> str:
    """The pocket-calculator sentence of one stretch of sales."""
    assert line.claim is not None  # noqa: S101 - callers ask for claims only
    currency = line.first.currency
    fraction = line.claim.fraction
    exact = fraction * run.cumulative_after
    values = {
        "part": fraction_text(fraction),
        "pool": _money(run.cumulative_after, currency),
        "claim": formats.money_exact(exact, currency),
        "whole": _money(run.credited_after, currency),
        "before": _money(run.credited_before, currency),
        "amount": _money(run.amount_minor, currency),
    }
    if exact == run.credited_after:
        return (
            _(
                "%(part)s × %(pool)s in the pool so far = %(claim)s, "
                "less %(before)s already credited = %(amount)s"
            )
            % values
        )
    return (
        _(
            "%(part)s × %(pool)s in the pool so far = %(claim)s, in whole cents %(whole)s, "
            "less %(before)s already credited = %(amount)s"
        )
        % values
    )


def _waiting(line: StatementLine) -> str:
    """What of her claim waits after the line, exactly; '' when nothing does."""
    if line.claim is None or not line.runs:
        return ""
    last = line.runs[-1]
    left = line.claim.fraction * last.cumulative_after - last.credited_after
    return formats.money_exact(left, line.first.currency) if left else ""


def _money(minor: int, currency: str) -> str:
    return formats.money(Money(minor, currency))
