"""Addresses of this room."""

from django.urls import path

from cohive.trade.views import checkout, desk, orders, sandbox, selling, shop, stock, webhooks

app_name = "trade"
_ORDER = "orders/<slug:reference>/<slug:word>/"
urlpatterns = [
    path("shop/", shop.shop, name="shop"),
    path("checkout/", checkout.where_to, name="checkout"),
    path("orders/", orders.mine, name="orders"),
    path(_ORDER, orders.order, name="order"),
    path(_ORDER + "address/", checkout.address, name="address"),
    path(_ORDER + "pay/", checkout.pay, name="pay"),
    path(_ORDER + "thanks/", checkout.thanks, name="thanks"),
    path(_ORDER + "cancel", orders.cancel, name="cancel"),
    path(_ORDER + "back", orders.send_back, name="send-back"),
    path(_ORDER + "arrived", orders.arrived, name="arrived"),
    path(_ORDER + "link", orders.new_link, name="new-link"),
    path("webhooks/payments", webhooks.payments, name="webhook"),
    path("webhooks/stripe", webhooks.stripe_payments, name="stripe-webhook"),
    path("sandbox/pay/<slug:intent>", sandbox.pay, name="sandbox"),
    path("pack/", desk.pack, name="pack"),
    path("pack/<uuid:order_id>/packed", desk.packed, name="packed"),
    path("pack/<uuid:order_id>/sent", desk.sent, name="sent"),
    path("pack/<uuid:order_id>/arrived", desk.arrived, name="desk-arrived"),
    path("pack/<uuid:order_id>/refund", desk.refund, name="refund"),
    path("pack/refunds/<uuid:refund_id>/decline", desk.decline, name="decline"),
    path("stock/", stock.overview, name="stock"),
    path("stock/receive", stock.receive, name="receive"),
    path("stock/of/<uuid:variant_id>/", stock.variant, name="variant-stock"),
    path("stock/of/<uuid:variant_id>/move", stock.move, name="move"),
    path("stock/of/<uuid:variant_id>/count", stock.count, name="count"),
    path("stock/places/", stock.places, name="places"),
    path("stock/places/<uuid:location_id>/close", stock.close, name="close-place"),
    path("stock/post/", stock.shipping, name="shipping"),
    path("sell/", selling.choose, name="sell"),
    path("sell/<uuid:location_id>/", selling.sell_here, name="sell-here"),
    path("sell/<uuid:location_id>/phone", selling.by_phone, name="by-phone"),
    path("sell/<uuid:location_id>/back/<uuid:order_id>", selling.take_back, name="take-back"),
]
