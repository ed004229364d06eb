"""Cohive: a brand run as a community economy.

People meet in circles, make things together, sell them, and the money flows back to everyone who
made them, to the last cent and with its reasons. ARCHITECTURE.md has the drawing of the rooms.
"""
