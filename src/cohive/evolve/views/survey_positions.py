"""The position generator in words: how many roles people reach, how high, and how far apart."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cohive.engine.capital import ROLES
from cohive.engine.intervals import Interval
from cohive.engine.scales import instruments
from cohive.evolve.queries.survey_positions import Positions
from cohive.evolve.views.figures import Figure
from cohive.evolve.views.survey_steps import plainly
from cohive.evolve.wording import Wording
from cohive.look import formats

WEIGHT_MAX = 100


def positions(found: Positions | None) -> list[Figure]:
    """Extensity, reach and range, each with its definition; nothing where it was not asked."""
    return [] if found is None or found.extensity is None else list(_figures(found))


def _figures(found: Positions) -> Iterator[Figure]:
    asked = {"asked": formats.number(found.asked)}
    yield _figure(
        _("How many"),
        found.extensity,
        found.asked,
        _("of %(asked)s roles, in which people know somebody here") % asked,
        _("Extensity (Lin and Dumin 1986): roles in which one knows somebody, at least by sight or"
          " name."),
    )  # fmt: skip
    yield _figure(
        _("How many by a strong tie"),
        found.strong,
        found.asked,
        _("of %(asked)s roles, in which they have made something with somebody") % asked,
        _("Strong counts who answered “somebody I have made something with” or “a friend”."),
    )
    reaching = {"n": formats.number(found.reaching)}
    yield _figure(
        _("How high"),
        found.upper,
        WEIGHT_MAX,
        _("is the weight of the highest role they reach, of 100 (%(n)s people reach any)")
        % reaching,
        _("Upper reachability (Lin and Dumin 1986). The weights are ours, so that numbers compare"
          " people of one place, never with the literature: %(weights)s.")
        % {"weights": _weights()},
    )  # fmt: skip
    yield _figure(
        _("How far apart"),
        found.range,
        WEIGHT_MAX,
        _("lie the highest and the lowest role they reach (%(n)s people reach any)") % reaching,
        _("Range (Lin and Dumin 1986): the highest weight less the lowest; 0 for one role."),
    )


def _figure(title: str, mean: Interval | None, most: int, meaning: str, definition: str) -> Figure:
    if mean is None:
        few = _("Fewer than ten reach any role, so nothing is told (n < 10).")
        return Figure(title, _("cannot be told"), few, definition)
    low, high = max(0.0, mean.low), min(float(most), mean.high)
    value = _("%(value)s, from %(low)s to %(high)s") % {
        "value": f"{mean.middle:.1f}",
        "low": f"{low:.1f}",
        "high": f"{high:.1f}",
    }
    scale = 100 / most
    return Figure(title, value, meaning, definition, low * scale, mean.middle * scale, high * scale)


def _weights() -> str:
    """Each role with its weight, the highest first."""
    words = {one.key: Wording(one.english, one.chinese) for one in instruments.ROLES.items}
    ranked = sorted(ROLES.items(), key=lambda pair: -pair[1])
    return "; ".join(f"{plainly(words[role])} {weight}" for role, weight in ranked)
