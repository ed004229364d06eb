"""2,226 answers to 24 items: load them, analyse them, draw the page; the goal is 2 s.

Run: python -m bench.surveys. A place in a folder of its own, with one closed survey of four scales
of six statements and one choice to compare groups by. Each page is asked for through Django's test
client with every middleware, as a steward: CPU seconds and seconds on the clock, the best of the
rounds, because others disturb. Beside it a bare view that only counts answers in SQL and prints
them: no scale, no interval, no picture.
"""

from __future__ import annotations

import os
import tempfile
import time
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from uuid import UUID, uuid4

HOME = Path(tempfile.mkdtemp(prefix="cohive-bench-"))
os.environ["COHIVE_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import django  # noqa: E402 - the place is chosen first

django.setup()

from django.db import transaction  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402

from cohive.bond.models import User  # noqa: E402
from cohive.bond.operations import found_place  # noqa: E402
from cohive.bond.queries import member_of_user  # noqa: E402
from cohive.evolve import operations, queries  # noqa: E402
from cohive.evolve.models.answers import Answer, Response  # noqa: E402
from cohive.evolve.wording import Wording  # noqa: E402
from cohive.house.command.migrate import prepare  # noqa: E402
from tests.engine.scales.moments import likert  # noqa: E402

PERSONS, SCALES, PER_SCALE, ROUNDS, SEED = 2_226, 4, 6, 3, 2026
EMAIL = "steward@example.org"


def survey() -> UUID:
    """One closed wave, answered by 2,226."""
    at = timezone.now() - timedelta(days=30)
    found_place(
        name="Night Ferry", languages=("en", "zh-hans"), currency="EUR", tax_name="VAT",
        tax_rate=Fraction(21, 100), template="label", steward_email=EMAIL, steward_name="Saskia",
        at=at,
    )  # fmt: skip
    by = member_of_user(User.objects.get(email=EMAIL))
    assert by is not None
    made = operations.make_survey(title=Wording("Tide survey"), by=by, at=at)
    for scale in range(SCALES):
        operations.add_question(
            survey=made, kind="matrix", wording=Wording(f"How far? {scale}"), scale=f"s{scale}",
            statements=[
                operations.Statement(Wording(f"Statement {scale}.{item}"))
                for item in range(PER_SCALE)
            ],
            choices=[Wording(f"answer {value}") for value in range(1, 8)], by=by, at=at,
        )  # fmt: skip
    operations.add_question(
        survey=made, kind="single", wording=Wording("Where?"),
        choices=[Wording("east"), Wording("west")], by=by, at=at,
    )  # fmt: skip
    operations.open_wave(survey=made, by=by, at=at)
    fill(made)
    operations.close_wave(survey=made, by=by, at=at)
    return made


@transaction.atomic
def fill(made: UUID) -> None:
    """Write the answers at once; one by one they would be mixed with others."""
    view = queries.survey(made)
    assert view is not None
    assert view.open_wave is not None
    items = [item.id for question in view.questions for item in question.items]
    values = likert(SEED, PERSONS, [0.75] * SCALES * PER_SCALE, per_factor=PER_SCALE).values
    ids = [uuid4() for _ in range(PERSONS)]
    Response.objects.bulk_create(Response(id=one, wave_id=view.open_wave.id) for one in ids)
    Answer.objects.bulk_create(
        (
            Answer(response_id=one, item_id=item, value=int(value))
            for number, one in enumerate(ids)
            for item, value in zip(items, [*values[number], 1 + number % 2], strict=True)
        ),
        batch_size=2_000,
    )


def bare(_request: HttpRequest) -> HttpResponse:
    """The peer: counts by SQL, printed."""
    rows = Answer.objects.values_list("item__key", "value").annotate(n=Count("id"))
    return HttpResponse("<br>".join(f"{key} {value}: {n}" for key, value, n in rows.order_by()))


urlpatterns = [path("bare/", bare)]


def measure(client: Client, address: str) -> tuple[float, float, int]:
    """CPU seconds, seconds on the clock (the least of the rounds), and the page's KiB."""
    cpu, clock, size = [], [], 0
    for _ in range(ROUNDS):
        cpu_began, clock_began = time.process_time(), time.perf_counter()
        answer = client.get(address)
        cpu.append(time.process_time() - cpu_began)
        clock.append(time.perf_counter() - clock_began)
        assert answer.status_code == 200, address
        size = len(answer.content) // 1024
    return min(cpu), min(clock), size


def main() -> None:
    """Measure and print one table."""
    prepare()
    made = survey()
    view = queries.survey(made)
    assert view is not None
    client = Client(HTTP_HOST="localhost")
    client.force_login(
        User.objects.get(email=EMAIL), backend="django.contrib.auth.backends.ModelBackend"
    )
    page = f"/desk/surveys/{made}/result/"
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        peer = measure(Client(HTTP_HOST="localhost"), "/bare/")
    print(f"{PERSONS:,} answers to {SCALES * PER_SCALE} items")
    print(f"{'page':<34}{'CPU s':>8}{'clock s':>9}{'× peer':>8}{'KiB':>7}")
    name = "peer: counts in SQL, no analysis"
    print(f"{name:<34}{peer[0]:>8.2f}{peer[1]:>9.2f}{1:>8.1f}{peer[2]:>7}")
    for name, address in {
        "result": page,
        "result, two groups compared": f"{page}?by={view.questions[-1].id}",
        "answers.csv": f"{page}answers.csv",
    }.items():
        cpu, clock, size = measure(client, address)
        print(f"{name:<34}{cpu:>8.2f}{clock:>9.2f}{cpu / peer[0]:>8.1f}{size:>7}")


if __name__ == "__main__":
    main()
