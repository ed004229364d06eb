"""The peer of `bench.money`: plain Django, one row inserted and committed for each request.

No middleware, no form, Django's own SQLite backend with WAL, synchronous=FULL and BEGIN IMMEDIATE.
"""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="bench",  # noqa: S106 - protects nothing
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    USE_TZ=True,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["COHIVE_BENCH_PLAIN"],
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    },
)
django.setup()


def insert(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO orders (name) VALUES (%s)", [request.POST["name"]])
    return HttpResponse(status=302, headers={"Content-Length": "0"})  # else it comes in chunks


urlpatterns = [path("", insert)]
with connection.cursor() as started:
    started.execute("CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, name TEXT)")
application = get_wsgi_application()
