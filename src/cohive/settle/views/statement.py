"""A member's own statement, and its sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.bond import keyset
from cohive.bond.access import acting, member_required
from cohive.look import formats
from cohive.settle import sheet
from cohive.settle.arithmetic import State
from cohive.settle.filling_resale import commissions_for
from cohive.settle.queries import statement as statements
from cohive.settle.queries.holds import held_of
from cohive.settle.queries.lines import StatementLine, StatementTotals
from cohive.settle.queries.sheets import sheet_data
from cohive.settle.views.naming import channel_name, state_name
from cohive.settle.views.proofs import Proof, proof_of
from cohive.words.money import Money

STATE_TONES = {
    "provisional": "",
    "open": "lamp",
    "held": "warn",
    "under_review": "warn",
    "final": "good",
}
NONE: dict[str, object] = {"totals": [], "commissions": []}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ShownLine:
    """A line as the page shows it."""

    line: StatementLine
    anchor: str
    what: str
    proof: Proof
    tag: str
    tone: str
    dates: str
    channels: list[tuple[str, int, Money]]
    may_question: bool
    is_open: bool


@dataclass(frozen=True)
class Balance:
    """The figures on top, of one currency; rewards for links have figures of their own."""

    name: str
    is_reward: bool
    sources_id: str
    final: Money
    open: Money
    provisional: Money
    held: Money
    under_review: Money
    total: Money
    sources: list[tuple[str, Money]]


@member_required
def statement(request: HttpRequest) -> HttpResponse:
    """One's own lines, newest first, each opening into its proof."""
    agent, at = acting(request), timezone.now()
    mark = keyset.read(request.GET.get("before", ""))
    page = statements.statement_of(agent, at=at, before=(mark.at, mark.id) if mark else None)
    wanted = request.GET.get("line", "")
    lines = [shown(line, at=at, wanted=wanted) for line in page.lines]
    totals = totals_for(agent, at)
    balances = [balance_of(total) for total in totals]
    resells = not totals or totals[0].has_commissions
    earlier = ""
    if page.after:
        cursor = keyset.Mark(*page.after).cursor()
        earlier = f"{reverse('settle:statement')}?{urlencode({'before': cursor})}"
    return render(
        request,
        "settle/statement.html",
        {
            "lines": lines,
            "balances": balances,
            "holds": held_of(agent) if any(one.under_review for one in balances) else [],
            "earlier": earlier,
            "is_later_page": mark is not None,
            "resale": commissions_for(agent) if resells and mark is None else NONE,
        },
    )


def totals_for(agent: UUID, at: datetime) -> list[StatementTotals]:
    """The totals of a member at an instant."""
    return statements.totals_of(agent, at=at)


def balance_of(totals: StatementTotals) -> Balance:
    """The figures as money."""

    def part(state: State) -> Money:
        return Money(totals.by_state.get(state, 0), totals.currency)

    is_reward = totals.kind == "link"
    name = _("Rewards for links in %(currency)s") if is_reward else _("Balance in %(currency)s")
    return Balance(
        name=name % {"currency": totals.currency},
        is_reward=is_reward,
        sources_id=f"sources-{totals.kind}-{totals.currency}",
        final=part("final"),
        open=part("open"),
        provisional=part("provisional"),
        held=part("held"),
        under_review=part("under_review"),
        total=totals.total,
        sources=[
            (title, Money(minor, totals.currency)) for title, minor in totals.by_title.items()
        ],
    )


def shown(line: StatementLine, *, at: datetime, wanted: str = "") -> ShownLine:
    """A line with its words in the viewer's language."""
    channels = line.channels
    return ShownLine(
        line=line,
        anchor=f"line-{line.first.id}",
        what=what_of(line),
        proof=proof_of(line),
        tag=tag_of(line),
        tone=STATE_TONES[line.state],
        dates=dates_of(line),
        channels=[
            (channel_name(channel), units, Money(minor, line.first.currency))
            for channel, (units, minor) in channels.items()
        ]
        if len(channels) > 1
        else [],
        may_question=line.state in ("provisional", "open") and at < line.final_from,
        is_open=any(wanted == str(credit.id) for credit in line.credits),
    )


def what_of(line: StatementLine) -> str:
    """'Two Harbours, order 1182, 2 pieces': what the line is about."""
    units = abs(line.units)
    pieces = ngettext("%(count)s piece", "%(count)s pieces", units) % {"count": units}
    orders = {credit.reference for credit in line.credits if credit.reference}
    values = {"title": line.first.title, "pieces": pieces, "order": next(iter(orders), "")}
    if line.first.kind == "link":
        return _("Reward for your link: %(title)s, %(pieces)s") % values
    if line.first.kind == "prior":
        return _("Had back first: %(title)s, %(pieces)s") % values
    if line.first.change in ("refund", "carry"):
        return _("Returned: %(title)s, %(pieces)s") % values
    if len(orders) == 1:
        return _("%(title)s, order %(order)s, %(pieces)s") % values
    return _("%(title)s, %(pieces)s") % values


def tag_of(line: StatementLine) -> str:
    """The state as its tag says it."""
    if line.state == "open":
        return _("open to %(day)s") % {"day": formats.day_short(line.final_from)}
    return state_name(line.state)


def dates_of(line: StatementLine) -> str:
    """One sentence on when the line becomes what."""
    settled, final = formats.day(line.provisional_until), formats.day(line.final_from)
    if line.state == "provisional":
        return _("Provisional until %(settled)s, then open to question until %(final)s.") % {
            "settled": settled,
            "final": final,
        }
    if line.state == "open":
        return _("Open to question until %(final)s, then final.") % {"final": final}
    if line.state == "under_review":
        return _("Held until the review of your group is decided. It stays yours.")
    if line.state == "held":
        return _("Held until your question is answered.")
    return _("Final since %(final)s: no later rule can change it.") % {"final": final}


@member_required
def statement_sheet(request: HttpRequest) -> HttpResponse:
    """One's whole statement as a sheet that recomputes the same cents."""
    agent, at = acting(request), timezone.now()
    content = sheet.statement_sheet(sheet_data(agent, at=at), at=at, words=sheet.words())
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="statement-{at:%Y-%m-%d}.xlsx"'
    return response


@member_required
def not_paid_out(request: HttpRequest) -> HttpResponse:
    """Where this place said that it paid nothing out; it does now."""
    del request
    return redirect("settle:payouts", permanent=True)
