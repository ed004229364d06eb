"""`cohive communities`: which groups a network falls into, and whether one would rather part."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.fission import Communities, Proposal, Splits, communities_of, splits_of
from cohive.house.command import say, show
from cohive.house.computing.communities_files import Ties, read_ties
from cohive.house.computing.communities_texts import read_words
from cohive.house.computing.json_files import written
from cohive.house.histories.table import row
from cohive.look import formats
from cohive.look.refusals import told

__all__ = ["run"]

GROUPS_SHOWN = 12
NAMES_SHOWN = 5


def run(arguments: Namespace) -> int:
    """Find the groups and print them; exit status 0. Every refusal names the file."""
    ties = read_ties(Path(arguments.edges))
    for note in ties.notes:
        say(told(note))
    found = communities_of(ties.links, seed=arguments.seed)
    words = None
    if arguments.texts:
        words, by_others = read_words(Path(arguments.texts), ties.names)
        if by_others:
            say(
                ngettext(
                    "%(num)s text is by nobody in the network, and was left out.",
                    "%(num)s texts are by nobody in the network, and were left out.",
                    by_others,
                )
                % {"num": formats.number(by_others)}
            )
    splits = splits_of(ties.links, seed=arguments.seed, words=words)
    if arguments.json:
        show(written(_document(ties, found, splits, arguments.seed)))
        return 0
    for line in _page(ties, found, splits):
        show(line)
    return 0


def _named(ties: Ties, members: Sequence[int]) -> list[str]:
    return [ties.names[one] for one in members]


def _document(ties: Ties, found: Communities, splits: Splits, seed: int) -> dict[str, object]:
    return {
        "n": len(ties.names),
        "ties": ties.links.nnz // 2,
        "lines": ties.lines,
        "loops": ties.loops,
        "density": splits.density,
        "seed": seed,
        "modularity": found.modularity,
        "modularity_each_tie_once": found.each_once,
        "modularity_by_chance": found.by_chance,
        "z": found.z,
        "communities": [
            {
                "size": len(one.members),
                "members": _named(ties, one.members),
                "inside": one.inside,
                "across": one.across,
                "conductance": one.conductance,
            }
            for one in found.communities
        ],
        "splits": {
            "gamma": splits.partition.density,
            "rule": {
                "members_min": splits.rule.members_min,
                "conductance_max": splits.rule.conductance_max,
                "jaccard_worth_discussing": splits.rule.worth,
                "jaccard_stable": splits.rule.stable,
                "samples": splits.rule.samples,
                "kept": splits.rule.kept,
            },
            "proposals": [_proposal(ties, one) for one in splits.proposals],
        },
        "cannot_tell": [told(one) for one in splits.cannot_tell],
    }


def _proposal(ties: Ties, one: Proposal) -> dict[str, object]:
    return {
        "members": _named(ties, one.members),
        "size": len(one.members),
        "cut": one.cut,
        "ties": one.ties,
        "conductance": one.conductance,
        "jaccard": one.jaccard,
        "proposed": one.is_proposed,
        "stable": one.is_stable,
        "conditions": [
            {"name": each.name, "holds": each.holds, "said": told(each.said)}
            for each in one.conditions
        ],
    }


def _page(ties: Ties, found: Communities, splits: Splits) -> Iterator[str]:
    yield ngettext(
        "%(num)s person, %(ties)s pairs tied.",
        "%(num)s people, %(ties)s pairs tied.",
        len(ties.names),
    ) % {
        "num": formats.number(len(ties.names)),
        "ties": formats.number(ties.links.nnz // 2),
    }
    several = [one for one in found.communities if len(one.members) > 1]
    yield ""
    yield _("Groups: %(count)s (modularity %(value)s%(chance)s)") % {
        "count": formats.number(len(several)),
        "value": f"{found.modularity:.3f}",
        "chance": _chance_said(found),
    }
    for one in several[:GROUPS_SHOWN]:
        names = ", ".join(_named(ties, one.members[:NAMES_SHOWN]))
        more = ", …" if len(one.members) > NAMES_SHOWN else ""
        yield row(f"  {formats.number(len(one.members))}: {names}{more}", f"{one.conductance:.2f}")
    if len(several) > GROUPS_SHOWN:
        yield _("  … and %(count)s more") % {"count": len(several) - GROUPS_SHOWN}
    yield _("At the end of each line: ties cut of the ties of the smaller side (conductance).")
    yield ""
    yield from _splits(ties, splits)


def _chance_said(found: Communities) -> str:
    if found.by_chance is None:
        return ""
    said = _(", by chance %(value)s") % {"value": f"{found.by_chance:.3f}"}
    if found.each_once == found.modularity:
        return said
    once = _(", each tie counted once %(value)s") % {"value": f"{found.each_once:.3f}"}
    return f"{once}{said}"


def _splits(ties: Ties, splits: Splits) -> Iterator[str]:
    proposed = [one for one in splits.proposals if one.is_proposed]
    if not proposed:
        yield _("No group would rather be a circle of its own, by the rule of this command.")
    for one in proposed:
        names = ", ".join(_named(ties, one.members[:NAMES_SHOWN]))
        word = _("stable") if one.is_stable else _("worth discussing")
        yield _("Might part (%(word)s): %(size)s people, %(names)s, …") % {
            "word": word,
            "size": formats.number(len(one.members)),
            "names": names,
        }
        for condition in one.conditions:
            yield f"  {told(condition.said)}"
    for sentence in splits.cannot_tell:
        yield told(sentence)
