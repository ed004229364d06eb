"""What kinds of acts and of things are called."""

from __future__ import annotations

import re

from cohive.house.study.names import NAME_LETTERS_MAX, shown_name
from cohive.look.refusals import told
from cohive.words.sentences import Sentence

__all__ = ["act_words", "thing_sentence", "thing_words"]

VERBS = {
    "Accept": Sentence("accepted: %(thing)s"),
    "Add": Sentence("added: %(thing)s"),
    "Announce": Sentence("passed on: %(thing)s"),
    "Create": Sentence("made: %(thing)s"),
    "Delete": Sentence("taken away: %(thing)s"),
    "Flag": Sentence("flagged: %(thing)s"),
    "Follow": Sentence("followed: %(thing)s"),
    "Invite": Sentence("invited: %(thing)s"),
    "Join": Sentence("joined: %(thing)s"),
    "Leave": Sentence("left: %(thing)s"),
    "Like": Sentence("liked: %(thing)s"),
    "Offer": Sentence("offered: %(thing)s"),
    "Question": Sentence("asked: %(thing)s"),
    "Reject": Sentence("turned down: %(thing)s"),
    "Undo": Sentence("undone: %(thing)s"),
    "Update": Sentence("changed: %(thing)s"),
}
THINGS = {
    "acceptance": Sentence("acceptances"),
    "agreement": Sentence("agreements"),
    "answer": Sentence("answers given"),
    "badge": Sentence("badges"),
    "ballot": Sentence("ballots"),
    "boost": Sentence("boosts"),
    "bounty": Sentence("bounties"),
    "challenge": Sentence("challenges"),
    "circle": Sentence("circles"),
    "co-author": Sentence("co-author"),
    "comment": Sentence("comments"),
    "commit": Sentence("commits"),
    "commitment": Sentence("promised tasks"),
    "contribution": Sentence("contributions"),
    "decision": Sentence("decisions"),
    "design": Sentence("designs"),
    "distribution": Sentence("distributions"),
    "entry": Sentence("entries"),
    "expense": Sentence("expenses"),
    "fee": Sentence("fees"),
    "found-by": Sentence("found by"),
    "host-fee": Sentence("host fees"),
    "idea": Sentence("ideas"),
    "link": Sentence("links"),
    "location": Sentence("stalls and stores"),
    "member": Sentence("members"),
    "mention": Sentence("mentions"),
    "message": Sentence("messages"),
    "note": Sentence("posts"),
    "obtained-from": Sentence("obtained from"),
    "order": Sentence("purchases"),
    "payment-processor-cover": Sentence("covers of payment fees"),
    "place": Sentence("the place"),
    "post": Sentence("posts"),
    "product": Sentence("products"),
    "proposal": Sentence("proposals"),
    "question": Sentence("questions"),
    "quote": Sentence("quotations"),
    "reaction": Sentence("reactions"),
    "reported-by": Sentence("reported by"),
    "repost": Sentence("reposts"),
    "reviewed-by": Sentence("reviewed by"),
    "score": Sentence("scores"),
    "signed-off-by": Sentence("signed off by"),
    "submitted-by": Sentence("submitted by"),
    "suggested-by": Sentence("suggested by"),
    "terms": Sentence("terms"),
    "tested-by": Sentence("tested by"),
    "thing": Sentence("things"),
    "tie": Sentence("ties"),
    "variant": Sentence("product variants"),
    "vote": Sentence("votes"),
    "work": Sentence("works"),
}


CREDITS = frozenset(kind for kind in THINGS if kind.endswith(("-by", "-from", "-author")))
"""What somebody is named for in a message."""


def thing_sentence(kind: str) -> Sentence:
    """The plural of a kind of thing; unknown kinds as they stand."""
    plain = re.sub("[-_]", " ", kind[: NAME_LETTERS_MAX * 4])
    return THINGS.get(kind) or Sentence("%(kind)s", {"kind": shown_name(plain)})


def thing_words(kind: str) -> str:
    """The plural of a kind of thing, in the reader's language."""
    return told(thing_sentence(kind))


def act_words(verb: str, kind: str) -> str:
    """What was done, such as 'made: commits'."""
    said = VERBS.get(verb) if kind not in CREDITS else None
    if said is None:  # being named says by itself what was done
        return thing_words(kind)
    return told(said.filled(thing=thing_sentence(kind)))
