"""Reading a member's statement.

Four SQL queries: the credits of the page, their claims and pools, the waterfall lines of their
distributions, the questions on them. `totals_of` adds one. With the frame's (user, viewer, place)
that is eight for the page with a line opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Sum, Value, When
from django.utils import timezone

from cohive.settle.arithmetic import State, state_of
from cohive.settle.composition import path_from_json
from cohive.settle.models import Claim, Commission, Credit, Question, WaterfallLine
from cohive.settle.queries.holds import under_review
from cohive.settle.queries.lines import (
    ClaimView,
    CreditLine,
    QuestionView,
    StatementLine,
    StatementPage,
    StatementTotals,
)

CREDITS_PER_PAGE = 120
Line = tuple[str, str, int | None, int]
"""Kind, label, minor per unit, minor."""


def statement_of(
    agent: UUID,
    *,
    at: datetime,
    before: tuple[datetime, UUID] | None = None,
    since: datetime | None = None,
    limit: int = CREDITS_PER_PAGE,
) -> StatementPage:
    """One page of a member's statement. Four SQL queries.

    Pages end between days, so that no day is cut in two, except a day that fills a page alone.
    """
    rows = _credit_rows(agent, before=before, since=since)[: limit + 1]
    found = [_credit_line(row, at=at) for row in rows]
    shown = _whole_days(found, limit)
    after = (shown[-1].at, shown[-1].id) if len(shown) < len(found) else None
    claims = _claims({credit.claim for credit in shown if credit.claim})
    lines = _waterfall({credit.distribution for credit in shown})
    questions = _questions({credit.id for credit in shown})
    return StatementPage(
        tuple(
            _line(group, claims=claims, lines=lines, questions=questions)
            for group in _grouped(shown)
        ),
        after,
    )


def all_credits_of(agent: UUID, *, at: datetime) -> tuple[list[CreditLine], dict[UUID, ClaimView]]:
    """Every credit, oldest first, and the claims behind them: for the sheet. Two SQL queries."""
    rows = _credit_rows(agent)
    found = [_credit_line(row, at=at) for row in rows][::-1]
    return found, _claims({credit.claim for credit in found if credit.claim})


def totals_of(agent: UUID, *, at: datetime) -> list[StatementTotals]:
    """What came in so far by state and product, one answer per currency and kind of income.

    Pay for making stands first. One SQL query.
    """
    is_held = Exists(Question.objects.filter(credit=OuterRef("pk"), answered_at__isnull=True))
    rows = (
        Credit.objects.filter(payee_id=agent)
        .annotate(
            state=Case(
                When(under_review(), then=Value("under_review")),
                When(is_held, then=Value("held")),
                When(distribution__provisional_until__gt=at, then=Value("provisional")),
                When(distribution__final_from__gt=at, then=Value("open")),
                default=Value("final"),
                output_field=CharField(),
            )
        )
        .values("kind", "state", "distribution__pool__title", "distribution__pool__currency")
        .annotate(
            total=Sum("amount_minor"),
            resells=Exists(Commission.objects.filter(payee_id=agent)),
        )
        .order_by("kind", "distribution__pool__title")
    )
    resells = False
    found: dict[tuple[str, str], tuple[dict[State, int], dict[str, int]]] = {}
    for row in rows:
        resells = row["resells"]
        account = "link" if row["kind"] == "link" else "earned"
        income = account, row["distribution__pool__currency"]
        by_state, by_title = found.setdefault(income, ({}, {}))
        title = row["distribution__pool__title"]
        by_state[row["state"]] = by_state.get(row["state"], 0) + row["total"]
        by_title[title] = by_title.get(title, 0) + row["total"]
    return [
        StatementTotals(kind, currency, by_state, by_title, resells)
        for (kind, currency), (by_state, by_title) in found.items()
    ]


def credit_of(credit: UUID, agent: UUID, *, at: datetime) -> StatementLine | None:
    """One credit of this member as a line of its own, or None. Four SQL queries."""
    row = _credit_rows(agent).filter(id=credit).first()
    if row is None:
        return None
    line = _credit_line(row, at=at)
    return _line(
        [line],
        claims=_claims({line.claim} if line.claim else set()),
        lines=_waterfall({line.distribution}),
        questions=_questions({line.id}),
    )


def whole_lines_of(agent: UUID, *, at: datetime) -> list[StatementLine]:
    """Everything that came to a member, one line for each pool. Four SQL queries."""
    found = [_credit_line(row, at=at) for row in _credit_rows(agent)]
    by_pool: dict[tuple[UUID, str], list[CreditLine]] = {}
    for credit in found:
        by_pool.setdefault((credit.pool, credit.kind), []).append(credit)
    claims = _claims({credit.claim for credit in found if credit.claim})
    lines = _waterfall({credit.distribution for credit in found})
    questions = _questions({credit.id for credit in found})
    return [
        _line(group, claims=claims, lines=lines, questions=questions) for group in by_pool.values()
    ]


COLUMNS = {
    "sequence": "distribution__sequence",
    "change": "distribution__kind",
    "reference": "distribution__reference",
    "channel": "distribution__channel",
    "units": "distribution__units",
    "unit_price_minor": "distribution__unit_price_minor",
    "gross_minor": "distribution__gross_minor",
    "pool_minor": "distribution__pool_minor",
    "cumulative_before": "distribution__cumulative_before",
    "cumulative_after": "distribution__cumulative_after",
    "provisional_until": "distribution__provisional_until",
    "final_from": "distribution__final_from",
    "pool": "distribution__pool_id",
    "product": "distribution__pool__product_id",
    "title": "distribution__pool__title",
    "source": "distribution__pool__source",
    "agreement_version": "distribution__pool__agreement_version",
    "currency": "distribution__pool__currency",
}
OWN_COLUMNS = ("id", "kind", "amount_minor", "credited_before", "credited_after", "at")


def _credit_rows(
    agent: UUID, *, before: tuple[datetime, UUID] | None = None, since: datetime | None = None
) -> QuerySet[Credit, dict[str, object]]:
    rows = Credit.objects.filter(payee_id=agent).order_by("-at", "-id")
    if since is not None:
        rows = rows.filter(at__gte=since)
    if before is not None:
        rows = rows.filter(at__lte=before[0]).exclude(at=before[0], id__gte=before[1])
    held = Exists(Question.objects.filter(credit=OuterRef("pk"), answered_at__isnull=True))
    columns: QuerySet[Credit, dict[str, object]] = rows.values(
        *OWN_COLUMNS,
        "distribution_id",
        "claim_id",
        is_held=held,
        is_under_review=under_review(),
        **{name: F(column) for name, column in COLUMNS.items()},
    )
    return columns


def _credit_line(row: Mapping[str, object], *, at: datetime) -> CreditLine:
    values = dict(row)
    is_held = bool(values.pop("is_held"))
    is_under_review = bool(values.pop("is_under_review"))
    values["distribution"] = values.pop("distribution_id")
    values["claim"] = values.pop("claim_id")
    state = state_of(
        provisional_until=values["provisional_until"],  # type: ignore[arg-type]
        final_from=values["final_from"],  # type: ignore[arg-type]
        is_held=is_held,
        is_under_review=is_under_review,
        at=at,
    )
    return CreditLine(state=state, **values)  # type: ignore[arg-type]


def _whole_days(found: Sequence[CreditLine], limit: int) -> Sequence[CreditLine]:
    if len(found) <= limit:
        return found
    last = _day(found[limit])
    kept = [credit for credit in found[:limit] if _day(credit) != last]
    return kept or found[:limit]


def _day(credit: CreditLine) -> date:
    return timezone.localtime(credit.at).date()


def _grouped(found: Iterable[CreditLine]) -> list[list[CreditLine]]:
    """By day, product, kind, change and state, in the order of the newest of each."""
    groups: dict[tuple[object, ...], list[CreditLine]] = {}
    for credit in found:
        change = "sale" if credit.change == "past" else credit.change
        key = (_day(credit), credit.pool, credit.kind, change, credit.state)
        groups.setdefault(key, []).append(credit)
    return list(groups.values())


def _line(
    group: Sequence[CreditLine],
    *,
    claims: Mapping[UUID, ClaimView],
    lines: Mapping[UUID, list[Line]],
    questions: Mapping[UUID, list[QuestionView]],
) -> StatementLine:
    first = group[0]
    summed: dict[tuple[str, str, int | None], int] = {}
    for credit in group:
        for kind, label, unit, minor in lines.get(credit.distribution, []):
            summed[kind, label, unit] = summed.get((kind, label, unit), 0) + minor
    return StatementLine(
        credits=tuple(group),
        day=_day(first),
        state=first.state,
        claim=claims.get(first.claim) if first.claim else None,
        lines=tuple((*key, minor) for key, minor in summed.items()),
        questions=tuple(question for credit in group for question in questions.get(credit.id, [])),
    )


def _claims(ids: set[UUID]) -> dict[UUID, ClaimView]:
    rows = Claim.objects.filter(id__in=ids).select_related("pool")
    return {
        row.id: ClaimView(
            row.id,
            row.fraction,
            tuple(path_from_json(path) for path in row.paths),
            row.pool.labels,
        )
        for row in rows
    }


def _waterfall(ids: set[UUID]) -> dict[UUID, list[Line]]:
    rows = (
        WaterfallLine.objects.filter(distribution_id__in=ids)
        .order_by("distribution_id", "position")
        .values_list("distribution_id", "kind", "label", "unit_minor", "minor")
    )
    found: dict[UUID, list[Line]] = {}
    for distribution, kind, label, unit, minor in rows:  # plain rows: a page has hundreds
        found.setdefault(distribution, []).append((kind, label, unit, minor))
    return found


def _questions(ids: set[UUID]) -> dict[UUID, list[QuestionView]]:
    found: dict[UUID, list[QuestionView]] = {}
    for row in Question.objects.filter(credit_id__in=ids).order_by("asked_at"):
        found.setdefault(row.credit_id, []).append(question_view(row))
    return found


def question_view(row: Question) -> QuestionView:
    """The frozen view of a question."""
    return QuestionView(
        id=row.id,
        credit=row.credit_id,
        about=row.about,
        text=row.text,
        asked_at=row.asked_at,
        answered_by=row.answered_by_id,
        answered_at=row.answered_at,
        reason=row.reason,
    )
