"""What the makers of a product let its buyers fill in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from cohive.create import queries as create
from cohive.journal.operations import record
from cohive.trade.events_making import OptionAdded, OptionRetired
from cohive.trade.models import Option, OptionChoice
from cohive.trade.models.options import OPTION_KINDS, SIGNS
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused

LABEL_CHARACTERS_MAX = 60
TEXT_CHARACTERS_MAX = 200
CHOICES_MAX = 30
OPTIONS_MAX = 6
"""With a file of the buyer, to be printed: it stands where texts stand, and goes as they go."""


@transaction.atomic
def add_option(
    *,
    product: UUID,
    kind: str,
    label: str,
    is_required: bool = True,
    length: int = 0,
    signs: str = "any",
    choices: Sequence[tuple[str, Money]] = (),
    by: UUID,
    at: datetime,
) -> UUID:
    """Ask buyers of a product for one thing more; the option's id.

    `choices` are (what, surcharge), for a choice only; `length` and `signs` limit a text.
    """
    view = create.product(product)
    if view is None:
        raise Missing("There is no such product.")
    _check(kind, label, length, signs)
    tidy = _choices(kind, choices, view.price.currency)
    rows = Option.objects.filter(product=product)
    if rows.filter(retired_at__isnull=True).count() >= OPTIONS_MAX:
        raise Refused("Ask for at most %(most)s things.", most=OPTIONS_MAX)
    last = rows.aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            row = Option.objects.create(
                product=product,
                kind=kind,
                label=label.strip(),
                is_required=is_required,
                length=length if kind == "text" else 0,
                signs=signs if kind == "text" else "any",
                position=last + 1,
            )
    except IntegrityError:
        raise Refused("This is asked already.", field="label") from None
    OptionChoice.objects.bulk_create(
        [
            OptionChoice(option=row, label=what, surcharge_minor=more.minor, position=position)
            for position, (what, more) in enumerate(tidy)
        ]
    )
    record(
        OptionAdded(option=row.id, product=product, kind=kind),
        by=by,
        at=at,
        object_kind="option",
        object=row.id,
    )
    return row.id


@transaction.atomic
def retire_option(*, option: UUID, by: UUID, at: datetime) -> None:
    """Ask it no more; what was ordered keeps it."""
    row = Option.objects.select_for_update().filter(id=option).first()
    if row is None:
        raise Missing("There is no such thing to fill in.")
    if Option.objects.filter(id=option, retired_at__isnull=True).update(retired_at=at):
        record(
            OptionRetired(option=row.id, product=row.product),
            by=by,
            at=at,
            object_kind="option",
            object=row.id,
        )


def _check(kind: str, label: str, length: int, signs: str) -> None:
    if kind not in OPTION_KINDS:
        raise Refused("Choose what buyers fill in.", field="kind")
    if not label.strip() or len(label.strip()) > LABEL_CHARACTERS_MAX:
        raise Refused(
            "Say what is asked, in at most %(length)s characters.",
            field="label",
            length=LABEL_CHARACTERS_MAX,
        )
    if kind != "text":
        return
    if not 1 <= length <= TEXT_CHARACTERS_MAX:
        raise Refused(
            "A text has from 1 to %(most)s characters.", field="length", most=TEXT_CHARACTERS_MAX
        )
    if signs not in SIGNS:
        raise Refused("Choose which signs it may have.", field="signs")


def _choices(
    kind: str, choices: Sequence[tuple[str, Money]], currency: str
) -> list[tuple[str, Money]]:
    if kind != "choice":
        return []
    tidy = [(what.strip(), more) for what, more in choices]
    if not 2 <= len(tidy) <= CHOICES_MAX:
        raise Refused(
            "Write from 2 to %(most)s things to choose from.", field="choices", most=CHOICES_MAX
        )
    for what, more in tidy:
        if not what or len(what) > LABEL_CHARACTERS_MAX:
            raise Refused(
                "Each has a name of at most %(length)s characters.",
                field="choices",
                length=LABEL_CHARACTERS_MAX,
            )
        if more.minor < 0 or more.currency != currency:
            raise Refused(
                "A surcharge is nothing or more, in the product’s currency.", field="choices"
            )
    if len({what for what, _ in tidy}) < len(tidy):
        raise Refused("Two of them have the same name.", field="choices")
    return tidy
