"""What channels, lines of the waterfall, states and nodes are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from django.utils.translation import gettext, gettext_noop

from cohive.look.stages import NAMES as STAGE_NAMES
from cohive.look.stages import stage_name

CHANNELS = {
    "web": gettext_noop("Web shop"),
    "stall": gettext_noop("Stall"),
    "partner": gettext_noop("Partner shops"),
    "import": gettext_noop("Sold elsewhere"),
}
LINES = {
    "tax": gettext_noop("Tax"),
    "fees": gettext_noop("Fees"),
    "house": gettext_noop("House"),
    "link": gettext_noop("Reward for a link"),
    "prior": gettext_noop("Had back first"),
    "pool": gettext_noop("For people"),
}
STATES = {
    "provisional": gettext_noop("provisional"),
    "open": gettext_noop("open to question"),
    "held": gettext_noop("in question"),
    "under_review": gettext_noop("under review"),
    "final": gettext_noop("final"),
}
DENOMINATOR_SHOWN_MAX = 1_000_000


def channel_name(channel: str) -> str:
    """A channel in the viewer's language; a partner's own name stays as it is."""
    return gettext(CHANNELS[channel]) if channel in CHANNELS else channel


def line_name(kind: str, label: str) -> str:
    """A line of the waterfall: a cost by its own label, the others by their kind."""
    return (
        label if kind in ("fixed", "prior") and label else gettext(LINES.get(kind, LINES["house"]))
    )


def state_name(state: str) -> str:
    """A state of money in the viewer's language."""
    return gettext(STATES[state])


def node_name(node: str, labels: Mapping[str, str]) -> str:
    """A station of a path: a stage by its word, a work or contribution by its title."""
    if node in STAGE_NAMES:
        return stage_name(node)
    return labels.get(node, gettext("a contribution"))


def fraction_text(value: Fraction) -> str:
    """'1/10'; a fraction too long to read is said in decimals, marked with ≈."""
    if value.denominator <= DENOMINATOR_SHOWN_MAX:
        return str(value)
    return f"≈ {float(value):.6g}"
