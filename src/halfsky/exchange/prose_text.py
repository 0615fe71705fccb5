"""The text of a document with positions: where in the file each character stands, so that a finding can be shown there.

Whatever kind of file it was, what comes out is one string with one line a paragraph (a row of a table is a line, its
cells parted by tabs) and passages that say what part of the file each stretch of it is. What stands on every page
(headers, footers, page numbers) and what stands beside the text (notes, boxes) is kept apart.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

EMPTY = problem(
    "400.1230",
    ("没有可读的文字。", "There is no text to read."),
    ("请粘贴文字，或选择有文字的文件。", "Paste some text, or choose a file that holds text."),
)
TOO_LONG = problem(
    "400.1237",
    ("文稿过长（{size}），一次最多读{most}。", "The document is too long ({size}); at most {most} are read at once."),
    ("请按章节拆成几个文件，分别读取。", "Split it by chapters and have each read."),
)
MOST_PAGES = 200
MOST_CHARACTERS = 150_000
"""About two hundred pages of GB/T 9704, with 616 characters on a full one."""

FileKind = Literal["docx", "pdf", "text"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch `start`…`end` of the text and what it is in the file: the paragraph by its number in the order of
    reading (from 1, cells counted too); inside a table its table, row and column (from 1); the page of a PDF."""

    start: int
    end: int
    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    page: int = 0

    @property
    def where(self) -> Text:
        """The place in words, as a person would look for it."""
        if self.table:
            zh = f"第{self.table}个表第{self.row}行第{self.column}列"
            return Text(zh, f"table {self.table}, row {self.row}, column {self.column}")
        if self.page:
            return Text(f"第{self.page}页", f"page {self.page}")
        return Text(f"第{self.paragraph}段", f"paragraph {self.paragraph}")


@dataclass(frozen=True, slots=True)
class Apart:
    """Words that are no part of the running text: `kind` is header, footer, note or box."""

    kind: Literal["header", "footer", "note", "box"]
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A document as text. Passages stand in the order of the text and do not overlap."""

    name: str
    kind: FileKind
    text: str
    passages: tuple[Passage, ...]
    apart: tuple[Apart, ...] = ()
    encoding: str = ""

    def at(self, position: int) -> Passage:
        """The passage in which a character stands (the one before, for what parts two of them)."""
        found = bisect_right(self.passages, position, key=_start) - 1
        return self.passages[max(found, 0)]


def _start(passage: Passage) -> int:
    return passage.start


def demand_length(name: str, characters: int, pages: int = 0) -> None:
    """Refuse what is longer than one reading takes."""
    if pages > MOST_PAGES:
        raise TOO_LONG.at(
            name, size=Text(f"{pages}页", f"{pages} pages"), most=Text(f"{MOST_PAGES}页", f"{MOST_PAGES} pages")
        )
    if characters > MOST_CHARACTERS:
        size = Text(f"约{characters // 10_000}万字", f"some {characters:,} characters")
        most = Text(f"{MOST_CHARACTERS // 10_000}万字", f"{MOST_CHARACTERS:,}")
        raise TOO_LONG.at(name, size=size, most=most)


def lined(name: str, text: str, kind: FileKind = "text", encoding: str = "") -> Prose:
    """Plain text, each line a paragraph."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").lstrip("\ufeff")
    if not text.strip():
        raise EMPTY.at(name)
    demand_length(name, len(text))
    passages, start = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        passages.append(Passage(start, start + len(line), paragraph=number))
        start += len(line) + 1
    return Prose(name, kind, text, tuple(passages), encoding=encoding)
