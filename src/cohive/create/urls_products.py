"""Addresses of decisions, products, contributions and agreements."""

from django.urls import path

from cohive.create.views import (
    agreements,
    contributions,
    decisions,
    product_desk,
    product_parts,
    products,
)

_DECISION = "decisions/<uuid:decision>/"
_PRODUCT = "products/<slug:slug>/"
_AGREEMENT = "agreements/<uuid:agreement>/"
_CONTRIBUTION = "contributions/<uuid:contribution>/"

urlpatterns = [
    path("decisions/", decisions.decisions, name="decisions"),
    path(_DECISION, decisions.decision, name="decision"),
    path(_DECISION + "vote/", decisions.vote, name="decision-vote"),
    path(_DECISION + "publish/", decisions.publish, name="decision-publish"),
    path("decide/<str:about_kind>/<uuid:about>/", decisions.decide, name="decide"),
    path("products/", products.products, name="products"),
    path("products/new/", product_desk.new, name="product-new"),
    path(_PRODUCT, products.product, name="product"),
    path(_PRODUCT + "agreement/", products.agreement_of_product, name="product-agreement"),
    path(_PRODUCT + "agreement/new/", agreements.new, name="agreement-new"),
    path(_PRODUCT + "agreement/example/", agreements.worked_example, name="agreement-example"),
    path(_PRODUCT + "desk/", product_desk.desk, name="product-desk"),
    path(_PRODUCT + "desk/sale/", product_desk.put_on_sale, name="product-put-on-sale"),
    path(_PRODUCT + "desk/end/", product_desk.end_sale, name="product-end-sale"),
    path(_PRODUCT + "desk/texts/", product_desk.texts, name="product-texts"),
    path(_PRODUCT + "desk/plan/", product_desk.plan, name="product-plan"),
    path(_PRODUCT + "desk/sizes/", product_desk.variants, name="product-sizes"),
    path(_PRODUCT + "desk/pictures/", product_parts.pictures, name="product-pictures"),
    path(
        _PRODUCT + "desk/pictures/<uuid:picture>/",
        product_parts.change_picture,
        name="product-picture",
    ),
    path(_PRODUCT + "desk/origins/", product_parts.origins, name="product-origins"),
    path(_PRODUCT + "desk/weights/", product_parts.weigh, name="product-weigh"),
    path(_AGREEMENT, agreements.agreement, name="agreement"),
    path(_AGREEMENT + "answer/", agreements.answer, name="agreement-answer"),
    path("contribute/", contributions.contribute, name="contribute"),
    path(_CONTRIBUTION, contributions.contribution, name="contribution"),
    path(_CONTRIBUTION + "confirm/", contributions.confirm, name="contribution-confirm"),
    path(_CONTRIBUTION + "question/", contributions.question, name="contribution-question"),
    path(_CONTRIBUTION + "reply/", contributions.explain, name="contribution-reply"),
    path(_CONTRIBUTION + "contract/", contributions.by_contract, name="contribution-contract"),
    path(_CONTRIBUTION + "withdraw/", contributions.withdraw, name="contribution-withdraw"),
]
