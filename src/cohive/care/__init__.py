"""Listening and answering: one inbox over all channels, from a complaint to thanks."""
