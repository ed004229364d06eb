"""Pictures: sent once, then kept by the browser, because a name never changes its meaning."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cohive.create import pictures
from cohive.create.queries.pictures import is_known, is_public
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Missing

NOT_HERE = "This picture is not here."
FOR_GOOD = "public, max-age=31536000, immutable"


@require_safe
def picture(request: HttpRequest, digest: str, size: str) -> HttpResponse:
    """Send a picture of something that is shown; those of drafts only to makers of the firm."""
    if not pictures.DIGEST.fullmatch(digest) or size not in pictures.SIZES:
        raise Missing(NOT_HERE)
    public = is_public(digest)
    if not public:
        viewer = viewer_of(request)
        if viewer is None or not viewer.has("maker", "steward") or not is_known(digest):
            raise Missing(NOT_HERE)
    path = pictures.path_of(digest, size)
    if not path.is_file():
        raise Missing(NOT_HERE)
    answer = HttpResponse(path.read_bytes(), content_type="image/webp")
    answer["Cache-Control"] = FOR_GOOD if public else "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
