"""The shapes that all answers share: numbers are texts, exact; places and periods go by their codes."""

from __future__ import annotations

import datetime as dt
from base64 import urlsafe_b64decode, urlsafe_b64encode
from fractions import Fraction
from typing import Annotated

from ninja import Field, Schema
from pydantic import AfterValidator

from halfsky.kernel.fact import Missing, Reading
from halfsky.kernel.numbers import exactly
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import Refusal, problem
from halfsky.kernel.text import Text
from halfsky.store.house import House

BAD_CURSOR = problem(
    "400.802",
    ("翻页标记“{came}”看不懂。", "The mark “{came}” of a page cannot be read."),
    ("请原样使用上一页给出的 next。", "Send `next` of the page before as it came."),
)
MOST_ROWS = 500


def _plain(text: str) -> str:
    if "\0" in text:
        raise ValueError("NUL is no character of a text")
    return text


Plain = Annotated[str, AfterValidator(_plain)]
"""A text that can be kept."""
Limit = Annotated[int, Field(ge=1, le=MOST_ROWS)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Year = Annotated[int, Field(ge=1900, le=2999)]


class Said(Schema):
    """One thing in both languages; `en` is the Chinese text where there is no English one."""

    zh: str
    en: str


class RefusalShape(Schema):
    """One refusal: its number, where it was met, what is wrong, what to do."""

    number: str
    where: str
    says: Said
    todo: Said


class Refusals(Schema):
    """Every refusal that belongs to a request, all complaints at once."""

    refusals: list[RefusalShape]


class PlaceShape(Schema):
    """A place as it stood on the day."""

    code: str
    name: str
    level: str
    demo: bool


class Figure(Schema):
    """A number as text, or the reason why there is none; never both."""

    value: str | None
    absent: str | None


class Done(Schema):
    """What was asked is done."""

    done: bool = True


def said(text: Text) -> Said:
    return Said(zh=text.zh, en=text.in_("en"))


def maybe(text: Text | None) -> Said | None:
    return said(text) if text else None


def place_shape(place: Place) -> PlaceShape:
    return PlaceShape(code=place.code, name=place.name, level=place.level.value, demo=place.demo)


def refusal_shape(refusal: Refusal) -> RefusalShape:
    return RefusalShape.model_validate(refusal.as_json())


def exactly_or_none(value: Fraction | None) -> str | None:
    return None if value is None else exactly(value)


def figure(reading: Reading) -> Figure:
    if isinstance(reading, Missing):
        return Figure(value=None, absent=reading.reason.value)
    return Figure(value=exactly(reading), absent=None)


def moment(house: House, at: dt.datetime | None) -> str | None:
    """A moment in the house's own time, with its distance from UTC."""
    return at.astimezone(house.settings.zone).isoformat(timespec="seconds") if at else None


def mark(*steps: object) -> str:
    """The mark of a page: where the next one begins."""
    return urlsafe_b64encode("\n".join(str(step) for step in steps).encode()).decode().rstrip("=")


def unmarked(text: str, steps: int) -> list[str]:
    """What a mark says; refuses one that we have not made."""
    try:
        found = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split("\n")
    except ValueError as why:
        raise BAD_CURSOR.at("after", came=text[:40]) from why
    if len(found) != steps:
        raise BAD_CURSOR.at("after", came=text[:40])
    return found


def numbered(text: str) -> int:
    """The whole number of a mark."""
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise BAD_CURSOR.at("after", came=text[:40])
    return int(text)
