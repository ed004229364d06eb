"""Asking: surveys, their answers and results. Addresses."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
