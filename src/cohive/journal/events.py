"""How a room declares what it writes in the journal.

An event is a frozen dataclass of ids and plain values, with its dotted name, its ActivityStreams
verb and its human sentence, registered once:

    @event("trade.order.paid", verb=Verb.ACCEPT, sentence="%(actor)s paid an order.")
    @dataclass(frozen=True)
    class OrderPaid:
        order: UUID

The payload never holds a name, an address or free text of a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, Protocol, TypeVar, get_args, get_type_hints
from uuid import UUID

from cohive.words.money import Money
from cohive.words.verbs import Action, Verb

PLAIN = (str, int, bool, type(None), UUID)


class Event(Protocol):
    """Any registered event class."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


E = TypeVar("E", bound=type)


@dataclass(frozen=True)
class EventKind:
    """What is known of a kind of event: its class and its sentence (a translatable msgid)."""

    name: str
    verb: Verb
    sentence: str
    cls: type


@dataclass(frozen=True)
class Flow:
    """An economic event to be written with an act (ValueFlows)."""

    action: Action
    provider: UUID
    receiver: UUID
    resource_kind: str
    resource: UUID
    stage: str = ""
    quantity: int = 1
    unit: str = "one"
    amount: Money | None = None


@dataclass(frozen=True)
class ActRecord:
    """A written act, as listeners and feeds see it; `n` is 0 while it is not sealed."""

    id: UUID
    n: int
    kind: str
    verb: str
    event: Any
    actor: UUID
    object_kind: str
    object: UUID
    target: UUID | None
    circle: UUID | None
    parent: UUID | None
    at: datetime
    recorded_at: datetime


_kinds: dict[str, EventKind] = {}
_by_class: dict[type, EventKind] = {}
kinds: Mapping[str, EventKind] = MappingProxyType(_kinds)


def event(name: str, *, verb: Verb, sentence: str) -> Callable[[E], E]:
    """Register a frozen dataclass as the event `name`; the name is its room and what happened."""

    def register(cls: E) -> E:
        if not is_dataclass(cls):
            raise TypeError(f"{name}: an event is a frozen dataclass")
        known = _kinds.get(name)
        if known and known.cls.__qualname__ != cls.__qualname__:
            raise ValueError(f"{name} is declared twice")
        kind = EventKind(name=name, verb=verb, sentence=sentence, cls=cls)
        _kinds[name] = kind
        _by_class[cls] = kind
        return cls

    return register


def kind_of(value: object) -> EventKind:
    """The registered kind of an event instance."""
    return _by_class[type(value)]


def payload_of(value: Any) -> dict[str, Any]:
    """The event as JSON: ids as text, tuples as lists, nothing else but plain values."""
    return {name: _plain(part) for name, part in asdict(value).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if not isinstance(value, PLAIN):
        raise TypeError(f"{type(value).__name__} does not belong in the journal")
    return value


def rebuild(name: str, payload: Mapping[str, Any]) -> Any:
    """The event instance of a stored payload; fields added since take their defaults."""
    cls = _kinds[name].cls
    hints = get_type_hints(cls)
    known = {field.name for field in fields(cls)}
    return cls(**{key: _typed(hints[key], payload[key]) for key in payload if key in known})


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    wanted = get_args(hint) or (hint,)
    if isinstance(value, list):
        inner = UUID if UUID in wanted else None
        return tuple(UUID(part) if inner else part for part in value)
    return UUID(value) if UUID in wanted else value
