"""study.json: everything that was found, for programs; the same source, the same bytes."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from cohive.house.study.figures import figures
from cohive.house.study.findings import Findings
from cohive.words.sentences import Sentence
from cohive.words.signs import STEERING

__all__ = ["RECORD_MARK", "as_json"]

GENERATOR = "Cohive study"
RECORD_MARK = f'"generator": "{GENERATOR}"'
"""With this a record begins, by which the next study knows that it may be replaced."""


def as_json(findings: Findings) -> str:
    """The findings as one JSON document, in English, with a line's end."""
    source = findings.source
    tally = source.frame.tally
    first, last = findings.window
    document: dict[str, Any] = {
        "generator": GENERATOR,
        "source": {
            "title": source.title,
            "kind": source.kind,
            "rows": len(source.frame),
            "read": tally.read,
            "kept": tally.kept,
            "refused": [
                {"reason": reason, "count": count, "places": tally.examples.get(reason, [])}
                for reason, count in tally.refused.most_common()
            ],
        },
        "window": {"first": first, "last": last, "undated": findings.participation.undated},
        "figures": [
            {
                "key": figure.key,
                "section": figure.section,
                "name": str(figure.name),
                "value": figure.value,
                "low": figure.low,
                "high": figure.high,
                "n": figure.n,
                "of": str(figure.of),
                "how": str(figure.how),
                "first": first,
                "last": last,
            }
            for figure in figures(findings)
        ],
        "participation": asdict(findings.participation),
        "lineage": [asdict(line) for line in findings.descents],
        "cascades": asdict(findings.travel) if findings.travel else None,
        "turnover": [asdict(line) for line in findings.turnover],
        "challenges": _challenges(findings),
        "insight": _insight(findings),
        "coined_words": [asdict(word) for word in findings.coined],
        "newcomer_distance": asdict(findings.nearness) if findings.nearness else None,
        "practice": asdict(findings.practice) if findings.practice else None,
        "groups": _groups(findings),
        "splits": _splits(findings),
        "names": {
            person.actor: source.names[person.actor]
            for person in findings.participation.named
            if person.actor in source.names
        },
        "joins": [asdict(join) for join in source.joins],
        "cannot_tell": [str(sentence) for sentence in findings.cannot_tell],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, default=_plain)
    # the same names for a program, and nothing that steers the terminal of who looks inside
    return STEERING.sub(lambda found: f"\\u{ord(found.group()):04x}", text) + "\n"


def _challenges(findings: Findings) -> dict[str, Any] | None:
    if findings.challenges is None:
        return None
    document = asdict(findings.challenges)
    for name in ("how", "cannot_tell"):
        document[name] = [str(sentence) for sentence in getattr(findings.challenges, name)]
    return document


def _groups(findings: Findings) -> dict[str, Any] | None:
    """Sizes of the groups that the ties make, and nobody by name."""
    found = findings.groups
    if found is None:
        return None
    return {
        "modularity": found.modularity,
        "each_tie_once": found.each_once,
        "by_chance": found.by_chance,
        "z": found.z,
        "groups": [
            {"size": len(one.members), "inside": one.inside, "across": one.across}
            for one in found.communities
        ],
    }


def _splits(findings: Findings) -> dict[str, Any] | None:
    """Sizes and conditions of the groups, and nobody by name."""
    if findings.parting is None:
        return None
    splits = findings.parting.splits
    return {
        "n": splits.n,
        "density": splits.density,
        "proposals": [
            {
                "size": len(one.members),
                "conductance": one.conductance,
                "jaccard": one.jaccard,
                "proposed": one.is_proposed,
                "stable": one.is_stable,
                "conditions": [
                    {"name": each.name, "holds": each.holds, "said": str(each.said)}
                    for each in one.conditions
                ],
            }
            for one in splits.proposals
        ],
        "cannot_tell": [str(sentence) for sentence in splits.cannot_tell],
    }


def _insight(findings: Findings) -> dict[str, Any] | None:
    """Without the places of single people: on the ladder, between others, in a core, at a work."""
    if findings.insight is None:
        return None
    seen = findings.insight
    document = asdict(seen)
    document["ladder"] = {
        "at": seen.ladder.at,
        "n": seen.ladder.n,
        "counts": {rung.name.lower(): count for rung, count in seen.ladder.counts.items()},
        "moves": [
            asdict(move) | {"start": move.start.name.lower(), "end": move.end.name.lower()}
            for move in seen.ladder.moves
        ],
    }
    for broker in document["brokers"]:
        del broker["person"]
    for turn in document["renewal"]["turns"]:
        turn["core"] = len(turn["core"])
    for work in document["vacancies"]:
        del work["holder"]
        work["heirs"] = len(work["heirs"])
    return document


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Sentence):
        return str(value)
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    raise TypeError(f"{type(value).__name__} has no form in JSON")
