"""Source texts: the texts that came in at a place, what each proposes, and what was decided for every proposal.

For those who write documents at the place, who brought them in. `source_items.py` shows single proposals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from halfsky.kernel.access import WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import Refusal, problem
from halfsky.kernel.source_text import State
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.documents import Written, document
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
