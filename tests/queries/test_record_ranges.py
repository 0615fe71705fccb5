"""Lists narrowed and ordered by numbers: as numbers, not as the texts as which they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.refusals import Refused
from tests.faces.conftest import Cast
from tests.faces.reading import main
from tests.ledgers import EVENT, VILLAGE, add, numbers

if TYPE_CHECKING:
    from halfsky.store.house import House

GUESTS = ("9", "10", "100", "")


def test_numbers_are_ranged_and_ordered_as_numbers(books: House) -> None:
    nine, ten, hundred, none = (
        add(books, "chair", "event", VILLAGE, {**EVENT, "name": f"第{n}场", "guests": n, "women": ""}).pk
        for n in GUESTS
    )

    def found(said: str) -> list[int]:
        return sorted(numbers(books, "chair", "event", filters={"guests": said}))

    assert found("9..10") == [nine, ten]
    assert found("10..") == [ten, hundred]
    assert found("..99.5") == [nine, ten]
    assert found("11..99") == []
    assert numbers(books, "chair", "event", order="guests") == [nine, ten, hundred, none]
    assert numbers(books, "chair", "event", order="-guests") == [hundred, ten, nine, none]
    with pytest.raises(Refused, match="应是数字"):
        found("十..")

    list_ = f"/at/{VILLAGE}/2026/ledgers/event"
    page = main(Cast(books)("chair").get(f"{list_}?f.guests.from=10&f.guests.to=1,000"))
    assert "第10场" in page and "第100场" in page and "第9场" not in page
    assert "第9场" in main(Cast(books)("chair").get(f"{list_}?f.guests.from=abc"))
