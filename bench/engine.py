"""Every part of the engine beside its peers, in one run: `python -m bench.engine [PART …]`.

CPU seconds and peak memory of each engine in a process of its own, as ratios to ours; a figure
beside it shows that all gave the same answer. Without arguments all parts run, which takes some
minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from bench import (
    engine_allotment,
    engine_ballots,
    engine_budgeting,
    engine_cascades,
    engine_collusion,
    engine_exposure,
    engine_fission,
    engine_insight,
    engine_lineage,
    engine_scales,
    engine_standing,
)

PARTS: dict[str, Callable[[], None]] = {
    "standing": engine_standing.main,
    "lineage": engine_lineage.main,
    "allotment": engine_allotment.main,
    "ballots": engine_ballots.main,
    "budgeting": engine_budgeting.main,
    "cascades": engine_cascades.main,
    "collusion": engine_collusion.main,
    "exposure": engine_exposure.main,
    "fission": engine_fission.main,
    "insight": engine_insight.main,
    "scales": engine_scales.main,
}


def main(wanted: list[str]) -> int:
    """Run the parts that are named, or all."""
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        print(f"There is no part {unknown[0]}. There are: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    for name in wanted or PARTS:
        PARTS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
