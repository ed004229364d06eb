"""A member's statement of a year (or a quarter of it): a page, a paper, a table."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cohive.bond import queries as members
from cohive.bond.access import acting, member_required
from cohive.look import formats
from cohive.look.paper import Paper, PaperRow, PaperSection, printed
from cohive.settle.queries.year import PeriodStatement, period_statement, years_of
from cohive.words.cells import safe_cell
from cohive.words.refusals import Missing

QUARTERS = ("1", "2", "3", "4")


@member_required
def year(request: HttpRequest) -> HttpResponse:
    """What came in, what left, where it stands, for one year or quarter."""
    agent = acting(request)
    years = years_of(agent)
    found, label = _asked(request, years)
    return render(
        request,
        "settle/year.html",
        {
            "statement": found,
            "groups": groups(found),
            "years": [(str(each), str(each)) for each in years],
            "quarters": [("", _("whole year")), *((each, each) for each in QUARTERS)],
            "chosen": str(timezone.localtime(found.since).year),
            "quarter": request.GET.get("quarter", ""),
            "label": label,
            "is_empty": not years,
            "query": request.GET.urlencode(),
        },
    )


def _asked(request: HttpRequest, years: list[int]) -> tuple[PeriodStatement, str]:
    place = members.place()
    now = timezone.localtime(timezone.now())
    text = request.GET.get("year", "") or str(years[0] if years else now.year)
    quarter = request.GET.get("quarter", "")
    if not text.isascii() or not text.isdecimal() or not 2000 <= int(text) <= 2999:
        raise Missing("There is no such year.")
    if quarter and quarter not in QUARTERS:
        raise Missing("There is no such quarter.")
    since, until = _stretch(int(text), quarter)
    currency = place.currency if place else "EUR"
    label = _("%(year)s, quarter %(quarter)s") % {"year": text, "quarter": quarter}
    return (
        period_statement(acting(request), currency, since=since, until=until),
        label if quarter else text,
    )


def _stretch(number: int, quarter: str) -> tuple[datetime, datetime]:
    """The first instant of the stretch and the first after it, in the place's time."""

    def start(months: int) -> datetime:
        naive = datetime(number + months // 12, months % 12 + 1, 1)  # noqa: DTZ001 - made aware
        return timezone.make_aware(naive)

    if not quarter:
        return start(0), start(12)
    first = 3 * (int(quarter) - 1)
    return start(first), start(first + 3)


Group = tuple[str, list[tuple[str, int]]]


def groups(found: PeriodStatement) -> list[Group]:
    """The statement as headings with their lines, in the viewer's language."""

    def named(title: str, kind: str) -> str:
        if kind == "resale":
            return _("Commission for reselling: %(title)s") % {"title": title}
        return _("Reward for links: %(title)s") % {"title": title} if kind == "link" else title

    came = [(named(title, kind), minor) for title, kind, minor in found.came_in]
    back = [(named(title, kind), minor) for title, kind, minor in found.taken_back]
    left = [
        (_("Paid out"), found.paid_minor),
        (_("Payouts that came back"), found.returned_minor),
        (_("Bought in the shop"), found.bought_minor),
        (_("Given to the community"), found.given_minor),
        (_("Corrections by the firm"), found.corrected_minor),
        (_("Passed on after a death or by a wish"), found.passed_minor),
    ]
    kept = [(label, minor) for label, minor in found.withheld]
    if found.fees_minor:
        kept.append((_("Cost of transfers"), found.fees_minor))
    return [
        (_("What came in"), came),
        (_("Taken back after it was final"), back),
        (_("Left your balance"), [line for line in left if line[1]]),
        (_("Of what was paid out: withheld, or cost of sending"), kept),
    ]


@member_required
def year_paper(request: HttpRequest) -> HttpResponse:
    """The statement of a year as PDF."""
    found, label = _asked(request, years_of(acting(request)))
    place = members.place()

    def row(title: str, minor: int) -> PaperRow:
        return PaperRow(title, formats.money(found.money(minor)))

    sections = [
        PaperSection(heading, rows=[row(*line) for line in lines])
        for heading, lines in groups(found)
        if lines
    ]
    ends = [row(_("Owed before"), found.before_minor), row(_("Owed after"), found.after_minor)]
    paper = Paper(
        title=_("Statement of %(period)s") % {"period": label},
        lead=_("What %(firm)s owes you, what came in and what left.")
        % {"firm": place.name if place else ""},
        sections=[PaperSection(_("Balance"), rows=ends), *sections],
        foot=label,
        language=formats.language_tag(),
        at=found.until,
    )
    response = HttpResponse(printed(paper), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="statement-{_file(request)}.pdf"'
    return response


@member_required
def year_table(request: HttpRequest) -> HttpResponse:
    """The statement of a year as a table: heading, what, amount, currency."""
    found, _label = _asked(request, years_of(acting(request)))
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator="\r\n")
    rows.writerow([_("Part"), _("What"), _("Amount"), _("Currency")])
    lines = [(_("Balance"), _("Owed before"), found.before_minor)]
    lines += [(heading, what, minor) for heading, part in groups(found) for what, minor in part]
    lines.append((_("Balance"), _("Owed after"), found.after_minor))
    for heading, what, minor in lines:
        amount = found.money(minor)
        rows.writerow([heading, safe_cell(what), amount.plain(), amount.currency])
    response = HttpResponse(
        buffer.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="statement-{_file(request)}.csv"'
    return response


def _file(request: HttpRequest) -> str:
    """A part of a file's name: digits only."""
    parts = (request.GET.get("year", ""), request.GET.get("quarter", ""))
    return "-".join(part for part in parts if part.isdecimal()) or "year"
