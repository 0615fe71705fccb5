"""The templates that a place writes from: those of the packs, and the office's own Word files; and what one would say.

An own template is a filed document of its own kind, named by its number; a shipped one is named by its code.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from halfsky.documents.brief import About
from halfsky.documents.living.filling import as_file, compose_file, compose_text, fill_file
from halfsky.documents.living.lines import opened
from halfsky.documents.living.sheets import Workbook, compose_book, fill_book
from halfsky.documents.report import Composed
from halfsky.kernel.access import SEE_FIGURES, Viewer, demand
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import Refusal, problem
from halfsky.kernel.template import Template
from halfsky.kernel.text import NOTHING, Text
from halfsky.queries import places
from halfsky.queries.documents import Written, document, documents
from halfsky.queries.telling import Telling
from halfsky.store.house import House

OWN = "template"
"""The kind of document that an own template is filed as."""
NO_OWN = problem(
    "404.1270",
    ("没有编号为{came}的文稿模板。", "There is no template {came}."),
    ("请在“文稿”里选择模板。", "Choose a template among the documents."),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A template to write from. `key` names it: its code, or the number of an own one; `file` is where an own one
    lies, `shipped` what a pack says; `suffix` tells Word files from workbooks."""

    key: str
    title: Text
    note: Text = NOTHING
    file: Path | None = None
    shipped: Template | None = None
    suffix: str = ".docx"

    @property
    def is_book(self) -> bool:
        return self.suffix == ".xlsx"


def choices(house: House, viewer: Viewer, place: str) -> tuple[Choice, ...]:
    """What can be written from at a place: its own templates first."""
    own = documents(house, viewer, place, 200, kind=OWN)
    return (*map(_own, own), *map(_shipped, house.content.templates.values()))


def template(house: House, viewer: Viewer, key: str) -> Choice:
    """One template, by its code or the number of an own one. Refuses what is none."""
    if not key.isdigit():
        return _shipped(house.content.template(key))
    try:
        found = document(house, viewer, int(key))
    except Refusal:
        raise NO_OWN.at(came=key) from None
    if found.kind != OWN:
        raise NO_OWN.at(came=key)
    return _own(found)


def _own(written: Written) -> Choice:
    return Choice(str(written.id), Text(Path(written.name).stem), file=written.path, suffix=written.suffix)


def _shipped(found: Template) -> Choice:
    return Choice(found.code, found.title, found.note, shipped=found)


def composed_from(
    house: House, viewer: Viewer, chosen: Choice, place: str, year: int, form: str, plan: str = ""
) -> Composed:
    """What a template says at a place in a year. Refuses marks that nobody understands."""
    telling, about, called = _asked(house, viewer, chosen, place, year, form, plan)
    if chosen.shipped is not None:
        return compose_text(chosen.shipped.heading, chosen.shipped.text, telling, about, telling.demo)
    assert chosen.file is not None
    if chosen.is_book:
        return compose_book(Workbook(chosen.file.read_bytes(), called), telling, about, called, telling.demo)
    return compose_file(opened(chosen.file, called), telling, about, called, telling.demo)


def filled_from(
    house: House, viewer: Viewer, chosen: Choice, place: str, year: int, form: str, plan: str = ""
) -> tuple[bytes, Composed]:
    """An own template filled. Refuses marks that nobody understands."""
    telling, about, called = _asked(house, viewer, chosen, place, year, form, plan)
    assert chosen.file is not None
    if chosen.is_book:
        return fill_book(Workbook(chosen.file.read_bytes(), called), telling, about, called, telling.demo)
    return fill_file(opened(chosen.file, called), telling, about, called, telling.demo)


def template_file(house: House, chosen: Choice) -> bytes:
    """A template as a Word file with its marks; a shipped one in the form of official papers."""
    if chosen.file is not None:
        return chosen.file.read_bytes()
    assert chosen.shipped is not None
    return as_file(chosen.shipped, house.now())


def _asked(
    house: House, viewer: Viewer, chosen: Choice, place: str, year: int, form: str, plan: str
) -> tuple[Telling, About, str]:
    at = places.place(house, place)
    demand(viewer, SEE_FIGURES, at, house.today())
    telling = Telling(house, viewer, at, year, "final" if form == "final" else "work", plan)
    about = About(plan, at.code, year, house.today(), house.snapshot(), form, {"template": chosen.key})
    return telling, about, called(at, year, chosen)


def called(at: Place, year: int, chosen: Choice) -> str:
    """What a document is called that is written from a template."""
    return f"{at.name}{year}年{chosen.title.zh}"
