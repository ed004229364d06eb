"""Addresses of people on the desk, and of what a member reads about herself."""

from django.urls import path

from cohive.care.views import customers, held

_PERSON = "desk/customers/<slug:kind>/<uuid:person>/"

patterns = [
    path("desk/customers/", customers.find, name="customers"),
    path("desk/customers/of-order/<uuid:order_id>/", customers.of_order, name="customer-of-order"),
    path("desk/customers/notes/<uuid:note_id>/erase", customers.erase_note, name="erase-note"),
    path(_PERSON, customers.customer, name="customer"),
    path(_PERSON + "note", customers.note, name="note-customer"),
    path(_PERSON + "day", customers.follow_up, name="set-follow-up"),
    path(_PERSON + "gather", customers.gather, name="gather-customer"),
    path(_PERSON + "erase", customers.erase, name="erase-customer"),
    path("desk/follow-ups/", customers.follow_ups, name="follow-ups"),
    path("desk/follow-ups/<uuid:follow_up_id>/done", customers.finish, name="finish-follow-up"),
    path("held/", held.held, name="held"),
    path("held/allow", held.allow, name="allow-timeline"),
    path("held/take-back", held.take_back, name="take-timeline-back"),
]
