"""Fields that every room's forms have in common: a day, an instant, an amount as it is written."""

from __future__ import annotations

from typing import Any

from django import forms


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d")
        widget.input_type = "date"
        super().__init__(widget=widget, **options)


class InstantField(forms.DateTimeField):
    """A day and an hour, chosen in the browser's own way, by the viewer's clock."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M")
        widget.input_type = "datetime-local"
        super().__init__(widget=widget, **options)


class FigureField(forms.CharField):
    """An amount or a percentage as people write it; a phone shows digits. Read by `words.money`."""

    def __init__(self, *, max_length: int = 20, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(max_length=max_length, widget=widget, **options)
