"""Addresses of this room."""

from cohive.care import urls_audience, urls_listening
from cohive.care.urls_inbox import patterns as inbox

app_name = "care"
urlpatterns = [*inbox, *urls_audience.urlpatterns, *urls_listening.urlpatterns]
