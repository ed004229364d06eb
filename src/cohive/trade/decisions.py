"""What can be said about money of a bank's statement that did not match by itself."""

from __future__ import annotations

DECISIONS = ("assign", "keep", "return", "aside")


def decisions_for(found: str, *, names_order: bool) -> tuple[str, ...]:
    """The decisions open for a line, by what was found and whether it names an order."""
    if found == "wrong_amount":
        return ("keep", "return", "aside")
    if found == "paid_twice" and names_order:
        return ("return", "aside")
    return ("assign", "aside") if found == "unknown_reference" else ("aside",)
