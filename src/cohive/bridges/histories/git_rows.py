"""What a git history's commits and credits are as acts.

A commit is one "Create" by its author. Whoever its message names did something, too, and gets a row
of her own, whose parent is the commit: she offered the change, looked it over, reported the fault.
A commit itself has no parent: the commit before it on the branch says what came earlier, not what
it derives from. The time of a credit is that of the commit, the only one known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cohive.bridges.histories.records import Commit, Credit, CreditKind, History, is_bot_name
from cohive.bridges.histories.redaction import redacted
from cohive.bridges.histories.survey import NOBODY
from cohive.words.acts import ActRow, Role, Source, Tally
from cohive.words.sentences import Sentence
from cohive.words.verbs import Verb

__all__ = ["CANNOT_TELL", "source_of"]

_VERBS: Final = {
    CreditKind.CO_AUTHOR: Verb.CREATE,
    CreditKind.SUBMITTED_BY: Verb.OFFER,
    CreditKind.SUGGESTED_BY: Verb.OFFER,
    CreditKind.REPORTED_BY: Verb.FLAG,
    CreditKind.FOUND_BY: Verb.FLAG,
    CreditKind.REVIEWED_BY: Verb.ACCEPT,
    CreditKind.TESTED_BY: Verb.ACCEPT,
    CreditKind.SIGNED_OFF_BY: Verb.ACCEPT,
    CreditKind.OBTAINED_FROM: Verb.ADD,
}
"""What each kind of credit says somebody did (ActivityStreams 2.0)."""

_CUT: Final = Sentence("The end of its message was not read for credits: it is too long.")

CANNOT_TELL: Final = (
    Sentence("When a credited person did her part: only when the commit was made."),
    Sentence("Whom no message names: talk, help and care outside the code leave no trace here."),
    Sentence("Whether two names are one person, where neither address nor name says so."),
)


def source_of(
    history: History, *, kind: str, title: str, tally: Tally, cannot_tell: tuple[Sentence, ...] = ()
) -> Source:
    """A history as rows of acts: one per commit, one more per person (or source) it names.

    Authors are called by their key, others by "name:" and the name; a credit in which no name can
    be read by "unnamed:" and its place, so that it counts. The commit's subject is its text. The id
    of a credit is HASH/LINE.NUMBER: names of one line of the message have the same LINE. The end of
    a message too long to be read for credits counts in the tally as a record that was refused.
    """
    names = {key: person.name for key, person in history.people.items()}
    source = Source(
        kind=kind,
        title=redacted(title),
        rows=iter(()),
        tally=tally,
        joins=list(history.joins),
        names=names,
        not_people={NOBODY} & names.keys(),
        cannot_tell=(*CANNOT_TELL, *_ambiguous(history), *cannot_tell),
    )
    source.rows = _rows(history, tally, names)
    return source


def _ambiguous(history: History) -> tuple[Sentence, ...]:
    if not history.ambiguous:
        return ()
    names = ", ".join(sorted(history.ambiguous))
    return (
        Sentence("Who is meant by a name that several authors have: %(names)s.", {"names": names}),
    )


def _rows(history: History, tally: Tally, names: dict[str, str]) -> Iterator[ActRow]:
    for commit in history.commits():
        tally.keep()
        if commit.is_cut:
            tally.refuse(_CUT, commit.hash)
        yield ActRow(
            id=commit.hash,
            at=commit.at,
            actor=commit.author,
            verb=Verb.CREATE.value,
            object=commit.hash,
            object_kind="commit",
            text=redacted(commit.subject) or None,
            role=_role(commit.author_name),
        )
        for number, credit in enumerate(commit.credits):
            row_id = f"{commit.hash}/{credit.mention}.{number}"
            yield _credit_row(commit, credit, row_id, names)


def _credit_row(commit: Commit, credit: Credit, row_id: str, names: dict[str, str]) -> ActRow:
    name = redacted(credit.name)
    actor = credit.person or (f"name:{name}" if name else f"unnamed:{row_id}")
    given = row_id
    if credit.kind is CreditKind.OBTAINED_FROM and credit.person is None:
        # a source, seldom a person: the author added what came from there
        given = f"source:{name}" if name else row_id
        actor = commit.author
    elif actor not in names:
        names[actor] = name or "?"
    return ActRow(
        id=row_id,
        at=commit.at,
        actor=actor,
        verb=_VERBS[credit.kind].value,
        object=given,
        object_kind=credit.kind.value,
        parent=commit.hash,
        role=_role(names[actor]),
    )


def _role(name: str) -> str:
    return (Role.BOT if is_bot_name(name) else Role.MEMBER).value
