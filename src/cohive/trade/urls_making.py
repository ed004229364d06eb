"""Addresses of what is made to order."""

from django.urls import path

from cohive.trade.views import files, options, preorders, print_files, purchasing, reviews

_ORDER = "orders/<slug:reference>/<slug:word>/"
urlpatterns = [
    path("preorders/", preorders.overview, name="preorders"),
    path("preorders/of/<uuid:product_id>/", preorders.new, name="preorder-new"),
    path("preorders/<uuid:preorder_id>/", preorders.preorder, name="preorder"),
    path("preorders/<uuid:preorder_id>/withdraw", preorders.withdraw, name="preorder-withdraw"),
    path(
        "preorders/<uuid:preorder_id>/purchase",
        purchasing.of_preorder,
        name="purchase-of-preorder",
    ),
    path("options/of/<uuid:product_id>/", options.of_product, name="options"),
    path(
        "options/of/<uuid:product_id>/<uuid:option_id>/retire",
        options.retire,
        name="option-retire",
    ),
    path("options/files/<uuid:filling_id>/", print_files.one, name="print-file"),
    path("purchases/<uuid:purchase_id>/files.zip", print_files.all_of, name="purchase-files"),
    path("files/of/<uuid:variant_id>/", files.of_variant, name="files"),
    path("options/files/<uuid:filling_id>/", print_files.one, name="print-file"),
    path("purchases/<uuid:purchase_id>/files.zip", print_files.all_of, name="purchase-files"),
    path("files/of/<uuid:variant_id>/<uuid:file_id>/remove", files.remove, name="file-remove"),
    path("files/get/<str:ticket>", files.fetch, name="file"),
    path("purchases/", purchasing.overview, name="purchases"),
    path("purchases/of/<uuid:product_id>/", purchasing.of_product, name="size-run"),
    path("purchases/<uuid:purchase_id>/", purchasing.purchase, name="purchase"),
    path("purchases/<uuid:purchase_id>/step", purchasing.step, name="purchase-step"),
    path("purchases/<uuid:purchase_id>/order.pdf", purchasing.paper, name="purchase-pdf"),
    path("purchases/<uuid:purchase_id>/order.csv", purchasing.table, name="purchase-csv"),
    path("reviews/of/<uuid:product_id>/", reviews.of_product, name="reviews"),
    path("reviews/<uuid:review_id>/answer", reviews.answer, name="review-answer"),
    path("reviews/<uuid:review_id>/report", reviews.report, name="review-report"),
    path(_ORDER + "review/<uuid:product_id>/", reviews.write, name="review"),
]
