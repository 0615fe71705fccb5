"""Taking in a source text: the file by its digest, what it says frozen beside it; and the places of its documents.

The same file at the same place is the same text, however often it is sent. A text that says of itself that it is
internal is taken to be so, whatever was ticked.
"""

from __future__ import annotations

import hashlib

from halfsky.actions.acting import acting
from halfsky.actions.attachments import named
from halfsky.actions.filed import Paper, file_away
from halfsky.actions.proposal_parts import read_place, read_year
from halfsky.exchange.prose_files import pasted, read_prose
from halfsky.exchange.prose_text import Prose
from halfsky.kernel.access import WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.text import Text
from halfsky.prose.withheld import marked_internal
from halfsky.queries import places
from halfsky.queries.source_text_shape import read_once, thawed
from halfsky.queries.source_texts import NO_PROPOSAL, SOURCE, SourceText, source_text
from halfsky.store.files import keep_content
from halfsky.store.house import House
from halfsky.store.models import Document

LONGEST_NAME = 40


def take_file(
    house: House, viewer: Viewer, place: str, year: int, name: str, content: bytes, confidential: bool = False
) -> Document:
    """Take in a file. What it is, its bytes say; hostile and damaged ones are refused."""
    _demand(house, viewer, place)
    return _take(house, viewer, place, year, read_prose(content, name), named(name) or "文稿", content, confidential)


def take_pasted(house: House, viewer: Viewer, place: str, year: int, text: str, confidential: bool = False) -> Document:
    """Take in a text that was pasted; it is called by its first line."""
    _demand(house, viewer, place)
    prose = pasted(text)
    first = next(line.strip() for line in prose.text.split("\n") if line.strip())
    name = named(first[:LONGEST_NAME].replace("/", "-")) or "文稿"
    return _take(house, viewer, place, year, prose, f"{name}.txt", prose.text.encode(), confidential)


def _demand(house: House, viewer: Viewer, place: str) -> None:
    demand(viewer, WRITE_DOCUMENTS, places.place(house, place), house.today())


def _take(
    house: House, viewer: Viewer, place: str, year: int, prose: Prose, name: str, content: bytes, confidential: bool
) -> Document:
    at, sha256 = places.place(house, place), hashlib.sha256(content).hexdigest()
    before = Document.objects.filter(kind=SOURCE, place_id=at.id, sha256=sha256).first()
    if before is not None:
        return before
    frozen = read_once(prose)
    confidential = confidential or marked_internal(prose.text)
    many = len(thawed(frozen).items)
    brief = {
        "reading": keep_content(house.folder, frozen),
        "proposals": many,
        "confidential": confidential,
        "said": {},
    }
    detail = {"name": name, "proposals": many}
    return file_away(house, viewer, "texts.take", Paper(SOURCE, at, year, name, content, brief, detail=detail))


def place_part(house: House, viewer: Viewer, number: int, part: int, place: str, year: str) -> SourceText:
    """Say of which place and year one of the documents of a file is, where its own words do not."""
    text = source_text(house, viewer, number)
    if part not in {p.number for p in text.parts}:
        raise NO_PROPOSAL.at(document=number, came=Text(f"第{part + 1}篇", f"part {part + 1}"))
    given: dict[str, object] = {}
    if place:
        given["place"] = read_place(house, text, place)
    if year:
        given["year"] = int(read_year(year))
    with acting(house, viewer, "texts.place", f"{SOURCE} {number}", text.at) as act:
        row = Document.objects.select_for_update().get(pk=number)
        row.brief.setdefault("parts", {})[str(part)] = given
        row.save(update_fields=["brief"])
        act.detail = {"document": number, "part": part, **given}
    return source_text(house, viewer, number)
