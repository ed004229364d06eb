"""Addresses of this room."""

from django.urls import URLPattern

from cohive.care import urls_listening

app_name = "care"
urlpatterns: list[URLPattern] = [*urls_listening.urlpatterns]
