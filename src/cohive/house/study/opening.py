"""Where a study's frame comes from: a file from elsewhere, or a frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from cohive.bridges.histories import open_source
from cohive.bridges.histories.designs import Design, read_designs
from cohive.bridges.regular_files import check_source
from cohive.engine.frames import Frame, frame_of, is_frame, read_frame
from cohive.house.computing.naming import naming
from cohive.house.study.names import under_a_plain_name
from cohive.words.acts import Join, Tally
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["FRAME", "ActSaid", "Opened", "opened_source"]

FRAME = "frame"
DESIGNS = "designs"
MAPPED = "csv"
REASONS_MAX = 3
"""Reasons named where no record gave an act."""


@dataclass(frozen=True)
class ActSaid:
    """One sort of act in words, as the place's own pages say it: how many, by how many people."""

    words: str
    acts: int
    people: int


@dataclass(frozen=True)
class Opened:
    """A source, wholly read: its frame, what its actors and things are called, what it cannot tell.

    not_people: actors that stand for no person or for many. has_calendar: False where instants
    count from an unknown start. acts_said: sorts of acts in words, where the source has its own.
    """

    kind: str
    title: str
    frame: Frame
    names: Mapping[str, str]
    joins: tuple[Join, ...]
    cannot_tell: tuple[Sentence, ...]
    designs: tuple[Design, ...] = ()
    not_people: frozenset[str] = frozenset()
    has_calendar: bool = True
    acts_said: tuple[ActSaid, ...] = ()


def opened_source(path: Path, *, kind: str | None = None, mapping: Path | None = None) -> Opened:
    """Read a file or folder; `kind` is guessed when it is left out.

    Raises Refused naming file and line for what cannot be read, and for an unknown kind.
    """
    with naming(path, mapping=mapping):
        check_source(path, field="source")
        if mapping is not None and kind not in (None, MAPPED):
            raise Refused(
                "A mapping says which column of a CSV is what; the kind %(kind)s takes none.",
                field="mapping",
                kind=kind,
            )
        if kind == FRAME or (kind is None and mapping is None and is_frame(path)):
            with under_a_plain_name(path) as plain:
                return Opened(FRAME, plain.name, read_frame(plain), {}, (), ())
        source = open_source(path, kind=kind, mapping=mapping)
        frame = frame_of(source, tally=source.tally)
        if not len(frame):
            raise _no_act(path, source.tally)
        designs = read_designs(path, skips_unfit=True) if source.kind == DESIGNS else ()
        return Opened(
            source.kind,
            source.title,
            frame,
            source.names,
            tuple(source.joins),
            source.cannot_tell,
            designs,
            frozenset(source.not_people),
            source.has_calendar,
        )


def _no_act(path: Path, tally: Tally) -> Refused:
    """Nothing was kept: the most frequent reasons, each with its first place."""
    if not tally.refused:
        return Refused("There is no act in %(file)s.", field="source", file=path.name)
    said = [
        Sentence(
            "%(place)s: %(reason)s",
            {"place": tally.examples[reason][0], "reason": Sentence.known(reason)},
        )
        for reason, _ in tally.refused.most_common(REASONS_MAX)
    ]
    return Refused(
        "There is no act in %(file)s, of %(read)s records. %(reasons)s",
        field="source",
        file=path.name,
        read=tally.read,
        reasons=reduce(_after, said),
    )


def _after(one: Sentence, another: Sentence) -> Sentence:
    return Sentence("%(one)s %(another)s", {"one": one, "another": another})
