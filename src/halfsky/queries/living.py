"""A file that this house wrote, looked at again: where each of its numbers comes from, and what has changed since.

A working copy says in its controls which brief it was written from; any other file is known by its sentences. Briefs
are those of documents that the viewer may read.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Q
from docx.document import Document as WordFile

from halfsky.documents.brief import Brief, Entry
from halfsky.documents.living.comparing import Comparison, compare
from halfsky.documents.living.lines import Line, lines, opened
from halfsky.documents.living.sheets import Workbook, cells_standing
from halfsky.documents.living.standing import BAR, rows, standing, tags
from halfsky.documents.report import Composed
from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refusal, problem
from halfsky.queries.afresh import afresh
from halfsky.queries.bundled_papers import MEETING, brief_of, each_paper, pack_of
from halfsky.queries.documents import Written, document
from halfsky.store.house import House
from halfsky.store.models import Document

UNKNOWN = problem(
    "404.1261",
    (
        "“{name}”里找不到本系统写的数：没有来源标记，句子也不是这里写过的文稿里的。",
        "“{name}” holds no number of this house: no marks of origin, and no sentences of a document written here.",
    ),
    (
        "请用写这份文稿的数据目录，或有权查看它的用户；别处来的文稿用“文稿核查”。",
        "Use the house that wrote it, and a user who may read it; check files from elsewhere with check-text.",
    ),
)
ENOUGH = 0.3
"""A file is known by its sentences where so many of those with numbers stand in it word for word."""
NEWEST = 300
"""So many documents are looked at to know a file by its sentences."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A number of the file: what stands there now, what it was written as and from which document."""

    shown: str
    entry: Entry
    written: Written

    @property
    def by_hand(self) -> bool:
        """Somebody has typed another number over it."""
        return self.shown != self.entry.shown


@dataclass(frozen=True, slots=True)
class Origin:
    """One of the briefs that a file was written from, and what of its numbers stands there now (by n, as it stands)."""

    written: Written
    brief: Brief
    there: dict[int, str]

    @property
    def numbers(self) -> tuple[Traced, ...]:
        """The numbers in the order in which they stand in the file."""
        return tuple(Traced(shown, self._entry(n), self.written) for n, shown in self.there.items())

    @property
    def lost(self) -> tuple[Entry, ...]:
        """Numbers of the brief that the file does not hold any more."""
        return tuple(e for e in self.brief.entries if e.n not in self.there)

    def _entry(self, n: int) -> Entry:
        found = self.brief.entry(n)
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Living:
    """A file of ours: the document it holds, and its origins, the one with the most numbers first."""

    name: str
    file: WordFile | Workbook
    origins: tuple[Origin, ...]

    @property
    def numbers(self) -> tuple[Traced, ...]:
        return tuple(n for o in self.origins for n in o.numbers)

    @property
    def suffix(self) -> str:
        return ".xlsx" if isinstance(self.file, Workbook) else ".docx"


@dataclass(frozen=True, slots=True)
class Changes:
    """What one origin of a file would say today."""

    origin: Origin
    now: Composed
    comparison: Comparison


def living(house: House, viewer: Viewer, content: bytes, name: str) -> Living:
    """A file with the origin of its numbers. Refuses what is no document, and what this house did not write."""
    file: WordFile | Workbook
    if name.lower().endswith(".xlsx"):
        file = Workbook(content, name)
        found = list(_book_origins(house, viewer, file, content))
    else:
        file = opened(io.BytesIO(content), name)
        found = list(_origins(house, viewer, lines(file)))
    if not found:
        raise UNKNOWN.at(name=name)
    return Living(name, file, tuple(sorted(found, key=lambda o: -len(o.there))))


def changes(house: House, viewer: Viewer, of: Living) -> tuple[Changes, ...]:
    """What has changed since the file was written, for each of its origins. Refuses the kinds that stay as they are."""
    out = []
    for origin in of.origins:
        now = afresh(house, viewer, origin.written.kind, origin.brief)
        out.append(Changes(origin, now, compare(origin.brief, now.brief)))
    return tuple(out)


