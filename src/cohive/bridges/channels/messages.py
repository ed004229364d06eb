"""What goes out over a channel and what comes in: one message, whichever network carries it.

`Outgoing` is what a person wrote; each client puts it into its network's words. What the network
answers is a `Receipt`, or one of three faults, which say what may be done next:

- `Unsent`: certainly not sent; try again, not before `retry_after_seconds`;
- `Unsendable`: certainly not sent, and trying again would change nothing; the sentence says why;
- `Uncertain`: the answer was lost and the network keeps no key by which one could ask again without
  sending twice. A person looks and decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

__all__ = [
    "Counts",
    "Incoming",
    "Outgoing",
    "Picture",
    "Receipt",
    "Uncertain",
    "Unsendable",
    "Unsent",
]


@dataclass(frozen=True)
class Picture:
    """A picture that goes along: its bytes, what they are ("image/jpeg"), what is to be seen."""

    body: bytes = field(repr=False)
    content_type: str
    description: str


@dataclass(frozen=True)
class Document:
    """A file that goes along as it is: its name without folders, its bytes, what they are."""

    name: str
    content_type: str
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Outgoing:
    """One message for one channel.

    `text` is whole, the line about rewards included; `link` is an absolute address or ''; `because`
    says in one sentence why whoever reads it gets it; `language` is a tag such as "en" or "zh-hans"
    ('' unknown). `key` is the same at every attempt: networks that know idempotency keys get it.
    """

    text: str
    title: str
    link: str
    picture: Picture | None
    language: str
    because: str
    key: str


@dataclass(frozen=True)
class Receipt:
    """What the network calls the message now, and where it can be seen ('' where nobody can)."""

    remote_id: str
    url: str


@dataclass(frozen=True)
class Counts:
    """What came of a message so far; None where the network does not tell."""

    likes: int | None
    boosts: int | None
    replies: int | None


@dataclass(frozen=True)
class Incoming:
    """Somebody wrote to the place: ids are the network's, `text` is plain, `at` has a time zone."""

    remote_id: str
    conversation_id: str
    sender_id: str
    sender_name: str
    text: str
    at: datetime
    language: str


class _Fault(Exception):  # noqa: N818 - the network failed, not this program
    """A sentence in English with places (%(name)s) and its values, translated where it is shown."""

    def __init__(self, sentence: str, **values: str | int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values: Mapping[str, str | int] = values

    def __str__(self) -> str:
        return self.sentence % self.values if self.values else self.sentence


class Unsent(_Fault):
    """Certainly not sent; may be tried again, not before so many seconds (None: nobody said)."""

    def __init__(
        self, sentence: str, *, retry_after_seconds: int | None = None, **values: str | int
    ) -> None:
        super().__init__(sentence, **values)
        self.retry_after_seconds = retry_after_seconds


class Unsendable(_Fault):
    """Certainly not sent, and the same message will never be taken; `status` of HTTP, 0 unknown."""

    status = 0


class Uncertain(_Fault):
    """Perhaps sent: sending again by itself could send it twice."""
