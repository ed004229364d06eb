"""Listening: addresses."""

from django.urls import URLPattern, path

from cohive.care.views import listening, listening_settings

urlpatterns: list[URLPattern] = [
    path("desk/listening/", listening.page, name="listening"),
    path("desk/listening/posts/", listening.posts, name="mentions"),
    path("desk/listening/posts/<uuid:mention_id>/mark/", listening.mark, name="mention-mark"),
    path("desk/listening/posts/<uuid:mention_id>/erase/", listening.erase, name="mention-erase"),
    path("desk/listening/alarms/<uuid:alarm_id>/judge/", listening.judge, name="alarm-judge"),
    path("desk/listening/alarms/<uuid:alarm_id>/pass/", listening.let_pass, name="alarm-pass"),
    path("desk/listening/for/<uuid:watch_id>/quiet/", listening.quiet, name="watch-quiet"),
    path("desk/listening/what/", listening_settings.page, name="listening-what"),
    path("desk/listening/for/", listening_settings.add_watch, name="watch-add"),
    path(
        "desk/listening/for/<uuid:watch_id>/stop/", listening_settings.stop_watch, name="watch-stop"
    ),
    path("desk/listening/at/", listening_settings.add_source, name="source-add"),
    path(
        "desk/listening/at/<uuid:source_id>/stop/",
        listening_settings.stop_source,
        name="source-stop",
    ),
]
