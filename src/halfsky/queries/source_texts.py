"""Source texts: the texts that came in at a place, what each proposes, and what was decided for every proposal.

For those who write documents at the place, who brought them in. A proposal shows what the text says, overlaid by what
the house makes of it (place, year, agency, indicator) and by what people have mended, in this order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from halfsky.kernel.access import WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.indicator import Direction
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import Refusal, problem
from halfsky.kernel.source_text import State
from halfsky.kernel.text import Text
from halfsky.prose.days import day_meant, whole_year, year_meant
from halfsky.prose.likeness import sure
from halfsky.queries import places
from halfsky.queries.documents import Written, document
from halfsky.queries.source_matches import WHOLE, Match, Matching
from halfsky.queries.source_text_shape import Frozen, thawed
from halfsky.store.house import House
from halfsky.store.models import Document

SOURCE = "source"
NO_SOURCE = problem(
    "404.1320",
    ("文稿{came}不是读出条目的来源文稿。", "Document {came} is no text that was read for proposals."),
    ("请从“读文稿”列表中打开。", "Open it from the list of texts that were read."),
)
NO_PROPOSAL = problem(
    "404.1321",
    ("文稿{document}里没有{came}。", "The text {document} has no {came}."),
    ("请从该文稿的页面上选择。", "Choose one on the page of the text."),
)


def no_proposal(document: int, number: int) -> Refusal:
    """The refusal of a proposal that a text does not have."""
    return NO_PROPOSAL.at(document=document, came=Text(f"第{number}条", f"proposal {number}"))


PARTS = (
    "type", "subject", "value", "upper", "unit", "comparator", "when", "year", "day", "place", "agency", "ref",
    "register",
)  # fmt: skip
"""What of a proposal people may mend."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the documents in a file; `place` is that which people gave it ("": nobody has)."""

    number: int
    start: int
    end: int
    title: str
    place_said: str
    level: str
    responsible: str
    year: int | None
    place: str


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


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text that came in, whole: the document that keeps its file, what it said, what was decided."""

    written: Written
    at: Place
    frozen: Frozen
    parts: tuple[Part, ...]

    @property
    def confidential(self) -> bool:
        return bool(self.written.brief.get("confidential"))

    @property
    def text(self) -> str:
        return self.frozen.prose.text

    @property
    def numbers(self) -> range:
        return range(1, len(self.frozen.items) + 1)

    def decision(self, number: int) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.written.brief.get("said", {}).get(str(number), {})
        return found

    def state(self, number: int) -> State:
        return State(self.decision(number).get("state", State.OPEN))

    def type(self, number: int) -> str:
        mended = self.decision(number).get("mended", {})
        return str(mended.get("type") or self.frozen.items[number - 1]["type"])

    def part_of(self, start: int) -> Part:
        return next(p for p in reversed(self.parts) if p.start <= start)

    @property
    def tally(self) -> Counter[State]:
        return Counter(self.state(n) for n in self.numbers)


@dataclass(frozen=True, slots=True)
class Summary:
    """A source text in the list: how many proposals it has, and how many wait."""

    written: Written
    proposals: int
    open: int


def source_texts(house: House, viewer: Viewer, place: str, limit: int = 100) -> tuple[Summary, ...]:
    """The texts that came in at a place, the newest first."""
    at = places.place(house, place)
    demand(viewer, WRITE_DOCUMENTS, at, house.today())
    rows = Document.objects.filter(place_id=at.id, kind=SOURCE).order_by("-written_at", "-id")[:limit]
    return tuple(_summary(document(house, viewer, row.pk)) for row in rows)


def _summary(written: Written) -> Summary:
    brief = written.brief
    many = int(brief.get("proposals", 0)) + len(brief.get("added", ()))
    decided = sum(s.get("state", State.OPEN) != State.OPEN for s in brief.get("said", {}).values())
    return Summary(written, many, many - decided)


def source_text(house: House, viewer: Viewer, number: int) -> SourceText:
    """One text, for those who write documents at its place."""
    written = document(house, viewer, number)
    if written.kind != SOURCE:
        raise NO_SOURCE.at(came=number)
    frozen = thawed(house.folder.file(written.brief["reading"]).read_bytes(), written.brief.get("added", ()))
    return SourceText(written, places.place(house, written.place), frozen, tuple(_parts(frozen, written.brief)))


def _parts(frozen: Frozen, brief: Mapping[str, Any]) -> Iterator[Part]:
    for n, head in enumerate(frozen.heads):
        given = brief.get("parts", {}).get(str(n), {})
        year = given.get("year") or head["year"]
        said = (head["title"], head["place"], head["level"], head["responsible"])
        yield Part(n, head["start"], head["end"], *said, year, given.get("place", ""))


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
