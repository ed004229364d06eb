"""Addresses of decisions, products, contributions and agreements."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def _later(_request: HttpRequest, **_kwargs: object) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("products/<slug:slug>/", _later, name="product"),
    path("products/<slug:slug>/desk/", _later, name="product-desk"),
    path("decisions/<uuid:decision>/", _later, name="decision"),
    path("agreements/<uuid:agreement>/", _later, name="agreement"),
    path("contributions/<uuid:contribution>/", _later, name="contribution"),
]
