"""What the inbox's list costs with 100,000 conversations in it.

Run: python -m bench.inbox [conversations]. A place in a folder of its own, filled by rows; one in
ten waits, one in a hundred is one answerer's own. Milliseconds are of the processor, the median of
the rounds, for the whole page as it is answered (frame, list, counts) and for its parts.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from uuid import UUID

os.environ.setdefault("COHIVE_HOME", tempfile.mkdtemp(prefix="cohive-bench-"))
os.environ["COHIVE_DEBUG"] = "1"  # style sheets as they lie there
os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from cohive.bond import operations as bond  # noqa: E402
from cohive.bond.models import User  # noqa: E402
from cohive.bond.queries import place  # noqa: E402
from cohive.care import queries  # noqa: E402
from cohive.care.models import Conversation, Correspondent, Term  # noqa: E402
from cohive.house.schema import bring_up_to_date  # noqa: E402
from cohive.words.ids import new_id  # noqa: E402

MANY = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
ROUNDS, BATCH = 15, 5_000


def fill(answerer: UUID) -> None:
    now = timezone.now()
    for start in range(0, MANY, BATCH):
        people, talks, terms = [], [], []
        for n in range(start, min(start + BATCH, MANY)):
            who, talk = new_id(), new_id()
            at = now - timedelta(minutes=MANY - n)
            state = "open" if n % 10 == 0 else "waiting" if n % 10 == 1 else "done"
            people.append(Correspondent(id=who, root_id=who, name=f"P {n}", created_at=at))
            talks.append(
                Conversation(
                    id=talk, root_id=talk, channel="mail", correspondent_id=who,
                    subject=f"Matter {n}", preview="The collar is loose", state=state,
                    assignee_id=answerer if n % 100 < 1 else None, opened_at=at, last_at=at,
                    waits_since=at if state == "open" else None, done_at=at,
                    first_answer_at=None if state == "open" else at, first_answer_seconds=n % 9000,
                )
            )  # fmt: skip
            terms += [Term(token=word, conversation_id=talk) for word in ("collar", f"m{n % 997}")]
        Correspondent.objects.bulk_create(people)
        Conversation.objects.bulk_create(talks)
        Term.objects.bulk_create(terms)


def measured(what: str, work: Callable[[], object]) -> None:
    taken = []
    work()
    for _ in range(ROUNDS):
        before = time.process_time()
        work()
        taken.append((time.process_time() - before) * 1000)
    print(f"{what:44} {statistics.median(taken):7.2f} ms")


def main() -> None:
    bring_up_to_date()
    now = timezone.now()
    bond.found_place(
        name="Bench", languages=["en"], currency="EUR", tax_name="VAT",
        tax_rate=Fraction(21, 100), template="label", steward_email="s@bench.example",
        steward_name="S", at=now,
    )  # fmt: skip
    mei = bond.join(email="mei@bench.example", name="Mei", at=now, is_verified=True)
    here = place()
    assert here is not None
    bond.grant_role(to=mei, role="answerer", by=here.agent, at=now)
    fill(mei)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}, {MANY} conversations")
    browser = Client(headers={"host": "localhost"})
    browser.force_login(
        User.objects.get(email="mei@bench.example"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    for path in ("", "?in=mine", "?in=done", "?in=all&channel=mail", "?q=collar", "?q=m13"):
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(f"/desk/inbox/{path}")
        assert answer.status_code == 200, answer.status_code
        measured(
            f"page {path or '(waiting)'}, {len(asked)} queries",
            lambda path=path: browser.get(f"/desk/inbox/{path}"),
        )
    measured("rows and labels", lambda: queries.inbox(queries.Filter(), viewer=mei))
    measured("counts, oldest and median", lambda: queries.counts(mei))
    deep = queries.inbox(queries.Filter("done"), viewer=mei)
    for _ in range(50):
        deep = queries.inbox(queries.Filter("done"), viewer=mei, cursor=deep.next)
    measured(
        "the 52nd page of what is done",
        lambda: queries.inbox(queries.Filter("done"), viewer=mei, cursor=deep.next),
    )


main()
