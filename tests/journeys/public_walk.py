"""Run in a process of its own on a copy of the demo place: what guests and members get of it all.

A steward’s crawl finds the addresses with real ids; a guest and an ordinary member then ask for
each, and fill their own forms with rubbish. Prints one JSON object of what is wrong.
"""

from __future__ import annotations

import html
import json
import logging
import os
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402

from cohive.bond.models import Member  # noqa: E402
from cohive.bond.queries import people  # noqa: E402

ADDRESSES_MAX = 900
OF_A_KIND_MAX = 2
"""Addresses that differ only in ids: as many are looked at."""
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}|\d+|[\w-]{40,}")
BY_LINK = re.compile(
    r"/(known|newsletter/(mine|yes|stop|sure)|write/[0-9a-f-]{36}|orders?|rate|voice|help/asked|in"
    r"|demo|flow/order)/"
)
"""Pages whose address is the key to them, and the demo's own list of its mails."""
NOT_LOOKED_AT = ("/static/", "/media/", "/account/logout", "/demo/end")
RUBBISH = (
    "", "\x01\x1b", "x" * 3000, "-1", "99999999999999999999999", "1e999", "NaN", "²", "９",
    "9999-12-31", "0001-01-01T00:00", "not-an-id", "%(a)s{0}", "<script>alert(1)</script>",
    "//evil.example/", "http://[", "a\r\nb: c", "\U0001f600" * 40, "İ" * 300, "1/0", "\u202e",
)  # fmt: skip
SECRETS = {
    "bond.User": ("email", "password"),
    "trade.OrderContact": ("email", "street"),
    "trade.InvoiceBuyer": ("street",),
    "trade.FillingText": ("text",),
    "trade.BankLine": ("payer_name", "payer_account"),
    "trade.Payment": ("intent",),
    "care.KnownPerson": ("email",),
    "care.CorrespondentKey": ("value",),
    "care.Satisfaction": ("comment",),
    "care.CannedAnswer": ("text",),
    "spread.Subscriber": ("address", "digest"),
    "settle.PayoutDetails": ("iban", "street", "tax_number"),
    "settle.NoteParty": ("street", "tax_number"),
    "settle.Question": ("text",),
    "bond.TierApplication": ("answer",),
}
SHORTEST = 8


