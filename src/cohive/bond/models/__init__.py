"""Rows of the room, by what they are about."""

from cohive.bond.models.circles import Circle, Membership
from cohive.bond.models.gatherings import Attendance, Gathering
from cohive.bond.models.notices import Notice
from cohive.bond.models.place import Place, RoleGrant
from cohive.bond.models.proposals import Commitment, Proposal
from cohive.bond.models.talk import Post, Thread
from cohive.bond.models.tiers import Tier, TierApplication, TierCircle, TierPeriod, TierPlace
from cohive.bond.models.translations import MachineText, Translation, TranslationConfirmation
from cohive.bond.models.vault import Member, User

__all__ = [
    "Attendance",
    "Circle",
    "Commitment",
    "Gathering",
    "MachineText",
    "Member",
    "Membership",
    "Notice",
    "Place",
    "Post",
    "Proposal",
    "RoleGrant",
    "Thread",
    "Tier",
    "TierApplication",
    "TierCircle",
    "TierPeriod",
    "TierPlace",
    "Translation",
    "TranslationConfirmation",
    "User",
]
