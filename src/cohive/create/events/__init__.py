"""What this room writes in the journal, each kind with its human sentence."""

from cohive.create.events import products, works

__all__ = ["products", "works"]
