"""Addresses of ideas, challenges and works."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
