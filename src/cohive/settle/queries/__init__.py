"""Reads of this room: statements, flows, what came back, questions, past sales."""

from cohive.settle.queries.flow import (
    FlowSummary,
    FlowView,
    flow_of_order,
    flow_of_product,
    flows_known,
    order_sums,
)
from cohive.settle.queries.lines import (
    ClaimView,
    CreditLine,
    StatementLine,
    StatementPage,
    StatementTotals,
)
from cohive.settle.queries.past import (
    PastStatement,
    PastTotals,
    past_statements,
    past_totals,
)
from cohive.settle.queries.statement import (
    all_credits_of,
    credit_of,
    statement_of,
    totals_of,
    whole_lines_of,
)
from cohive.settle.queries.totals import (
    LatestCredit,
    MadeThing,
    OpenQuestion,
    Returned,
    latest_credits,
    open_questions,
    open_questions_count,
    received_by_payee,
    returned_of_product,
    things_made_by,
    totals_returned,
)
from cohive.settle.queries.trials import (
    PoolOfPeriod,
    SoldUnits,
    Tried,
    pools_of_period,
    try_terms,
)

__all__ = [
    "ClaimView",
    "CreditLine",
    "FlowSummary",
    "FlowView",
    "LatestCredit",
    "MadeThing",
    "OpenQuestion",
    "PastStatement",
    "PastTotals",
    "PoolOfPeriod",
    "Returned",
    "SoldUnits",
    "StatementLine",
    "StatementPage",
    "StatementTotals",
    "Tried",
    "all_credits_of",
    "credit_of",
    "flow_of_order",
    "flow_of_product",
    "flows_known",
    "latest_credits",
    "open_questions",
    "open_questions_count",
    "order_sums",
    "past_statements",
    "past_totals",
    "pools_of_period",
    "received_by_payee",
    "returned_of_product",
    "statement_of",
    "things_made_by",
    "totals_of",
    "totals_returned",
    "try_terms",
    "whole_lines_of",
]
