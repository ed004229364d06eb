"""Charts as SVG, drawn on the server from plain dataclasses with the page's own tokens.

Each chart has a wide drawing and a narrow one (`Chart`), a title for who does not see it, and a
table twin on the page that says the same. Texts come translated from the caller.
"""
