"""What a page weighs: 60 KiB with all it loads, compressed, so that no phone waits."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders

PAGE_BYTES_MAX = 60 * 1024
FRAME_BYTES_MAX = 36 * 1024
"""Style sheets, font and our script: what every page brings before its own words."""
HTMX_BYTES_MAX = 17 * 1024


def weight(path: str) -> int:
    """Bytes over the wire: text is compressed, fonts already are."""
    data = Path(finders.find(path)).read_bytes()
    return len(data) if path.endswith(".woff2") else len(gzip.compress(data, 9))


def frame_files(html: str) -> list[str]:
    files = re.findall(r'(?:href|src)="/static/(look/[^"]+\.(?:css|js))"', html)
    return [*files, "look/fonts/besley-latin-530.woff2"]


def test_the_frame_leaves_room_for_the_page(client):
    html = client.get("/look/components/").content.decode()
    files = frame_files(html)
    assert len(files) >= 8
    frame = sum(weight(file) for file in files)
    assert frame <= FRAME_BYTES_MAX, frame
    whole = frame + weight("look/js/htmx.min.js") + len(gzip.compress(html.encode()))
    assert weight("look/js/htmx.min.js") <= HTMX_BYTES_MAX
    # the page of components is heavier than any page of the place and yet fits, but for its icons
    assert whole <= PAGE_BYTES_MAX + 12 * 1024, whole
