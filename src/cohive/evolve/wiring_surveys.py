"""Asking: surveys, their answers and results. What is registered with the rooms before."""


def register() -> None:
    """Register pages, listeners and jobs of this part."""
