"""How fast an issue goes out: queued, sent and recorded, beside Django's `send_mass_mail`.

Run: python -m bench.newsletter [READERS]. A place in a folder of its own, a mail server (aiosmtpd)
in a process of its own on loopback that takes and forgets, and in the run `send_mass_mail` with
as many mails of the same plain text to the same server. Django's peer does less: one connection,
no HTML part, no unsubscribe header, no word in a database of what became of each mail, and after a
kill nobody knows who got one. Seconds of the clock and of this process's processor.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from multiprocessing import get_context
from multiprocessing.connection import Connection

os.environ["COHIVE_HOME"] = tempfile.mkdtemp(prefix="cohive-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
READERS = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000


def sink(said: Connection) -> None:
    """A mail server that takes and forgets; says its port, and how many it took when asked."""
    from tests.crash.mail_server import Taking, serving

    taking = Taking(is_pipelining=True)
    taking.keeps = False
    with serving(taking) as port:
        said.send(port)
        while said.recv() == "count":
            said.send(taking.taken.total())


def main() -> None:
    context = get_context("spawn")
    mine, its = context.Pipe()
    server = context.Process(target=sink, args=(its,), daemon=True)
    server.start()
    port = mine.recv()
    os.environ["COHIVE_MAIL"] = f"smtp://127.0.0.1:{port}"
    os.environ["COHIVE_MAIL_FROM"] = "news@example.org"

    import django

    django.setup()
    measure(mine)
    mine.send("end")


def measure(server: Connection) -> None:
    from django.core.mail import send_mass_mail

    from cohive.spread.newsletter_letters import letter
    from cohive.spread.newsletter_sending import send_now
    from cohive.spread.queries import issue, issue_result

    key, queue = place()
    rows = [("queued (rows made)", *timed(queue))]
    rows.append(("sent and recorded", *timed(lambda: send_now(turns_max=1_000_000))))
    took, result, found = count(server), issue_result(key), issue(key)
    assert found is not None
    assert (took, result.accepted) == (READERS, READERS), (took, result)
    text = letter(found, found.texts[0], at=found.created_at)
    mails = [
        (text.subject, text.text, "news@example.org", [f"r{each}@example.org"])
        for each in range(READERS)
    ]
    rows.append(("send_mass_mail (the peer)", *timed(lambda: send_mass_mail(mails))))
    assert count(server) == 2 * READERS
    peer = rows[-1]
    print(f"{READERS:,} mails; the whole mail is {len(text.page) + len(text.text):,} signs long")
    print("| what | seconds | of the processor | mails/s | times the peer's speed |")
    print("|---|---|---|---|---|")
    for name, seconds, busy in rows:
        print(
            f"| {name} | {seconds:.1f} | {busy:.1f} | {READERS / seconds:,.0f} "
            f"| {peer[1] / seconds:.1f} |"
        )


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock and of the processor."""
    clock, busy = time.monotonic(), time.process_time()
    work()
    return time.monotonic() - clock, time.process_time() - busy


def count(server: Connection) -> int:
    server.send("count")
    return int(server.recv())


def place() -> tuple[object, Callable[[], int]]:
    """A place with so many readers and an issue; its id, and what queues it."""
    from django.utils import timezone

    from cohive.bond.operations import found_place
    from cohive.bond.queries import stewards
    from cohive.house.schema import bring_up_to_date
    from cohive.spread import operations

    bring_up_to_date()
    at = timezone.now()
    here = found_place(
        name="Night Ferry",
        languages=["en"],
        currency="EUR",
        tax_name="VAT",
        tax_rate=Fraction(21, 100),
        template="label",
        steward_email="steward@example.org",
        steward_name="Saskia",
        at=at,
    )
    by, to = stewards()[0], {"list_kind": "place", "list_id": here.agent}
    consent = operations.RecordedConsent(at, "Yes, send it.", "the bench")
    people = [
        operations.BroughtSubscription(f"r{each}@example.org", "en", consent)
        for each in range(READERS)
    ]
    seconds, busy = timed(
        lambda: operations.import_subscriptions(brought=people, by=by, at=at, **to)
    )
    print(f"{READERS:,} subscriptions brought along in {seconds:.1f} s ({busy:.1f} s of processor)")
    issue = operations.begin_issue(by=by, at=at, **to)
    words = "## Hello\n\nWe **sail** at [nine](/circles/making/).\n\n" + "A line of news. " * 60
    operations.write_issue(
        issue=issue, language="en", subject="Night news", text=words, by=by, at=at
    )
    return issue, lambda: operations.queue_issue(issue=issue, by=by, at=at)


if __name__ == "__main__":
    main()
