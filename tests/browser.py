"""What a test with a real browser needs: Chromium, pages through Django's client, axe, pictures.

`visit(page, client, path)` shows a page without any server: every request of the browser to
`http://localhost` is answered by Django's test client (so in the test's own transaction) and by
the static files' finders. A GET that is sent on shows what it leads to under its first address. A
journey over a real server uses `chromium` and the helpers alone.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route, sync_playwright

ORIGIN = "http://localhost"  # a browser trusts it as it trusts https; nothing listens there
WIDTHS = (360, 1280)
THEMES = ("light", "dark")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
HOP_HEADERS = {"content-length", "connection", "transfer-encoding"}


def browser_program() -> str | None:
    """The Chromium to drive: $CHROMIUM, else one that is installed, else playwright's own."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


@pytest.fixture(scope="session")
def chromium_of_all() -> Iterator[Browser]:
    """One Chromium for all tests that want it."""
    # playwright keeps an event loop in this thread; the test's own queries stay synchronous
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_program(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def chromium(chromium_of_all: Browser) -> Iterator[Browser]:
    """The Chromium of all; what a test has opened in it is closed, or its pages live on."""
    before = list(chromium_of_all.contexts)
    yield chromium_of_all
    for context in chromium_of_all.contexts:
        if context not in before:
            context.close()


def new_page(
    browser: Browser, *, width: int = 1280, theme: str = "light", language: str = "en",
    scripts: bool = True, user_agent: str | None = None,
) -> Page:  # fmt: skip
    """A page of a fresh visitor; what the browser complains about is kept for `faults_of`."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if theme == "dark" else "light",
        locale=language,
        reduced_motion="reduce",
        java_script_enabled=scripts,
        user_agent=user_agent,
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.faults = faults  # type: ignore[attr-defined]
    return page


def faults_of(page: Page) -> list[str]:
    """What the browser complained about on this page (blocked styles and scripts too)."""
    return list(page.faults)  # type: ignore[attr-defined]


def visit(page: Page, client: Client, path: str) -> None:
    """Open a path of the place, answered by Django's test client; a fault of a view is raised."""
    broken: list[Exception] = []
    here = copy_context()  # playwright answers in greenlets; Django's connection is this one's

    def answer(route: Route) -> None:
        try:
            here.copy().run(_answer, route, client)
        except Exception as error:  # raised again below, in the test's own frame
            broken.append(error)
            route.fulfill(status=500, body="broken")  # without a body the browser raises first

    page.route(f"{ORIGIN}/**", answer)
    page.goto(ORIGIN + path, wait_until="load")
    if broken:
        raise broken[0]


def _answer(route: Route, client: Client) -> None:
    request = route.request
    address = urlsplit(request.url)
    if address.path.startswith(settings.STATIC_URL):
        found = finders.find(address.path.removeprefix(settings.STATIC_URL))
        route.fulfill(path=found) if found else route.fulfill(status=404, body="")
        return
    response = client.generic(
        str(request.method),
        f"{address.path}?{address.query}" if address.query else address.path,
        request.post_data_buffer or b"",
        content_type=request.headers.get("content-type", ""),
        headers={
            "accept-language": request.headers.get("accept-language", "en"),
            "accept": request.headers.get("accept", "*/*"),
        },
    )
    if response.status_code in {301, 302} and request.method == "GET":
        response = client.get(response.headers["Location"], follow=True)
    if response.status_code in {301, 302, 303}:  # a fulfilled request cannot redirect
        body = f'<meta http-equiv="refresh" content="0;url={response.headers["Location"]}">'
        route.fulfill(status=200, content_type="text/html", body=body)
        return
    headers = {k: v for k, v in response.headers.items() if k.lower() not in HOP_HEADERS}
    body = b"".join(response) if response.streaming else response.content
    route.fulfill(status=response.status_code, headers=headers, body=body)


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands, one line each; details are opened first.

    The window grows to the page's height for it, so that no fixed bar lies over a control.
    """
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    before: Any = page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight") + 100
    page.set_viewport_size({"width": before["width"], "height": height})
    asked = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=asked)  # what passes is not described: a third of the time
    page.set_viewport_size(before)
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:160]}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


def sideways(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def screenshots(page: Page, name: str) -> list[Path]:
    """Pictures of the whole page in both widths and themes, in $COHIVE_SCREENSHOTS (else none)."""
    folder = os.environ.get("COHIVE_SCREENSHOTS")
    if not folder:
        return []
    before: Any = page.viewport_size
    taken: list[Path] = []
    Path(folder).mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        for theme in THEMES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
            taken.append(Path(folder) / f"{name}-{width}-{theme}.png")
            page.screenshot(path=taken[-1], full_page=True)
    page.set_viewport_size(before)
    return taken
