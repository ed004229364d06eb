"""Who made what: a table of products, makers and weights, and what was made from what.

Columns: `product` (`*` means every product), `maker`, `weight`; and where wanted `stage`,
`made_from`, `made_from_weight`, `keep`, `email`. A line says "this maker has this weight in this
product", or "this product was made from that one", or both. A product made from others keeps `keep`
of its money for its own makers and passes the rest on by `made_from_weight` (0: named, not paid).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cohive.bridges.sales.table import Row, Source, Table, open_table
from cohive.words.refusals import Refused
from cohive.words.verbs import Stage

__all__ = [
    "EVERY_PRODUCT",
    "MakerRow",
    "ancestors_of",
    "keep_of",
    "makers_of",
    "read_makers",
    "unmade_products",
]

EVERY_PRODUCT = "*"
_WEIGHT_MAX = 1_000_000
_COLUMNS = {
    "product": ("product", "产品", "商品"),
    "maker": ("maker", "创作者", "制作者"),
    "weight": ("weight", "权重"),
    "stage": ("stage", "环节", "阶段"),
    "made_from": ("made from", "源自", "来源作品"),
    "made_from_weight": ("made from weight", "源自权重", "来源权重"),
    "keep": ("keep", "保留"),
    "email": ("email", "e-mail", "mail", "邮箱"),
}


@dataclass(frozen=True, slots=True)
class MakerRow:
    """One line of the table. Without a maker (`maker` "", `weight` 0) it only names `made_from`."""

    line: int
    product: str
    maker: str
    weight: int
    stage: Stage | None
    made_from: str
    made_from_weight: int
    keep: Fraction | None
    email: str


def read_makers(source: Source, *, field: str = "makers") -> list[MakerRow]:
    """Read the whole table. Raises Refused at `field` with the line and what to write instead.

    Refused are weights that are no whole numbers above zero, a product made from one that no line
    describes, circles, one maker twice in a product and stage, and lines that contradict others.
    """
    table = open_table(source, field=field)
    for name in ("product", "maker", "weight"):
        if not any(alias in table.columns for alias in _COLUMNS[name]):
            raise Refused(
                "The column “%(column)s” is missing in this file.", field=field, column=name
            )
    rows = [_read(row, table) for row in table.rows()]
    if not rows:
        raise Refused("There is no maker in this file.", field=field)
    _check_makers(rows, field)
    _check_products(rows, field)
    _check_ancestors(rows, field)
    return rows


def makers_of(rows: Iterable[MakerRow], product: str) -> list[MakerRow]:
    """The makers of one product: its own lines, and the lines of every product for the others.

    Who has a line in the product itself is not counted again by a line for every product.
    """
    listed = [row for row in rows if row.maker]
    own = [row for row in listed if _same(row.product) == _same(product)]
    named = {_same(row.maker) for row in own}
    general = [row for row in listed if row.product == EVERY_PRODUCT]
    return own + [row for row in general if _same(row.maker) not in named]


def ancestors_of(rows: Iterable[MakerRow], product: str) -> dict[str, int]:
    """What a product was made from, with the weights of the edges."""
    return {
        row.made_from: row.made_from_weight
        for row in rows
        if row.made_from and _same(row.product) == _same(product)
    }


def keep_of(rows: Iterable[MakerRow], product: str) -> Fraction | None:
    """What a product keeps for its own makers, None where no line says it."""
    return next(
        (row.keep for row in rows if row.keep is not None and _same(row.product) == _same(product)),
        None,
    )


def unmade_products(rows: Sequence[MakerRow], products: Iterable[str]) -> list[str]:
    """The sold products that no line gives a maker: they have to be named before paying."""
    if any(row.product == EVERY_PRODUCT for row in rows if row.maker):
        return []
    made = {_same(row.product) for row in rows if row.maker}
    return [product for product in dict.fromkeys(products) if _same(product) not in made]


def _same(name: str) -> str:
    """Two names are the same when only case and spaces differ."""
    return " ".join(name.casefold().split())


def _read(row: Row, table: Table) -> MakerRow:
    cells = {name: row.text(*aliases) for name, aliases in _COLUMNS.items()}
    product, maker, made_from = cells["product"], cells["maker"], cells["made_from"]
    if not product:
        raise Refused("Line %(line)s names no product.", field=table.field, line=row.line)
    if not maker and not made_from:
        raise Refused("Line %(line)s names no maker.", field=table.field, line=row.line)
    if product == EVERY_PRODUCT and made_from:
        raise Refused(
            "Line %(line)s: “*” means every product and cannot be made from another.",
            field=table.field,
            line=row.line,
        )
    if not maker and cells["weight"]:
        raise Refused("Line %(line)s has a weight and no maker.", field=table.field, line=row.line)
    return MakerRow(
        line=row.line,
        product=product,
        maker=maker,
        weight=_weight(cells["weight"], 1, row.line, table.field) if maker else 0,
        stage=_stage(cells["stage"], row.line, table.field),
        made_from=made_from,
        made_from_weight=(
            _weight(cells["made_from_weight"] or "1", 0, row.line, table.field) if made_from else 0
        ),
        keep=_keep(cells["keep"], row.line, table.field),
        email=_email(cells["email"], row.line, table.field),
    )


def _weight(text: str, least: int, line: int, field: str) -> int:
    found = re.fullmatch(r"(\d{1,9})(?:\.0+)?", text)
    if found and least <= int(found.group(1)) <= _WEIGHT_MAX:
        return int(found.group(1))
    if least == 0:
        raise Refused(
            "Line %(line)s: a weight of what it was made from is a whole number, 0 or more; "
            "this is “%(text)s”.",
            field=field,
            line=line,
            text=text,
        )
    raise Refused(
        "Line %(line)s: a weight is a whole number, 1 or more; this is “%(text)s”.",
        field=field,
        line=line,
        text=text,
    )


def _stage(text: str, line: int, field: str) -> Stage | None:
    if not text:
        return None
    try:
        return Stage(text.casefold())
    except ValueError:
        raise Refused(
            "Line %(line)s: “%(text)s” is not a stage. Write one of %(stages)s.",
            field=field,
            line=line,
            text=text,
            stages=", ".join(Stage),
        ) from None


def _keep(text: str, line: int, field: str) -> Fraction | None:
    """A part of one: "1/2", "50%" or "0.5"."""
    if not text:
        return None
    plain = text.replace(" ", "")
    try:
        part = Fraction(plain[:-1]) / 100 if plain.endswith("%") else Fraction(plain)
    except (ValueError, ZeroDivisionError):
        part = Fraction(-1)
    if len(plain) > 20 or not 0 <= part <= 1:
        raise Refused(
            "Line %(line)s: what a product keeps is a part of the whole, such as 1/2 or 50%%; "
            "this is “%(text)s”.",
            field=field,
            line=line,
            text=text,
        )
    return part


def _email(text: str, line: int, field: str) -> str:
    if text and not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise Refused(
            "Line %(line)s: “%(text)s” is not an e-mail address.",
            field=field,
            line=line,
            text=text,
        )
    return text


def _check_makers(rows: Sequence[MakerRow], field: str) -> None:
    """One line per maker, product and stage; one address per maker."""
    places: dict[tuple[str, str, Stage | None], int] = {}
    addresses: dict[str, str] = {}
    for row in rows:
        if not row.maker:
            continue
        place = (_same(row.product), _same(row.maker), row.stage)
        if place in places:
            raise Refused(
                "Line %(line)s: %(maker)s stands in “%(product)s” twice, first in line %(first)s. "
                "Write one line with one weight.",
                field=field,
                line=row.line,
                maker=row.maker,
                product=row.product,
                first=places[place],
            )
        places[place] = row.line
        if row.email and addresses.setdefault(_same(row.maker), row.email) != row.email:
            raise Refused(
                "Line %(line)s: %(maker)s has two e-mail addresses. "
                "If these are two people, write their names differently.",
                field=field,
                line=row.line,
                maker=row.maker,
            )


def _check_products(rows: Sequence[MakerRow], field: str) -> None:
    """One `keep` per product, one weight per edge."""
    keeps: dict[str, Fraction] = {}
    edges: dict[tuple[str, str], int] = {}
    for row in rows:
        product = _same(row.product)
        edge = (product, _same(row.made_from))
        kept = row.keep if row.keep is not None else keeps.get(product)
        differs = kept is not None and keeps.setdefault(product, kept) != kept
        if row.made_from:
            weight = edges.setdefault(edge, row.made_from_weight)
            differs = differs or weight != row.made_from_weight
        if differs:
            raise Refused(
                "Line %(line)s says something else about “%(product)s” than a line before it.",
                field=field,
                line=row.line,
                product=row.product,
            )


def _check_ancestors(rows: Sequence[MakerRow], field: str) -> None:
    """Every ancestor is described, and nothing is made from itself, however far around."""
    described = {_same(row.product) for row in rows}
    parents: dict[str, list[MakerRow]] = {}
    for row in rows:
        if not row.made_from:
            continue
        if _same(row.made_from) not in described:
            raise Refused(
                "Line %(line)s: “%(product)s” is made from “%(made_from)s”, "
                "but no line says who made that.",
                field=field,
                line=row.line,
                product=row.product,
                made_from=row.made_from,
            )
        parents.setdefault(_same(row.product), []).append(row)
    circle = _circle(parents)
    if circle:
        names = [row.product for row in circle]
        raise Refused(
            "Line %(line)s closes a circle: %(circle)s. A product cannot be made from itself.",
            field=field,
            line=max(row.line for row in circle),
            circle=" ← ".join([*names, names[0]]),
        )


def _circle(parents: Mapping[str, Sequence[MakerRow]]) -> list[MakerRow]:
    """The lines of one circle in the order they lead around it; empty when there is none.

    A walk without recursion, because a chain of products may be longer than the stack.
    """
    done: set[str] = set()
    for start in parents:
        path: list[MakerRow] = []
        at: dict[str, int] = {start: 0}
        walks: list[Iterator[MakerRow]] = [iter(parents.get(start, ()))]
        while walks:
            row = next(walks[-1], None)
            if row is None:
                walks.pop()
                if path:
                    finished = _same(path.pop().made_from)
                    at.pop(finished, None)
                    done.add(finished)
                continue
            parent = _same(row.made_from)
            if parent in at:
                return [*path[at[parent] :], row]
            if parent not in done:
                path.append(row)
                at[parent] = len(path)
                walks.append(iter(parents.get(parent, ())))
        done.add(start)
    return []
