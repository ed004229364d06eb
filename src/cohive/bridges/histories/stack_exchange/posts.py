"""Who wrote which post and what it answers, kept small: the first reading of a dump.

Comments, votes and answers name a post by its number and never its author, and they may stand
before it. So the posts are read once for four numbers each, 26 bytes, however long their texts are.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Final

from cohive.bridges.histories.plain import sound
from cohive.words.refusals import Refused

__all__ = ["ANSWER", "COMMUNITY", "POSTS_MAX", "QUESTION", "Posts", "number_of", "person_in"]

QUESTION: Final = 1
ANSWER: Final = 2
POSTS_MAX = 20_000_000
COMMUNITY: Final = "u-1"
"""The program that owns wiki posts and gives badges: user -1 of every site."""

_NOBODY = 0
_NUMBER_DIGITS_MAX = 15
_NAME_CHARACTERS_MAX = 200


def number_of(text: str | None) -> int | None:
    """A whole number from 0; None for anything else."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > _NUMBER_DIGITS_MAX:
        return None
    return int(text)


def person_in(row: Mapping[str, str], number: str, name: str) -> str | None:
    """Whom a row names: a user by number, else one whose account is gone by the name left.

    None when it names nobody. Two deleted accounts of one name cannot be told apart.
    """
    if row.get(number) == "-1":
        return COMMUNITY
    user = number_of(row.get(number))
    if user:
        return f"u{user}"
    left = sound(" ".join(row.get(name, "").split())[:_NAME_CHARACTERS_MAX])
    return f"name:{left}" if left else None


class Posts:
    """Author, kind and question of every post, found by its number."""

    def __init__(self, rows: Iterable[Mapping[str, str]], *, field: str) -> None:
        """Read all posts. Raises Refused when there are none, or more than `POSTS_MAX`."""
        self._ids = array("q")
        self._owners = array("q")
        self._parents = array("q")
        self._kinds = array("h")
        self._left: dict[str, int] = {}
        self._names: list[str] = []
        number = 0
        for number, row in enumerate(rows, 1):
            if number > POSTS_MAX:
                raise Refused(
                    "This dump has more than %(number)s posts. Give a smaller one.",
                    field=field,
                    number=POSTS_MAX,
                )
            self._see(row)
        if not number:
            raise Refused("There is no post in this dump.", field=field)
        self._sort()

    def owner(self, post: int) -> str | None:
        """Who wrote a post; None when that is not known."""
        place = self._place(post)
        code = self._owners[place] if place is not None else _NOBODY
        if code == _NOBODY:
            return None
        return f"u{code}" if code >= -1 else self._names[-code - 2]

    def question(self, post: int) -> int | None:
        """Which question an answer answers; None for what is no answer."""
        place = self._place(post)
        return (self._parents[place] or None) if place is not None else None

    def kind(self, post: int) -> str:
        """The kind of thing a post is; "post" for one that is not in the dump."""
        place = self._place(post)
        return kind_of(self._kinds[place]) if place is not None else "post"

    def _see(self, row: Mapping[str, str]) -> None:
        post = number_of(row.get("Id"))
        if post is None:
            return
        kind = min(number_of(row.get("PostTypeId")) or 0, 1000)
        self._ids.append(post)
        self._owners.append(self._code(person_in(row, "OwnerUserId", "OwnerDisplayName")))
        self._parents.append((number_of(row.get("ParentId")) or 0) if kind == ANSWER else 0)
        self._kinds.append(kind)

    def _code(self, person: str | None) -> int:
        """A person as a number: users their own, names from -2 down, nobody 0."""
        if person is None:
            return _NOBODY
        if person.startswith("u"):
            return int(person[1:])
        code = self._left.setdefault(person, -2 - len(self._names))
        if -code - 2 == len(self._names):
            self._names.append(person)
        return code

    def _sort(self) -> None:
        """Dumps are in the order of Id; put right what is not. Of two posts the first counts."""
        ids = self._ids
        if all(ids[place] < ids[place + 1] for place in range(len(ids) - 1)):
            return
        order = sorted(range(len(ids)), key=ids.__getitem__)
        self._ids = array("q", [ids[place] for place in order])
        self._owners = array("q", [self._owners[place] for place in order])
        self._parents = array("q", [self._parents[place] for place in order])
        self._kinds = array("h", [self._kinds[place] for place in order])

    def _place(self, post: int) -> int | None:
        place = bisect_left(self._ids, post)
        return place if place < len(self._ids) and self._ids[place] == post else None


def kind_of(post_type: int) -> str:
    """A question, an answer, or a page: tag descriptions, wikis, nominations, articles."""
    return {QUESTION: "question", ANSWER: "answer"}.get(post_type, "page")
