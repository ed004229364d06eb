"""A member's statement as plain text: for a terminal, a mail, anything without pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import unescape
from uuid import UUID

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from cohive.look import formats
from cohive.settle.queries import totals_of, whole_lines_of
from cohive.settle.queries.commissions import commission_totals
from cohive.settle.queries.lines import StatementLine
from cohive.settle.views.naming import state_name
from cohive.settle.views.proofs import TreeNode
from cohive.settle.views.statement import shown
from cohive.words.money import Money

INDENT = "  "


def statement_text(agent: UUID, *, name: str, at: datetime) -> str:
    """Everything that came to a member, with every reason, in the active language.

    One paragraph for each product: the way of the money down to her, the exact fraction, and the
    sentence for a pocket calculator. Six SQL queries, nine with commissions.
    """
    lines = whole_lines_of(agent, at=at)
    totals = totals_of(agent, at=at)
    resold = commission_totals(agent, at=at)
    if not lines and not resold:
        return _("%(name)s: nothing came in yet.") % {"name": name}
    said = []
    for total in totals:
        states = _(", ").join(
            f"{state_name(state)} {_money(minor, total.currency)}"
            for state, minor in total.by_state.items()
            if minor
        )
        values = {"name": name, "amount": formats.money(total.total), "states": states or "–"}
        if total.kind == "link":
            said.append(_("%(name)s, rewards for links: %(amount)s (%(states)s)") % values)
        else:
            said.append(_("%(name)s: %(amount)s (%(states)s)") % values)
    said += [
        _("%(name)s, commissions for reselling: %(amount)s (final %(final)s)")
        % {
            "name": name,
            "amount": formats.money(total.total),
            "final": formats.money(total.money(total.final_minor)),
        }
        for total in resold
    ]
    said.append(_("What left it (paid out, spent, given on) stands on the page of payouts."))
    ordered = sorted(lines, key=lambda line: (line.first.currency, -line.amount.minor))
    return "\n".join([*said, *(text for line in ordered for text in _paragraph(line, at=at))])


def _paragraph(line: StatementLine, *, at: datetime) -> list[str]:
    page = shown(line, at=at)
    said = ["", f"{page.what}: {formats.money(line.amount)}"]
    said += _tree(page.proof.tree, depth=1)
    if line.claim is not None:
        part = {"part": formats.fraction(line.claim.fraction)}
        said.append(INDENT + _("Exactly %(part)s of what is for people.") % part)
    said += [f"{INDENT}{_('With a pocket calculator:')} {sentence}" for sentence in page.proof.sums]
    if page.proof.waits:
        waits = {"amount": page.proof.waits}
        said.append(INDENT + _("%(amount)s of it waits until it is a whole cent.") % waits)
    return [*said, INDENT + page.dates]


def _tree(nodes: Iterable[TreeNode], *, depth: int) -> list[str]:
    said: list[str] = []
    for node in nodes:
        how = node.get("how")
        mark = "→ " if node.get("mine") else ""
        reason = f" ({_plain(how)})" if how else ""
        said.append(f"{INDENT * depth}{mark}{_plain(node['what'])}: {node['amount']}{reason}")
        below = node.get("below")
        if isinstance(below, list):
            said += _tree(below, depth=depth + 1)
    return said


def _plain(text: object) -> str:
    """Words without the marks a page puts around Chinese ones."""
    return unescape(strip_tags(str(text))) if hasattr(text, "__html__") else str(text)


def _money(minor: int, currency: str) -> str:
    return formats.money(Money(minor, currency))
