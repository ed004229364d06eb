"""Deciding: by the firm at once, by a circle or a jury after a ballot; always with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cohive.bond import queries as bond
from cohive.create.events.products import BallotLapsed, BallotOpened, BallotVoted, DecisionMade
from cohive.create.models.challenges import Challenge
from cohive.create.models.decisions import (
    ABOUT_KINDS,
    DECISION_STATES,
    OUTCOMES,
    REASON_LENGTH_MAX,
    REASON_LENGTH_MIN,
    BallotVote,
    Decision,
    JuryMember,
)
from cohive.create.models.ideas import Idea
from cohive.create.models.works import Work
from cohive.create.operations.decision_notices import (
    answered,
    nobody_waits,
    tell_decided,
    tell_opened,
)
from cohive.create.operations.staff import require_staff
from cohive.create.queries.asides import both_counts
from cohive.create.queries.ballots import Choice, leaders
from cohive.guard.bases import BASES
from cohive.journal.clock import not_before_known
from cohive.journal.operations import record
from cohive.look.formats import CHINESE
from cohive.words.refusals import Forbidden, Missing, Refused

VOTE_REASON_LENGTH_MAX = 1000
JURY_MAX = 15


@transaction.atomic
def decide(
    *,
    about_kind: str,
    about: UUID,
    outcome: str,
    reason: str,
    by: UUID,
    at: datetime,
    chosen: UUID | None = None,
    decides: str = "firm",
) -> UUID:
    """The firm decides: yes, no, or (about an idea) later, with a public reason. Return the id.

    A yes about a challenge chooses one of its works, after its votes are closed. What a circle or
    a jury decides goes by `open_ballot`, `vote_decision` and `conclude_ballot`.

    Raises Refused at outcome, chosen, reason or about; Forbidden for who is no maker of the firm.
    """
    require_staff(by)
    if decides != "firm":
        raise Refused(
            "A circle or a jury decides by a vote: open one, and publish what it says.",
            field="decides",
        )
    _check_open_question(about_kind, about, decides=decides, at=at)
    _check_outcome(about_kind, about, outcome, chosen)
    row = Decision(
        about_kind=about_kind,
        about_id=about,
        decides=decides,
        state=DECISION_STATES.start,
        opened_by_id=by,
        opened_at=at,
    )
    _publish(row, outcome=outcome, chosen=chosen, reason=reason, by=by, at=at)
    return row.id


@transaction.atomic
def open_ballot(
    *,
    about_kind: str,
    about: UUID,
    decides: str,
    closes_at: datetime,
    by: UUID,
    at: datetime,
    circle: UUID | None = None,
    jury: Iterable[UUID] = (),
    quorum: int | None = None,
) -> UUID:
    """Ask a circle or named members to decide until `closes_at`; return the decision's id.

    The most votes of those who answer decide, if at least `quorum` answer: by default a third of
    the circle, or more than half of the jury. A challenge's own circle is taken when none is
    given.
    """
    require_staff(by)
    _check_open_question(about_kind, about, decides=decides, at=at)
    if closes_at <= at:
        raise Refused("The vote closes later than it opens.", field="closes_at")
    challenge = _challenge(about) if about_kind == "challenge" else None
    row = Decision(
        about_kind=about_kind,
        about_id=about,
        decides=decides,
        state=DECISION_STATES.start,
        opened_by_id=by,
        opened_at=at,
        closes_at=closes_at,
    )
    if decides == "circle":
        row.circle_id = circle or (challenge.circle_id if challenge else None)
        voters = _circle_size(row.circle_id)
        row.quorum = _quorum(quorum, voters, default=(voters + 2) // 3)
        jurors: list[UUID] = []
    elif decides == "jury":
        jurors = _jury(jury)
        row.quorum = _quorum(quorum, len(jurors), default=len(jurors) // 2 + 1)
    else:
        raise Refused("A vote is held by a circle or by a jury.", field="decides")
    row.save(force_insert=True)
    JuryMember.objects.bulk_create(JuryMember(decision=row, agent_id=agent) for agent in jurors)
    record(
        BallotOpened(row.id, about_kind, about, decides),
        by=by,
        at=at,
        object_kind="decision",
        object=row.id,
        circle=row.circle_id,
        parent=about,
    )
    tell_opened(row, at=at)
    return row.id


@transaction.atomic
def vote_decision(
    *,
    decision: UUID,
    by: UUID,
    at: datetime,
    answer: str = "yes",
    work: UUID | None = None,
    reason: str = "",
    interest: str | None = None,
) -> None:
    """Give one's vote, or change it while the ballot is open.

    About a challenge: a work, or answer "no" for none of them. About an idea: yes, no or later.
    `interest` declares an interest in how it is decided, '' takes it back, None leaves it as it is;
    it stays with the vote and no act tells of it, for a vote is secret.
    Raises Forbidden for who does not belong to the circle or the jury.
    """
    row = _open_ballot(decision)
    if row.closes_at is not None and not_before_known(at) >= row.closes_at:
        raise Refused("This vote closed on %(day)s.", day=row.closes_at)
    if not _may_vote(row, by):
        raise Forbidden("Only the circle or the jury that was asked votes here.")
    answer = "yes" if work is not None else answer
    _check_outcome(row.about_kind, row.about_id, answer, work, field="choice")
    own = Q(makers__agent_id=by) | Q(submitted_by=by)
    if work is not None and Work.objects.filter(own, id=work).exists():
        raise Refused("You made this one. Choose another, or none.", field="choice")
    if len(reason) > VOTE_REASON_LENGTH_MAX:
        raise Refused(
            "Write at most %(most)s characters.", field="reason", most=VOTE_REASON_LENGTH_MAX
        )
    if interest and interest not in BASES:
        raise Refused("Choose what your interest is.", field="interest")
    said = {"answer": answer, "work_id": work, "reason": reason.strip(), "at": at}
    if interest is not None:
        said["interest"] = interest
    BallotVote.objects.update_or_create(decision=row, voter_id=by, defaults=said)
    answered(row, by, at=at)
    record(
        BallotVoted(row.id),
        by=by,
        at=at,
        object_kind="decision",
        object=row.id,
        circle=row.circle_id,
    )


@transaction.atomic
def conclude_ballot(
    *,
    decision: UUID,
    reason: str,
    by: UUID,
    at: datetime,
    tie_answer: str = "",
    tie_work: UUID | None = None,
) -> str:
    """Publish what a closed ballot says, with a reason; return the state, decided or lapsed.

    Too few answers: the ballot lapses and the question is open again. At a tie the firm chooses
    among the leading ones (`tie_answer`, `tie_work`) and the reason has to say so. Votes set aside
    by a public review do not count; refused while the outcome hangs on a review without verdict.
    """
    require_staff(by)
    row = _open_ballot(decision)
    if row.closes_at is not None and at < row.closes_at:
        raise Refused("The vote is open until %(day)s.", day=row.closes_at)
    counts = both_counts(row)
    if counts.waits:
        raise Refused(
            "Some of these votes are under review, and the result depends on them. "
            "Publish it when the review is judged.",
            field="reason",
        )
    votes = counts.standing
    if len(votes) < row.quorum or not votes:
        return _lapse(row, reason=reason, by=by, at=at)
    leading = leaders(votes)
    chosen = _break_tie(leading, Choice(tie_answer or "yes" if tie_work else tie_answer, tie_work))
    _publish(row, outcome=chosen.answer, chosen=chosen.work, reason=reason, by=by, at=at)
    return row.state


def _open_ballot(decision: UUID) -> Decision:
    row = Decision.objects.select_for_update().filter(id=decision).first()
    if row is None or row.decides == "firm":
        raise Missing("There is no such vote.")
    if row.state != "open":
        raise Refused("This vote is closed and its result published.")
    return row


def _challenge(about: UUID) -> Challenge:
    row = Challenge.objects.filter(id=about).first()
    if row is None:
        raise Missing("There is no such challenge.")
    return row


def _check_open_question(about_kind: str, about: UUID, *, decides: str, at: datetime) -> None:
    """Refuse to ask what is asked or answered already, and what cannot be answered yet."""
    if about_kind not in ABOUT_KINDS:
        raise Refused("A decision is about a challenge or an idea.", field="about")
    if about_kind == "challenge":
        challenge = _challenge(about)
        if at < challenge.voting_closes_at:
            raise Refused(
                "Members score until %(day)s. Decide after that.", day=challenge.voting_closes_at
            )
        if challenge.decides != decides:
            raise Refused(
                "When this challenge was opened, somebody else was named to decide it.",
                field="decides",
            )
    elif not Idea.objects.filter(id=about).exists():
        raise Missing("There is no such idea.")
    before = Decision.objects.filter(about_kind=about_kind, about_id=about)
    if before.filter(state="open").exists():
        raise Refused("A vote about this is open already.", field="about")
    last = before.filter(state="decided").order_by("-decided_at").first()
    if last is not None and last.outcome != "later":
        raise Refused("This was decided on %(day)s.", field="about", day=last.decided_at)


def _check_outcome(
    about_kind: str, about: UUID, outcome: str, chosen: UUID | None, *, field: str = "chosen"
) -> None:
    if outcome not in OUTCOMES:
        raise Refused("Answer yes, no or later.", field="outcome")
    if about_kind == "idea":
        if chosen is not None:
            raise Refused("An idea is answered yes, no or later, without a work.", field=field)
        return
    if outcome == "later":
        raise Refused("A challenge ends with a work or with none.", field="outcome")
    if (chosen is not None) != (outcome == "yes"):
        raise Refused("Choose the work, or say no to all of them.", field=field)
    entries = Work.objects.filter(challenge_id=about, state="published")
    if chosen is not None and not entries.filter(id=chosen).exists():
        raise Refused("Choose one of the works of this challenge.", field=field)


def _circle_size(circle: UUID | None) -> int:
    view = bond.circle(circle) if circle is not None else None
    if view is None:
        raise Refused("Name the circle that decides.", field="circle")
    if not view.members:
        raise Refused("Nobody belongs to this circle yet.", field="circle")
    if bond.is_for_a_tier(view.agent):
        raise Refused(
            "This circle is for members of a tier, and paying does not buy votes. Ask another "
            "circle, or a jury.",
            field="circle",
        )
    voters = len(bond.circle_voters(view.agent))
    if not voters:
        raise Refused("Nobody has a vote in this circle yet.", field="circle")
    return voters


def _jury(jury: Iterable[UUID]) -> list[UUID]:
    named = list(dict.fromkeys(jury))
    if not 1 <= len(named) <= JURY_MAX:
        raise Refused("Name from 1 to %(most)s people.", field="jury", most=JURY_MAX)
    known = bond.cards(named)
    if any(agent not in known or known[agent].state != "active" for agent in named):
        raise Refused("One of these people is not a member here.", field="jury")
    return named


def _quorum(quorum: int | None, voters: int, *, default: int) -> int:
    if quorum is None:
        return default
    if not 1 <= quorum <= voters:
        raise Refused("At least 1 and at most %(most)s can be needed.", field="quorum", most=voters)
    return quorum


def _may_vote(row: Decision, agent: UUID) -> bool:
    """Who was asked: a circle is who belonged when the vote opened, not who came to vote."""
    if row.circle_id is not None:
        return bond.has_vote(agent, row.circle_id, since=row.opened_at)
    return row.jury.filter(agent_id=agent).exists()


def _break_tie(leading: Sequence[Choice], wanted: Choice) -> Choice:
    if len(leading) == 1:
        return leading[0]
    if wanted not in leading:
        raise Refused(
            "%(count)s choices have the most votes. Choose one of them, and say why.",
            field="tie",
            count=len(leading),
        )
    return wanted


def _publish(
    row: Decision, *, outcome: str, chosen: UUID | None, reason: str, by: UUID, at: datetime
) -> None:
    row.reason = _checked_reason(reason)
    row.outcome, row.chosen_id = outcome, chosen
    row.state = DECISION_STATES.move(row.state, "decided")
    row.decided_by_id, row.decided_at = by, at
    row.save()
    nobody_waits(row, at=at)
    record(
        DecisionMade(row.id, row.about_kind, row.about_id, row.decides, outcome, chosen),
        by=by,
        at=at,
        object_kind="decision",
        object=row.id,
        circle=row.circle_id,
        parent=row.about_id,
    )
    tell_decided(row, at=at)


def _lapse(row: Decision, *, reason: str, by: UUID, at: datetime) -> str:
    row.reason = reason.strip()[:REASON_LENGTH_MAX]
    row.state = DECISION_STATES.move(row.state, "lapsed")
    row.decided_by_id, row.decided_at = by, at
    row.save()
    nobody_waits(row, at=at)
    record(
        BallotLapsed(row.id, row.about_kind, row.about_id),
        by=by,
        at=at,
        object_kind="decision",
        object=row.id,
        circle=row.circle_id,
        parent=row.about_id,
    )
    return row.state


def _checked_reason(reason: str) -> str:
    words = reason.strip()
    # a Chinese character says about as much as three letters
    if len(words) + 2 * len(CHINESE.findall(words)) < REASON_LENGTH_MIN:
        raise Refused(
            "Write at least one full sentence: what spoke for it, and what against.",
            field="reason",
        )
    if len(words) > REASON_LENGTH_MAX:
        raise Refused("Write at most %(most)s characters.", field="reason", most=REASON_LENGTH_MAX)
    return words
