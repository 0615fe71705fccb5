"""The proposals of a source text as they stand: what the text says, overlaid by what the house makes of it (place,
year, agency, indicator), and by what people have mended, in this order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from halfsky.kernel.access import Viewer
from halfsky.kernel.indicator import Direction
from halfsky.kernel.place import Place
from halfsky.kernel.source_text import State
from halfsky.kernel.text import Text
from halfsky.prose.days import day_meant, whole_year, year_meant
from halfsky.prose.likeness import sure
from halfsky.queries import places
from halfsky.queries.source_matches import WHOLE, Match, Matching
from halfsky.queries.source_texts import Part, SourceText, no_proposal
from halfsky.store.house import House

PARTS = (
    "type", "subject", "value", "upper", "unit", "comparator", "when", "year", "day", "place", "agency", "ref",
    "register",
)  # fmt: skip
"""What of a proposal people may mend."""


@dataclass(frozen=True, slots=True)
class Item:
    """A proposal as it stands: the parts of `PARTS` as texts, "" where nothing is known; what the text itself says
    beside them; the decision. `suggested` are goals that are probably meant, the likeliest first; `match` the one that
    is chosen, `of_place` the place; `mended` names the parts that people wrote."""

    number: int
    by: str
    start: int
    end: int
    quote: str
    where: Text
    part: Part
    says: Mapping[str, str]
    place_said: str
    level: str
    responsible: str
    change: str
    anchor: int | None
    why: Text
    state: State
    became: Mapping[str, Any]
    decided_by: str
    mended: frozenset[str]
    suggested: tuple[tuple[Match, float], ...]
    match: Match | None
    of_place: Place | None

    def __getitem__(self, part: str) -> str:
        return self.says[part]

    @property
    def type(self) -> str:
        return self.says["type"]


def item(house: House, viewer: Viewer, text: SourceText, number: int, now: Mapping[str, str] | None = None) -> Item:
    """One proposal; `now` is what somebody writes into it at this moment."""
    if number not in text.numbers:
        raise no_proposal(text.written.id, number)
    return _Reading(house, viewer, text, Matching(house, text.at)).item(number, now or {})


def items(house: House, viewer: Viewer, text: SourceText, numbers: Collection[int]) -> list[Item]:
    """Several proposals, in the order of their places."""
    reading = _Reading(house, viewer, text, Matching(house, text.at))
    return sorted((reading.item(n, {}) for n in numbers), key=lambda i: (i.start, i.end, i.number))


@dataclass(frozen=True, slots=True)
class _Reading:
    """Makes items of one text."""

    house: House
    viewer: Viewer
    text: SourceText
    matching: Matching

    def item(self, number: int, now: Mapping[str, str]) -> Item:
        raw, decided = self.text.frozen.items[number - 1], self.text.decision(number)
        mended = {**decided.get("mended", {}), **now}
        part = self.text.part_of(raw["start"])
        own = self._own(part)
        said = _said(raw) | {k: v for k, v in mended.items() if k in PARTS}
        said |= self._times(raw, said, mended, part)
        said["place"] = mended.get("place", self.matching.place(raw["place"], raw["level"], own))
        said["agency"] = mended.get("agency", self.matching.agency(raw["responsible"]))
        year = int(said["year"]) if said["year"].isdigit() else part.year or self.text.written.year
        is_task = said["type"] == "task"
        likely = [] if is_task else self.matching.likely(said["subject"], said["unit"], year)
        said["ref"] = "" if is_task else mended.get("ref", sure(likely))
        said["register"] = mended.get("register", self._register()) if is_task else ""
        match = self.matching.match(said["ref"])
        if "comparator" not in mended:
            said["comparator"] = _comparator(said, match)
        prose = self.text.frozen.prose
        return Item(
            number,
            raw["by"],
            raw["start"],
            raw["end"],
            prose.text[raw["start"] : raw["end"]],
            prose.at(raw["start"]).where,
            part,
            said,
            raw["place"],
            raw["level"],
            raw["responsible"],
            raw["change"],
            raw["anchor"],
            Text(*raw["why"]) if raw["why"] else Text(""),
            self.text.state(number),
            decided.get("became", {}),
            decided.get("by", ""),
            frozenset(decided.get("mended", {})),
            tuple((m, x.likeness) for x in likely if (m := self.matching.match(x.ref)) is not None),
            match,
            self._place(said["place"]),
        )

    def _own(self, part: Part) -> str | None:
        """The place of a document: given by people, else that which its title names ("": one that is not here); None
        where neither says."""
        if part.place or not part.place_said or part.place_said.startswith(WHOLE):
            return part.place or None
        return self.matching.place(part.place_said, part.level)

    def _times(
        self, raw: Mapping[str, Any], said: Mapping[str, str], mended: Mapping[str, str], part: Part
    ) -> dict[str, str]:
        year = year_meant(said["when"], part.year) or raw["anchor"]
        if said["type"] == "result" and not whole_year(said["when"]):
            year = None
        year_said = mended.get("year", str(year or ""))
        day = day_meant(said["when"], int(year_said)) if year_said.isdigit() else None
        return {"year": year_said, "day": mended.get("day", str(day or ""))}

    def _register(self) -> str:
        return next((r.code for r in self.matching.registers(self.viewer)), "")

    def _place(self, code: str) -> Place | None:
        if not code:
            return None
        return self.text.at if code == self.text.at.code else places.place(self.house, code)


def _said(raw: Mapping[str, Any]) -> dict[str, str]:
    """What the text itself says, by part: of a range the lower bound is the value."""
    low = raw["low"]
    return {
        "type": raw["type"],
        "subject": raw["subject"],
        "value": low or raw["value"],
        "upper": raw["value"] if low else "",
        "unit": raw["unit"],
        "comparator": "between" if low else raw["comparator"],
        "when": raw["when"],
    }


def _comparator(said: Mapping[str, str], match: Match | None) -> str:
    """How a value is meant: that a rate shall come to 92 % is a bound where more (or less) of it is better."""
    if said["type"] != "target" or said["comparator"] != "=" or match is None:
        return said["comparator"]
    return {Direction.UP: ">=", Direction.DOWN: "<="}.get(match.indicator.direction, "=")
