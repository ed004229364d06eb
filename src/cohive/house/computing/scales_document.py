"""The analysis of a survey as one document for programs; what is not known is null."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from math import isfinite

from cohive.engine.intervals import Interval
from cohive.engine.scales.analysis import CANNOT_TELL, Analysis, ScaleFigures
from cohive.engine.scales.answers import Floats
from cohive.engine.scales.factors import Factors
from cohive.engine.scales.indices import Fit
from cohive.engine.scales.invariance import Comparison
from cohive.look.refusals import told

__all__ = ["document"]

Json = dict[str, object]


def document(found: Analysis) -> Json:
    """All figures. `fit` is of all scales in one model, or of the only scale's."""
    model = found.model
    if len(found.scales) == 1:
        model = found.scales[0].model
    explanation = [one for one in found.explanation if one not in CANNOT_TELL]
    return {
        "n": found.persons,
        "n_effective": found.n_effective,
        "scales": [_scale(one) for one in found.scales],
        "fit": None if model is None else _fit(model.fit),
        "model": None if found.model is None else _model(found.model),
        "comparison": None if found.comparison is None else _comparison(found.comparison),
        "explanation": [told(sentence) for sentence in explanation],
        "cannot_tell": [told(sentence) for sentence in CANNOT_TELL],
    }


def _scale(one: ScaleFigures) -> Json:
    model = one.model
    return {
        "name": one.scale.name,
        "n": one.n,
        "left_out": one.left_out,
        "suppressed": not one.items,
        "low": one.low,
        "high": one.high,
        "alpha": None if one.alpha is None else _number(one.alpha.middle),
        "alpha_interval": _interval(one.alpha),
        "omega": None if model is None else _number(float(model.omega[0])),
        "omega_sum": None if model is None else _number(float(model.omega_sum[0])),
        "ave": None if model is None else _number(float(model.ave[0])),
        "mean": None if one.score is None else _number(one.score.middle),
        "mean_interval": _interval(one.score),
        "items": list(_items(one)),
        "fit": None if model is None else _fit(model.fit),
        "heywood": [] if model is None else list(model.heywood),
        "comparison": None if one.comparison is None else _comparison(one.comparison),
        "explanation": [told(sentence) for sentence in one.explanation],
    }


def _items(one: ScaleFigures) -> Iterable[Json]:
    for place, item in enumerate(one.items):
        figures = {key: _plain(value) for key, value in asdict(item).items()}
        yield {
            **figures,
            "reversed": item.name in one.scale.turned,
            "loading": _at(one.model.loadings, place) if one.model else None,
            "loading_se": _at(one.model.loading_errors, place) if one.model else None,
        }


def _fit(fit: Fit) -> Json:
    return {
        "chi_square": fit.chi_square,
        "df": fit.df,
        "p": fit.p,
        "n": fit.n,
        "rmsea": None if fit.rmsea is None else fit.rmsea.middle,
        "rmsea_interval_90": _interval(fit.rmsea),
        "cfi": _number(fit.cfi),
        "tli": None if fit.tli is None else _number(fit.tli),
        "srmr": _number(fit.srmr),
        "baseline_chi_square": fit.baseline_chi_square,
        "baseline_df": fit.baseline_df,
    }


def _model(model: Factors) -> Json:
    return {
        "n": model.n,
        "fit": _fit(model.fit),
        "scales": [
            {
                "name": name,
                "omega": _at(model.omega, place),
                "omega_sum": _at(model.omega_sum, place),
                "ave": _at(model.ave, place),
                "fornell_larcker": bool(model.fornell_larcker[place]),
            }
            for place, name in enumerate(model.scales)
        ],
        "loadings": [
            {
                "item": item,
                "scale": model.scales[int(model.factor_of[place])],
                "loading": _at(model.loadings, place),
                "se": _at(model.loading_errors, place),
                "residual": _at(model.residuals, place),
            }
            for place, item in enumerate(model.items)
        ],
        "correlations": _matrix(model.correlations),
        "correlation_errors": _matrix(model.correlation_errors),
        "htmt": _matrix(model.htmt),
        "heywood": list(model.heywood),
        "explanation": [told(sentence) for sentence in model.explanation],
    }


def _comparison(found: Comparison) -> Json:
    return {
        "groups": list(found.groups),
        "left_out": list(found.left_out),
        "steps": [
            {
                "equal": step.equal.value,
                "fit": None if step.fit is None else _fit(step.fit),
                "delta_cfi": step.cfi_fall,
                "delta_chi_square": step.chi_square_rise,
                "delta_df": step.df_rise,
                "p": step.p,
                "holds": step.holds,
            }
            for step in found.steps
        ],
        "comparable": found.holds,
        "means": [
            {
                "group": one.group,
                "n": one.n,
                "scales": [
                    {
                        "name": name,
                        "mean": _number(observed.middle),
                        "mean_interval": _interval(observed),
                        "latent_difference": _number(latent.middle),
                        "latent_interval": _interval(latent),
                    }
                    for name, observed, latent in zip(
                        found.scales, one.observed, one.latent, strict=True
                    )
                ],
            }
            for one in found.means
        ],
        "explanation": [told(sentence) for sentence in found.explanation],
    }


def _interval(interval: Interval | None) -> list[float | None] | None:
    return None if interval is None else [_number(interval.low), _number(interval.high)]


def _matrix(matrix: Floats) -> list[list[float | None]]:
    return [[_number(value) for value in row] for row in matrix.tolist()]


def _at(values: Floats, place: int) -> float | None:
    return _number(float(values[place]))


def _number(value: float) -> float | None:
    return value if isfinite(value) else None


def _plain(value: object) -> object:
    return _number(value) if isinstance(value, float) else value
