"""Changing: fission, merging, rules tried on past sales, experiments. Addresses."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