class Forms(HTMLParser):
    """The forms of a page: where each leads, how, and its fields by kind and value."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, tuple[str, str]]]] = []
        self.is_in = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("action", ""), given.get("method", "get").lower(), {}))
            self.is_in = True
        elif self.is_in and tag in ("input", "select", "textarea", "button") and "name" in given:
            kind = given.get("type", tag)
            self.found[-1][2].setdefault(given["name"], (kind, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self.is_in = self.is_in and tag != "form"


def client(member: Member | None) -> Client:
    made = Client(raise_request_exception=False, headers={"host": "localhost"})
    if member is not None and member.user is not None:
        made.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return made


def words(answer: HttpResponse) -> str:
    is_page = "html" in answer.headers.get("Content-Type", "") and not answer.streaming
    return answer.content.decode("utf-8", "replace") if is_page else ""


def kind_of(path: str) -> str:
    return ID.sub("#", re.sub(r"=[^&]*", "=", path))


def crawled(browser: Client, wrong: list[str]) -> list[str]:
    """Every address that pages lead to, a few of each kind."""
    kinds: Counter[str] = Counter()
    seen: dict[str, None] = {}
    waiting = ["/desk/", "/"]
    while waiting and len(seen) < ADDRESSES_MAX:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen[path] = None
        answer = browser.get(path)
        if answer.status_code >= 500:
            wrong.append(f"GET {path} by a steward: {answer.status_code}")
        for found in re.findall(r'(?:href|action)="([^"]+)"', words(answer)):
            onward = urljoin(path, html.unescape(found).removeprefix(settings.ADDRESS))
            onward = onward.partition("#")[0]
            if not onward.startswith("/") or onward.startswith(("//", *NOT_LOOKED_AT)):
                continue
            kinds[kind_of(onward)] += 1
            if kinds[kind_of(onward)] <= OF_A_KIND_MAX and "language=" not in onward:
                waiting.append(onward)
    return list(seen)


def secrets() -> set[str]:
    found: set[str] = set()
    for label, fields in SECRETS.items():
        for values in apps.get_model(label).objects.values_list(*fields):
            found |= {html.escape(str(each)) for each in values if len(str(each or "")) >= SHORTEST}
    return found


def lacking(answer: HttpResponse) -> list[str]:
    """What keeps a browser from framing it, or from taking it for another kind of thing."""
    policy = answer.headers.get("Content-Security-Policy", "")
    kept = {
        "a policy against frames": "frame-ancestors 'none'" in policy or "sandbox" in policy,
        "nosniff": answer.headers.get("X-Content-Type-Options") == "nosniff",
    }
    return [name for name, is_there in kept.items() if not is_there]


def looked_at(browser: Client, paths: list[str], hidden: set[str], wrong: list[str]) -> list[str]:
    """Ask for each; what she may open."""
    may = []
    for path in paths:
        answer = browser.get(path)
        if answer.status_code >= 500:
            wrong.append(f"GET {path}: {answer.status_code}")
        page = words(answer)
        wrong += [
            f"GET {path} lacks {each}" for each in lacking(answer) if answer.status_code != 301
        ]
        if answer.status_code == 200:
            may.append(path)
            if not BY_LINK.match(path):
                wrong += [f"GET {path} shows {each[:4]}…" for each in hidden if each in page]
    return may


def filled(browser: Client, paths: list[str], wrong: list[str]) -> int:
    """Rubbish in every field of every form and every query; how many forms."""
    done: set[str] = set()
    for path in paths:
        reader = Forms()
        reader.feed(words(browser.get(path)))
        for action, method, fields in reader.found:
            onward = urljoin(path, html.unescape(action) or path)
            key = f"{method} {kind_of(onward)} {sorted(fields)}"
            is_ours = onward.startswith("/") and not onward.startswith(NOT_LOOKED_AT)
            if key in done or not is_ours or "/leave/" in onward or "/erase" in onward:
                continue
            done.add(key)
            send = browser.post if method == "post" else browser.get
            for rubbish in RUBBISH:
                given = {
                    name: value if kind in ("hidden", "submit", "button") else rubbish
                    for name, (kind, value) in fields.items()
                }
                for sent in (given, dict.fromkeys(fields, rubbish)):
                    answer = send(onward, sent)
                    where = answer.headers.get("Location", "")
                    if answer.status_code >= 500 or "evil.example" in where.partition("?")[0]:
                        wrong.append(f"{key} with {rubbish[:20]!r}: {answer.status_code} {where}")
    return len(done)


def unguarded(paths: list[str], member: Member | None) -> list[str]:
    """Forms that are taken without the forgery token."""
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    strict.cookies = client(member).cookies
    found = []
    for path in paths:
        status = strict.post(path, {"a": "b"}).status_code
        if status not in (301, 403, 404, 405):
            found.append(f"{kind_of(path)}: {status}")
    return sorted(set(found))


def main() -> None:
    logging.disable(logging.CRITICAL)
    by_agent = {each.agent_id: each for each in Member.objects.filter(user__isnull=False)}
    known = [each for each in people(limit=200) if each.agent in by_agent]
    steward = by_agent[next(each.agent for each in known if "steward" in each.roles)]
    member = by_agent[next(each.agent for each in known if not each.roles)]
    hidden, wrong, told = secrets(), list[str](), dict[str, Any]()
    paths = crawled(client(steward), wrong)
    for who, one in (("guest", None), ("member", member)):
        own = {html.escape(one.user.email)} if one and one.user else set()
        may = looked_at(client(one), paths, hidden - own, wrong)
        told[who] = {"may": len(may), "forms": filled(client(one), may, wrong)}
    told |= {"paths": len(paths), "secrets": len(hidden), "wrong": sorted(set(wrong))}
    told["unguarded"] = unguarded(paths, member)
    print(json.dumps(told))  # noqa: T201 - the answer of the process


if __name__ == "__main__":
    main()
