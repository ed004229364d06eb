"""How the source was read, every number in one table, and what cannot be told."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.house.study.figure import Figure
from cohive.house.study.figures import LINEAGES_MAX
from cohive.house.study.figures import figures as all_figures
from cohive.house.study.findings import Findings
from cohive.house.study.names import shown_name
from cohive.house.study.sections.parts import Section, Table, if_any, name_of, part_said, ranged
from cohive.look import formats
from cohive.look.refusals import told
from cohive.words.acts import Tally
from cohive.words.sentences import Sentence

__all__ = ["figures", "numbers", "reading", "said_value", "unknown", "window_said"]

JOINS_SHOWN = 20
REASONS_SHOWN = 30
PLACE_LETTERS_MAX = 80
EVIDENCE = {
    "same author id": Sentence("the same address"),
    "only author of that name": Sentence("the only author of that name"),
    "mailmap": Sentence("the project's own list of names (.mailmap)"),
}


def unknown(findings: Findings) -> Section:
    """What we cannot tell."""
    part = findings.participation
    sentences = [told(sentence) for sentence in findings.cannot_tell]
    sentences += if_any(
        part.undated,
        ngettext(
            "When %(num)s act happened: it has no time.",
            "When %(num)s acts happened: they have no time.",
            part.undated,
        ),
    )
    return Section("unknown", _("What we cannot tell"), tuple(sentences))


def figures(findings: Findings) -> Section:
    """Each number with n and how it was computed."""
    left = len(findings.descents) - LINEAGES_MAX
    notes = (
        ngettext(
            "%(num)s kind with fewer things is in study.json alone.",
            "%(num)s kinds with fewer things are in study.json alone.",
            left,
        )
        % {"num": formats.number(left)},
    )
    return Section(
        "figures",
        _("Every number, and how it was computed"),
        (window_said(findings),),
        table=numbers(all_figures(findings)),
        notes=notes if left > 0 else (),
    )


def numbers(many: Sequence[Figure]) -> Table:
    """Each of them with its value and range, its n, and how it was computed."""
    return Table(
        (
            {"title": _("Number")},
            {"title": _("Value"), "n": True, "key": True},
            {"title": _("n (of what)"), "n": True},
            {"title": _("How")},
        ),
        tuple(
            (
                told(figure.name),
                said_value(figure),
                f"{formats.number(figure.n)} ({told(figure.of)})",
                told(figure.how),
            )
            for figure in many
        ),
        _("Every number, and how it was computed"),
    )


def window_said(findings: Findings) -> str:
    """From when to when, in one sentence."""
    first, last = findings.window
    if first is None or last is None:
        return _("The source gives no times.")
    if not findings.source.has_calendar:
        return _("Times count from an unknown start; from first to last it is %(span)s.") % {
            "span": formats.duration(last - first)
        }
    if first.date() == last.date():
        return _("All on %(day)s.") % {"day": formats.day(first)}
    return _("From %(first)s to %(last)s.") % {
        "first": formats.day(first),
        "last": formats.day(last),
    }


def said_value(figure: Figure) -> str:
    """The value as it is read, with its interval; '–' for what cannot be said."""
    if figure.value is None and figure.low is not None and figure.high is not None:
        low, high = (_said(one, is_part=figure.is_part) for one in (figure.low, figure.high))
        return _("%(low)s to %(high)s") % {"low": low, "high": high}
    if figure.value is None:
        return "–"
    value, low, high = (
        _said(number, is_part=figure.is_part) for number in (figure.value, figure.low, figure.high)
    )
    return ranged(value, low, high) if figure.low is not None else value


def _said(number: float | None, *, is_part: bool) -> str:
    if number is None:
        return "–"
    return part_said(number) if is_part else formats.number(round(number, 3))


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
    sentences += _reasons(tally)
    joins = findings.source.joins
    names = findings.source.names
    told_joins = sorted(
        (join for join in joins if join.name != names.get(join.person)),
        key=lambda join: (-join.times, join.name),
    )
    rows = tuple(
        (
            shown_name(join.name),
            name_of(join.person, names),
            told(EVIDENCE[join.evidence])
            if join.evidence in EVIDENCE
            else shown_name(join.evidence),
            formats.number(join.times),
        )
        for join in told_joins[:JOINS_SHOWN]
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
    if len(joins) > len(rows):
        notes = (_("The other joins are in study.json."),)
    return Section(
        "reading",
        _("How the source was read"),
        tuple(sentences),
        table=_joined(rows) if rows else None,
        notes=notes,
    )


def _reasons(tally: Tally) -> list[str]:
    """Why records were left out, the most frequent reasons one by one."""
    said = []
    reasons = tally.refused.most_common()
    for reason, count in reasons[:REASONS_SHOWN]:
        places = (
            shown_name(place, letters_max=PLACE_LETTERS_MAX)
            for place in tally.examples.get(reason, ())
        )
        said.append(
            _("%(count)s left out: %(reason)s (%(places)s)")
            % {
                "count": formats.number(count),
                "reason": told(Sentence.known(reason)),
                "places": ", ".join(places),
            }
        )
    if len(reasons) > REASONS_SHOWN:
        said.append(
            _("%(count)s left out for rarer reasons; study.json has them.")
            % {"count": formats.number(sum(count for _rare, count in reasons[REASONS_SHOWN:]))}
        )
    return said


def _joined(rows: tuple[tuple[str, ...], ...]) -> Table:
    return Table(
        (
            {"title": _("Name")},
            {"title": _("taken for")},
            {"title": _("because of")},
            {"title": _("times"), "n": True, "key": True},
        ),
        rows,
        _("Names taken for one person"),
    )
