"""The one interface behind which every network stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from cohive.bridges.channels.limits import Measured
from cohive.bridges.channels.messages import Counts, Outgoing, Receipt

__all__ = ["Account", "ChannelClient", "Preview", "composed"]


@dataclass(frozen=True)
class Account:
    """Who the network says this key belongs to: its name, and its page ('' without one)."""

    name: str
    url: str


@dataclass(frozen=True)
class Preview:
    """A message as the network will show it: its whole text, and how much room that takes."""

    text: str
    measured: Measured


class ChannelClient(Protocol):
    """One account on one network. Everything but `preview` asks the network.

    `keeps_key_seconds`: for how long the network knows a message's key, so that asking again with
    the same key sends nothing twice; 0 where it keeps none.
    """

    @property
    def kind(self) -> str:
        """The network's name, in lower case."""
        ...

    @property
    def keeps_key_seconds(self) -> int:
        """For how long a message's key is known there."""
        ...

    @property
    def tells_results(self) -> bool:
        """Whether `results` can say anything."""
        ...

    @staticmethod
    def preview(message: Outgoing) -> Preview:
        """What will be sent, and how long it is by this network's own counting."""
        ...

    def check(self) -> Account:
        """Ask who we are: what a steward sees when she connects it. Raises as `send` does."""
        ...

    def send(self, message: Outgoing) -> Receipt:
        """Send it once; raises Unsent, Unsendable or Uncertain."""
        ...

    def results(self, remote_id: str) -> Counts | None:
        """What came of it so far; None where the network does not tell or it is gone."""
        ...


def composed(message: Outgoing) -> str:
    """The text, the link if it does not stand in it already, and why the reader gets it."""
    parts = [message.text.strip()]
    if message.link and message.link not in message.text:
        parts.append(message.link)
    if message.because:
        parts.append(message.because)
    return "\n\n".join(part for part in parts if part)
