"""What addresses are made of: how most of them begin, and what a year, a place, a form of data may be in them."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter

from halfsky.web.standing import YEAR


class DataForm:
    """The forms in which a page is also data."""

    regex = "json|csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class TableForm(DataForm):
    """The forms in which a list is taken away."""

    regex = "csv|xlsx"


class Year(IntConverter):
    """A year of four digits."""

    regex = YEAR


class PlaceCode(DataForm):
    """The code of a place, where other words may stand as well."""

    regex = "[0-9]{12}"


register_converter(PlaceCode, "place")
register_converter(DataForm, "form")
register_converter(TableForm, "table")
register_converter(Year, "year")

HERE = "at/<str:code>/<year:year>"
"""The place and the year where the reader stands."""
SHEET = "rounds/<int:number>/<place:code>"
"""The sheet of a unit in a round."""
