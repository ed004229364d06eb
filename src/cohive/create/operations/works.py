"""Writing works: handing in, replacing the picture, withdrawing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction

from cohive.bond.operations import original_gone
from cohive.bridges.pictures import Picture
from cohive.create import pictures
from cohive.create.events.works import PictureReplaced, WorkSubmitted, WorkWithdrawn
from cohive.create.locks import hold
from cohive.create.models.challenges import Challenge, StandingTerms, TermsAcceptance
from cohive.create.models.scores import Exposure, Tally
from cohive.create.models.works import WORK_STATES, Work, WorkMaker, WorkVersion
from cohive.create.operations.ideas import checked_title
from cohive.create.operations.makers import Makers, checked_makers
from cohive.create.operations.parents import (
    Parents,
    checked_parents,
    flows_of,
    write_parents,
)
from cohive.create.operations.telling import tell_makers, tell_parents
from cohive.create.operations.terms import accept_terms
from cohive.create.slugs import free_slug
from cohive.journal import conditions
from cohive.journal.operations import record
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Missing, Refused
from cohive.words.verbs import Stage

HALF = Fraction(1, 2)
TEXT_LENGTH_MAX = 5_000
NOTE_LENGTH_MAX = 200
MAY_WITHDRAW = "create.may_withdraw"


@transaction.atomic
def submit_work(
    *,
    title: str,
    picture: Picture | None,
    makers: Makers,
    keep: Fraction = HALF,
    ask: Fraction | None = HALF,
    parents: Parents = (),
    challenge: UUID | None = None,
    accepts_terms: bool,
    lang: str = "",
    text: str = "",
    stage: str = Stage.DESIGN.value,
    key: UUID | None = None,
    by: UUID,
    at: datetime,
) -> UUID:
    """Hand in a work, in a challenge or on its own, and return its id.

    `parents` are (work, weight, sentence of credit): weight 0 only names. `key` makes a form that
    is sent twice one work: it becomes the id.
    """
    if key and (known := Work.objects.filter(id=key).values_list("submitted_by_id").first()):
        if known != (by,):
            raise Missing("There is no such work.")
        return key
    hold("create.works")
    call = _open_challenge(challenge, at=at) if challenge else None
    terms = _accepted_terms(call, accepts=accepts_terms, by=by, at=at)
    people = checked_makers(makers)
    _check_fractions(keep, ask, keep_min=terms.keep_min)
    grown_from = checked_parents(parents)
    row = Work(
        id=key or new_id(),
        title=checked_title(title),
        text=checked_text(text),
        language=lang,
        stage=call.stage if call else stage,
        challenge=call,
        submitted_by_id=by,
        keep=keep,
        ask=ask,
        at=at,
    )
    row.slug = free_slug(row.title, fallback="work", is_taken=_is_taken)
    if picture:
        _put(row, picture)
    row.save(force_insert=True)
    _write_rows(row, people, by=by, at=at)
    write_parents(row, grown_from, by=by, at=at)
    record(
        _submitted(row, people, grown_from, terms=terms.id),
        by=by,
        at=at,
        object_kind="work",
        object=row.id,
        circle=call.circle_id if call else None,
        flows=flows_of(row, grown_from, by=by),
    )
    tell_makers(row, people, by=by, at=at)
    tell_parents(row, grown_from, by=by, at=at)
    return row.id


@transaction.atomic
def replace_picture(*, work: UUID, picture: Picture, note: str = "", by: UUID, at: datetime) -> int:
    """Put a new picture in a work and keep the earlier ones; return the version's number.

    An entry's picture is fixed once its challenge takes no more entries.
    """
    row = own_work(work, by=by)
    if row.state != WORK_STATES.start:
        raise Refused("This work was withdrawn. It cannot get a new picture.")
    if row.challenge and at >= row.challenge.closes_at:
        raise Refused(
            "Entries closed on %(day)s, so the picture stays as it is.",
            field="picture",
            day=row.challenge.closes_at,
        )
    if picture.digest == row.picture:
        raise Refused("This is the picture that stands there already.", field="picture")
    if len(note) > NOTE_LENGTH_MAX:
        raise Refused(
            "Say in at most %(count)s characters what changed.", field="note", count=NOTE_LENGTH_MAX
        )
    _put(row, picture)
    row.save(update_fields=["picture", "width", "height", "version"])
    _write_version(row, note=note.strip(), by=by, at=at)
    event = PictureReplaced(work=row.id, version=row.version, picture=row.picture)
    record(event, by=by, at=at, object_kind="work", object=row.id)
    return row.version


@transaction.atomic
def withdraw_work(*, work: UUID, by: UUID, at: datetime) -> None:
    """Take a work back: it is no longer shown; what grew from it keeps naming it.

    An entry can be withdrawn until votes close; nothing can that somebody has built on.
    """
    hold("create.works")  # so that nobody builds on it meanwhile
    row = own_work(work, by=by)
    if row.challenge and at >= row.challenge.voting_closes_at:
        raise Refused(
            "Votes closed on %(day)s, so this entry stays.", day=row.challenge.voting_closes_at
        )
    if row.children.filter(work__state=WORK_STATES.start).exists():
        raise Refused("Something was built on this work, so it stays.")
    for reason in conditions.obstacles(MAY_WITHDRAW, row.id):
        raise Refused("%(reason)s", reason=reason)
    row.state = WORK_STATES.move(row.state, "withdrawn")
    row.save(update_fields=["state"])
    original_gone(about_kind="work", about=row.id, title=row.title, text=row.text, by=by, at=at)
    record(WorkWithdrawn(work=row.id), by=by, at=at, object_kind="work", object=row.id)


def own_work(work: UUID, *, by: UUID) -> Work:
    """The row, held until the transaction ends, if it is hers or she acts for the firm."""
    row = (
        Work.objects.select_for_update(of=("self",))
        .select_related("challenge")
        .filter(id=work, kind="work")
        .first()
    )
    if row is None:
        raise Missing("There is no such work.")
    if by != row.submitted_by_id and not row.makers.filter(agent_id=by).exists():
        raise Forbidden("Only those who made this work can change it.")
    return row


def checked_text(text: str) -> str:
    """What is said about a work, not longer than it may be."""
    if len(text) > TEXT_LENGTH_MAX:
        raise Refused(
            "This text has at most %(count)s characters.", field="text", count=TEXT_LENGTH_MAX
        )
    return text.strip()


def _open_challenge(challenge: UUID, *, at: datetime) -> Challenge:
    row = Challenge.objects.select_related("terms").filter(id=challenge).first()
    if row is None:
        raise Missing("There is no such challenge.")
    if at < row.opens_at:
        raise Refused("This challenge opens on %(day)s.", day=row.opens_at)
    if at >= row.closes_at:
        raise Refused("Entries for this challenge closed on %(day)s.", day=row.closes_at)
    return row


def _accepted_terms(
    call: Challenge | None, *, accepts: bool, by: UUID, at: datetime
) -> StandingTerms:
    """The terms this work is handed in under, accepted now or before."""
    terms = call.terms if call else StandingTerms.objects.order_by("-version").first()
    if terms is None:
        raise Refused("This place has no standing terms yet. A steward publishes them first.")
    if not TermsAcceptance.objects.filter(terms=terms, agent_id=by).exists():
        if not accepts:
            raise Refused(
                "A work is handed in under the standing terms. Please read and accept them.",
                field="accepts_terms",
            )
        accept_terms(terms=terms.id, by=by, at=at)
    return terms


def _check_fractions(keep: Fraction, ask: Fraction | None, *, keep_min: Fraction) -> None:
    if not keep_min <= keep <= 1:
        raise Refused(
            "You keep at least %(least)s and at most all of it.", field="keep", least=keep_min
        )
    if ask is not None and not 0 <= ask <= 1 - keep_min:
        raise Refused(
            "You can ask from nothing to %(most)s of what a remix earns.",
            field="ask",
            most=1 - keep_min,
        )


def _is_taken(slug: str) -> bool:
    return Work.objects.filter(slug=slug).exists()


def _put(row: Work, picture: Picture) -> None:
    row.picture = pictures.keep(picture)
    row.width, row.height = picture.width, picture.height
    row.version += 1


def _write_version(row: Work, *, note: str, by: UUID, at: datetime) -> None:
    WorkVersion.objects.create(
        work=row,
        number=row.version,
        picture=row.picture,
        width=row.width,
        height=row.height,
        note=note,
        by_id=by,
        at=at,
    )


def _write_rows(row: Work, people: Sequence[tuple[UUID, int]], *, by: UUID, at: datetime) -> None:
    """Makers, the first version, and the derived rows an entry needs."""
    WorkMaker.objects.bulk_create(
        WorkMaker(work=row, agent_id=agent, weight=weight, is_named=agent != by)
        for agent, weight in people
    )
    if row.picture:
        _write_version(row, note="", by=by, at=at)
    if row.challenge_id:
        Tally.objects.create(work=row)
        Exposure.objects.create(work=row)


def _submitted(
    row: Work,
    people: Sequence[tuple[UUID, int]],
    grown_from: Sequence[tuple[Work, int, str]],
    *,
    terms: UUID,
) -> WorkSubmitted:
    return WorkSubmitted(
        work=row.id,
        makers=tuple(agent for agent, _ in people),
        maker_weights=tuple(weight for _, weight in people),
        parents=tuple(parent.id for parent, _, _ in grown_from),
        parent_weights=tuple(weight for _, weight, _ in grown_from),
        keep=str(row.keep),
        ask="" if row.ask is None else str(row.ask),
        stage=row.stage,
        challenge=row.challenge_id,
        terms=terms,
    )
