"""Rows of this room, by what they are about."""

from cohive.spread.models.cascade import Arrival, Boost, PathCredit
from cohive.spread.models.consents import CONSENT_STATES, STANDING, Consent
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
    "Consent",
    "Conversion",
    "Link",
    "NewsletterIssue",
    "NewsletterMail",
    "NewsletterRules",
    "NewsletterText",
    "PathCredit",
    "Subscriber",
    "Subscription",
    "SubscriptionConsent",
    "SuppressedAddress",
    "Visit",
]
