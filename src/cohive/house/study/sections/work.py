"""What they did, how evenly, and what was made from what."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.concentration import Concentration
from cohive.engine.descent import Descent
from cohive.house.study.findings import Findings
from cohive.house.study.kinds import act_words, thing_words
from cohive.house.study.sections.parts import Section, Table, name_of
from cohive.look import formats
from cohive.look.charts import Bar, Bars, Line, Lines, bars, lines

__all__ = ["evenness", "kinds", "lineages"]

KINDS_SHOWN = 12
GENERATIONS_SHOWN = 8
FEWEST_TO_JUDGE = 10
USUAL_GINI = 0.5
"""From here up a spread is the usual one of open communities, and the report says so."""


def kinds(findings: Findings) -> Section | None:
    """Contributions by kind."""
    part = findings.participation
    if not part.kinds:
        return None
    shown = part.kinds[:KINDS_SHOWN]
    picture = bars(
        Bars(
            tuple(
                Bar(
                    act_words(kind.verb, kind.object_kind),
                    kind.acts,
                    ngettext(
                        "%(acts)s, by %(people)s person",
                        "%(acts)s, by %(people)s people",
                        kind.people,
                    )
                    % {
                        "acts": formats.number(kind.acts),
                        "people": formats.number(kind.people),
                    },
                    "make",
                )
                for kind in shown
            ),
            _("Acts by kind, the most frequent first"),
        )
    )
    sentences = [
        ngettext("%(num)s act of one kind.", "%(num)s acts of %(kinds)s kinds.", len(part.kinds))
        % {"num": formats.number(part.acts), "kinds": formats.number(len(part.kinds))}
    ]
    if len(part.kinds) > len(shown):
        rest = sum(kind.acts for kind in part.kinds[KINDS_SHOWN:])
        sentences.append(
            _("%(acts)s acts of rarer kinds are not drawn.") % {"acts": formats.number(rest)}
        )
    return Section(
        "kinds",
        _("What they did"),
        tuple(sentences),
        picture,
        same=Table(
            (
                {"title": _("Kind of act")},
                {"title": _("Acts"), "n": True, "key": True},
                {"title": _("People"), "n": True},
            ),
            tuple(
                (
                    act_words(kind.verb, kind.object_kind),
                    formats.number(kind.acts),
                    formats.number(kind.people),
                )
                for kind in part.kinds
            ),
            _("Acts by kind, the most frequent first"),
        ),
    )


def evenness(findings: Findings) -> Section | None:
    """How evenly the acts are spread over people."""
    spread = findings.participation.spread
    if spread.gini is None or spread.low is None or spread.high is None:
        return None
    if spread.n < FEWEST_TO_JUDGE:
        return Section(
            "evenness",
            _("How evenly"),
            (
                _("With %(n)s people it cannot be said how evenly the work is spread.")
                % {"n": formats.number(spread.n)},
            ),
        )
    marks = tuple((at / 4, formats.percent(at / 4)) for at in (0, 2, 4))
    picture = lines(
        Lines(
            (
                Line(((0, 0), (1, 1)), is_dashed=True),
                Line(spread.curve, colour="make"),
            ),
            _("The busiest tenth did %(percent)s of all acts")
            % {"percent": formats.percent(spread.top_tenth)},
            _("people, the least busy first"),
            _("part of all acts"),
            marks,
            marks,
        )
    )
    return Section(
        "evenness",
        _("How evenly"),
        (
            ngettext(
                "%(num)s person did half of everything.",
                "%(num)s people together did half of everything.",
                spread.absence_factor,
            )
            % {"num": formats.number(spread.absence_factor)},
            _("The busiest tenth of people did %(percent)s of it.")
            % {"percent": formats.percent(spread.top_tenth)},
            _("Gini %(value)s, with 95 %% certainty between %(low)s and %(high)s (n = %(n)s).")
            % {
                "value": formats.number(round(spread.gini, 3)),
                "low": formats.number(round(spread.low, 3)),
                "high": formats.number(round(spread.high, 3)),
                "n": formats.number(spread.n),
            },
        ),
        picture,
        (("line", _("if all had done the same")), ("make", _("as it was"))),
        same=_curve(spread),
        notes=()
        if spread.gini < USUAL_GINI
        else (
            _(
                "Most open communities look like this: a few do much and many do a little. It is a"
                " danger when the few leave, not a fault of the many."
            ),
        ),
    )


def _curve(spread: Concentration) -> Table:
    return Table(
        (
            {"title": _("people, the least busy first")},
            {"title": _("part of all acts"), "n": True, "key": True},
        ),
        tuple(
            (formats.percent(across), formats.percent(up))
            for across, up in spread.curve[:: max(1, len(spread.curve) // 10)]
        ),
        _("How evenly"),
    )


def lineages(findings: Findings) -> Section | None:
    """What was made from what, for each kind of thing."""
    told = [line for line in findings.descents if line.derived]
    told.sort(key=lambda line: line.object_kind != "work")  # a stable sort: works come first
    if not told:
        return None
    first = told[0]
    names = findings.source.names
    is_nameless = findings.source.kind == "place"  # an id of ours says nothing to a reader
    picture = bars(
        Bars(
            tuple(
                Bar(
                    _("made from nothing here")
                    if step == 0
                    else ngettext("%(num)s step on", "%(num)s steps on", step) % {"num": step},
                    count,
                    formats.number(count),
                    "idea",
                )
                for step, count in enumerate(first.generations[:GENERATIONS_SHOWN])
            ),
            _("How far things stand from a beginning"),
        )
    )
    sentences = [sentence for line in told[:3] for sentence in _said(line)]
    rows = tuple(
        (
            name_of(ancestor.object, names),
            name_of(ancestor.maker or "", names),
            formats.number(ancestor.by_others),
            formats.number(ancestor.children),
        )
        for ancestor in first.ancestors
        if ancestor.by_others and not (is_nameless and ancestor.object not in names)
    )
    table = Table(
        (
            {"title": thing_words(first.object_kind)},
            {"title": _("by")},
            {"title": _("taken up by others"), "n": True, "key": True},
            {"title": _("in all"), "n": True},
        ),
        rows,
        _("What others built on most"),
    )
    return Section(
        "lineage",
        _("What was made from what"),
        tuple(sentences),
        picture,
        table=table if rows else None,
    )


def _said(line: Descent) -> list[str]:
    values = {
        "kind": thing_words(line.object_kind),
        "things": formats.number(line.things),
        "derived": formats.number(line.derived),
        "percent": formats.percent(line.derived / line.things),
        "others": formats.number(line.by_others),
        "circular": formats.number(line.circular),
    }
    found = [
        _(
            "%(kind)s: %(derived)s of %(things)s (%(percent)s) answer or build on something"
            " earlier, %(others)s of them on another person's."
        )
        % values
    ]
    if line.orphans:
        found.append(
            ngettext(
                "%(num)s link leads to something that is not in this source.",
                "%(num)s links lead to something that is not in this source.",
                line.orphans,
            )
            % {"num": formats.number(line.orphans)}
        )
    if line.circular:
        found.append(_("%(circular)s stand in a circle and have no beginning.") % values)
    return found
