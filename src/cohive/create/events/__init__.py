"""What this room writes in the journal, each kind with its human sentence.

The names of the kinds are what listeners ask for; `works` and `products` hold the classes.
"""

from cohive.create.events import products, works

__all__ = ["products", "works"]
