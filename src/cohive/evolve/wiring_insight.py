"""How it stands: the page, this week, the season's report: what is registered."""


def register() -> None:
    """Register pages, listeners and jobs of this part."""
