"""Addresses of the house."""

from django.urls import path

from cohive.house.pages import (
    backups,
    begin,
    books,
    books_accounts,
    books_exchange,
    books_files,
    demo,
    front,
    health,
    wake,
)

app_name = "house"
urlpatterns = [
    path("", front.front, name="front"),
    path("begin/", begin.begin, name="begin"),
    path("first-steps/", front.first_steps, name="first-steps"),
    path("desk/backups/", backups.backups, name="backups"),
    path("desk/wake/", wake.wake, name="wake"),
    path("desk/books/", books.books, name="books"),
    path("desk/books/exchange/", books_exchange.exchange, name="books-exchange"),
    path("desk/books/close", books.close, name="books-close"),
    path("desk/books/reopen/<slug:month>", books.reopen, name="books-reopen"),
    path("desk/books/file/<slug:name>", books_files.download, name="books-file"),
    path("desk/books/compare", books.compare, name="books-compare"),
    path("desk/books/rebuild", books.rebuild, name="books-rebuild"),
    path("desk/books/<int:number>/<slug:currency>/", books_accounts.account, name="books-account"),
    path("desk/books/entry/<uuid:entry_id>/", books_accounts.entry, name="books-entry"),
    path("desk/books/entry/<uuid:entry_id>/reverse", books_accounts.reverse, name="books-reverse"),
    path("demo/enter/<str:key>/", demo.enter, name="demo-enter"),
    path("demo/mails/", demo.mails, name="demo-mails"),
    path("demo/end/", demo.end, name="demo-end"),
    path("health/", health.health, name="health"),
]
