"""Addresses of this room."""

from django.urls import path

from cohive.settle.views import by_link, flow, past, questions, rules, statement

app_name = "settle"

urlpatterns = [
    path("flow/", flow.flow_list, name="flow"),
    path("flow/order/<str:token>/", flow.flow_of_order, name="flow-order"),
    path("flow/<uuid:product>/", flow.flow_of_product, name="flow-product"),
    path("statement/", statement.statement, name="statement"),
    path("statement/sheet.xlsx", statement.statement_sheet, name="statement-sheet"),
    path("statement/<uuid:credit>/question/", questions.question, name="question"),
    path("statement/questions/", questions.questions, name="questions"),
    path("statement/questions/<uuid:question>/", questions.answer, name="answer"),
    path("money-here/", rules.money_here, name="money-here"),
    path("not-paid-out/", statement.not_paid_out, name="not-paid-out"),
    path("statements/", past.statements, name="statements"),
    path("statements/<uuid:draft>/", past.draft, name="statements-draft"),
    path("by-link/<str:token>/", by_link.statement_by_link, name="statement-link"),
    path("by-link/<str:token>/sheet.xlsx", by_link.sheet_by_link, name="statement-link-sheet"),
    path("by-link/<str:token>/claim/", by_link.claim_by_link, name="statement-link-claim"),
]
