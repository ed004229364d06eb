"""Pure computation: tables and numbers in, results with their explanation out.

No Django, no clock, no network, no hidden randomness; time and seed are arguments.
"""
