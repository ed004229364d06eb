"""Which pictures anybody may see: those of works and products that are shown."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from cohive.create.models.products import ProductPicture
from cohive.create.models.works import Work, WorkVersion
from cohive.create.pictures import DIGEST, path_of


def is_public(digest: str) -> bool:
    """Whether a shown work has, or had, this picture, or a product that is (or was) sold."""
    if WorkVersion.objects.filter(picture=digest, work__state="published").exists():
        return True
    return ProductPicture.objects.filter(picture=digest).exclude(product__state="draft").exists()


def is_known(digest: str) -> bool:
    """Whether any work or product has this picture, withdrawn and unfinished ones too."""
    return (
        WorkVersion.objects.filter(picture=digest).exists()
        or ProductPicture.objects.filter(picture=digest).exists()
    )


def newest_of_work(work: UUID) -> str:
    """The digest of a work's newest picture, '' when there is none. One SQL query."""
    return Work.objects.filter(id=work).values_list("picture", flat=True).first() or ""


def file_of(digest: str) -> Path | None:
    """Where the full picture lies, None when there is none. No SQL query."""
    if not DIGEST.fullmatch(digest):
        return None
    path = path_of(digest, "full")
    return path if path.is_file() else None
