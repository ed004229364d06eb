"""What the figures of `cohive cascades` say and what they cannot, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from cohive.engine.cascades.branching import Branching
from cohive.engine.cascades.summary import Summary
from cohive.house.computing.cascade_files import Network, Travels
from cohive.house.histories.table import printable
from cohive.look import formats

__all__ = ["explanation", "undated_cascades"]


def explanation(travels: Travels, summary: Summary, by_first: Summary | None) -> list[str]:
    """What was counted, from whom it is known, who was reached, what is odd in the file.

    by_first: the summary of the trees by the other rule, where parents are inferred.
    """
    return [
        _("Size counts the root, which is what was put out or who was first, and all after it."),
        *_parents(travels, summary, by_first),
        *_shape(summary),
        *_reach(summary),
        *_branching(summary),
        *_oddities(travels, summary),
    ]


def _parents(travels: Travels, summary: Summary, by_first: Summary | None) -> Iterator[str]:
    passed_on = formats.number(summary.passed_on)
    if travels.forest is None:
        yield _(
            "From whom each one had it is not in this file, and no file of who knows whom stands"
            " beside it: depth, breadth, structural virality and branching cannot be told."
        )
        return
    further = formats.number(summary.passed_on_further or 0)
    if travels.network is None:
        yield _(
            "From whom each one had it is in the file: %(further)s of %(passed_on)s passings on"
            " came by another passing on, the others by the root itself."
        ) % {"further": further, "passed_on": passed_on}
        return
    yield from _inferred(travels.network, further, passed_on)
    if summary.depth and by_first and by_first.depth:
        yield _(
            "How much that rule decides: with the acquaintance who had it first of all, the"
            " median depth is %(first)s and the largest %(first_largest)s, instead of %(last)s"
            " and %(last_largest)s."
        ) % {
            "first": _decimal(by_first.depth.median),
            "first_largest": _decimal(by_first.depth.largest),
            "last": _decimal(summary.depth.median),
            "last_largest": _decimal(summary.depth.largest),
        }


def _inferred(network: Network, further: str, passed_on: str) -> Iterator[str]:
    yield _(
        "From whom each one had it is inferred, not known: of the acquaintances in %(file)s who"
        " had it earlier, the one who took it up last. By that, %(further)s of %(passed_on)s came"
        " by somebody other than the first."
    ) % {"file": printable(network.name), "further": further, "passed_on": passed_on}
    yield _(
        "%(orphans)s knew nobody who had it earlier; by convention they stand directly under the"
        " first."
    ) % {"orphans": formats.number(network.last.orphans)}


def _shape(summary: Summary) -> Iterator[str]:
    if summary.structural_virality is not None:
        yield _(
            "Structural virality is the mean distance between two nodes: below 2 for one broadcast"
            " that nobody carries on, larger the longer the chains; a root alone has none."
        )


def _reach(summary: Summary) -> Iterator[str]:
    yield _(
        "At least %(people)s different people put it out or passed it on. That is a lower bound of"
        " who saw it: who follows them, and who only looked, is not in the file."
    ) % {"people": formats.number(summary.reach_at_least)}
    if summary.unknown_people:
        yield _(
            "Of %(nodes)s nodes it is not known who they are; they are not counted in that."
        ) % {"nodes": formats.number(summary.unknown_people)}


def _branching(summary: Summary) -> Iterator[str]:
    found = summary.branching
    if found is None:
        return
    if found.mean is None:
        yield _("No passing on was watched long enough to say how many more one brings.")
        return
    values = {
        "mean": _decimal(found.mean),
        "window": _window(found),
        "counted": formats.number(found.counted),
    }
    if found.low is None or found.high is None:
        yield (
            _(
                "Each passing on brought %(mean)s more within %(window)s (n = %(counted)s; too few"
                " cascades for an interval)."
            )
            % values
        )
    else:
        yield _(
            "Each passing on brought %(mean)s more within %(window)s (n = %(counted)s; 95 %%"
            " interval %(low)s to %(high)s, from %(resamples)s draws of whole cascades)."
        ) % {
            **values,
            "low": _decimal(found.low),
            "high": _decimal(found.high),
            "resamples": formats.number(found.resamples),
        }
    yield _total(found)
    yield _(
        "Nine of ten came within that window. Not counted are roots, who have an audience of their"
        " own, passings on younger than the window when the file ends (%(young)s), and those"
        " without a time (%(timeless)s)."
    ) % {"young": formats.number(found.young), "timeless": formats.number(found.timeless)}


def _total(found: Branching) -> str:
    if found.total is None:
        return _("At that rate it would not end by itself.")
    return _("At that rate one passing on brings %(total)s in all, itself included.") % {
        "total": _decimal(found.total)
    }


def _oddities(travels: Travels, summary: Summary) -> Iterator[str]:
    """Each with its count, and only where there is any."""
    file = travels.file
    undated = undated_cascades(travels)
    repeats = travels.adoptions.repeats if travels.adoptions else 0
    for count, sentence in (
        (undated, _("%(count)s cascades have no time of their own and are not in the branching.")),
        (summary.timeless, _("%(count)s nodes have no time.")),
        (summary.early, _("%(count)s nodes are said to be earlier than their root; they count.")),
        (
            summary.before_parent,
            _("%(count)s nodes are said to be earlier than their parent; they count."),
        ),
        (
            file.orphans,
            _("%(count)s nodes have a parent that is not in the file; they stand under the root."),
        ),
        (repeats, _("%(count)s times somebody took up what she had; only the first time counts.")),
        (
            file.numbers_in_front,
            _("%(count)s lines begin with a number of unknown meaning; it is passed over."),
        ),
        (
            int(file.cut_off),
            _("The file ends within a record, perhaps cut off; that record is left out."),
        ),
    ):
        if count:
            yield sentence % {"count": formats.number(count)}


def undated_cascades(travels: Travels) -> int:
    """Trees whose root has no time."""
    if travels.adoptions is not None:
        return 0
    return sum(cascade.started_at is None for cascade in travels.file.cascades)


def _window(found: Branching) -> str:
    return formats.duration(timedelta(seconds=found.window_seconds))


def _decimal(value: float) -> str:
    return formats.number(round(value, 3))
