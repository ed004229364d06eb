"""The Django app of the design system."""

from django.apps import AppConfig
from django.core.checks import register

from cohive.look.checks import ways_lead_somewhere


class LookConfig(AppConfig):
    """Label `look`; registers its system check when Django is ready."""

    name = "cohive.look"
    label = "look"

    def ready(self) -> None:
        """Register the check that every navigation entry leads to a page."""
        register(ways_lead_somewhere)
