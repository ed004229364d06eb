"""What the page of components shows: a form with an error, and one drawing of each kind.

The flow is the worked example of the house: 120 shirts at 40.00, 1,902.00 of it to people.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from cohive.look import charts
from cohive.words.money import Money

EURO = "EUR"
PEOPLE = (
    (UUID(int=1), "Mei Qiao"),
    (UUID(int=8), "林一舟"),
    (UUID(int=10), "Anouk de Wit"),
    (UUID(int=15), "周岚"),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name of the circle", help_text="Up to 40 characters, any script")
    price = forms.DecimalField(label="Price")
    channel = forms.ChoiceField(label="Channel", choices=[("shop", "Shop"), ("stall", "Stall")])
    reason = forms.CharField(
        label="Reason", widget=forms.Textarea, initial="We print on the chest."
    )
    terms = forms.ChoiceField(
        label="Terms",
        choices=[("remix", "Remix, half passes on"), ("look", "Look only")],
        widget=forms.RadioSelect,
    )
    skills = forms.MultipleChoiceField(
        label="What I can do",
        choices=[("sew", "Sewing"), ("print", "Printing")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    buy = forms.BooleanField(label="I would buy it", required=False)
    picture = forms.FileField(label="Choose a picture", help_text="Up to 20 MB", required=False)


def samples(_request: HttpRequest) -> dict[str, object]:
    """Everything the page needs, for one request."""
    form = SampleForm(
        {"name": "Cut and sew", "price": "forty", "channel": "stall", "reason": "", "terms": "look"}
    )
    now = timezone.now()
    return {
        "form": form,
        "people": PEOPLE,
        "then": now - timedelta(minutes=40),
        "price": Money(4000, EURO),
        "loss": Money(-675, EURO),
        "sankey": charts.sankey(flow()),
        "lineage": charts.lineage(tree()),
        "bars": charts.bars(earned()),
        "interval": charts.interval(scores()),
        "columns": charts.columns(months()),
        "lines": charts.lines(spread()),
        "heat": charts.heat(week()),
    }


def flow() -> charts.Flow:
    """The money of 120 shirts, from the tills to the people."""
    amounts = _flow_streams()
    passing: dict[str, int] = {}
    arriving: dict[str, int] = {}
    for stream in amounts:
        passing[stream.source] = passing.get(stream.source, 0) + stream.minor
        arriving[stream.target] = arriving.get(stream.target, 0) + stream.minor
    nodes = tuple(
        charts.Node(
            key=label,
            label=label,
            amount=f"€{max(passing.get(label, 0), arriving.get(label, 0)) / 100:,.2f}",
            column=column,
            colour=colour,
            short=label.split()[0],
            short_amount=f"{max(passing.get(label, 0), arriving.get(label, 0)) / 100:.0f}",
        )
        for label, column, colour in _FLOW_NODES
    )
    return charts.Flow(nodes, amounts, "€4,800.00 of 120 shirts flowing to tax, costs and people")


_FLOW_NODES = (
    ("Web shop", 0, "sale"),
    ("Night market", 0, "sale"),
    ("Partner shops", 0, "sale"),
    ("Long-sleeve", 1, "ink"),
    ("Idea", 2, "idea"),
    ("Two Harbours", 2, "design"),
    ("Packaging", 2, "pack"),
    ("Production", 2, "make"),
    ("Spreading", 2, "spread"),
    ("Sale", 2, "sale"),
    ("Tax", 2, "rest"),
    ("Materials and fees", 2, "rest"),
    ("House and reserve", 2, "rest"),
    ("Idea 88", 3, "idea"),
    ("Idea 61", 3, "idea"),
    ("低潮时刻表", 3, "design"),
    ("Low tide at Hoek", 3, "design"),
    ("Low tide timetable", 4, "design"),
    *((name, 5, "ink") for name in (
        "Teo Marchetti", "周岚", "Kit Larsen", "Ruben Haak", "何小满", "Mei Qiao", "Pilar Ríos",
        "Anouk de Wit", "林一舟", "Sana Iqbal", "Jonas Bakker", "six others",
    )),
)  # fmt: skip

_FLOW = """
Web shop>Long-sleeve 336000 sale|Night market>Long-sleeve 96000 sale
Partner shops>Long-sleeve 48000 sale|Long-sleeve>Idea 22824 idea
Long-sleeve>Two Harbours 76080 design|Long-sleeve>Packaging 19020 pack
Long-sleeve>Production 26628 make|Long-sleeve>Spreading 26628 spread
Long-sleeve>Sale 19020 sale|Long-sleeve>Tax 83280 rest
Long-sleeve>Materials and fees 166800 rest|Long-sleeve>House and reserve 39720 rest
Idea>Idea 88 15216 idea|Idea>Idea 61 7608 idea|Two Harbours>低潮时刻表 19020 design
Two Harbours>Low tide at Hoek 19020 design|Two Harbours>Anouk de Wit 19020 design
Two Harbours>林一舟 19020 design|Packaging>林一舟 6340 pack|Packaging>Sana Iqbal 12680 pack
Production>Anouk de Wit 13314 make|Production>Jonas Bakker 13314 make
Spreading>周岚 13314 spread|Spreading>Kit Larsen 6657 spread|Spreading>six others 6657 spread
Sale>Ruben Haak 9510 sale|Sale>Sana Iqbal 9510 sale|Idea 88>Teo Marchetti 3804 idea
Idea 88>周岚 7608 idea|Idea 88>Kit Larsen 3804 idea|Idea 61>周岚 3804 idea
Idea 61>Ruben Haak 3804 idea|低潮时刻表>Low tide timetable 9510 design
低潮时刻表>何小满 9510 design|Low tide at Hoek>Low tide timetable 9510 design
Low tide at Hoek>Pilar Ríos 9510 design|Low tide timetable>Mei Qiao 19020 design
"""


def _flow_streams() -> tuple[charts.Stream, ...]:
    streams = []
    for entry in _FLOW.replace("\n", "|").split("|"):
        if entry:
            ends, minor, colour = entry.rsplit(" ", 2)
            source, target = ends.split(">")
            streams.append(charts.Stream(source, target, int(minor), colour))
    return tuple(streams)


def tree() -> charts.Lineage:
    """A work with a diamond behind it and a draft after it."""
    works = (
        charts.Work("tide", "Getijtafel 1961", "public domain, asks 0"),
        charts.Work("low", "Low tide timetable", "Mei Qiao, asks ½"),
        charts.Work("zh", "低潮时刻表", "何小满, asks ½"),
        charts.Work("hoek", "Low tide at Hoek", "Pilar Ríos, asks ½"),
        charts.Work("two", "Two Harbours", "Anouk de Wit, 林一舟", is_here=True),
        charts.Work("night", "Night harbours", "Noor Aziz, draft"),
    )
    descents = (
        charts.Descent("tide", "low", is_dashed=True),
        charts.Descent("low", "zh"),
        charts.Descent("low", "hoek"),
        charts.Descent("zh", "two"),
        charts.Descent("hoek", "two"),
        charts.Descent("two", "night", is_dashed=True),
    )
    return charts.Lineage(works, descents, "Family tree of Two Harbours in five generations")


def earned() -> charts.Bars:
    """Three people's parts."""
    return charts.Bars(
        (
            charts.Bar("Anouk de Wit", 323.34, "€323.34", "design"),
            charts.Bar("林一舟", 253.60, "€253.60", "pack"),
            charts.Bar("Sana Iqbal", 221.90, "€221.90"),
        ),
        "Three parts: 323.34, 253.60, 221.90",
    )


