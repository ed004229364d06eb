"""A dump as rows of acts.

    Posts     question, answer, page   Create; an answer is to its question (parent), addressed to
                                       who asked; pages are tag descriptions and the like
    Comments  comment                  Create, to the post (parent), addressed to its author
    Votes     accepted answer          Accept by who asked, addressed to who answered
              bounty offered           Offer on the question, weight = points of reputation
              any vote with its voter  Like (up, favourite), Flag (offensive, spam)
    Badges    badge                    Add by the site's own program, addressed to who got it

Votes: a public dump takes the voter out of all others. They are refused and counted by that reason:
an act without an actor is none, one invented voter would be the site's busiest member, and a sum of
points laid on the post's weight would turn a row that says "one answer" into something else. A
down vote with its voter has no verb in ActivityStreams and is counted as a kind that is not read.

Deleted accounts: the number is gone and often a name is left. Such an act is kept with the actor
"name:..."; without a name too it is refused. The Community user (-1) is a program.

Source: the schema of the public data dump, https://meta.stackexchange.com/questions/2677.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cohive.bridges.histories.moments import moment_in
from cohive.bridges.histories.plain import SeenNumbers, plain_text
from cohive.bridges.histories.stack_exchange.dump import Dump, dump_at
from cohive.bridges.histories.stack_exchange.posts import (
    ANSWER,
    COMMUNITY,
    Posts,
    kind_of,
    number_of,
    person_in,
)
from cohive.words.acts import ActRow, Role, Source, Tally
from cohive.words.sentences import Sentence
from cohive.words.verbs import Verb

__all__ = ["opened"]

Row = Mapping[str, str]

ACCEPTED: Final = 1
BOUNTY_OFFERED: Final = 8
VERBS: Final = {
    2: Verb.LIKE,  # up
    4: Verb.FLAG,  # offensive
    5: Verb.LIKE,  # favourite
    BOUNTY_OFFERED: Verb.OFFER,
    12: Verb.FLAG,  # spam
}
"""What a vote with its voter is, by VoteTypeId; who asked is the voter of an acceptance."""

_NO_ID = Sentence("This row has no number of its own.")
_TWICE = Sentence("A row with this number stood there before.")
_NO_TIME = Sentence("There is no time that can be read.")
_NO_TYPE = Sentence("This post does not say what it is.")
_NO_POST = Sentence("This does not say to which post it belongs.")
_NOBODY = Sentence("This row names nobody: the account is gone and no name is left.")
_NO_VOTER = Sentence("A vote without its voter: dumps do not say who votes.")
_NO_ASKER = Sentence("An answer was accepted, and who asked is not in the dump.")
_NO_VERB = Sentence("This kind of vote is not read.")
_NO_BADGE = Sentence("This badge has no name.")
_CANNOT_TELL = (
    Sentence("Who voted: dumps name no voters. Acceptances count, as only who asked can accept."),
    Sentence("Which of two deleted accounts of one name wrote something: they count as one."),
    Sentence("To whom a comment speaks when it names somebody else than the post's author."),
    Sentence("At what hour somebody voted: dumps give the day."),
    Sentence("Who belongs to which circle: a site has tags on questions, and no circles."),
    Sentence("What was deleted, and earlier wordings: dumps hold what stood there on their day."),
    Sentence("Who read along without writing."),
)
_MISSING = {
    "comments": Sentence("Who commented: there is no Comments.xml in this dump."),
    "votes": Sentence("What was accepted: there is no Votes.xml in this dump."),
    "badges": Sentence("Which badges were given: there is no Badges.xml in this dump."),
    "users": Sentence("What people are called: there is no Users.xml in this dump."),
}


def opened(path: Path, *, field: str) -> Source:
    """Open a dump: a folder or a zip with Posts.xml; the other files may be missing.

    Posts are read twice, the rest once, and nothing is held but who wrote which post (26 bytes
    each). `names` are whole when the rows were read. Raises Refused at `field` with file and line
    for damaged XML, for a trick, and when there is no post.
    """
    dump = dump_at(path, field=field)
    posts = Posts((row for _, row in dump.records("posts", field=field)), field=field)
    reader = _Reader(dump, posts, Tally(), {}, field)
    return Source(
        kind="stack-exchange",
        title=path.name,
        rows=reader.rows(),
        tally=reader.tally,
        names=reader.names,
        cannot_tell=(
            *_CANNOT_TELL,
            *(said for table, said in _MISSING.items() if table not in dump.files),
        ),
    )


class _Unfit(Exception):  # noqa: N818 - a reason, caught where the row is judged
    """Why a row of the dump is no act."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason.english)
        self.reason = reason


