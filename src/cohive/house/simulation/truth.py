"""What was planted, written beside the place; and the journal in a form that compares."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cohive.house.simulation.parting import WEEK_DAYS, splits_of
from cohive.house.simulation.reading import Reading
from cohive.house.simulation.world import World
from cohive.journal.queries import canonical_acts

__all__ = ["FILE", "digest", "document", "write"]

FILE = "simulation.json"
HEX_ID = re.compile(r"\b[0-9a-f]{8}-?[0-9a-f]{4}-?7[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}\b")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:\+00:00|Z)")
CROWDS = ("fan_club", "launch_crowd")


def digest(began_at: datetime) -> str:
    """SHA-256 over all acts and what moved with them, in the order of their seals.

    Ids are random and hours are those of the run; so each id becomes the number of its first
    appearance, and each instant the seconds since the place began. Two runs of one seed give the
    same bytes.
    """
    whole = hashlib.sha256()
    for line in canonical_lines(began_at):
        whole.update(line.encode() + b"\n")
    return whole.hexdigest()


def canonical_lines(began_at: datetime) -> Iterator[str]:
    """One line of JSON for each act."""
    seen: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        plain = found.group().replace("-", "")
        return f"#{seen.setdefault(plain, len(seen))}"

    def since(found: re.Match[str]) -> str:
        at = datetime.fromisoformat(found.group().replace("Z", "+00:00"))
        return f"@{(at - began_at).total_seconds():.0f}"

    for act in canonical_acts():
        flows = act.pop("flows")
        yield _told(act, number, since)
        yield from sorted(_told(flow, number, since) for flow in flows)


def _told(value: Any, number: Any, since: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=_text)
    return INSTANT.sub(since, HEX_ID.sub(number, text))


def _text(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def document(world: World, reading: Reading) -> dict[str, Any]:
    """Parameters, ground truth, figures and the digest, as plain JSON."""
    plan, truth = world.plan, world.truth
    return {
        "parameters": {
            "members": plan.members,
            "months": plan.months,
            "regime": plan.regime,
            "seed": plan.seed,
        },
        "began_at": world.began_at.isoformat(),
        "digest": digest(world.began_at),
        "truth": {
            "regime": "fan" if plan.regime == "fan" else "community",
            "staff": [person.key for person in world.staff],
            "circles": {
                key: sorted(people)
                for key, people in sorted(truth.items())
                if key.startswith("circle-")
            },
            "drifting": [
                {"circle": f"circle-{circle + 1:02d}", "week": day // WEEK_DAYS}
                for circle, day in sorted(world.drifts.items())
            ],
            "splits": splits_of(world),
            "army": {
                "accounts": truth.get("army", []),
                "targets": world.targets.get("army", []),
                "rivals": world.targets.get("army_rivals", []),
                "payers": truth.get("payers", []),
            },
            "innocent": {
                name: {"accounts": truth.get(name, []), "targets": world.targets.get(name, [])}
                for name in CROWDS
            },
            "agents": {person.key: str(person.agent) for person in world.everybody},
            "works": {entry.key: str(entry.id) for entry in world.works},
        },
        "made": {
            "works": len(world.works),
            "scores": len(world.scores),
            "orders": world.orders,
            "left": world.left,
        },
        "figures": reading.as_json(),
    }


def write(folder: Path, content: dict[str, Any]) -> Path:
    """Write it into the place's folder."""
    path = folder / FILE
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
