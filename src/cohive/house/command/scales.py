"""`cohive scales`: how well the questions of a survey measure one thing together.

For people a table per scale, then how the scales lie to each other, then what must be said about
it; with --json one document for programs. Whatever rests on fewer than ten persons is left out.
"""

from __future__ import annotations

import unicodedata
from argparse import Namespace
from collections.abc import Iterator, Sequence
from math import isfinite
from pathlib import Path

from django.utils.translation import gettext as _

from cohive.engine.intervals import Interval
from cohive.engine.scales.analysis import Analysis, ScaleFigures, analyse
from cohive.engine.scales.factors import Factors
from cohive.engine.scales.indices import Fit
from cohive.engine.scales.invariance import Comparison
from cohive.house.command import show
from cohive.house.computing.json_files import written
from cohive.house.computing.naming import naming
from cohive.house.computing.scales_document import document
from cohive.house.computing.scales_files import read_survey
from cohive.house.histories.table import printable
from cohive.look.refusals import told
from cohive.words.sentences import Sentence

__all__ = ["run"]

NAME_COLUMNS = 22
FIGURE_COLUMNS = 12


def run(arguments: Namespace) -> int:
    """Analyse and print; exit status 0. Every refusal names the file."""
    path = Path(arguments.file)
    survey = read_survey(path, arguments.scale, group=arguments.group, weight=arguments.weight)
    with naming(path):
        found = analyse(survey.answers, survey.scales, survey.groups)
    if arguments.json:
        show(written(document(found)))
        return 0
    for line in _page(found):
        show(_plain(line))
    return 0


def _plain(line: str) -> str:
    """The line with its columns, without signs that steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in line)


def _page(found: Analysis) -> Iterator[str]:
    for one in found.scales:
        yield from _scale(one)
        yield ""
    if found.model is not None:
        yield from _together(found.model)
        yield ""
    if found.comparison is not None:
        yield _("All scales over groups")
        yield from _comparison(found.comparison)
        yield from _said(found.comparison.explanation)
        yield ""
    more = found.model.explanation if found.model is not None else ()
    yield from _said((*more, *found.explanation))


def _scale(one: ScaleFigures) -> Iterator[str]:
    yield _("%(scale)s: %(items)s items, %(n)s persons answered all of them") % {
        "scale": printable(one.scale.name),
        "items": len(one.scale.items),
        "n": one.n,
    }
    if one.items:
        yield _row(_("Cronbach's α"), [*_interval(one.alpha)])
        model = one.model
        if model is not None:
            yield _row(_("McDonald's ω"), [_figure(float(model.omega[0]))])
            yield _row(_("AVE"), [_figure(float(model.ave[0]))])
        yield _row(_("Mean score"), [*_interval(one.score, 2)])
        if model is not None and model.fit.df:
            yield from _fit(model.fit)
        yield from _items(one)
        if one.comparison is not None:
            yield from _comparison(one.comparison)
    yield from _said(one.explanation)


def _items(one: ScaleFigures) -> Iterator[str]:
    heads = [
        _("n"),
        _("mean answer"),
        _("sd"),
        _("item–rest"),
        _("α without"),
        _("lowest"),
        _("highest"),
    ]
    yield _row(_("Items"), [*heads, *([_("loading λ")] if one.model else [])])
    for place, item in enumerate(one.items):
        sign = " (−)" if item.name in one.scale.turned else ""
        figures = [
            str(item.n),
            _figure(item.mean, 2),
            _figure(item.sd, 2),
            _figure(item.item_rest, 2),
            _figure(item.alpha_if_dropped),
            f"{item.floor:.0%}",
            f"{item.ceiling:.0%}",
        ]
        if one.model is not None:
            figures.append(_figure(float(one.model.loadings[place]), 2))
        yield _row(printable(item.name) + sign, figures)


def _fit(fit: Fit) -> Iterator[str]:
    rmsea = fit.rmsea
    heads = ["χ²", _("df"), "CFI", "TLI", "RMSEA", _("low end"), _("high end"), "SRMR"]
    yield _row(_("Fit of the model"), heads)
    ends = (None, None, None) if rmsea is None else (rmsea.middle, rmsea.low, rmsea.high)
    yield _row(
        "",
        [
            _figure(fit.chi_square, 1),
            str(fit.df),
            _figure(fit.cfi),
            _figure(fit.tli),
            *(_figure(end) for end in ends),
            _figure(fit.srmr),
        ],
    )


def _together(model: Factors) -> Iterator[str]:
    yield _("All scales in one model (%(n)s persons)") % {"n": model.n}
    yield from _fit(model.fit)
    numbers = [str(number) for number in range(1, len(model.scales) + 1)]
    yield _row(_("Correlations"), [*numbers, _("√AVE")])
    for place, name in enumerate(model.scales):
        figures = [_figure(float(value), 2) for value in model.correlations[place, : place + 1]]
        figures += [""] * (len(model.scales) - place - 1)
        root = float(model.ave[place]) ** 0.5
        yield _row(f"{place + 1} {printable(name)}", [*figures, _figure(root, 2)])
    yield _row("HTMT", numbers)
    for place, name in enumerate(model.scales):
        figures = [_figure(float(value), 2) for value in model.htmt[place, : place + 1]]
        yield _row(f"{place + 1} {printable(name)}", figures)


def _comparison(found: Comparison) -> Iterator[str]:
    if found.steps:
        names = {
            "configural": _("same form"),
            "metric": _("same loadings"),
            "scalar": _("same intercepts"),
        }
        yield _row(_("Over groups"), ["χ²", _("df"), "CFI", _("CFI falls"), _("p of Δχ²"), ""])
        for step in found.steps:
            fit = step.fit
            figures = [
                _figure(fit.chi_square if fit else None, 1),
                str(fit.df) if fit else "–",
                _figure(fit.cfi if fit else None),
                _figure(step.cfi_fall),
                _probability(step.p),
                _("it holds") if step.holds else _("it fails"),
            ]
            yield _row(names[step.equal.value], figures)
    if found.means:
        yield _row(_("Means"), [_("n"), _("mean answer"), _("low end"), _("high end"), _("latent")])
    for group in found.means:
        for scale, observed, latent in zip(found.scales, group.observed, group.latent, strict=True):
            name = group.group if len(found.scales) == 1 else f"{group.group}: {scale}"
            yield _row(
                printable(name),
                [str(group.n), *_interval(observed, 2), _figure(latent.middle, 2)],
            )


def _said(sentences: Sequence[Sentence]) -> Iterator[str]:
    for sentence in dict.fromkeys(told(one) for one in sentences):
        yield f"  {printable(sentence)}"


def _interval(interval: Interval | None, digits: int = 3) -> tuple[str, ...]:
    if interval is None:
        return ("–",)
    return tuple(_figure(end, digits) for end in (interval.middle, interval.low, interval.high))


def _figure(value: float | None, digits: int = 3) -> str:
    return "–" if value is None or not isfinite(value) else f"{value:.{digits}f}"


def _probability(p: float | None) -> str:
    return "<0.001" if p is not None and p < 0.001 else _figure(p)


def _row(name: str, figures: Sequence[str]) -> str:
    """A name to the left, figures to the right of their columns; Chinese signs take two."""
    kept = ""
    for sign in name:
        if _columns(kept + sign) > NAME_COLUMNS:
            break
        kept += sign
    line = f"  {kept}{' ' * (NAME_COLUMNS - _columns(kept))}"
    for figure in figures:
        line += " " * max(FIGURE_COLUMNS - _columns(figure), 1) + figure
    return line.rstrip()


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
