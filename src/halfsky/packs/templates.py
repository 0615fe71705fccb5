"""Third gate, templates of documents: every mark of them means something before anybody writes from them."""

from __future__ import annotations

from halfsky.kernel.binding import Binder, marks
from halfsky.kernel.content import Content
from halfsky.kernel.refusals import Refused
from halfsky.kernel.template import Template
from halfsky.kernel.text import Text
from halfsky.packs.library import Library, Shelf
from halfsky.packs.spot import Complaints
from halfsky.packs.template_notation import TemplateEntry


def compile_templates(library: Library, content: Content, complaints: Complaints) -> dict[str, Template]:
    """The templates by their codes. `content` is all that is declared beside."""
    binder, shelf = Binder(content), Shelf(Text("文稿模板", "template"), "templates")
    found: dict[str, Template] = {}
    for pack in library.packs:
        for entry in pack.templates:
            shelf.put(entry.template, pack, entry, complaints, "template")
            _check(entry, binder, complaints)
            found[entry.template] = Template(entry.template, entry.title, entry.heading, entry.text, entry.note)
    return found


def _check(entry: TemplateEntry, binder: Binder, complaints: Complaints) -> None:
    for key, text in (("heading", entry.heading), ("text", entry.text)):
        for line in text.splitlines():
            try:
                for mark in marks(line.strip()):
                    binder.bind(mark.words)
            except Refused as refused:
                for refusal in refused.refusals:
                    complaints.add(refusal.placed(entry.at(key)))
