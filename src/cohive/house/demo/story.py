"""What the parts of the seed know of each other: the clock, and the ids of what was made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cohive.bond.queries import PlaceView
from cohive.bridges.pictures import Picture, reencode
from cohive.house.demo.story_time import StoryTime

PICTURES = Path(__file__).parent / "pictures"


@dataclass
class Story:
    """Names of the story to ids of the place; filled as the seed goes on."""

    time: StoryTime
    place: PlaceView
    people: dict[str, UUID] = field(default_factory=dict)
    circles: dict[str, UUID] = field(default_factory=dict)
    posts: dict[str, UUID] = field(default_factory=dict)
    works: dict[str, UUID] = field(default_factory=dict)
    challenges: dict[str, UUID] = field(default_factory=dict)
    products: dict[str, UUID] = field(default_factory=dict)
    orders: dict[str, UUID] = field(default_factory=dict)
    links: dict[str, UUID] = field(default_factory=dict)
    channels: dict[str, UUID] = field(default_factory=dict)
    campaigns: dict[str, UUID] = field(default_factory=dict)
    talks: dict[str, UUID] = field(default_factory=dict)
    _drawn: dict[str, Picture] = field(default_factory=dict)

    def at(self, moment: tuple[int, int, int, int]) -> datetime:
        """A moment of the story."""
        return self.time.on(*moment)

    def makers(self, weights: tuple[tuple[str, int], ...]) -> list[tuple[UUID, int]]:
        """Names with weights as agents with weights."""
        return [(self.people[key], weight) for key, weight in weights]

    def picture(self, name: str) -> Picture:
        """A picture, taken in like any upload."""
        if name not in self._drawn:
            self._drawn[name] = reencode((PICTURES / f"{name}.webp").read_bytes())
        return self._drawn[name]
