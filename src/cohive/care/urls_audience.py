"""Addresses of people who are brought along, and of segments."""

from django.urls import path

from cohive.care.views import audience, known, segments

urlpatterns = [
    path("audience/", audience.audience, name="audience"),
    path("audience/<uuid:import_id>/", audience.file, name="audience-file"),
    path("audience/<uuid:import_id>/drop", audience.drop, name="drop-audience"),
    path("audience/<uuid:import_id>/ask", audience.ask, name="ask-audience"),
    path("audience/<uuid:import_id>/take-back", audience.take_back, name="take-back-audience"),
    path("segments/new/", segments.new, name="new-segment"),
    path("segments/mine/", segments.mine, name="my-segments"),
    path("segments/<uuid:segment_id>/", segments.segment, name="segment"),
    path("segments/<uuid:segment_id>/end", segments.end, name="end-segment"),
    path("known/<str:token>/", known.known, name="known"),
    path("known/<str:token>/claim", known.claim, name="claim-known"),
    path("known/<str:token>/withdraw", known.withdraw, name="withdraw-known"),
    path("known/<str:token>/forget", known.forget, name="forget-known"),
]