def _origins(house: House, viewer: Viewer, every: Sequence[Line]) -> Iterator[Origin]:
    marked = Counter(brief for brief, _, _ in tags(every))
    if not marked:
        known = _by_sentences(house, viewer, every)
        if known is not None:
            yield _origin(*known, every)
        return
    for brief in marked:
        known = _named(house, viewer, brief)
        if known is not None:
            yield _origin(*known, every)


def _book_origins(house: House, viewer: Viewer, book: Workbook, content: bytes) -> Iterator[Origin]:
    """The briefs that the hidden names of a workbook point to; one without such names is known by its digest alone, and
    then nobody has changed it."""
    named = dict.fromkeys(of for of, _ in book.named_cells())
    for brief in named:
        known = _named(house, viewer, brief)
        if known is not None:
            yield Origin(*known, cells_standing(book, known[1]))
    if not named:
        digest = sha256(content).hexdigest()
        rows = Document.objects.filter(sha256=digest).order_by("-pk").values_list("pk", flat=True)
        whole = next((found for pk in rows if (found := _readable(house, viewer, pk))), None)
        if whole is not None:
            yield Origin(*whole, {entry.n: entry.shown for entry in whole[1].entries})


def _named(house: House, viewer: Viewer, brief: str) -> tuple[Written, Brief] | None:
    """The newest document with a brief, or the pack of papers that holds one with it, if the viewer may read it."""
    row = Document.objects.filter(brief__id=brief).order_by("-pk").values_list("pk", flat=True).first()
    return _bundled(house, viewer, brief) if row is None else _readable(house, viewer, row)


def _bundled(house: House, viewer: Viewer, brief: str) -> tuple[Written, Brief] | None:
    pack = pack_of(brief)
    found = brief_of(house, pack, brief) if pack is not None else None
    if pack is None or found is None:
        return None
    try:
        return document(house, viewer, pack.pk), found
    except Refusal:
        return None


def _origin(written: Written, brief: Brief, every: Sequence[Line]) -> Origin:
    spans = standing(every, brief).numbers
    place = {id(line): i for i, line in enumerate(every)}
    order = sorted(spans, key=lambda n: (place[id(spans[n].line)], spans[n].start))
    return Origin(written, brief, {n: spans[n].text for n in order})


def _readable(house: House, viewer: Viewer, number: int) -> tuple[Written, Brief] | None:
    """A document with its brief; None where the viewer may not read it, or it has no brief."""
    try:
        written = document(house, viewer, number)
    except Refusal:
        return None
    brief = Brief.kept(written.brief)
    return None if brief is None else (written, brief)


def _by_sentences(house: House, viewer: Viewer, every: Sequence[Line]) -> tuple[Written, Brief] | None:
    """The document of which most sentences stand in the file."""
    text = "\n".join((*(line.text for line in every), *(BAR.join(c.text for c in row) for row in rows(every))))
    best, most = None, (0.0, 0.0)
    ours = Document.objects.filter(Q(name__endswith=".docx") | Q(kind=MEETING)).exclude(brief={}).exclude(kind="source")
    for number, kind, brief in ours.order_by("-pk")[:NEWEST].values_list("pk", "kind", "brief"):
        papers = each_paper(brief) if kind == MEETING and "papers" in brief else (("", brief),)
        for paper, said in papers:
            share = _share(said, text)
            if max(share) <= ENOUGH or share <= most:
                continue
            found = _bundled(house, viewer, paper) if paper else _readable(house, viewer, number)
            if found is not None:
                best, most = found, share
    return best


def _share(brief: dict[str, object], text: str) -> tuple[float, float]:
    """How many of the sentences with numbers stand in a text: of those outside tables, and of all. The first alone
    knows a text that was taken over without its tables; papers that say the same of two places differ in them."""
    sentences, entries = brief.get("sentences"), brief.get("entries")
    if not isinstance(sentences, list) or not isinstance(entries, list):
        return 0.0, 0.0
    told = [sentences[i] for i in {e["sentence"] for e in entries if isinstance(e, dict)}]
    return _part([s for s in told if BAR not in s], text), _part(told, text)


def _part(sentences: Sequence[str], text: str) -> float:
    return sum(s in text for s in sentences) / len(sentences) if sentences else 0.0
