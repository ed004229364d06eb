"""The vocabulary every room speaks: ids, money, periods, verbs, actions, states, refusals.

Nothing here knows Django, a database or a clock; every other package may import it.
"""
