"""The design system: base pages, macros, tokens, icons, slots, navigation, charts as SVG.

Every room's pages extend `look/base.html` and speak through the macros in `ui`. Nothing here knows
a room: later rooms register navigation entries, slots and the providers of viewer and place.
"""
