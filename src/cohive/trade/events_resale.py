"""What the journal says of reselling. Ids and numbers only: no name, no words of a page."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "trade.resale.plan_decided",
    verb=Verb.UPDATE,
    sentence="%(actor)s decided how members may sell things on.",
)
@dataclass(frozen=True)
class ResalePlanDecided:
    """The next version of the plan; parts in thousandths. "off" ends reselling."""

    plan: UUID
    version: int
    mode: str
    depth: int
    first_thousandths: int
    second_thousandths: int
    cap_thousandths: int
    discount_thousandths: int


@event(
    "trade.reseller.joined",
    verb=Verb.JOIN,
    sentence="%(actor)s said yes to the terms of reselling.",
)
@dataclass(frozen=True)
class ResellerJoined:
    """She may sell things on; it cost nothing. Said again when the terms changed."""

    reseller: UUID
    plan: UUID


@event(
    "trade.reseller.changed",
    verb=Verb.UPDATE,
    sentence="%(actor)s changed her page of things she sells on.",
)
@dataclass(frozen=True)
class ResellerChanged:
    """Other words or other products; the label stays what it is."""

    reseller: UUID
    products: int


@event("trade.reseller.left", verb=Verb.LEAVE, sentence="%(actor)s stopped selling things on.")
@dataclass(frozen=True)
class ResellerLeft:
    """Her page is closed; what she is owed stays owed."""

    reseller: UUID


@event(
    "trade.reseller.suspended",
    verb=Verb.FLAG,
    sentence="%(actor)s stopped a reseller until it is looked into.",
)
@dataclass(frozen=True)
class ResellerSuspended:
    """Her page is closed and brings no new commissions; the reason stands on her page."""

    reseller: UUID
    suspension: UUID


@event(
    "trade.reseller.appealed",
    verb=Verb.QUESTION,
    sentence="%(actor)s asked that a steward look at her suspension again.",
)
@dataclass(frozen=True)
class SuspensionAppealed:
    """The appeal is a case among the reports."""

    reseller: UUID
    suspension: UUID
    case: UUID


@event(
    "trade.reseller.answered",
    verb=Verb.UPDATE,
    sentence="%(actor)s answered the appeal of a reseller.",
)
@dataclass(frozen=True)
class AppealAnswered:
    """The suspension stands, or is lifted."""

    reseller: UUID
    suspension: UUID
    is_lifted: bool


@event(
    "trade.resale.alarm_raised",
    verb=Verb.FLAG,
    sentence="%(actor)s called the stewards: who brought whom to reselling has grown too far.",
)
@dataclass(frozen=True)
class ResaleAlarmRaised:
    """Levels or people of one tree reached the number from which somebody has to look."""

    alarm: UUID
    levels: int
    people: int


@event(
    "trade.resale.alarm_answered",
    verb=Verb.ACCEPT,
    sentence="%(actor)s looked into who brought whom to reselling.",
)
@dataclass(frozen=True)
class ResaleAlarmAnswered:
    """What was found stands with the alarm."""

    alarm: UUID
