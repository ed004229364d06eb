"""States as declared graphs, checked when the module is imported.

A room declares which states a row may have and which moves exist; `move` refuses every other.
A graph with an unreachable state, or without an end, is a defect found at import.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cohive.words.refusals import Refused


@dataclass(frozen=True)
class StateGraph:
    """`moves` maps each state to those it may become; the first key is where rows begin."""

    name: str
    moves: Mapping[str, Sequence[str]]

    def __post_init__(self) -> None:
        known = set(self.moves)
        named = {target for targets in self.moves.values() for target in targets}
        if not self.moves or named - known:
            raise ValueError(f"state graph {self.name}: undeclared {sorted(named - known)}")
        unreachable = known - self._reachable()
        if unreachable:
            raise ValueError(f"state graph {self.name}: unreachable {sorted(unreachable)}")
        if all(self.moves.values()):
            raise ValueError(f"state graph {self.name}: no state is an end")

    def _reachable(self) -> set[str]:
        """All states some moves lead to from the start; two that only name each other are not."""
        reached = {self.start}
        ahead = [self.start]
        while ahead:
            for target in self.moves[ahead.pop()]:
                if target not in reached:
                    reached.add(target)
                    ahead.append(target)
        return reached

    @property
    def start(self) -> str:
        """Where every row begins."""
        return next(iter(self.moves))

    @property
    def states(self) -> list[str]:
        """All states in the order of declaration."""
        return list(self.moves)

    def choices(self) -> list[tuple[str, str]]:
        """The states for a Django field."""
        return [(state, state) for state in self.moves]

    def move(self, now: str, then: str) -> str:
        """Return `then` if it may follow `now`; raise Refused otherwise."""
        if then not in self.moves[now]:
            raise Refused(
                "This is %(now)s and cannot become %(then)s any more.", now=now, then=then
            )
        return then
