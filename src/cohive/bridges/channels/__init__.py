"""Networks a place can speak on, behind one interface.

`messages` is what goes out and comes in; `channel` the interface; `limits` how each network counts
a text; `calls` one request and what its answer means; then one file for each network, with `fakes`
that speak the documented protocols over real HTTP for tests.
"""
