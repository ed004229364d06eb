"""What ideas, challenges and works register with the rooms before."""


def register() -> None:
    """Nothing yet."""
