"""Addresses of the design system."""

from django.conf import settings
from django.urls import path

from cohive.look import views

app_name = "look"
urlpatterns = [
    path("look/language/", views.language, name="language"),
    path("look/theme/", views.theme, name="theme"),
]
if settings.DEBUG or settings.SETTINGS_MODULE.endswith(".test"):
    urlpatterns.append(path("look/components/", views.components, name="components"))
