"""Addresses of memberships."""

from django.urls import path

from cohive.trade.views import membership_own, memberships, tier_desk

_DESK = "memberships/desk/"
urlpatterns = [
    path("memberships/", memberships.memberships, name="memberships"),
    path("memberships/mine/", membership_own.mine, name="my-memberships"),
    path("memberships/redeem/", membership_own.redeem, name="redeem-gift"),
    path(_DESK, tier_desk.overview, name="tier-desk"),
    path(_DESK + "new/", tier_desk.new, name="tier-new"),
    path(_DESK + "circles", tier_desk.circle, name="tier-circle"),
    path(_DESK + "asks/<uuid:application_id>", tier_desk.decide, name="tier-decide"),
    path(_DESK + "held/<uuid:period_id>/end", tier_desk.end, name="tier-end"),
    path(_DESK + "orders/<uuid:order_id>/refund", tier_desk.refund, name="membership-refund"),
    path(_DESK + "of/<str:slug>/", tier_desk.change, name="tier-change"),
    path(_DESK + "of/<str:slug>/close", tier_desk.close, name="tier-close"),
    path(_DESK + "of/<str:slug>/grant", tier_desk.grant, name="tier-grant"),
    path(
        "memberships/asks/<uuid:application_id>/withdraw",
        memberships.withdraw_application,
        name="tier-withdraw",
    ),
    path(
        "memberships/orders/<uuid:order_id>/back",
        membership_own.give_back,
        name="membership-back",
    ),
    path("memberships/<str:slug>/", memberships.tier, name="tier"),
    path("memberships/<str:slug>/join", memberships.join, name="join-tier"),
    path("memberships/<str:slug>/apply", memberships.apply, name="apply-tier"),
    path("memberships/<str:slug>/renew/", memberships.renew, name="renew-membership"),
    path("memberships/<str:slug>/give/", memberships.give, name="give-membership"),
]
