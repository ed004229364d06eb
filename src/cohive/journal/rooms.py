"""How a room announces itself: its `wiring.register()` runs once Django's models are ready.

In `wiring.py` a room registers what it fills, hears, answers and checks: slots, listeners, jobs,
conditions, triggers, verification, navigation. Nothing registers itself by being imported.
"""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class RoomConfig(AppConfig):
    """The Django application of a room; subclasses name the package and its label."""

    default_auto_field = "django.db.models.BigAutoField"
    default = False  # not an application itself; each subclass is

    def __init_subclass__(cls) -> None:
        cls.default = True

    def ready(self) -> None:
        """Register what this room fills, hears, answers and checks."""
        import_string(f"{self.name}.wiring.register")()
