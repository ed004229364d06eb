"""What was made, which circles lived, whom to thank, what to do next: a report's own sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.then_and_now import changed_count
from cohive.look import formats
from cohive.look.paper import PaperRow, PaperSection

__all__ = ["circles", "made", "next_steps", "thanks"]

Data = Mapping[str, Any]
CIRCLES_NAMED_MAX = 8


def made(data: Data) -> PaperSection:
    """Works, products and votes of the season; only what there was."""
    titles = {
        "ideas": _("Ideas told"),
        "challenges": _("Challenges opened"),
        "works": _("Works handed in"),
        "scores": _("Scores given to works"),
        "votes": _("Votes cast on decisions"),
        "products": _("Products that went on sale"),
        "orders": _("Orders paid"),
    }
    rows = [
        PaperRow(title, formats.number(data[name][0]), _people(name, data[name][1]))
        for name, title in titles.items()
        if data[name][0]
    ]
    nothing = [] if rows else [_("Nothing was made or sold in this season.")]
    return PaperSection(_("Works, products, votes"), rows, nothing)


def _people(name: str, people: int) -> str:
    if name in ("challenges", "products", "orders"):
        return ""
    return ngettext("by %(num)s person", "by %(num)s people", people) % {
        "num": formats.number(people)
    }


def circles(found: Sequence[Data]) -> PaperSection:
    """Circles that were born, grew, split, fell asleep; the others as a number."""
    groups: dict[str, list[str]] = {}
    for one in found:
        groups.setdefault(_became(one), []).append(one["name"])
    titles = {
        "born": _("Born"),
        "split": _("Became two"),
        "merged": _("Took another in"),
        "grown": _("Grown"),
        "smaller": _("Smaller"),
        "asleep": _("Fell asleep: nobody did anything in it any more"),
        "same": _("No change we can tell"),
        "unused": _("Used neither now nor before"),
    }
    rows = [
        PaperRow(title, formats.number(len(groups[key])), _named(groups[key]))
        for key, title in titles.items()
        if key in groups
    ]
    if not rows:
        return PaperSection(_("Circles"), sentences=[_("There is no circle yet.")])
    how = _("Grown and smaller: people who did something in it, against the ninety days before.")
    return PaperSection(_("Circles"), rows, [how])


def _became(one: Data) -> str:
    if one["became"]:
        return str(one["became"])
    side = changed_count(one["then"], one["now"]).direction
    return {1: "grown", -1: "smaller", 0: "same"}[side]


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:CIRCLES_NAMED_MAX])
    return shown if len(names) <= CIRCLES_NAMED_MAX else f"{shown} …"


def thanks(data: Data) -> PaperSection:
    """What people did for each other, without names: the page names nobody."""
    return PaperSection(_("Thanks"), sentences=list(_thanked(data)))


def _thanked(data: Data) -> Iterator[str]:
    found = (
        (data["replies"][1], ngettext(
            "%(num)s person answered another.", "%(num)s people answered one another.",
            data["replies"][1])),
        (data["works"][1], ngettext(
            "%(num)s person handed in something made.",
            "%(num)s people handed in something they made.", data["works"][1])),
        (data["scores"][1], ngettext(
            "%(num)s person looked at what others made and said what it is worth.",
            "%(num)s people looked at what others made and said what it is worth.",
            data["scores"][1])),
        (data["promises"][0], ngettext(
            "%(num)s promise of one to another was kept.",
            "%(num)s promises of one to another were kept.", data["promises"][0])),
    )  # fmt: skip
    told = [words % {"num": formats.number(count)} for count, words in found if count]
    yield from told
    if told:
        yield _("None of it had to be done. Thank you.")
    else:
        yield _("Whoever reads this kept the place open. Thank you.")


def next_steps(data: Data) -> list[str]:
    """Of a season in which something is missing: what would bring it, the first thing first."""
    counts, steps = data["counts"], []
    if data["people"] < 2 or not counts["replies"][0]:
        steps.append(
            _("Open one thread with a question you do not know the answer to, and ask five people"
              " by name to answer it.")
        )  # fmt: skip
    if not counts["works"][0] and not counts["ideas"][0]:
        steps.append(_("Open a challenge so small that it can be answered in an evening."))
    elif not counts["orders"][0] and not counts["products"][0]:
        steps.append(_("Make one work into a product, with an agreement that pays its makers."))
    elif not counts["orders"][0]:
        steps.append(_("Show one product to the people who helped to make it; they sell it best."))
    return steps
