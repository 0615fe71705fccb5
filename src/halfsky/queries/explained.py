"""What persons wrote for the evaluation of a year: causes of problems, how the work was done, what they advise.

They are records of whatever register says that it explains; where several speak of one thing, each is a paragraph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from halfsky.kernel.access import Viewer
from halfsky.kernel.assessment import Assessment
from halfsky.kernel.evaluation import Words
from halfsky.kernel.register import Explains
from halfsky.queries.record_lists import reached
from halfsky.queries.warnings import series_of
from halfsky.store.house import House


def words_for(house: House, viewer: Viewer, a: Assessment) -> Words:
    """The texts of a place and year, as far as the viewer reads the records."""
    causes: dict[str, list[str]] = defaultdict(list)
    work: list[str] = []
    advice: list[str] = []
    for register in house.content.registers.values():
        said = register.explains
        if said is None:
            continue
        rows = reached(house, viewer, register).filter(place=a.place.id, state__in=said.counts, erased_at=None)
        for row in rows.order_by("pk"):
            values = row.plain.get("values", {})
            if values.get(said.year) == str(a.year):
                _gather(said, values, causes, work, advice)
    numbers = {series_of(row): row.number for row in a.rows}
    told = {numbers[series]: "\n".join(texts) for series, texts in causes.items() if series in numbers}
    return Words(told, "\n".join(work), "\n".join(advice))


def _gather(
    said: Explains, values: Mapping[str, str], causes: dict[str, list[str]], work: list[str], advice: list[str]
) -> None:
    series = values.get(said.indicator)
    if series and values.get(said.cause):
        causes[series].append(values[said.cause])
    work += [values[said.work]] if values.get(said.work) else []
    advice += [values[said.advice]] if values.get(said.advice) else []
