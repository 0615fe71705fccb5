"""The pictures of a file: each is known by its caption and its words, and can be drawn anew in its place."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from halfsky.documents.blocks import Block, Picture, sentences
from halfsky.documents.living.lines import Line
from halfsky.documents.said import plain


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture in a file."""

    document: Document
    drawing: etree._Element

    def draw(self, new: Picture, lines: Iterable[Line]) -> None:
        """Put another picture in its place, with its words and its caption."""
        about = self._about
        caption = about.get("name") or ""
        rel, _ = self.document.part.get_or_add_image(io.BytesIO(new.png))
        for blip in self.drawing.iter(qn("a:blip")):
            blip.set(qn("r:embed"), rel)
        about.set("name", new.caption)
        about.set("descr", new.alt)
        for line in lines:
            if line.text == caption:
                line.put_text(0, len(caption), new.caption)

    @property
    def says(self) -> str:
        """What a brief says of it."""
        return f"{self._about.get('name')}：{self._about.get('descr')}"

    @property
    def _about(self) -> etree._Element:
        found = next(self.drawing.iter(qn("wp:docPr")))
        return found


def drawn(document: Document) -> dict[str, Drawn]:
    """The pictures of a file by what a brief says of them."""
    every = (Drawn(document, d) for d in document.element.body.iter(qn("w:drawing")) if _described(d))
    return {one.says: one for one in every}


def _described(drawing: etree._Element) -> bool:
    about = next(drawing.iter(qn("wp:docPr")), None)
    return about is not None and bool(about.get("descr")) and next(drawing.iter(qn("a:blip")), None) is not None


def pictures(blocks: Iterable[Block]) -> dict[str, Picture]:
    """The pictures of a document by what its brief says of them."""
    return {plain(said): b for b in blocks if isinstance(b, Picture) for said in sentences([b])}
