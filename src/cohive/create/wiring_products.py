"""What decisions, products and agreements register with the rooms before."""


def register() -> None:
    """Nothing yet."""
