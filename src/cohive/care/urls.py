"""Addresses of this room."""

from cohive.care import urls_audience, urls_listening
from cohive.care.urls_customers import patterns as customers
from cohive.care.urls_inbox import patterns as inbox
from cohive.care.urls_thanks import patterns as thanks

app_name = "care"
urlpatterns = [
    *thanks,
    *inbox,
    *customers,
    *urls_audience.urlpatterns,
    *urls_listening.urlpatterns,
]
