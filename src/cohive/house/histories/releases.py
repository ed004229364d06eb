"""How the releases of a history are called as products here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cohive.create import queries as create
from cohive.words.refusals import Refused

PAGE_PRODUCTS = 500
SLUG_CHARACTERS_MAX = 80
NUMBER_CHARACTERS_MAX = 60
TITLE_CHARACTERS_MAX = 120
PROJECT_CHARACTERS_MAX = 40
EVERY_STATE = ("draft", "on_sale", "ended")


@dataclass(frozen=True)
class ReleaseNames:
    """The words of one release: title and address on pages, and the number it is known by again."""

    title: str
    slug: str
    number: str
    label: str


def project_of(path: Path, *, field: str = "file") -> str:
    """The project's name, from its file: 'flask' of flask.jsonl.xz.

    It is how the same history is known again, so a project's file keeps its name.
    """
    name = re.sub(r"\.jsonl(\.xz)?$", "", path.name).strip()
    if not name or len(name) > PROJECT_CHARACTERS_MAX or not name.isprintable():
        raise Refused(
            "Call the file after its project, in at most %(count)s characters, such as "
            "flask.jsonl.xz.",
            field=field,
            count=PROJECT_CHARACTERS_MAX,
        )
    return name


def names_of(project: str, tags: Iterable[str], *, taken: Iterable[str] = ()) -> list[ReleaseNames]:
    """The names of releases in this order; `taken` are addresses that other products have."""
    used = set(taken)
    found = []
    for tag in tags:
        title = f"{project} {tag}".strip()[:TITLE_CHARACTERS_MAX]
        slug = _free(_slug(title), used)
        used.add(slug)
        found.append(ReleaseNames(title, slug, number_of(project, tag), tag[:60] or project))
    return found


def number_of(project: str, tag: str) -> str:
    """The stock number of a release, the same whenever its history is read again."""
    number = f"git:{project}:{tag}"
    if len(number) <= NUMBER_CHARACTERS_MAX:
        return number
    return f"git:{project[:20]}:{hashlib.sha256(number.encode()).hexdigest()[:30]}"


def known_products() -> list[create.ProductView]:
    """Every product of the place, drafts too. Five SQL queries for each 500."""
    found: list[create.ProductView] = []
    page = create.products(states=EVERY_STATE, limit=PAGE_PRODUCTS)
    while page:
        found += page
        if len(page) < PAGE_PRODUCTS:
            break
        page = create.products(states=EVERY_STATE, before=page[-1].id, limit=PAGE_PRODUCTS)
    return found


def by_number(products: Iterable[create.ProductView]) -> dict[str, UUID]:
    """Products by the stock numbers of their variants."""
    return {variant.sku: product.id for product in products for variant in product.variants}


def _slug(title: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return plain[:SLUG_CHARACTERS_MAX].strip("-") or "release"


def _free(slug: str, used: set[str]) -> str:
    free, number = slug, 1
    while free in used:
        number += 1
        ending = f"-{number}"
        free = slug[: SLUG_CHARACTERS_MAX - len(ending)].strip("-") + ending
    return free
