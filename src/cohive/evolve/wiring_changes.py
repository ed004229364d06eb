"""Changing: fission, merging, rules tried on past sales, experiments: what is registered."""


def register() -> None:
    """Register pages, listeners and jobs of this part."""
