"""A machine that translates when a reader asks: switched on by a steward, and nobody's work.

Nothing is sent before somebody presses the button below one text; what came of it is kept by the
digest of the text, so the same version is sent once. What is said in a circle for a tier leaves
this place only where a steward allows it at all and who keeps the circle says so.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cohive.bond.events_translations import CircleMachineChanged, MachineTranslationChanged
from cohive.bond.machine_keys import (
    MachineKeys,
    engine_name,
    keep_machine_keys,
    machine,
    machine_keys,
)
from cohive.bond.models import Circle, MachineText, Membership
from cohive.bond.operations.standing import require_member, require_role
from cohive.bond.queries.place import place
from cohive.bond.queries.tiers import is_for_a_tier
from cohive.bond.queries.translations import MachineView, machine_text, tongues
from cohive.bond.translatable import Original, main_language, original
from cohive.guard.operations import allow
from cohive.journal.operations import record
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Missing, Refused

MACHINE_CHARACTERS_MAX = 5_000
MEMBER_TEXTS_PER_HOUR = 20
PLACE_TEXTS_PER_DAY = 500
HOUR_SECONDS, DAY_SECONDS = 3600, 24 * 3600
KEPT = timedelta(days=30)
OFF = "Machine translation is not switched on here."
CLOSED = "What is said in this circle is not given to a machine."


def translate_by_machine(
    *, about_kind: str, about: UUID, language: str, by: UUID, at: datetime
) -> MachineView:
    """Ask the machine for one text, or give what it said of this very version before.

    Refused where it is off, for a closed circle, a text that is too long, too many in an hour, and
    with what the machine says. No act is written and nobody is credited: a member only read.
    The machine is asked outside any transaction.
    """
    require_member(by)
    source = original(about_kind, about)
    if source is None:
        raise Missing("This text is not here any more.")
    keys = machine_keys()
    tongue = main_language(language)
    _refuse_unfit(source, keys, tongue)
    engine = engine_name()
    known = machine_text(source.digest, tongue, engine)
    if known is not None:
        return known
    allow(
        what="bond.machine",
        who=str(by),
        limit=MEMBER_TEXTS_PER_HOUR,
        seconds=HOUR_SECONDS,
        at=at,
    )
    allow(
        what="bond.machine",
        who="the place",
        limit=PLACE_TEXTS_PER_DAY,
        seconds=DAY_SECONDS,
        at=at,
    )
    asked = machine(keys)
    title = (
        asked.translate(source.title, source=source.tongue, target=tongue) if source.title else ""
    )
    text = asked.translate(source.text, source=source.tongue, target=tongue) if source.text else ""
    return _kept(source, tongue, engine, title, text, at=at)


def may_ask_machine(source: Original, keys: MachineKeys, language: str) -> bool:
    """Whether the button stands below a text. Up to two SQL queries."""
    try:
        _refuse_unfit(source, keys, language)
    except Refused:
        return False
    return True


@transaction.atomic
def change_machine(*, keys: MachineKeys, by: UUID, at: datetime) -> None:
    """Switch machine translation on or off and say where it stands; a steward's decision."""
    require_role(by, "steward")
    here = place()
    if here is None:
        raise Missing("This place has not been founded yet.")
    record(
        MachineTranslationChanged(engine_name(), keys.is_on, keys.in_closed_circles),
        by=by,
        at=at,
        object_kind="place",
        object=here.agent,
    )
    transaction.on_commit(lambda: keep_machine_keys(keys))


@transaction.atomic
def let_machines_into_circle(*, circle: UUID, is_allowed: bool, by: UUID, at: datetime) -> None:
    """Who keeps a circle for a tier says whether a machine may read what is said there."""
    row = Circle.objects.select_for_update().filter(agent=circle).first()
    if row is None:
        raise Missing("There is no such circle.")
    if not Membership.objects.filter(circle=circle, member=by, keeps=True).exists():
        raise Forbidden("Only who keeps this circle may change it.")
    if row.lets_machines == is_allowed:
        return
    row.lets_machines = is_allowed
    row.save(update_fields=["lets_machines"])
    record(
        CircleMachineChanged(circle, is_allowed),
        by=by,
        at=at,
        object_kind="circle",
        object=circle,
        circle=circle,
    )


def forget_machine_texts(*, at: datetime) -> None:
    """Erase what a machine made a month ago: a job. What is read again is asked for again."""
    MachineText.objects.filter(at__lt=at - KEPT).delete()


def _refuse_unfit(source: Original, keys: MachineKeys, tongue: str) -> None:
    if not keys.is_on or not keys.address:
        raise Refused(OFF)
    if tongue == source.tongue or tongue not in tongues():
        raise Refused("Choose a language of this place.", field="language")
    if not (keys.knows(source.tongue) and keys.knows(tongue)):
        raise Refused("The machine does not know these two languages.")
    if len(source.text) + len(source.title) > MACHINE_CHARACTERS_MAX:
        raise Refused(
            "It is too long for the machine: it takes %(count)s characters.",
            count=MACHINE_CHARACTERS_MAX,
        )
    if source.circle is not None and is_for_a_tier(source.circle):
        lets = Circle.objects.filter(agent=source.circle, lets_machines=True)
        if not keys.in_closed_circles or not lets.exists():
            raise Refused(CLOSED)


@transaction.atomic
def _kept(
    source: Original, tongue: str, engine: str, title: str, text: str, *, at: datetime
) -> MachineView:
    """Keep it, unless the text went or changed while the machine was asked."""
    stands = original(source.kind, source.id)
    if stands is None or stands.digest != source.digest:
        raise Missing("This text is not here any more.")
    row, _is_new = MachineText.objects.get_or_create(
        digest=source.digest,
        language=tongue,
        engine=engine,
        defaults={"id": new_id(), "title": title[:400], "text": text, "at": at},
    )
    return MachineView(row.title, row.text, row.language, row.at)
