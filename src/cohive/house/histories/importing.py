"""A counted git history into the rooms: unclaimed members, releases as products, contributions.

One person's work in one stage of one release is one contribution, weighing as much as it has acts;
a reader finds "12 commits, the latest …" instead of twelve lines. Each release gets an agreement
with the place's own terms. The weight of a stage is the place's own, times the acts recorded in it,
in whole percents: a single suggestion beside four hundred commits is not a fifth of a release.

Everything happens in one transaction and only what is new is written. Nobody is told and nothing
waits for a confirmation: the firm confirms what the history proves, and who is named there has not
come yet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.bond.templates_of_place import PRESETS
from cohive.create import operations as create
from cohive.create.queries import ProductView
from cohive.house.histories.progress import Progress
from cohive.house.histories.releases import ReleaseNames, by_number, known_products, names_of
from cohive.house.histories.table import printable
from cohive.house.histories.tally import Part, ReleaseTally, Tally
from cohive.look import formats
from cohive.words.money import Money, minor_digits
from cohive.words.refusals import Refused
from cohive.words.verbs import Stage

LOOKUP_ROWS = 500
NAME_CHARACTERS_MAX = 60
WHAT_CHARACTERS_MAX = 120
WHOLE_PERCENT = 100
CONTRIBUTIONS = gettext_noop("Contributions")
PEOPLE = gettext_noop("People")


@dataclass(frozen=True)
class Imported:
    """What was new: people recorded, releases opened, contributions written, and what was known."""

    people: int
    releases: int
    contributions: int
    releases_known: int


@transaction.atomic
def import_history(
    tally: Tally, *, project: str, by: UUID, at: datetime, progress: Progress
) -> Imported:
    """Write what a history credits and the place does not have yet; return what was new.

    `by` is the firm. Acts have the times of the history, at most `at`. The same history again
    writes nothing; a longer one brings its new releases.
    """
    place = members.place()
    if place is None:
        raise Refused("There is no place yet. Open one first.")
    present = known_products()
    numbers = by_number(present)
    tags = [release.tag for release in tally.releases]
    # addresses are given without looking at what is known: read again, a release keeps its own
    names = names_of(project, tags, taken=_foreign_slugs(present, project))
    fresh = [
        (release, name)
        for release, name in zip(tally.releases, names, strict=True)
        if name.number not in numbers
    ]
    agents, recorded = _people(tally, fresh, project=project, by=by, at=at, progress=progress)
    written = _Written(by=by, at=at, agents=agents, place=place, progress=progress)
    written.whole = sum(len(release.parts) for release, _name in fresh)
    for release, name in fresh:
        written.release(release, name)
    return Imported(recorded, len(fresh), written.contributions, len(names) - len(fresh))


def stage_weights(counts: Mapping[Stage, int], preset: Mapping[Stage, int]) -> dict[str, int]:
    """Whole percents for the stages with acts: the place's weight times the number of acts.

    Largest remainders get the percents that rounding down leaves. A stage to which the place gives
    nothing counts as one percent of its own and each has at least one, so that nobody is named in
    vain.
    """
    masses = {stage: max(preset.get(stage, 0), 1) * count for stage, count in counts.items()}
    total = sum(masses.values())
    order = list(Stage)
    exact = {stage: Fraction(WHOLE_PERCENT * mass, total) for stage, mass in masses.items()}
    weights = {stage: max(math.floor(exact[stage]), 1) for stage in order if stage in exact}
    by_remainder = sorted(
        weights, key=lambda stage: (weights[stage] - exact[stage], order.index(stage))
    )
    left = WHOLE_PERCENT - sum(weights.values())
    for stage in by_remainder[: max(left, 0)]:
        weights[stage] += 1
    if left < 0:  # those raised to one percent; the largest stage can spare it
        largest = max(weights, key=lambda stage: weights[stage])
        weights[largest] += left
    return {str(stage): weight for stage, weight in weights.items()}


def shown_name(name: str) -> str:
    """A name of a file as it can stand on a page: printable, not too long, never empty."""
    return printable(name)[:NAME_CHARACTERS_MAX].strip() or "?"


def what_was_done(part: Part) -> str:
    """A contribution in words: how many acts of which kind, and the subject of the latest."""
    if part.stage is Stage.IDEA:
        said = ngettext(
            "%(count)s report or suggestion: “%(subject)s”",
            "%(count)s reports or suggestions, the latest: “%(subject)s”",
            part.count,
        )
    elif part.stage is Stage.PACKAGING:
        said = ngettext(
            "%(count)s merge or review: “%(subject)s”",
            "%(count)s merges or reviews, the latest: “%(subject)s”",
            part.count,
        )
    else:
        said = ngettext(
            "%(count)s commit: “%(subject)s”",
            "%(count)s commits, the latest: “%(subject)s”",
            part.count,
        )
    count = formats.number(part.count)
    room = WHAT_CHARACTERS_MAX - len(said % {"count": count, "subject": ""})
    subject = shown_subject(part.subject, room)
    return said % {"count": count, "subject": subject}


def shown_subject(subject: str, characters_max: int) -> str:
    """A commit's subject in one line, cut where there is no more room."""
    plain = printable(subject) or "…"
    return plain if len(plain) <= characters_max else plain[: characters_max - 1].rstrip() + "…"


