"""Passing things on: links and cards of members, who came by them, what was bought through them."""