@dataclass
class _Reader:
    """The second reading: one act for each row of four tables, then what people are called."""

    dump: Dump
    posts: Posts
    tally: Tally
    names: dict[str, str]
    field: str

    def rows(self) -> Iterator[ActRow]:
        """Every act, table by table, in the order of the files."""
        acted = SeenNumbers()
        for table, act_of in (
            ("posts", self._post),
            ("comments", self._comment),
            ("votes", self._vote),
            ("badges", self._badge),
        ):
            for act in self._acts(table, act_of):
                for person in (act.actor, act.target):
                    if person is not None and person[1:].isdigit():
                        acted.add(int(person[1:]))
                yield act
        self._call_by_name(acted)

    def _acts(self, table: str, act_of: Callable[[int, Row], ActRow]) -> Iterator[ActRow]:
        name = self.dump.file_name(table)
        seen = SeenNumbers()
        for line, row in self.dump.records(table, field=self.field):
            place = f"{name}, line {line}"
            number = number_of(row.get("Id"))
            if number is None:
                self.tally.refuse(_NO_ID, place)
                continue
            if not seen.add(number):
                self.tally.refuse(_TWICE, place)
                continue
            try:
                act = act_of(number, row)
            except _Unfit as unfit:
                self.tally.refuse(unfit.reason, place)
                continue
            self.tally.keep()
            yield act

    def _post(self, number: int, row: Row) -> ActRow:
        kind = number_of(row.get("PostTypeId"))
        if kind is None:
            raise _Unfit(_NO_TYPE)
        actor = _person(row, "OwnerUserId", "OwnerDisplayName")
        question = number_of(row.get("ParentId")) if kind == ANSWER else None
        if kind == ANSWER and question in (None, number):
            raise _Unfit(_NO_POST)
        text = f"{row.get('Title', '')} {row.get('Body', '')}"
        return ActRow(
            id=f"p{number}",
            at=_time(row, "CreationDate"),
            actor=actor,
            verb=Verb.CREATE.value,
            object=f"p{number}",
            object_kind=kind_of(kind),
            target=None if question is None else self.posts.owner(question),
            parent=None if question is None else f"p{question}",
            text=plain_text(text, is_html=True),
            role=_role(actor),
        )

    def _comment(self, number: int, row: Row) -> ActRow:
        post = number_of(row.get("PostId"))
        if post is None:
            raise _Unfit(_NO_POST)
        actor = _person(row, "UserId", "UserDisplayName")
        return ActRow(
            id=f"c{number}",
            at=_time(row, "CreationDate"),
            actor=actor,
            verb=Verb.CREATE.value,
            object=f"c{number}",
            object_kind="comment",
            target=self.posts.owner(post),
            parent=f"p{post}",
            text=plain_text(row.get("Text", ""), is_html=False),
            role=_role(actor),
        )

    def _vote(self, number: int, row: Row) -> ActRow:
        post, kind = number_of(row.get("PostId")), number_of(row.get("VoteTypeId"))
        if post is None:
            raise _Unfit(_NO_POST)
        actor, verb = self._voter(kind, post, row)
        points = number_of(row.get("BountyAmount")) if kind == BOUNTY_OFFERED else None
        return ActRow(
            id=f"v{number}",
            at=_time(row, "CreationDate"),
            actor=actor,
            verb=verb.value,
            object=f"p{post}",
            object_kind=self.posts.kind(post),
            target=self.posts.owner(post),
            weight=float(points) if points else 1.0,
            role=_role(actor),
        )

    def _voter(self, kind: int | None, post: int, row: Row) -> tuple[str, Verb]:
        """Who voted, and what the vote is. Raises _Unfit when either cannot be said."""
        if kind == ACCEPTED:
            question = self.posts.question(post)
            asker = None if question is None else self.posts.owner(question)
            if asker is None:
                raise _Unfit(_NO_ASKER)
            return asker, Verb.ACCEPT
        voter = person_in(row, "UserId", "")
        if voter is None:
            raise _Unfit(_NO_VOTER)
        if kind not in VERBS:
            raise _Unfit(_NO_VERB)
        return voter, VERBS[kind]

    def _badge(self, number: int, row: Row) -> ActRow:
        name = plain_text(row.get("Name", ""), is_html=False)
        if name is None:
            raise _Unfit(_NO_BADGE)
        return ActRow(
            id=f"b{number}",
            at=_time(row, "Date"),
            actor=COMMUNITY,
            verb=Verb.ADD.value,
            object=f"badge {name}",
            object_kind="badge",
            target=_person(row, "UserId", ""),
            role=Role.BOT.value,
        )

    def _call_by_name(self, acted: SeenNumbers) -> None:
        """What those are called who did or got something; who never did is not remembered."""
        for _, row in self.dump.records("users", field=self.field):
            name = plain_text(row.get("DisplayName", ""), is_html=False)
            number = number_of(row.get("Id"))
            if name is not None and number is not None and number in acted:
                self.names.setdefault(f"u{number}", name)
        self.names.setdefault(COMMUNITY, "Community")


def _person(row: Row, number: str, name: str) -> str:
    person = person_in(row, number, name)
    if person is None:
        raise _Unfit(_NOBODY)
    return person


def _time(row: Row, name: str) -> datetime:
    try:
        return moment_in(row.get(name, ""))[0]
    except (ValueError, OverflowError, OSError):
        raise _Unfit(_NO_TIME) from None


def _role(actor: str) -> str:
    return (Role.BOT if actor == COMMUNITY else Role.MEMBER).value