def scores() -> charts.Intervals:
    """Three works and how sure their scores are."""
    return charts.Intervals(
        (
            charts.Interval("Ebb, standing", 3.4, 3.9, 4.4, "3.9, from 3.4 to 4.4", "design"),
            charts.Interval("Slack water", 3.1, 3.7, 4.3, "3.7, from 3.1 to 4.3", "design"),
            charts.Interval("两港", 2.0, 2.4, 2.8, "2.4, from 2.0 to 2.8", "design"),
        ),
        "Scores of three works: the first two cannot be told apart",
        0,
        5,
        ((0, "0"), (1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "5")),
    )


def months() -> charts.Columns:
    """People of each month of a year, and who of them was new."""
    people = (8, 11, 9, 14, 19, 17, 12, 22, 26, 31, 28, 35)
    return charts.Columns(
        tuple(charts.Column(count, count // 4) for count in people),
        "People in twelve months, from 8 to 35",
        ((0, "Jan"), (3, "Apr"), (6, "Jul"), (9, "Oct")),
        ((0, "0"), (20, "20"), (40, "40")),
    )


def spread() -> charts.Lines:
    """How much of the work the smaller part of the people did."""
    return charts.Lines(
        (
            charts.Line(((0, 0), (1, 1)), is_dashed=True),
            charts.Line(((0, 0), (0.5, 0.12), (0.8, 0.35), (0.9, 0.5), (1, 1))),
        ),
        "Half of all acts by a tenth of the people",
        "people, the least busy first",
        "acts",
        ((0, "0"), (0.5, "50 %"), (1, "100 %")),
        ((0, "0"), (0.5, "50 %"), (1, "100 %")),
    )


def week() -> charts.Heat:
    """Acts by weekday and hour."""
    return charts.Heat(
        tuple(
            (name, tuple(max(0, 12 - abs(hour - 20)) * (1 + number) for hour in range(24)))
            for number, name in enumerate(("Fri", "Sat", "Sun"))
        ),
        "Most acts in the evening, at the end of the weekend",
        ((0, "0"), (6, "6"), (12, "12"), (18, "18")),
    )
