"""The demo place: Night Ferry 夜渡, a label and print shop between Rotterdam and Ningbo.

Everything here is invented, and everything is made through the same operations a real place uses:
no row is written by hand, every cent is settled by the worker. Dates are relative to the day of
seeding, so that the place is always in the middle of its season.
"""