def _foreign_slugs(present: Iterable[ProductView], project: str) -> list[str]:
    """Addresses of products that are no releases of this project."""
    prefix = f"git:{project[:20]}"
    return [
        product.slug
        for product in present
        if not any(variant.sku.startswith(prefix) for variant in product.variants)
    ]


def _people(
    tally: Tally,
    fresh: list[tuple[ReleaseTally, ReleaseNames]],
    *,
    project: str,
    by: UUID,
    at: datetime,
    progress: Progress,
) -> tuple[dict[str, UUID], int]:
    """Each person's agent, and how many had to be recorded."""
    wanted = dict.fromkeys(part.person for release, _name in fresh for part in release.parts)
    keys = {person: f"git:{project}:{person}" for person in wanted}
    known: dict[str, UUID] = {}
    every = list(keys.values())
    for start in range(0, len(every), LOOKUP_ROWS):
        known.update(members.unclaimed_by_key(every[start : start + LOOKUP_ROWS]))
    agents: dict[str, UUID] = {}
    recorded = 0
    for done, (person, key) in enumerate(keys.items()):
        agents[person] = known.get(key) or bond.make_unclaimed(
            name=shown_name(tally.people[person]), key=key, by=by, at=at
        )
        recorded += key not in known
        progress.at(_(PEOPLE), done, len(keys))
    return agents, recorded


@dataclass
class _Written:
    """Writes releases one after the other and counts."""

    by: UUID
    at: datetime
    agents: Mapping[str, UUID]
    place: members.PlaceView
    progress: Progress
    whole: int = 0
    contributions: int = 0

    def release(self, release: ReleaseTally, names: ReleaseNames) -> None:
        """One release with its contributions and an agreement in force."""
        preset = PRESETS[self.place.template]
        currency, language = self.place.currency, self.place.languages[0]
        with translation.override(language):  # what is kept is read by all, not by this terminal
            about = _about(release)
            works = [(part, what_was_done(part)) for part in release.parts]
        product = create.create_product(
            title=names.title,
            slug=names.slug,
            description=about,
            price=Money(10 ** minor_digits(currency), currency),
            tax_rate=Fraction(0),
            variants=[(names.label, names.number)],
            language=language,
            by=self.by,
            at=min(release.at, self.at),
        )
        for part, what in works:
            self._contribution(product, part, what)
        create.offer_agreement(
            product=product,
            house=Fraction(preset.house_percent, WHOLE_PERCENT),
            link=Fraction(preset.link_percent, WHOLE_PERCENT),
            link_default="pool",
            stage_weights=stage_weights(release.stage_counts(), preset.stage_weights),
            by=self.by,
            at=self.at,
        )

    def _contribution(self, product: UUID, part: Part, what: str) -> None:
        who = self.agents[part.person]
        create.log_contribution(
            product=product,
            stage=part.stage,
            what=what,
            weight=part.count,
            makers=[(who, 1)],
            confirmed_by=self.by,
            by=who,
            at=min(part.latest_at, self.at),
        )
        self.contributions += 1
        self.progress.at(_(CONTRIBUTIONS), self.contributions, self.whole)


def _about(release: ReleaseTally) -> str:
    people = len({part.person for part in release.parts})
    said = ngettext(
        "Imported from a git history: %(count)s commit.",
        "Imported from a git history: %(count)s commits.",
        release.commits,
    ) % {"count": formats.number(release.commits)}
    named = ngettext(
        "%(count)s person is named in it.", "%(count)s people are named in it.", people
    ) % {"count": formats.number(people)}
    return f"{said} {named}"
