"""Every address answers a stranger with foreign ids by a page of ours, never a leak, never a fault.

With arguments that name nothing, an address is 404 (or asks to sign in first); no page may crash.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, StringConverter, UUIDConverter

from cohive.bond.operations import found_place

pytestmark = pytest.mark.django_db
NOBODY = UUID(int=7)


def patterns(
    resolver: URLResolver, before: str = ""
) -> Iterator[tuple[str, URLPattern, list[str]]]:
    for item in resolver.url_patterns:
        path = before + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from patterns(item, path)
        else:
            yield path, item, []


def filled(path: str, pattern: URLPattern, converters: dict[str, object]) -> str:
    for name, converter in converters.items():
        value = {
            UUIDConverter: str(NOBODY),
            IntConverter: "987654",
            StringConverter: "nobody-here",
        }.get(type(converter), "nobody-here")
        for kind in ("uuid", "int", "str", "slug", "path"):
            path = path.replace(f"<{kind}:{name}>", value)
        path = path.replace(f"<{name}>", value)
    return "/" + path


def addresses() -> list[tuple[str, bool]]:
    found = []
    for path, pattern, _ in patterns(get_resolver()):
        if "^" in path or "(?P" in path:
            continue
        own = getattr(pattern.callback, "__module__", "")
        if own.startswith("cohive."):
            found.append((filled(path, pattern, all_converters(path)), "<" in path))
    return sorted(set(found))


def all_converters(path: str) -> dict[str, object]:
    kinds = {"uuid": UUIDConverter(), "int": IntConverter()}
    found = {}
    for part in path.split("<")[1:]:
        kind, _, name = part.split(">")[0].rpartition(":")
        found[name] = kinds.get(kind, StringConverter())
    return found


@pytest.fixture
def place(now):
    return found_place(
        name="Night Ferry",
        languages=("en", "zh-hans"),
        currency="EUR",
        tax_name="VAT",
        tax_rate=Fraction(21, 100),
        template="label",
        steward_email="ruben@nightferry.example",
        steward_name="Ruben",
        at=now,
    )


@pytest.mark.parametrize(("path", "has_arguments"), addresses())
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_gets_a_page_of_ours(client, place, path, has_arguments, method):
    answer = getattr(client, method)(path)
    assert answer.status_code < 500, path
    if has_arguments:
        assert answer.status_code in (302, 400, 403, 404, 405, 410, 422), (path, answer.status_code)
    if answer.status_code == 302:
        assert answer["Location"].startswith(("/", "http://testserver/")), path
