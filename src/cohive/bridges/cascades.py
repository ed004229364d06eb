"""Files of cascades: who passed a thing on after whom, or only who took it up when.

Two forms, told by the first sign. **Trees** are JSON lines, one cascade each:
`{"id", "label"?, "t0"?, "nodes": [[parent, user, seconds, …], …]}` with parent 0 for the root (the
post itself, which is not among the nodes) or the number of a node from 1, user a whole number,
seconds after `t0` (unix time); null where not known, and whatever else a node holds is passed over.
**Adoptions** are lines of records `user time` with commas between, one cascade each; the first
record may have another number in front. A file of edges beside them, `user,user` on each line, says
who knows whom.

Lines come from outside, so that this reads the same from a plain file and a packed one.
"""

from __future__ import annotations

import json
import math
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Final, NoReturn

from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["NOBODY", "Cascade", "CascadeFile", "CascadeForm", "cascades_in", "edges_in"]

NOBODY: Final = -1
"""As a user: not known who. As a parent: the root has none."""

TIME_SECONDS_MAX: Final = 3 * 10**10
"""Some 950 years: what is longer is no time that a file of this kind can mean."""
NODES_MAX: Final = 50_000_000
EDGES_MAX: Final = 50_000_000
USER_MAX: Final = 2**62
SHOWN_MAX: Final = 40
"""As much of a wrong text as a refusal repeats."""

