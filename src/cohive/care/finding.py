"""Search over conversations: which tokens stand in them, kept beside the words themselves."""

from __future__ import annotations

from uuid import UUID

from cohive.care.models import Term
from cohive.words.bigrams import tokens

TOKENS_A_MESSAGE_MAX = 400
TOKENS_ASKED_MAX = 6


def note_words(conversation: UUID, *texts: str) -> None:
    """Let a conversation be found by these words."""
    found = tokens(" ".join(texts))[:TOKENS_A_MESSAGE_MAX]
    Term.objects.bulk_create(
        (Term(token=token, conversation_id=conversation) for token in found),
        ignore_conflicts=True,
    )


def asked(text: str) -> tuple[str, ...]:
    """The tokens somebody looks for; all of them must stand in a conversation."""
    return tokens(text)[:TOKENS_ASKED_MAX]
