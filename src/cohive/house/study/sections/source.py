"""How the source was read, every number in one table, and what cannot be told."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.house.study.findings import Figure, Findings
from cohive.house.study.sections.parts import Section, Table, name_of, ranged
from cohive.look import formats
from cohive.look.refusals import told
from cohive.words.sentences import Sentence

__all__ = ["figures", "reading", "said_value", "unknown"]

JOINS_SHOWN = 20
EVIDENCE = {
    "same author id": Sentence("the same address"),
    "only author of that name": Sentence("the only author of that name"),
    "mailmap": Sentence("the project's own list of names (.mailmap)"),
}


def unknown(findings: Findings) -> Section:
    """What we cannot tell."""
    part = findings.participation
    sentences = [told(sentence) for sentence in findings.source.cannot_tell]
    sentences.append(
        _("Whether two names are one person, beyond the joins listed below.")
        if findings.source.joins
        else _("Whether two names are one person.")
    )
    sentences.append(_("How much any act was worth, and why people came or left."))
    if part.undated:
        sentences.append(
            ngettext(
                "When %(num)s act happened: it has no time.",
                "When %(num)s acts happened: they have no time.",
                part.undated,
            )
            % {"num": formats.number(part.undated)}
        )
    return Section("unknown", _("What we cannot tell"), tuple(sentences))


def figures(findings: Findings) -> Section:
    """Each number with n and how it was computed."""
    rows = tuple(
        (
            told(figure.name),
            said_value(figure),
            f"{formats.number(figure.n)} {told(figure.of)}",
            told(figure.how),
        )
        for figure in findings.figures
    )
    first, last = findings.window
    window = (
        _("From %(first)s to %(last)s.") % {"first": formats.day(first), "last": formats.day(last)}
        if first and last
        else _("The source gives no times.")
    )
    return Section(
        "figures",
        _("Every number, and how it was computed"),
        (window,),
        table=Table(
            (
                {"title": _("Number")},
                {"title": _("Value"), "n": True, "key": True},
                {"title": _("out of"), "n": True},
                {"title": _("How")},
            ),
            rows,
            _("Every number, and how it was computed"),
        ),
    )


def said_value(figure: Figure) -> str:
    """The value as it is read, with its interval; '–' for what cannot be said."""
    if figure.value is None:
        return "–"
    value, low, high = (
        _said(number, is_part=figure.is_part) for number in (figure.value, figure.low, figure.high)
    )
    return ranged(value, low, high) if figure.low is not None else value


def _said(number: float | None, *, is_part: bool) -> str:
    if number is None:
        return "–"
    return formats.percent(number) if is_part else formats.number(round(number, 3))


def reading(findings: Findings) -> Section:
    """How the source was read: what was kept, what not and why, who was taken for one person."""
    tally = findings.source.frame.tally
    sentences = [
        _("%(read)s records were read, %(kept)s kept, %(refused)s left out.")
        % {
            "read": formats.number(tally.read),
            "kept": formats.number(tally.kept),
            "refused": formats.number(sum(tally.refused.values())),
        }
    ]
    for reason, count in tally.refused.most_common():
        sentences.append(
            _("%(count)s left out: %(reason)s (%(places)s)")
            % {
                "count": formats.number(count),
                "reason": told(Sentence.known(reason)),
                "places": ", ".join(tally.examples.get(reason, ())),
            }
        )
    joins = findings.source.joins
    rows = tuple(
        (
            join.name,
            name_of(join.person, findings.source.names),
            told(EVIDENCE[join.evidence]) if join.evidence in EVIDENCE else join.evidence,
            formats.number(join.times),
        )
        for join in sorted(joins, key=lambda join: (-join.times, join.name))[:JOINS_SHOWN]
    )
    notes: tuple[str, ...] = ()
    if joins:
        sentences.append(
            ngettext(
                "%(num)s name was taken for a person known by another.",
                "%(num)s names were taken for people known by others.",
                len(joins),
            )
            % {"num": formats.number(len(joins))}
        )
    if len(joins) > JOINS_SHOWN:
        notes = (_("The other joins are in study.json."),)
    table = Table(
        (
            {"title": _("Name")},
            {"title": _("taken for")},
            {"title": _("because of")},
            {"title": _("times"), "n": True, "key": True},
        ),
        rows,
        _("Names taken for one person"),
    )
    return Section(
        "reading",
        _("How the source was read"),
        tuple(sentences),
        table=table if rows else None,
        notes=notes,
    )
