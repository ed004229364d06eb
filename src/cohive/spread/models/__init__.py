"""Rows of this room, by what they are about."""

from cohive.spread.models.channels import Channel, Delivery, Post, Push, PushSubscription
from cohive.spread.models.links import CODE_LENGTH, TARGET_KINDS, Conversion, Link, Visit

__all__ = [
    "CODE_LENGTH",
    "TARGET_KINDS",
    "Channel",
    "Conversion",
    "Delivery",
    "Link",
    "Post",
    "Push",
    "PushSubscription",
    "Visit",
]
