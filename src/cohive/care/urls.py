"""Addresses of this room."""

from cohive.care import urls_audience, urls_listening

app_name = "care"
urlpatterns = [*urls_audience.urlpatterns, *urls_listening.urlpatterns]
