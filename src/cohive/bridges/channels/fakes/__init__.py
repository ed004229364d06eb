"""Networks of our own that speak the documented protocols, for tests and for trying things out."""
