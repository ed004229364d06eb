"""The words of a count by scores: its stages, its ties, and what was done to whose scores.

Whoever holds the sheet can do the last step again from these sentences, by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from cohive.engine.ballots.calibration import Calibration
from cohive.engine.ballots.ratings import RATERS_LEAST
from cohive.engine.ballots.results import Stage, Tie
from cohive.engine.ballots.scored import Rater, Scored, ScoreRule, Scores
from cohive.words.sentences import Sentence

__all__ = ["explained", "stages_of", "ties_of"]

_NAMES_MAX = 8
_RATERS_MAX = 12
"""Where there are more raters, the corrections of the three harshest and mildest are said."""

_SAID = {
    ScoreRule.MEAN: Sentence("As given: %(name)s has the best mean, %(score)s."),
    ScoreRule.TRIMMED: Sentence(
        "Without the highest and the lowest %(trim)s of each entry's scores: %(name)s has the "
        "best, %(score)s."
    ),
    ScoreRule.CALIBRATED: Sentence(
        "With every rater put on the common scale: %(name)s has the best score, %(score)s."
    ),
    ScoreRule.CALIBRATED_TRIMMED: Sentence(
        "With every rater put on the common scale, and without the highest and the lowest %(trim)s "
        "of each entry's scores: %(name)s has the best, %(score)s."
    ),
}


def stages_of(
    scores: Scores, able: Sequence[Scored], winners: tuple[str, ...], names: Mapping[str, str]
) -> tuple[Stage, ...]:
    """The three scores, the deciding one last, with the winners.

    Parameters
    ----------
    scores : Scores
        What was computed.
    able : Sequence[Scored]
        The entries that can win, at least one.
    winners : tuple[str, ...]
        Ids, the best first.
    names : Mapping[str, str]
        By id.

    Returns
    -------
    tuple[Stage, ...]
        Three, or four where the calibrated scores are trimmed too.
    """
    ways = {
        ScoreRule.MEAN: {one.id: one.mean for one in able},
        ScoreRule.TRIMMED: {one.id: one.trimmed for one in able},
        ScoreRule.CALIBRATED: {one.id: one.calibrated for one in able},
    }
    ways.pop(scores.rule, None)
    ways[scores.rule] = {one.id: one.deciding for one in able}
    stages = []
    for n, (way, totals) in enumerate(ways.items(), 1):
        decides = way is scores.rule
        best = winners[0] if decides else max(able, key=lambda one: totals[one.id]).id
        sentence = _SAID[way].filled(
            name=names[best], score=_points(totals[best]), trim=f"{float(scores.trim):.0%}"
        )
        stages.append(Stage(n, totals, winners if decides else (), (), sentence))
    return tuple(stages)


def ties_of(scores: Scores, names: Mapping[str, str]) -> tuple[Tie, ...]:
    """Where equal scores were ordered by lot.

    Parameters
    ----------
    scores : Scores
        What was computed.
    names : Mapping[str, str]
        By id.

    Returns
    -------
    tuple[Tie, ...]
        All at the deciding stage.
    """
    return tuple(
        Tie(
            stage=4 if scores.rule is ScoreRule.CALIBRATED_TRIMMED else 3,
            among=tuple(sorted(order)),
            order=order,
            sentence=Sentence(
                "%(names)s have the same score, %(score)s. A lot puts %(first)s first.",
                {
                    "names": _listed([names[name] for name in sorted(order)]),
                    "score": _points(scores.entries[place].deciding),
                    "first": names[order[0]],
                },
            ),
        )
        for place, order in scores.ties
    )


def explained(
    scores: Scores, able: Sequence[Scored], names: Mapping[str, str]
) -> Iterable[Sentence]:
    """The count in a few sentences: what was given, whose scores were corrected, how sure it is.

    Parameters
    ----------
    scores : Scores
        What was computed.
    able : Sequence[Scored]
        The entries that can win, the best first, at least one.
    names : Mapping[str, str]
        By id.

    Yields
    ------
    Sentence
        In this order.
    """
    yield Sentence(
        "Raters: %(raters)s; scores: %(scores)s; scored entries: %(entries)s.",
        {
            "raters": len(scores.raters),
            "scores": scores.scores,
            "entries": len(scores.entries),
        },
    )
    calibration = scores.calibration
    if calibration is not None and scores.rule not in (ScoreRule.MEAN, ScoreRule.TRIMMED):
        yield from _correction_explained(scores, calibration)
    yield from _sureness_explained(able, names)
    first, best = able[0], max(able, key=lambda one: one.mean)
    if best.mean > first.mean:
        yield Sentence(
            "By the mean of the points as given, %(name)s would be first.",
            {"name": names[best.id]},
        )
    if scores.unscored:
        yield Sentence(
            "Nobody scored these, and they could not win: %(names)s.",
            {"names": _listed([names[name] for name in scores.unscored])},
        )


def _correction_explained(scores: Scores, calibration: Calibration) -> Iterable[Sentence]:
    """Who was corrected, by how much, and how to do it again; or why nobody was."""
    is_level = any(rater.harshness for rater in scores.raters)
    is_stretched = any(rater.stretch != 1 for rater in scores.raters)
    if not is_level:
        yield _nobody_corrected(calibration)
    if is_stretched:
        yield Sentence(
            "A corrected score is %(usual)s + stretch × (score + harshness − %(usual)s), where "
            "%(usual)s is the usual rater's level. An entry's calibrated score is the mean of its "
            "corrected scores, each counted with its rater's weight.",
            {"usual": _exactly(scores.usual)},
        )
    elif is_level:
        yield Sentence(
            "A corrected score is the score as given plus its rater's harshness, which is below 0 "
            "for mild raters. An entry's calibrated score is the mean of its corrected scores."
        )
    if is_level or is_stretched:
        yield from _raters_listed(scores.raters, with_stretch=is_stretched)
    if is_level and calibration.components > 1:
        yield Sentence(
            "The entries fall into %(parts)s parts that no rater connects. Between them they are "
            "compared as if the raters of each were alike on average.",
            {"parts": calibration.components},
        )


def _nobody_corrected(calibration: Calibration) -> Sentence:
    """Why nobody was corrected for harshness."""
    if not calibration.variety.is_told:
        return Sentence(
            "No rater was corrected for harshness: these are too few scores to tell harsh raters "
            "from weak entries."
        )
    if not calibration.variety.ratio:
        return Sentence(
            "No rater was corrected for harshness: these raters differ no more than raters who all "
            "judge alike would by chance in one of ten sheets."
        )
    return Sentence("No rater was corrected for harshness: these raters differ too little.")


def _raters_listed(raters: Sequence[Rater], *, with_stretch: bool) -> Iterable[Sentence]:
    """What was done to each rater's scores, or to the harshest and mildest ones'."""
    if len(raters) > _RATERS_MAX:
        yield Sentence("The harshest and the mildest raters were corrected so:")
        raters = (*raters[:3], *raters[-3:])
    said = (
        Sentence(
            "%(name)s: scores %(scores)s, harshness %(harshness)s, stretch %(stretch)s, weight "
            "%(weight)s."
        )
        if with_stretch
        else Sentence("%(name)s: scores %(scores)s, harshness %(harshness)s.")
    )
    for rater in raters:
        yield said.filled(
            name=rater.id,
            scores=rater.scores,
            harshness=_exactly(rater.harshness),
            stretch=_exactly(rater.stretch),
            weight=_exactly(rater.weight),
        )


def _sureness_explained(able: Sequence[Scored], names: Mapping[str, str]) -> Iterable[Sentence]:
    """How sure the first place is."""
    first = able[0]
    if first.low is None or first.high is None:
        yield Sentence(
            "%(name)s has fewer than %(least)s scores (%(n)s): too few to say how sure its score "
            "is, or to tell it apart from any other.",
            {"name": names[first.id], "least": RATERS_LEAST, "n": first.n},
        )
        return
    yield Sentence(
        "With other raters of the same kind, the score of %(name)s would lie between %(low)s and "
        "%(high)s in about 95 of 100 cases.",
        {"name": names[first.id], "low": _points(first.low), "high": _points(first.high)},
    )
    alike = [names[one.id] for one in able[1:] if one.group == first.group or one.low is None]
    if alike:
        yield Sentence(
            "The scores cannot tell these apart from %(name)s: %(names)s.",
            {"name": names[first.id], "names": _listed(alike)},
        )


def _points(score: Fraction | float) -> str:
    """A score as it is shown, with two decimals."""
    return f"{float(score):.2f}"


def _exactly(number: Fraction) -> str:
    """A correction with all of its decimals."""
    return f"{float(number):.4f}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMES_MAX]) + (", …" if len(names) > _NAMES_MAX else "")
