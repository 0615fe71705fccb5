"""Rows that come in by the thousand arrive as they were, whatever they hold, on either database."""

from __future__ import annotations

import datetime as dt

import pytest

from halfsky.store.house import House

TEXTS = ("", "贵港市", "a\tb", "a\nb\r\n", r"\N", r"a\\b\.", '"quoted", too', "'; DROP TABLE value; --", "𠮷 😀")


def test_every_text_is_kept_as_it_came(house: House) -> None:
    from halfsky.store import bulk
    from halfsky.store.models import Value

    names = ("indicator", "cell", "place", "period", "year", "value", "unit", "source", "published", "note", "origin")
    day = dt.date(2024, 2, 29)
    rows = [
        ("test", "", 1, str(1900 + n), 1900 + n, "1.50", "%", text, day.isoformat() if n % 2 else None, text, "house",
         1, n % 2 == 0, 7)
        for n, text in enumerate(TEXTS)
    ]  # fmt: skip
    bulk.insert(Value, (*names, "revision", "current", "position"), rows)
    kept = Value.objects.filter(indicator="test").order_by("year")
    assert [v.source for v in kept] == [v.note for v in kept] == list(TEXTS)
    assert [v.published for v in kept] == [day if n % 2 else None for n in range(len(TEXTS))]
    assert [v.current for v in kept] == [n % 2 == 0 for n in range(len(TEXTS))]

    bulk.set_false(Value, "current", [v.pk for v in kept if v.year < 1904])
    assert [v.year for v in kept.filter(current=True)] == [1904, 1906, 1908]
    bulk.set_false(Value, "current", [])
    bulk.insert(Value, names, [])
    assert kept.count() == len(TEXTS)


@pytest.mark.database
def test_objects_arrive_as_django_would_have_kept_them(house: House) -> None:
    from halfsky.store import bulk
    from halfsky.store.models import Value

    def made(indicator: str) -> list[Value]:
        return [
            Value(indicator=indicator, cell="", place_id=1, period=str(1900 + n), year=1900 + n, value="1.50", unit="%",
                  source=text, published=dt.date(2024, 2, 29) if n % 2 else None, note=text, origin="house", position=n)
            for n, text in enumerate(TEXTS)
        ]  # fmt: skip

    Value.objects.bulk_create(made("one"))
    bulk.insert_made(Value, made("other"))

    def kept(indicator: str) -> list[dict[str, object]]:
        rows = Value.objects.filter(indicator=indicator).order_by("year").values()
        return [{k: v for k, v in row.items() if k not in ("id", "indicator")} for row in rows]

    assert kept("one") == kept("other")
    assert len(kept("other")) == len(TEXTS)
