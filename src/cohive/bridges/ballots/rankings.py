"""Orders of numbered candidates, as three kinds of file write them, checked ballot by ballot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cohive.bridges.ballots import Ranking, SetAside
from cohive.bridges.ballots.opening import CANDIDATES_MAX, SHOWN_MAX
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["Rankings", "checked_size"]

PLACES_MAX = 5


def checked_size(candidates: int, line: int) -> int:
    """How many candidates a file announces. Raises Refused unless it is 1 to `CANDIDATES_MAX`."""
    if 1 <= candidates <= CANDIDATES_MAX:
        return candidates
    raise Refused(
        "Line %(line)s announces %(candidates)s candidates. It can be from 1 to %(most)s.",
        field="file",
        line=line,
        candidates=candidates,
        most=CANDIDATES_MAX,
    )


@dataclass
class Rankings:
    """The ballots read so far of an election with candidates "1" to `size`."""

    size: int
    ranks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    read: list[tuple[Ranking, int]] = field(default_factory=list)
    blank: int = 0
    blank_places: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ranks = {str(number): (str(number),) for number in range(1, self.size + 1)}

    def add(self, ranks: Iterable[str], count: int, line: int, *, between: str = "=") -> None:
        """Take one ballot; each rank is a number, or several joined by `between`.

        Raises Refused, naming the line, for what is no candidate and for one named twice. A ballot
        without ranks is blank: counted apart.
        """
        ranking = tuple(self.ranks.get(rank) or self._equal(rank, line, between) for rank in ranks)
        if not ranking:
            self.blank += count
            self.blank_places.append(f"{line}")
            return
        named = [name for rank in ranking for name in rank]
        if len(set(named)) < len(named):
            twice = next(name for place, name in enumerate(named) if name in named[:place])
            raise Refused(
                "Line %(line)s: a ballot names candidate %(candidate)s twice.",
                field="file",
                line=line,
                candidate=twice,
            )
        self.read.append((ranking, count))

    def _equal(self, rank: str, line: int, between: str) -> tuple[str, ...]:
        """Several candidates at one rank."""
        names = []
        for part in rank.split(between):
            name = part.strip().lstrip("0") or part.strip()
            if name not in self.ranks:
                raise Refused(
                    "Line %(line)s: “%(text)s” is not a candidate. They are numbered from 1 to "
                    "%(candidates)s.",
                    field="file",
                    line=line,
                    text=part.strip()[:SHOWN_MAX],
                    candidates=self.size,
                )
            names.append(name)
        return tuple(names)

    def set_aside(self) -> tuple[SetAside, ...]:
        """The blank ballots, if there were any."""
        if not self.blank:
            return ()
        lines = ", ".join(self.blank_places[:PLACES_MAX])
        lines += ", …" if len(self.blank_places) > PLACES_MAX else ""
        reason = Sentence(
            "Blank ballots, not counted: %(ballots)s (lines: %(lines)s).",
            {"ballots": self.blank, "lines": lines},
        )
        return (SetAside(reason, self.blank, tuple(self.blank_places[:PLACES_MAX])),)
