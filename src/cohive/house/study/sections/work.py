"""What they did, how evenly, and what was made from what."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.concentration import Concentration
from cohive.engine.descent import Ancestor, Descent
from cohive.house.study.findings import TITLE_LETTERS_MAX, Findings
from cohive.house.study.kinds import act_words, thing_words
from cohive.house.study.names import shown_name
from cohive.house.study.opening import ActSaid
from cohive.house.study.sections.parts import Section, Table, first_rows, if_any, name_of, part_said
from cohive.look import formats
from cohive.look.charts import Bar, Bars, Line, Lines, bars, lines

__all__ = ["evenness", "kinds", "lineages"]

KINDS_SHOWN = 12
GENERATIONS_SHOWN = 8
FEWEST_TO_JUDGE = 10
OPEN_COMMUNITIES = frozenset({"git", "git-export", "zulip", "stack-exchange", "discord"})
USUAL_GINI = 0.5
"""From here up a spread is the usual one of open communities, and the report says so."""


def kinds(findings: Findings) -> Section | None:
    """Contributions by kind."""
    part = findings.participation
    if not part.kinds:
        return None
    said = findings.source.acts_said or tuple(
        ActSaid(act_words(kind.verb, kind.object_kind), kind.acts, kind.people)
        for kind in part.kinds
    )
    shown = said[:KINDS_SHOWN]
    total = sum(kind.acts for kind in said)
    sentences = [
        ngettext("%(num)s act in all.", "%(num)s acts in all.", total)
        % {"num": formats.number(total)}
    ]
    if len(said) > len(shown):
        rest = sum(kind.acts for kind in said[KINDS_SHOWN:])
        sentences.append(
            ngettext(
                "%(num)s act of a rarer kind is not drawn.",
                "%(num)s acts of rarer kinds are not drawn.",
                rest,
            )
            % {"num": formats.number(rest)}
        )
    return Section(
        "kinds",
        _("What they did"),
        tuple(sentences),
        bars(
            Bars(
                tuple(Bar(kind.words, kind.acts, _by_people(kind), "make") for kind in shown),
                _("Acts by kind, the most frequent first"),
            )
        ),
        same=_all_kinds(said),
    )


def _all_kinds(said: Sequence[ActSaid]) -> Table:
    return Table(
        (
            {"title": _("Kind of act")},
            {"title": _("Acts"), "n": True, "key": True},
            {"title": _("People"), "n": True},
        ),
        first_rows(
            said,
            lambda kind: (kind.words, formats.number(kind.acts), formats.number(kind.people)),
            _rarer_kinds,
        ),
        _("Acts by kind, the most frequent first"),
    )


def _rarer_kinds(said: Sequence[ActSaid]) -> tuple[str, ...]:
    """One may have done several of them, so how many people they are cannot be added up."""
    words = ngettext("%(num)s rarer kind", "%(num)s rarer kinds", len(said)) % {
        "num": formats.number(len(said))
    }
    return words, formats.number(sum(kind.acts for kind in said)), "–"


def _by_people(kind: ActSaid) -> str:
    return ngettext(
        "%(acts)s, by %(people)s person", "%(acts)s, by %(people)s people", kind.people
    ) % {"acts": formats.number(kind.acts), "people": formats.number(kind.people)}


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
            % {"percent": part_said(spread.top_tenth)},
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
            % {"percent": part_said(spread.top_tenth)},
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
        if spread.gini < USUAL_GINI or findings.source.kind not in OPEN_COMMUNITIES
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
            shown_name(
                findings.titles.get(ancestor.object) or ancestor.object,
                letters_max=TITLE_LETTERS_MAX,
            ),
            thing_words(ancestor.object_kind),
            name_of(ancestor.maker or "", names),
            formats.number(ancestor.by_others),
            formats.number(ancestor.children),
        )
        for ancestor in first.ancestors
        if ancestor.by_others and _is_named(findings, ancestor)
    )
    table = Table(
        (
            {"title": _("What")},
            {"title": _("Kind")},
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


def _is_named(findings: Findings, ancestor: Ancestor) -> bool:
    """An id of the place's own says nothing to a reader."""
    return findings.source.kind != "place" or bool(findings.titles.get(ancestor.object))


def _said(line: Descent) -> list[str]:
    values = {
        "kind": thing_words(line.object_kind),
        "things": formats.number(line.things),
        "derived": formats.number(line.derived),
        "percent": part_said(line.derived / line.things),
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
    found += if_any(
        line.orphans,
        ngettext(
            "%(num)s link leads to something that is not in this source.",
            "%(num)s links lead to something that is not in this source.",
            line.orphans,
        ),
    )
    if line.circular:
        found.append(_("%(circular)s stand in a circle and have no beginning.") % values)
    return found
