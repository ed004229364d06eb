"""Addresses of this room."""

from cohive.care import urls_audience

app_name = "care"
urlpatterns = [*urls_audience.urlpatterns]
