"""Rows of this room, by what they are about."""

from cohive.spread.models.campaign_letters import CampaignLetter, HeldOutMail, LetterLink
from cohive.spread.models.campaigns import Campaign, NotedMoment
from cohive.spread.models.cascade import Arrival, Boost, NamedCarrier, PathCredit
from cohive.spread.models.channels import Channel, Delivery, Post, Push, PushSubscription
from cohive.spread.models.consents import CONSENT_STATES, STANDING, Consent
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
from cohive.spread.models.links import CODE_LENGTH, KIND_LENGTH, Conversion, Link, Visit
from cohive.spread.models.newsletters import (
    NewsletterIssue,
    NewsletterMail,
    NewsletterRules,
    NewsletterText,
)
from cohive.spread.models.subscriptions import (
    Subscriber,
    Subscription,
    SubscriptionConsent,
    SuppressedAddress,
)

__all__ = [
    "CODE_LENGTH",
    "CONSENT_STATES",
    "KIND_LENGTH",
    "STANDING",
    "Arrival",
    "Boost",
    "Campaign",
    "CampaignLetter",
    "Channel",
    "Consent",
    "Conversion",
    "Delivery",
    "DomainBlock",
    "FederatedActor",
    "FederatedPost",
    "FederationConsent",
    "FederationDelivery",
    "FederationHost",
    "Follower",
    "HeldOutMail",
    "LetterLink",
    "Link",
    "NamedCarrier",
    "NewsletterIssue",
    "NewsletterMail",
    "NewsletterRules",
    "NewsletterText",
    "NotedMoment",
    "OutgoingActivity",
    "PathCredit",
    "Post",
    "Push",
    "PushSubscription",
    "ReceivedActivity",
    "RemoteActor",
    "RemoteReaction",
    "RemoteReply",
    "Subscriber",
    "Subscription",
    "SubscriptionConsent",
    "SuppressedAddress",
    "Visit",
]
