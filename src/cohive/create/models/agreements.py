"""Agreements: the terms a product is sold under, version by version."""
