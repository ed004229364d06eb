"""Rows of this room, by what they are about."""

from cohive.spread.models.links import CODE_LENGTH, TARGET_KINDS, Conversion, Link, Visit
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
    "TARGET_KINDS",
    "Conversion",
    "Link",
    "NewsletterIssue",
    "NewsletterMail",
    "NewsletterRules",
    "NewsletterText",
    "Subscriber",
    "Subscription",
    "SubscriptionConsent",
    "SuppressedAddress",
    "Visit",
]
