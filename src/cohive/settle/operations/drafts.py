"""A sales file on its way in: kept in the place's folder until its makers are named."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cohive.settle.models import RememberedMapping, SalesDraft
from cohive.words.ids import new_id
from cohive.words.refusals import Refused

FOLDER = "past-sales"
FILE_BYTES_MAX = 200 * 1024 * 1024


def draft_path(draft: UUID) -> Path:
    """Where the bytes of a draft lie."""
    return Path(settings.HOME) / FOLDER / draft.hex


def keep_draft(*, name: str, content: bytes, by: UUID, at: datetime) -> UUID:
    """Keep an uploaded file; return the draft's id. Nothing is read in yet, so there is no act.

    Raises Refused (field "file") for an empty or a too large one.
    """
    if not content:
        raise Refused("This file is empty. Choose the sales file.", field="file")
    if len(content) > FILE_BYTES_MAX:
        raise Refused("This file is larger than 200 MB.", field="file")
    draft = SalesDraft.objects.create(id=new_id(), name=name[:200], by_id=by, at=at)
    path = draft_path(draft.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return draft.id


@transaction.atomic
def remember_mapping(
    *, header_digest: str, mapping: str, at: datetime, draft: UUID | None = None
) -> None:
    """Keep the chosen columns for every later file with this header, and for an uploaded draft."""
    if draft is not None:
        SalesDraft.objects.filter(id=draft).update(mapping=mapping)
    RememberedMapping.objects.update_or_create(
        header_digest=header_digest, defaults={"mapping": mapping, "chosen_at": at}
    )


def finish_draft(*, draft: UUID, at: datetime) -> None:
    """The file was read in: its bytes are not needed any more."""
    SalesDraft.objects.filter(id=draft).update(done_at=at)
    draft_path(draft).unlink(missing_ok=True)
