"""Addresses of this room, under the name `create`."""

from cohive.create import urls_products, urls_works

app_name = "create"
urlpatterns = [*urls_works.urlpatterns, *urls_products.urlpatterns]
