"""What buyers fill in: checked when an order is placed, written with its lines, erased later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from cohive.create import queries as create
from cohive.create.queries.pictures import newest_of_work
from cohive.trade import print_files
from cohive.trade.models import Filling, FillingText, OrderLine
from cohive.trade.operations.wanted import Filled, PieceFilling, Wanted, field_of
from cohive.trade.print_files import PrintFile
from cohive.trade.queries.options import OptionView, options_of
from cohive.words.money import Money
from cohive.words.refusals import Refused

SALT = "cohive.trade.filling"
ABANDONED = timedelta(days=1)
"""So long a file waits for its order: whoever is refused sends the form again meanwhile."""
PATTERNS = {
    "any": re.compile(r"[^\x00-\x1f\x7f]*"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f0-9 .,'’&!?+-]*"),
    "digits": re.compile(r"[0-9]*"),
}


def personalized(
    wanted: Sequence[Wanted],
    fillings: Sequence[PieceFilling],
    *,
    buyer: UUID | None,
    channel: str,
) -> list[Wanted]:
    """The lines with what was filled in; pieces that got the same stay one line.

    Only the web shop asks: at a stall one takes what lies there. Two SQL queries, and three for
    each work that was chosen.
    """
    asked = options_of({line.good.product for line in wanted}) if channel == "web" else {}
    if not asked:
        return list(wanted)
    given = {(one.variant, one.piece, one.option): one.value for one in fillings}
    found: list[Wanted] = []
    for line in wanted:
        options = asked.get(line.good.product, [])
        counts: dict[tuple[Filled, ...], int] = {}
        for piece in range(line.quantity):
            filled = tuple(
                answer
                for option in options
                if (answer := _answer(option, line.good.variant, piece, given, buyer))
            )
            counts[filled] = counts.get(filled, 0) + 1
        found += [_priced(line, filled, count) for filled, count in counts.items()]
    return found


def write_fillings(lines: Sequence[OrderLine], wanted: Sequence[Wanted]) -> None:
    """Write what was filled in beside the lines; texts into their own table."""
    rows: list[Filling] = []
    texts: list[FillingText] = []
    for line, one in zip(lines, wanted, strict=True):
        for filled in one.filled:
            row = Filling(
                line=line,
                option_id=filled.option,
                label=filled.label,
                kind=filled.kind,
                choice=filled.choice,
                surcharge_minor=filled.surcharge_minor,
                work=filled.work,
                picture=filled.picture,
                position=filled.position,
            )
            rows.append(row)
            if filled.kind in ("text", "file"):
                texts.append(FillingText(filling=row, text=filled.text))
    Filling.objects.bulk_create(rows)
    FillingText.objects.bulk_create(texts)


def mark_of(filled: Sequence[Filled]) -> str:
    """What was filled in as a word that tells nothing, for the mark of an order; '' for nothing."""
    if not filled:
        return ""
    text = "\n".join(f"{one.option.hex}:{one.text}{one.choice}{one.work or ''}" for one in filled)
    return ":" + salted_hmac(SALT, text, algorithm="sha256").hexdigest()


def erase_fillings(order: UUID, *, at: datetime) -> None:
    """Forget what the buyer wrote on her pieces or handed in; inside the erasing of her address."""
    rows = FillingText.objects.filter(filling__line__order=order, erased_at__isnull=True)
    for text in rows.filter(filling__kind="file").values_list("text", flat=True):
        if file := PrintFile.read(text):
            transaction.on_commit(partial(print_files.forget, file.key), robust=True)
    rows.update(text="", erased_at=at)


def forget_print_files(*, at: datetime) -> int:
    """Erase files that were handed in a day ago and stand in no order; return how many."""
    texts = FillingText.objects.filter(filling__kind="file", erased_at__isnull=True)
    known = (PrintFile.read(text) for text in texts.values_list("text", flat=True).iterator())
    return print_files.forget_others((one.key for one in known if one), before=at - ABANDONED)


def _priced(line: Wanted, filled: tuple[Filled, ...], count: int) -> Wanted:
    more = sum(one.surcharge_minor for one in filled)
    price = line.good.price + Money(more, line.good.price.currency)
    return Wanted(replace(line.good, price=price), count, filled)


def _answer(
    option: OptionView,
    variant: UUID,
    piece: int,
    given: dict[tuple[UUID, int, UUID], str],
    buyer: UUID | None,
) -> Filled | None:
    """The checked answer; None when an option that may stay empty did."""
    field = field_of(variant, piece, option.id)
    value = " ".join(given.get((variant, piece, option.id), "").split())
    if not value:
        if option.is_required:
            raise Refused("Fill in “%(what)s” for each piece.", field=field, what=option.label)
        return None
    base = Filled(option.id, option.label, option.kind, option.position)
    if option.kind == "choice":
        return _chosen(option, base, value, field)
    if option.kind == "work":
        return _work(base, value, buyer, field)
    if option.kind == "file":
        return _file(base, value, field)
    if len(value) > option.length:
        raise Refused("At most %(length)s characters.", field=field, length=option.length)
    if not PATTERNS[option.signs].fullmatch(value):
        raise Refused("This contains signs that cannot be made. Write it otherwise.", field=field)
    return replace(base, text=value)


def _chosen(option: OptionView, base: Filled, value: str, field: str) -> Filled:
    for choice in option.choices:
        if str(choice.id) == value:
            return replace(base, choice=choice.label, surcharge_minor=choice.surcharge.minor)
    raise Refused("Choose one of these.", field=field)


def _file(base: Filled, value: str, field: str) -> Filled:
    """A file that was kept for this form before; its line is written by us, never by the buyer."""
    file = PrintFile.read(value)
    if file is None or not print_files.path_of(file.key).is_file():
        raise Refused("Choose a file.", field=field)
    return replace(base, text=str(file))


def _work(base: Filled, value: str, buyer: UUID | None, field: str) -> Filled:
    try:
        found = create.work(UUID(value))
    except ValueError:
        found = None
    if found is None or buyer is None or not found.is_by(buyer):
        raise Refused("Choose one of your own works.", field=field)
    picture = newest_of_work(found.id)
    if found.card.state != "published" or not picture:
        raise Refused("This work has no picture to print from.", field=field)
    return replace(base, work=found.id, picture=picture)
