"""How it stands: the page, this week, the season's report. Addresses."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
