"""Addresses of reselling. A reseller's page is short because it is printed and read aloud."""

from django.urls import path

from cohive.trade.views import resale, resale_desk

_DESK = "resale/desk/"
urlpatterns = [
    path(_DESK, resale_desk.desk, name="resale-desk"),
    path(_DESK + "end", resale_desk.end, name="end-resale"),
    path(_DESK + "alarms/<uuid:alarm_id>", resale_desk.look, name="answer-alarm"),
    path(_DESK + "<uuid:reseller_id>/suspend", resale_desk.suspend, name="suspend-reseller"),
    path(_DESK + "<uuid:reseller_id>/answer", resale_desk.answer, name="answer-appeal"),
    path("resale/<str:slug>/", resale.reseller_page, name="reseller"),
    path("resale/<str:slug>/card/", resale.reseller_card, name="reseller-card"),
    path("sell-on/", resale.sell_on, name="sell-on"),
    path("sell-on/join", resale.join, name="join-resale"),
    path("sell-on/change", resale.change, name="change-resale"),
    path("sell-on/leave", resale.leave, name="leave-resale"),
    path("sell-on/appeal", resale.appeal, name="appeal-resale"),
]
