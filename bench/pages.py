"""What a page costs the server: CPU time and SQL queries, beside a plain Django view.

Run: python -m bench.pages. Makes the demo place in a folder of its own (COHIVE_BENCH_HOME keeps
one between runs), adds a conversation of 50 posts and works up to 24, and asks for each page
through Django's test client with every middleware, as a signed-in member. The time is the
thread's CPU time, database included: the best of the rounds, because others disturb. The peer is
a view without middleware that reads the same 50 posts and renders them with a bare Jinja2
template, asked through the same client.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

HOME = Path(os.environ.get("COHIVE_BENCH_HOME") or tempfile.mkdtemp(prefix="cohive-bench-"))
subprocess.run(  # noqa: S603 - ourselves
    [sys.executable, "-m", "cohive.house.command.child", "demo", "--home", HOME],
    check=True,
    stdout=subprocess.DEVNULL,
)
os.environ["COHIVE_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"

import django  # noqa: E402 - the place is chosen first

django.setup()

from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from jinja2 import Environment  # noqa: E402

from cohive.bond.models import Member, Membership, Post, Thread  # noqa: E402
from cohive.bond.operations import reply, start_thread  # noqa: E402
from cohive.bridges.pictures import reencode  # noqa: E402
from cohive.create.models.works import Work  # noqa: E402
from cohive.create.operations import submit_work  # noqa: E402
from cohive.settle.models import Credit  # noqa: E402

ROUNDS = 80
WARM_UP = 10
POSTS = 50
WORKS = 24
PICTURES = Path(sys.modules["cohive"].__path__[0]) / "house" / "demo" / "pictures"
TITLE = "Fifty posts"
BARE = Environment(autoescape=True).from_string(
    """<!doctype html><title>{{ title }}</title>{% for post in posts %}
<article id="p{{ post.id }}"><h2><a href="/people/{{ post.author_id }}/">{{ post.author_id }}</a>
<time datetime="{{ post.at.isoformat() }}">{{ post.at }}</time></h2><p>{{ post.text }}</p>
<a href="/posts/{{ post.id }}/reply/">Answer</a></article>{% endfor %}"""
)


def bare(_request: HttpRequest, thread: UUID) -> HttpResponse:
    """The peer: one query, one bare template."""
    posts = Post.objects.filter(thread=thread).order_by("at", "id")[:POSTS]
    return HttpResponse(BARE.render(title=TITLE, posts=posts))


urlpatterns = [path("bare/<uuid:thread>/", bare)]


def conversation(mei: Member) -> Thread:
    """A thread of 50 posts in one of Mei's circles."""
    known = Thread.objects.filter(title=TITLE).select_related("circle").first()
    if known:
        return known
    circle = Membership.objects.filter(member=mei.agent_id).values_list("circle_id", flat=True)[0]
    people = list(Membership.objects.filter(circle=circle).values_list("member_id", flat=True))
    at = timezone.now()
    first = start_thread(
        circle=circle, title=TITLE, text="Who brings what?", by=mei.agent_id, at=at
    )
    for number in range(1, POSTS):
        text = f"I bring {number} of them, see https://example.org/{number} there.\n\nAnd ink."
        reply(to=first, text=text, by=people[number % len(people)], at=at)
    return Thread.objects.select_related("circle").get(title=TITLE)


def fill_gallery(mei: Member) -> None:
    """Works up to 24, each with a picture."""
    picture = reencode(next(iter(sorted(PICTURES.glob("*.webp")))).read_bytes())
    for number in range(Work.objects.count(), WORKS + 2):
        submit_work(
            title=f"Study {number}",
            picture=picture,
            makers=[(mei.agent_id, 1)],
            accepts_terms=True,
            by=mei.agent_id,
            at=timezone.now(),
        )


def measure(client: Client, address: str) -> tuple[float, int]:
    """Milliseconds of CPU and the number of SQL queries of one request."""

    def ask() -> None:
        assert client.get(address).status_code == 200, address

    for _ in range(WARM_UP):
        ask()
    with CaptureQueriesContext(connection) as queries:
        ask()
    count = len(queries)
    return best_of(ask) * 1000, count


def best_of(ask: Callable[[], None]) -> float:
    """The least CPU seconds of many rounds."""
    times = []
    for _ in range(ROUNDS):
        began = time.thread_time()
        ask()
        times.append(time.thread_time() - began)
    return min(times)


def main() -> None:
    """Measure and print one table."""
    mei = Member.objects.select_related("user").get(name="Mei Qiao")
    thread = conversation(mei)
    fill_gallery(mei)
    client = Client(HTTP_HOST="localhost")
    assert mei.user is not None
    client.force_login(mei.user, backend="django.contrib.auth.backends.ModelBackend")
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        peer, _ = measure(Client(HTTP_HOST="localhost"), f"/bare/{thread.id}/")
    line = Credit.objects.filter(payee=mei.agent_id).order_by("-at", "-id").first()
    pages = {
        "conversation of 50 posts": f"/circles/{thread.circle.slug}/threads/{thread.id}/",
        "gallery of 24 works": "/works/",
        "statement, a line opened": f"/statement/?line={line.id if line else ''}",
    }
    print(f"{'page':<28}{'CPU ms':>8}{'× peer':>8}{'queries':>9}")
    print(f"{'peer: bare page, 50 posts':<28}{peer:>8.2f}{1:>8.1f}{1:>9}")
    for name, address in pages.items():
        milliseconds, queries = measure(client, address)
        print(f"{name:<28}{milliseconds:>8.2f}{milliseconds / peer:>8.1f}{queries:>9}")


if __name__ == "__main__":
    main()
