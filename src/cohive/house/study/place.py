"""The place itself as the source of a study: its journal, with members by their pen names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import polars as pl
from django.utils.translation import gettext

from cohive.bond import queries as members
from cohive.create import queries as works
from cohive.engine.frames import Frame, frame_of
from cohive.house.study.opening import ActSaid, Opened
from cohive.journal.events import kinds
from cohive.journal.queries import act_rows, acts_by_kind, people_among
from cohive.words.acts import ActRow, Tally
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["opened_place"]


def opened_place() -> Opened:
    """Read the place's journal. Raises Refused where no place is, or nothing has happened yet."""
    place = members.place()
    if place is None:
        raise Refused("There is no place yet. Open one first.")
    tally = Tally()
    frame = frame_of(_counted(act_rows(staff=members.staff()), tally), tally=tally)
    if not len(frame):
        raise Refused("Nothing has happened in this place yet.")
    return Opened(
        kind="place",
        title=place.name,
        frame=frame,
        names=_names(frame),
        joins=(),
        not_people=_not_people(frame),
        acts_said=_acts_said(),
        cannot_tell=(
            Sentence("Who only read or looked: that leaves no act in the journal."),
            Sentence("What was said: the journal holds that something was said, not the words."),
        ),
    )


def _counted(rows: Iterator[ActRow], tally: Tally) -> Iterator[ActRow]:
    for row in rows:
        tally.keep()
        yield row


def _names(frame: Frame) -> dict[str, str]:
    """Pen names of everyone in the frame, addressed or acting, and titles of works."""
    agents = {key for name in ("actor", "target", "circle") for key in frame.acts[name] if key}
    cards = members.cards(UUID(key) for key in agents)
    made = frame.acts.filter(pl.col("object_kind") == "work")["object"].unique()
    titles = works.cards_of(UUID(key) for key in made)
    return {
        **{str(work): card.title for work, card in titles.items()},
        **{str(agent): card.name for agent, card in cards.items()},
    }


def _not_people(frame: Frame) -> frozenset[str]:
    """The firm, circles and everybody who bought as a guest, acting or addressed: no person."""
    named = {key for name in ("actor", "target") for key in frame.acts[name].unique() if key}
    agents = frozenset(UUID(key) for key in named)
    return frozenset(str(agent) for agent in agents - people_among(agents))


def _acts_said() -> tuple[ActSaid, ...]:
    """What members did, in the words of the place's own feed: "voted in a decision"."""
    return tuple(
        ActSaid(_without_who(gettext(kinds[name].sentence)), acts, people)
        for name, acts, people in acts_by_kind()
    )


def _without_who(sentence: str) -> str:
    words = re.sub(r"%\(\w+\)s", "…", sentence.replace("%(actor)s", ""))
    return words.strip().strip("。.，, ")
