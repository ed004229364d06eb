"""Addresses of this room."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def _later(_request: HttpRequest, **_kwargs: object) -> HttpResponse:
    return HttpResponse("")


app_name = "bond"
urlpatterns = [
    path("circles/<str:slug>/", _later, name="circle"),
    path("circles/<str:slug>/threads/<uuid:thread_id>/", _later, name="thread"),
    path("posts/<uuid:post_id>/", _later, name="post"),
    path("people/<str:slug>/", _later, name="profile"),
    path("sign-in/<str:token>/", _later, name="one-tap"),
]
