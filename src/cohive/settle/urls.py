"""Addresses of this room."""

from django.urls import path

from cohive.settle.views import (
    by_link,
    flow,
    past,
    payout_account,
    payout_desk,
    payouts,
    questions,
    rules,
    spending,
    statement,
    year,
)

app_name = "settle"

urlpatterns = [
    path("flow/", flow.flow_list, name="flow"),
    path("flow/order/<str:token>/", flow.flow_of_order, name="flow-order"),
    path("flow/<uuid:product>/", flow.flow_of_product, name="flow-product"),
    path("statement/", statement.statement, name="statement"),
    path("statement/sheet.xlsx", statement.statement_sheet, name="statement-sheet"),
    path("statement/year/", year.year, name="year"),
    path("statement/year/paper.pdf", year.year_paper, name="year-paper"),
    path("statement/year/table.csv", year.year_table, name="year-table"),
    path("statement/<uuid:credit>/question/", questions.question, name="question"),
    path("statement/questions/", questions.questions, name="questions"),
    path("statement/questions/<uuid:question>/", questions.answer, name="answer"),
    path("payouts/", payouts.payouts, name="payouts"),
    path("payouts/way/", payouts.payout_way, name="payout-way"),
    path("payouts/account/", payout_account.payout_account, name="payout-account"),
    path("payouts/account/papers/", payout_account.payout_papers, name="payout-papers"),
    path("payouts/give/", payouts.give, name="give"),
    path("payouts/spend/<str:reference>/<str:word>/", spending.spend, name="spend"),
    path("payouts/notes/<uuid:note>/", payouts.credit_note, name="credit-note"),
    path("payouts/desk/", payout_desk.payout_desk, name="payout-desk"),
    path("payouts/desk/rules/", payout_desk.payout_rules, name="payout-rules"),
    path("payouts/desk/withholding/", payout_desk.withholding, name="withholding"),
    path("payouts/desk/propose/", payout_desk.propose, name="payout-propose"),
    path("payouts/desk/<uuid:batch>/", payout_desk.payout_batch, name="payout-batch"),
    path("payouts/desk/<uuid:batch>/approve/", payout_desk.approve, name="payout-approve"),
    path("payouts/desk/<uuid:batch>/cancel/", payout_desk.cancel, name="payout-cancel"),
    path("payouts/desk/<uuid:batch>/send/", payout_desk.send, name="payout-send"),
    path("payouts/desk/<uuid:batch>/ask/", payout_desk.ask, name="payout-ask"),
    path("payouts/desk/<uuid:batch>/executed/", payout_desk.executed, name="payout-executed"),
    path("payouts/desk/<uuid:batch>/<str:kind>/", payout_desk.payout_file, name="payout-file"),
    path("payouts/desk/payout/<uuid:payout>/", payout_desk.went_wrong, name="payout-wrong"),
    path("money-here/", rules.money_here, name="money-here"),
    path("not-paid-out/", statement.not_paid_out, name="not-paid-out"),
    path("statements/", past.statements, name="statements"),
    path("statements/<uuid:draft>/", past.draft, name="statements-draft"),
    path("by-link/<str:token>/", by_link.statement_by_link, name="statement-link"),
    path("by-link/<str:token>/sheet.xlsx", by_link.sheet_by_link, name="statement-link-sheet"),
    path("by-link/<str:token>/claim/", by_link.claim_by_link, name="statement-link-claim"),
]
