"""What this room registers with the rooms before it."""

from cohive.bond import checks, viewers
from cohive.journal import verification
from cohive.look import viewers as look_viewers


def register() -> None:
    """Answer who looks and where, and what `verify` compares."""
    look_viewers.provide(
        viewer=viewers.viewer,
        place=viewers.place_look,
        language_chosen=viewers.language_chosen,
    )
    verification.register("threads", checks.wrong_thread)
    verification.register("leavers", checks.unerased_leaver)
