"""What this room writes in the journal of translations; ids and codes, never a text."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("bond.translation.made", verb=Verb.CREATE, sentence="%(actor)s translated a text.")
@dataclass(frozen=True)
class TranslationMade:
    """A member said in another language what somebody had said."""

    translation: UUID
    about_kind: str
    about: UUID
    language: str


@event("bond.translation.edited", verb=Verb.UPDATE, sentence="%(actor)s edited a translation.")
@dataclass(frozen=True)
class TranslationEdited:
    """Its author changed it; what others confirmed was the text before."""

    translation: UUID


@event("bond.translation.withdrawn", verb=Verb.DELETE, sentence="%(actor)s withdrew a translation.")
@dataclass(frozen=True)
class TranslationWithdrawn:
    """By its author, by a steward, or because the original went (`reason`: own, steward, gone)."""

    translation: UUID
    reason: str


@event(
    "bond.translation.confirmed",
    verb=Verb.LIKE,
    sentence="%(actor)s said that a translation is right.",
)
@dataclass(frozen=True)
class TranslationConfirmed:
    """A member reads both languages and finds it right."""

    translation: UUID


@event(
    "bond.translation.unconfirmed",
    verb=Verb.UNDO,
    sentence="%(actor)s no longer says that a translation is right.",
)
@dataclass(frozen=True)
class TranslationUnconfirmed:
    """She took her word back."""

    translation: UUID


@event(
    "bond.machine_translation.changed",
    verb=Verb.UPDATE,
    sentence="%(actor)s changed whether members may ask a machine to translate.",
)
@dataclass(frozen=True)
class MachineTranslationChanged:
    """On or off for the place, and whether in circles for a tier too."""

    engine: str
    is_on: bool
    in_closed_circles: bool


@event(
    "bond.circle.machine_translation",
    verb=Verb.UPDATE,
    sentence="%(actor)s changed whether a machine may translate what is said in a circle.",
)
@dataclass(frozen=True)
class CircleMachineChanged:
    """Who keeps a circle for a tier said so."""

    circle: UUID
    is_allowed: bool
