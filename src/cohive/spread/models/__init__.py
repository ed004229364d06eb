"""Rows of this room, by what they are about."""

from cohive.spread.models.federation import (
    FederatedActor,
    FederatedPost,
    FederationConsent,
    Follower,
    RemoteActor,
    RemoteReaction,
    RemoteReply,
)
from cohive.spread.models.federation_hosts import (
    DomainBlock,
    FederationDelivery,
    FederationHost,
    OutgoingActivity,
    ReceivedActivity,
)
from cohive.spread.models.links import CODE_LENGTH, TARGET_KINDS, Conversion, Link, Visit

__all__ = [
    "CODE_LENGTH",
    "TARGET_KINDS",
    "Conversion",
    "DomainBlock",
    "FederatedActor",
    "FederatedPost",
    "FederationConsent",
    "FederationDelivery",
    "FederationHost",
    "Follower",
    "Link",
    "OutgoingActivity",
    "ReceivedActivity",
    "RemoteActor",
    "RemoteReaction",
    "RemoteReply",
    "Visit",
]
