"""The second page of a statement's sheet: from what came in to what stays owed, as live formulas.

All in the smallest unit. What came in is summed on the first page; here stand what left and what
came back, each payout with what was withheld and what it cost, and what is carried over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from cohive.settle.queries.commissions import CommissionChange
from cohive.settle.queries.sheets import MoveView, SentView, SheetData

HEAD_ROWS = 3
"""The title, a sentence, the heads."""


@dataclass(frozen=True)
class BalanceWords:
    """The page's words in the reader's language."""

    title: str
    explained: str
    heads: tuple[str, ...]
    payout_heads: tuple[str, ...]
    commission_heads: tuple[str, ...]
    commission: str
    came_in: str
    rewards: str
    reward_kind: str
    carried: str
    whys: Mapping[str, str]
    back: str


def balance_words() -> BalanceWords:
    """The words in the active language."""
    return BalanceWords(
        title=_("Balance"),
        explained=_("What came in and what left. What is not sent yet is carried over."),
        heads=(_("Day"), _("What"), _("Smallest units"), _("Currency")),
        payout_heads=(
            _("Day"),
            _("Reference"),
            _("Left the balance"),
            _("Currency"),
            _("Withheld: numerator"),
            _("Withheld: denominator"),
            _("Withheld"),
            _("Fee"),
            _("Reaches you"),
        ),
        commission_heads=(
            _("Part: numerator"),
            _("Part: denominator"),
            _("Net of the pieces before"),
            _("Net of the pieces after"),
        ),
        commission=_("Commission for reselling: %(title)s"),
        came_in=_("Came in, less what was taken back"),
        rewards=_("Rewards for links"),
        reward_kind=_("reward for a link"),
        carried=_("Stays owed to you, carried over"),
        whys={
            "payout": _("Paid out"),
            "bought": _("Bought in the shop"),
            "given": _("Given to the community"),
            "corrected": _("Corrections by the firm"),
            "passed": _("Passed on after a death or by a wish"),
        },
        back=_("%(what)s, back again"),
    )


def write_balance(
    page: Worksheet,
    data: SheetData,
    *,
    lines_page: str,
    first_row: int,
    last_row: int,
    bold: object,
    day: object,
    words: BalanceWords,
) -> None:
    """Write the page; lines of the first page stand in its rows `first_row` to `last_row`."""
    page.write(0, 0, words.title, bold)
    page.write(1, 0, words.explained)
    page.set_column(0, 0, 12)
    page.set_column(1, 1, 40)
    page.set_column(2, 8, 15)
    row = HEAD_ROWS - 1
    currencies = {each.currency for each in data.credits} | {each.currency for each in data.moves}
    currencies |= {each.currency for each in data.commissions}
    for code in sorted(currencies):
        _heads(page, row, words.heads, bold)
        lines = (lines_page, first_row, last_row)
        after = _write_came_in(page, row + 1, data, code, lines=lines, words=words)
        resold = [each for each in data.commissions if each.currency == code]
        if resold:
            _heads(page, row, (*words.heads, *words.commission_heads), bold)
        moves = [each for each in data.moves if each.currency == code]
        end = _write_commissions(page, after, resold, day, words)
        end = _write_moves(page, end, moves, day, words)
        page.write_string(end, 1, words.carried, bold)
        came = sum(each.amount_minor for each in data.credits if each.currency == code)
        stays = came + sum(each.minor for each in resold) + sum(each.minor for each in moves)
        page.write_formula(end, 2, f"=SUM(C{row + 2}:C{end})", bold, stays)
        page.write_string(end, 3, code)
        row = end + 2
    if data.payouts:
        _write_payouts(page, row, data.payouts, bold, day, words)


def _write_came_in(
    page: Worksheet,
    row: int,
    data: SheetData,
    code: str,
    *,
    lines: tuple[str, int, int],
    words: BalanceWords,
) -> int:
    """Pay for making, and rewards for links on a row of their own; returns the row after them."""
    name, first, last = lines
    kinds = sorted({each.kind == "link" for each in data.credits if each.currency == code})
    for is_reward in kinds or [False]:
        came = sum(
            each.amount_minor
            for each in data.credits
            if each.currency == code and (each.kind == "link") == is_reward
        )
        page.write_string(row, 1, words.rewards if is_reward else words.came_in)
        page.write_formula(
            row,
            2,
            f"=SUMIFS({name}!L{first}:L{last},"
            f'{name}!N{first}:N{last},"{code}",'
            f'{name}!D{first}:D{last},"{"" if is_reward else "<>"}{words.reward_kind}")',
            None,
            came,
        )
        page.write_string(row, 3, code)
        row += 1
    return row


def _heads(page: Worksheet, row: int, heads: Sequence[str], bold: object) -> None:
    for column, head in enumerate(heads):
        page.write(row, column, head, bold)


def _write_commissions(
    page: Worksheet, row: int, changes: Sequence[CommissionChange], day: object, words: BalanceWords
) -> int:
    """The rows of commissions: INT(part × net of all pieces kept), after less before."""
    for each in changes:
        line = row + 1
        page.write_datetime(row, 0, timezone.localtime(each.at).replace(tzinfo=None), day)
        page.write_string(row, 1, words.commission % {"title": each.title})
        page.write_formula(
            row, 2, f"=INT(E{line}*H{line}/F{line})-INT(E{line}*G{line}/F{line})", None, each.minor
        )
        page.write_string(row, 3, each.currency)
        numbers = (each.part.numerator, each.part.denominator, each.net_before, each.net_after)
        for column, number in enumerate(numbers, start=4):
            page.write_number(row, column, number)
        row += 1
    return row


def _write_moves(
    page: Worksheet, row: int, moves: Sequence[MoveView], day: object, words: BalanceWords
) -> int:
    """The rows of what left and came back; returns the row after them."""
    for each in moves:
        what = words.whys[each.why]
        is_back = each.minor > 0 and each.why in ("payout", "bought", "given")
        page.write_datetime(row, 0, timezone.localtime(each.at).replace(tzinfo=None), day)
        page.write_string(row, 1, words.back % {"what": what} if is_back else what)
        page.write_number(row, 2, each.minor)
        page.write_string(row, 3, each.currency)
        row += 1
    return row


def _write_payouts(
    page: Worksheet,
    row: int,
    payouts: Sequence[SentView],
    bold: object,
    day: object,
    words: BalanceWords,
) -> None:
    """Each payout: withheld is rounded to the nearest smallest unit, what is left reaches her."""
    _heads(page, row, words.payout_heads, bold)
    for at, each in enumerate(payouts, start=row + 1):
        line = at + 1
        page.write_datetime(at, 0, timezone.localtime(each.at).replace(tzinfo=None), day)
        page.write_string(at, 1, each.reference)
        page.write_number(at, 2, each.amount_minor)
        page.write_string(at, 3, each.currency)
        page.write_number(at, 4, each.withheld_rate.numerator)
        page.write_number(at, 5, each.withheld_rate.denominator)
        page.write_formula(
            at, 6, f"=INT((2*E{line}*C{line}+F{line})/(2*F{line}))", None, each.withheld_minor
        )
        page.write_number(at, 7, each.fee_minor)
        page.write_formula(at, 8, f"=C{line}-G{line}-H{line}", None, each.net_minor)
