"""Addresses of ideas that are followed, of who is asked, and of help pages."""

from django.urls import path

from cohive.care.views import concerns, help_pages

patterns = [
    path("desk/ideas/", concerns.concerns, name="concerns"),
    path("desk/ideas/follow", concerns.follow, name="follow-idea"),
    path("desk/ideas/<uuid:concern_id>/", concerns.concern, name="concern"),
    path("desk/ideas/<uuid:concern_id>/<slug:step>", concerns.step, name="concern-step"),
    path("desk/inbox/<uuid:conversation_id>/idea/", concerns.ask, name="ask-voice"),
    path("desk/inbox/<uuid:conversation_id>/page/", help_pages.from_answer, name="help-new"),
    path("voice/<str:word>/", concerns.voice, name="voice"),
    path("help/", help_pages.pages, name="help"),
    path("help/asked/<str:word>/", help_pages.asker, name="help-asker"),
    path("help/<str:slug>/", help_pages.page, name="help-page"),
    path("help/<str:slug>/useful", help_pages.useful, name="help-useful"),
    path("help/<str:slug>/improve/<slug:language>/", help_pages.improve, name="help-improve"),
    path("help/<str:slug>/down", help_pages.take_down, name="help-down"),
]
