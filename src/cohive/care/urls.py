"""Addresses of this room."""

from cohive.care.urls_inbox import patterns as inbox

app_name = "care"
urlpatterns = [*inbox]