_NUMBER = r"\d{1,18}(?:\.\d{0,18})?(?:[eE][+-]?\d{1,3})?"
_RECORD = re.compile(rf"\s*(\d{{1,18}})\s+({_NUMBER})\s*", re.ASCII)
_FIRST_RECORD = re.compile(rf"\s*(?:(\d{{1,18}})\s+)?(\d{{1,18}})\s+({_NUMBER})\s*", re.ASCII)
_CUT_OFF = re.compile(r"\s*\d{1,18}\s*", re.ASCII)
_EDGE = re.compile(r"\s*(\d{1,18})(?:\s*[,;]\s*|\s+)(\d{1,18})\s*", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNKNOWN = math.nan


class CascadeForm(StrEnum):
    """Whether a file says from whom each one had it."""

    TREES = "trees"
    ADOPTIONS = "adoptions"


@dataclass(frozen=True, slots=True)
class Cascade:
    """One cascade; users and seconds (and parents) have one entry for each node, parallel.

    Trees: the root is node 0, its parent NOBODY, its user NOBODY and its second 0; the others keep
    their numbers of the file. seconds are after `started_at` (unix seconds, None where not known),
    NaN where not known. Adoptions: parents is None, seconds are on the clock of the file, whatever
    its zero is, and started_at is None. line: where it stands, from 1.
    """

    id: str
    label: str | None
    started_at: float | None
    parents: Sequence[int] | None
    users: Sequence[int]
    seconds: Sequence[float]
    line: int


@dataclass(frozen=True)
class CascadeFile:
    """All cascades of a file, in its order.

    orphans: nodes whose parent the file does not have, put under the root. numbers_in_front: first
    records with a number in front of them, which nobody explains and which is passed over. cut_off:
    whether the file ends within a record, which is left out.
    """

    form: CascadeForm
    cascades: tuple[Cascade, ...]
    orphans: int = 0
    numbers_in_front: int = 0
    cut_off: bool = False


def cascades_in(numbered: Iterator[tuple[int, str]], *, field: str) -> CascadeFile:
    """Read a file of either form from its lines, each with its number from 1, none of them blank.

    Raises Refused at `field`, naming the line and the node or record (from 1), for whatever is not
    of the form, a parent that is not there, a node that is its own parent, a number below 0 where
    none can be or beyond what 64 bits hold, an id given twice, a file without cascades or with more
    than NODES_MAX nodes.
    """
    first = next(numbered, None)
    if first is None:
        raise Refused("This file is empty.", field=field)
    again = chain([first], numbered)
    if first[1].lstrip().startswith("{"):
        return _trees(again, field)
    return _adoptions(again, field)


def edges_in(numbered: Iterator[tuple[int, str]], *, field: str) -> array[int]:
    """Who knows whom, two users after each other for every line.

    Raises Refused at `field`, naming the line, for one that is not two users.
    """
    edges = array("q")
    for line, text in numbered:
        match = _EDGE.fullmatch(text)
        if match is None:
            raise Refused(
                "Line %(line)s of the edges is not two users: “%(text)s”.",
                field=field,
                line=line,
                text=text[:SHOWN_MAX],
            )
        edges.extend((int(match[1]), int(match[2])))
        if len(edges) > 2 * EDGES_MAX:
            raise Refused("There are more than %(number)s edges.", field=field, number=EDGES_MAX)
    return edges


# -- trees ---------------------------------------------------------------------------------------


def _trees(numbered: Iterator[tuple[int, str]], field: str) -> CascadeFile:
    cascades: list[Cascade] = []
    line_of: dict[str, int] = {}
    orphans = nodes = 0
    for line, text in numbered:
        record = _record(text, line, field)
        name = _id(record, line, field)
        if name in line_of:
            raise Refused(
                "Line %(line)s has the cascade “%(cascade)s”, which stands in line %(first)s too.",
                field=field,
                line=line,
                cascade=name[:SHOWN_MAX],
                first=line_of[name],
            )
        line_of[name] = line
        cascade, unknown = _tree(record, name, line, field)
        cascades.append(cascade)
        orphans += unknown + _orphans_counted(record, line, field)
        nodes = _bounded(nodes + len(cascade.users), field)
    return CascadeFile(CascadeForm.TREES, tuple(cascades), orphans=orphans)


def _record(text: str, line: int, field: str) -> dict[str, object]:
    try:
        record = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except _Twice as twice:
        raise Refused(
            "Line %(line)s names “%(key)s” twice.", field=field, line=line, key=str(twice)
        ) from None
    except (ValueError, RecursionError):  # no JSON or a number too long; nested too deeply
        raise Refused("Line %(line)s is not JSON.", field=field, line=line) from None
    if not isinstance(record, dict) or not isinstance(record.get("nodes"), list):
        raise Refused(
            "Line %(line)s is no cascade: it has no list of “nodes”.", field=field, line=line
        )
    return record


class _Twice(Exception):  # noqa: N818 - a message between two functions of this module
    """A key that an object names twice."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    for name, _value in pairs:
        if name in seen:
            raise _Twice(name[:SHOWN_MAX])
        seen.add(name)
    return found


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _id(record: dict[str, object], line: int, field: str) -> str:
    name = record.get("id")
    if isinstance(name, int) and not isinstance(name, bool):
        return str(name)  # only a name, and so as long as it likes
    if not _is_text(name):
        raise Refused("Line %(line)s is no cascade: it has no “id”.", field=field, line=line)
    return str(name)


def _is_text(value: object) -> bool:
    """Half of a surrogate pair can stand in JSON, but in no file and on no page."""
    return isinstance(value, str) and bool(value.strip()) and not _SURROGATE.search(value)


def _tree(record: dict[str, object], name: str, line: int, field: str) -> tuple[Cascade, int]:
    """The cascade, and how many nodes have no parent named."""
    label = record.get("label")
    if label is not None and not _is_text(label):
        raise Refused("The “label” of line %(line)s is no text.", field=field, line=line)
    nodes = record["nodes"]
    assert isinstance(nodes, list)  # noqa: S101 - `_record` looked
    columns = _columns(nodes)
    if columns is None:
        _refuse_first_wrong(nodes, line, field)
    parents, users, seconds, unknown = columns
    return (
        Cascade(
            id=name,
            label=None if label is None else str(label),
            started_at=_moment(record, line, field),
            parents=parents,
            users=users,
            seconds=seconds,
            line=line,
        ),
        unknown,
    )


def _columns(nodes: list[object]) -> tuple[array[int], array[int], array[float], int] | None:
    """Parents, users, seconds, root first; how many parents are null. None if anything is wrong.

    Column by column, since most files are right and most of their bulk is here.
    """
    try:
        above, who, when, *_ = zip(*nodes, strict=True) if nodes else ((), (), ())
    except (TypeError, ValueError):  # a node is no list; it is shorter than the others or than 3
        return None
    kinds = {type(value) for value in (*above, *who)}
    if not kinds <= {int, type(None)} or not {type(value) for value in when} <= _TIMES:
        return None
    try:
        parents = array("q", [NOBODY, *(0 if parent is None else parent for parent in above)])
        users = array("q", [NOBODY, *(NOBODY if user is None else user for user in who)])
        seconds = array("d", [0.0, *(_UNKNOWN if second is None else second for second in when)])
    except OverflowError:
        return None
    if any(second is not None and not abs(second) <= TIME_SECONDS_MAX for second in when):
        return None
    if min(users[1:], default=0) < NOBODY or NOBODY in who or max(users) > USER_MAX:
        return None
    is_wrong = any(
        not 0 <= parent <= len(nodes) or parent == node
        for node, parent in enumerate(parents[1:], 1)
    )
    return None if is_wrong else (parents, users, seconds, above.count(None))


_TIMES: Final = {int, float, type(None)}


def _refuse_first_wrong(nodes: list[object], line: int, field: str) -> NoReturn:
    """Say what is wrong with the first node that `_columns` would not take."""
    for number, node in enumerate(nodes, 1):
        problem = _problem(node, number, len(nodes))
        if problem is not None:
            raise Refused(
                "Line %(line)s, node %(node)s: %(problem)s",
                field=field,
                line=line,
                node=number,
                problem=problem,
            )
    widths = {len(node) for node in nodes if isinstance(node, list)}
    raise Refused(
        "Line %(line)s has nodes of %(few)s values and of %(many)s.",
        field=field,
        line=line,
        few=min(widths),
        many=max(widths),
    )


def _problem(node: object, number: int, count: int) -> Sentence | None:
    if not isinstance(node, list) or len(node) < 3:
        return Sentence("it is not [parent, user, seconds].")
    parent, user, second = node[:3]
    if not _is_whole(parent) or not 0 <= (parent or 0) <= count:
        return Sentence("there is no node “%(value)s” to be its parent.", {"value": _shown(parent)})
    if parent == number:
        return Sentence("it is its own parent.")
    if not _is_whole(user) or not 0 <= (user or 0) <= USER_MAX:
        return Sentence("“%(value)s” is no number of a user.", {"value": _shown(user)})
    if type(second) not in _TIMES or not abs(second or 0) <= TIME_SECONDS_MAX:
        return Sentence("“%(value)s” is no number of seconds.", {"value": _shown(second)})
    return None


def _is_whole(value: object) -> bool:
    return value is None or type(value) is int


def _shown(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)[:SHOWN_MAX]
    except (ValueError, RecursionError):
        return "…"


def _moment(record: dict[str, object], line: int, field: str) -> float | None:
    value = record.get("t0")
    if value is None:
        return None
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not abs(value) <= TIME_SECONDS_MAX
    ):
        raise Refused(
            "The “t0” of line %(line)s, “%(value)s”, is no unix time.",
            field=field,
            line=line,
            value=_shown(value),
        )
    return float(value)


def _orphans_counted(record: dict[str, object], line: int, field: str) -> int:
    value = record.get("orphan_parents")
    if value is None:
        return 0
    if type(value) is not int or not 0 <= value <= NODES_MAX:
        raise Refused(
            "The “orphan_parents” of line %(line)s is not a whole number from 0 to %(most)s.",
            field=field,
            line=line,
            most=NODES_MAX,
        )
    return value


def _bounded(nodes: int, field: str) -> int:
    if nodes > NODES_MAX:
        raise Refused(
            "There are more than %(number)s nodes in this file. Give a smaller one.",
            field=field,
            number=NODES_MAX,
        )
    return nodes


# -- adoptions -----------------------------------------------------------------------------------


def _adoptions(numbered: Iterator[tuple[int, str]], field: str) -> CascadeFile:
    cascades: list[Cascade] = []
    in_front = nodes = 0
    cut_off: Refused | None = None
    for line, text in numbered:
        if cut_off is not None:
            raise cut_off  # a record that is cut off can only be the last of all
        records = text.rstrip().removesuffix(",").split(",")
        if _CUT_OFF.fullmatch(records[-1]):
            cut_off = _not_a_record(records.pop(), len(records) + 1, line, field)
        if not records:
            continue
        users, seconds = array("q"), array("d")
        for number, record in enumerate(records, 1):
            match = _RECORD.fullmatch(record)
            if match is None and number == 1 and (match := _FIRST_RECORD.fullmatch(record)):
                in_front += 1
            if match is None:
                raise _not_a_record(record, number, line, field)
            second = float(match[match.lastindex or 0])
            if not second <= TIME_SECONDS_MAX:
                raise _not_a_record(record, number, line, field)
            users.append(int(match[(match.lastindex or 0) - 1]))
            seconds.append(second)
        nodes = _bounded(nodes + len(users), field)
        cascades.append(Cascade(str(line), None, None, None, users, seconds, line))
    if not cascades and cut_off is not None:
        raise cut_off
    return CascadeFile(
        CascadeForm.ADOPTIONS,
        tuple(cascades),
        numbers_in_front=in_front,
        cut_off=cut_off is not None,
    )


def _not_a_record(record: str, number: int, line: int, field: str) -> Refused:
    return Refused(
        "Line %(line)s, record %(number)s is not “user time” in whole numbers: “%(text)s”.",
        field=field,
        line=line,
        number=number,
        text=record.strip()[:SHOWN_MAX],
    )
