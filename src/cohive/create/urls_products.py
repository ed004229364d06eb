"""Addresses of decisions, products, contributions and agreements."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
