"""The keys of channels: a file in the place's own folder, by the channel's id.

Readable by its owner only, replaced in one step, never part of the database. What COHIVE_CHANNELS
names (a JSON object of the same form) wins; only there may an address of this machine stand.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from uuid import UUID

from django.conf import settings

FILE = "channels.json"
Fields = dict[str, str]


def keys_of(channel: UUID) -> Fields:
    """What is kept of a channel, and over it what the environment says; {} for none."""
    given = settings.CHANNEL_KEYS.get(str(channel), {})
    return {**_read().get(str(channel), {}), **given}


def keep(channel: UUID, fields: Fields) -> None:
    """Keep these from now on; a reader sees the old file or the new one. {} forgets them."""
    everything = {**_read(), str(channel): fields}
    if not fields:
        everything.pop(str(channel))
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=FILE)  # made with mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(everything, file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(folder / FILE)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _read() -> dict[str, Fields]:
    try:
        return dict(json.loads((_folder() / FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def _folder() -> Path:
    return Path(settings.HOME) / "keys"
