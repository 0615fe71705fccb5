"""A workbook as a template: marks in its cells become figures; everything else of the file stays as it is.

The parts of the package are changed in place (a library that reads a workbook and writes it again drops charts, shapes
and what it does not know). A cell that holds one mark alone gets its number as a number, in the looks of the cell; a
mark among words stays text. Each number has a hidden name of its own, which spreadsheets move along with its cell.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from lxml import etree

from halfsky.documents.blocks import Paragraph, numbered
from halfsky.documents.brief import PREFIX, About, Brief, frozen
from halfsky.documents.living.comparing import Comparison
from halfsky.documents.living.filling import fragments
from halfsky.documents.living.notation import Teller, told
from halfsky.documents.living.refreshing import Refreshed
from halfsky.documents.report import Composed
from halfsky.documents.said import Number, plain, say
from halfsky.kernel.binding import Mark, marks
from halfsky.kernel.refusals import Refused, problem

NOT_A_WORKBOOK = problem(
    "400.1272",
    ("“{name}”不是工作簿（.xlsx）。", "“{name}” is not a workbook (.xlsx)."),
    ("请在Excel或WPS里另存为.xlsx。", "Save it as .xlsx."),
)
ONLY_CELLS = problem(
    "400.1273",
    ("“{came}”不能写在单元格里。", "“{came}” does not fit into a cell."),
    (
        "工作簿模板只填单元格：写 {{{{名称}}}} 或 {{{{名称|项目}}}}；表、图、段用Word模板。",
        "Workbooks are filled cell by cell; tables, pictures and passages belong into a Word template.",
    ),
)
LARGEST, MOST_PARTS = 64 * 1024 * 1024, 5000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NS = {"m": _MAIN}
_AMOUNT = re.compile(r"[−-]?[\d,]*\.?\d+")


def _tag(name: str) -> str:
    return f"{{{_MAIN}}}{name}"


@dataclass(slots=True)
class Cell:
    """One cell with text: its sheet (by the part's name), its address, what it says."""

    sheet: str
    title: str
    node: etree._Element
    text: str

    @property
    def address(self) -> str:
        return self.node.get("r") or ""


class Workbook:
    """The package of a workbook. Refuses what is none, and what unpacks to something huge."""

    def __init__(self, content: bytes, name: str) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                every = packed.infolist()
                if len(every) > MOST_PARTS or any(part.file_size > LARGEST for part in every):
                    raise NOT_A_WORKBOOK.at(name=name)
                self.parts = {part.filename: packed.read(part) for part in every}
            self.book = _parsed(self.parts["xl/workbook.xml"])
            self.sheets = dict(self._sheets())
        except (OSError, zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as e:
            raise NOT_A_WORKBOOK.at(name=name) from e
        self.texts = self._shared()

    def _sheets(self) -> Iterator[tuple[str, tuple[str, etree._Element]]]:
        targets = {
            r.get("Id"): (r.get("Target") or "").lstrip("/").removeprefix("xl/")
            for r in _parsed(self.parts["xl/_rels/workbook.xml.rels"])
        }
        for sheet in self.book.iterfind("m:sheets/m:sheet", _NS):
            part = f"xl/{targets[sheet.get(_REL)]}"
            if "worksheets/" in part:
                yield part, (sheet.get("name") or "", _parsed(self.parts[part]))

    def _shared(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.parts:
            return []
        every = _parsed(self.parts["xl/sharedStrings.xml"]).iterfind("m:si", _NS)
        return ["".join(t.text or "" for t in si.iter(_tag("t")) if not _phonetic(t)) for si in every]

    def cells(self) -> list[Cell]:
        """Every cell that holds a text, sheet by sheet in the order of reading."""
        found = []
        for part, (title, root) in self.sheets.items():
            for node in root.iter(_tag("c")):
                text = self._text(node)
                if text:
                    found.append(Cell(part, title, node, text))
        return found

    def _text(self, node: etree._Element) -> str:
        if node.find(_tag("f")) is not None:
            return ""
        if node.get("t") == "s":
            at = int(node.findtext(_tag("v")) or "-1")
            return self.texts[at] if 0 <= at < len(self.texts) else ""
        if node.get("t") == "inlineStr":
            return "".join(t.text or "" for t in node.iter(_tag("t")))
        return ""

    def value(self, sheet: str, address: str) -> tuple[etree._Element, str] | None:
        """The cell at an address, and what it shows as far as that is kept."""
        _, root = next((s for s in self.sheets.values() if s[0] == sheet), ("", None))
        for node in root.iter(_tag("c")) if root is not None else ():
            if node.get("r") == address:
                return node, self._text(node) or node.findtext(_tag("v")) or ""
        return None

    def saved(self) -> bytes:
        """The package with what was changed in it; formulas are computed anew when it is opened."""
        changed = {part: root for part, (_, root) in self.sheets.items()} | {"xl/workbook.xml": self.book}
        calc = self.book.find("m:calcPr", _NS)
        if calc is not None:
            calc.set("fullCalcOnLoad", "1")
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, blob in self.parts.items():
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                root = changed.get(name)
                packed.writestr(
                    entry, blob if root is None else etree.tostring(root, encoding="UTF-8", standalone=True)
                )
        return out.getvalue()

    def name_cell(self, name: str, cell: Cell) -> None:
        """Give a cell a hidden name."""
        names = self.book.find("m:definedNames", _NS)
        if names is None:
            names = etree.Element(_tag("definedNames"))
            self.book.find("m:sheets", _NS).addnext(names)  # type: ignore[union-attr]
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", cell.address).groups()  # type: ignore[union-attr]
        node = etree.SubElement(names, _tag("definedName"), name=name, hidden="1")
        title = cell.title.replace("'", "''")
        node.text = f"'{title}'!${column}${row}"

    def named_cells(self) -> dict[tuple[str, int], tuple[str, str]]:
        """(brief, n) → (sheet, address) of every hidden name of ours."""
        found = {}
        for node in self.book.iterfind("m:definedNames/m:definedName", _NS):
            name = re.fullmatch(rf"{PREFIX}_([0-9a-f]+)_(\d+)", node.get("name") or "")
            where = re.fullmatch(r"'?(.*?)'?!\$([A-Z]+)\$(\d+)", node.text or "")
            if name and where:
                found[name[1], int(name[2])] = (where[1].replace("''", "'"), f"{where[2]}{where[3]}")
        return found


def _parsed(content: bytes) -> etree._Element:
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:4096]:
        raise ValueError("document type")
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _phonetic(node: etree._Element) -> bool:
    parent = node.getparent()
    return parent is not None and parent.tag == _tag("rPh")


# -- filling ----------------------------------------------------------------------------------------------------------


def cells_marked(book: Workbook) -> list[Mark]:
    """The marks of a workbook; refuses braces that are not complete, and blocks."""
    return [mark for cell in book.cells() for mark in _checked(cell)]


def _checked(cell: Cell) -> list[Mark]:
    try:
        found = marks(cell.text)
    except Refused as refused:
        raise Refused([r.placed(f"{cell.title} {cell.address}") for r in refused.refusals]) from None
    if wrong := next((m for m in found if m.block), None):
        raise ONLY_CELLS.at(f"{cell.title} {cell.address}", came=wrong.text)
    return found


def compose_book(book: Workbook, teller: Teller, about: About, called: str, demo: bool) -> Composed:
    """What a workbook would say: every cell that holds a mark. Refuses unknown names, all at once."""
    return _composed(_told(book, teller), about, called, demo)


def fill_book(book: Workbook, teller: Teller, about: About, called: str, demo: bool) -> tuple[bytes, Composed]:
    """The workbook with its marks filled."""
    filled = _told(book, teller)
    made = _composed(filled, about, called, demo)
    for cell, found, paragraph in filled:
        said = say(*paragraph.sentences)
        alone = len(found) == 1 and cell.text.strip() == cell.text[found[0].start : found[0].end]
        numbers = [p for p in said if isinstance(p, Number)]
        _write(cell.node, _amount(numbers[0].shown) if alone and len(said) == 1 and numbers else None, plain(said))
        if about.form == "work":
            for number in numbers:
                book.name_cell(f"{PREFIX}_{made.brief.id}_{number.n}", cell)
    return book.saved(), made


def _told(book: Workbook, teller: Teller) -> list[tuple[Cell, list[Mark], Paragraph]]:
    cells = [(cell, found) for cell in book.cells() if (found := _checked(cell))]
    every = told([cell.text for cell, _ in cells], teller)
    blocks = numbered(Paragraph(fragments(cell.text, said)) for (cell, _), said in zip(cells, every, strict=True))
    out = []
    for (cell, found), block in zip(cells, blocks, strict=True):
        assert isinstance(block, Paragraph)
        out.append((cell, found, block))
    return out


def _composed(filled: list[tuple[Cell, list[Mark], Paragraph]], about: About, called: str, demo: bool) -> Composed:
    blocks = [Paragraph((say(*p.sentences),)) for _, _, p in filled]
    return Composed(called, blocks, frozen(about, blocks), demo)


def _amount(shown: str) -> str | None:
    """The number of a printed figure without its unit: 14.3/10万 → 14.3; None where there is none."""
    found = _AMOUNT.match(shown)
    return found[0].replace(",", "").replace("−", "-") if found else None


def _write(node: etree._Element, amount: str | None, text: str) -> None:
    """Put a number, or a text, into a cell, whose looks stay."""
    for child in list(node):
        node.remove(child)
    if amount is not None:
        node.attrib.pop("t", "")
        etree.SubElement(node, _tag("v")).text = amount
    else:
        node.set("t", "inlineStr")
        inside = etree.SubElement(etree.SubElement(node, _tag("is")), _tag("t"))
        inside.text = text
        inside.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


# -- afterwards -------------------------------------------------------------------------------------------------------


def cells_standing(book: Workbook, brief: Brief) -> dict[int, str]:
    """What every number of a brief that is still there shows now, by n: as it was printed, where its cell still holds
    it, else what stands in the cell."""
    found = {}
    for (of, n), (sheet, address) in book.named_cells().items():
        there, entry = book.value(sheet, address), brief.entry(n)
        if of == brief.id and there is not None and entry is not None:
            found[n] = entry.shown if _holds(there[1], entry.shown) else there[1]
    return found


def _holds(now: str, shown: str) -> bool:
    """Whether a cell still says a number, as a number or among words."""
    amount = _amount(shown)
    try:
        return amount is not None and abs(Fraction(now) - Fraction(amount)) < Fraction(1, 10**9)
    except ValueError:
        return shown in now


def refresh_cells(book: Workbook, c: Comparison, chosen: Collection[int]) -> Refreshed:
    """Write the chosen numbers into their cells; what somebody has typed over is left alone."""
    done, names = [], book.named_cells()
    for n in sorted(chosen):
        before, after, where = c.earlier.entry(n), c.later.entry(c.same.get(n, 0)), names.get((c.earlier.id, n))
        there = book.value(*where) if where is not None else None
        if before is None or after is None or there is None or not _holds(there[1], before.shown):
            continue
        node, text = there
        if before.shown in text:
            _write(node, None, text.replace(before.shown, after.shown, 1))
        else:
            _write(node, _amount(after.shown), after.shown)
        done.append(n)
    _rename(book, c, set(done))
    changed = {x.before.n for x in c.numbers if x.before}
    return Refreshed(tuple(done), (), tuple(n for n in sorted(chosen) if n not in done and n in changed), ())


def _rename(book: Workbook, c: Comparison, done: Collection[int]) -> None:
    """Numbers that stand as the later brief says point to it from now on."""
    stale = {x.before.n for x in c.numbers if x.before} - set(done)
    for node in book.book.iterfind("m:definedNames/m:definedName", _NS):
        name = re.fullmatch(rf"{PREFIX}_{c.earlier.id}_(\d+)", node.get("name") or "")
        if name and int(name[1]) not in stale and int(name[1]) in c.same:
            node.set("name", f"{PREFIX}_{c.later.id}_{c.same[int(name[1])]}")
