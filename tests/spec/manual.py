"""The manual is printed from the spec tests: a chapter has sections, a section has prose and tables of tested rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from halfsky.kernel.text import Lang, Text

FOLDER = Path(__file__).parents[2] / "docs" / "manual"
SOURCE = Text(
    "本页由 `tests/spec/` 中的测试打印而成，表中每一行都由程序验证。请勿手工修改，改动后运行 `make manual`。",
    "This page is printed from the tests in `tests/spec/`; every row of its tables is checked against the program. "
    "Do not edit it by hand; run `make manual` after a change.",
)


@dataclass(frozen=True)
class Table:
    """Headings and rows; a cell that is a plain string is the same in both languages."""

    heads: tuple[Text, ...]
    rows: Sequence[tuple[Text | str, ...]]

    def printed(self, lang: Lang) -> Iterator[str]:
        yield _line([head.in_(lang) for head in self.heads])
        yield _line(["---"] * len(self.heads))
        for row in self.rows:
            yield _line([cell.in_(lang) if isinstance(cell, Text) else cell for cell in row])


@dataclass(frozen=True)
class Section:
    """A part of a chapter under its own heading."""

    title: Text
    prose: tuple[Text, ...] = ()
    tables: tuple[Table, ...] = ()

    def printed(self, lang: Lang) -> Iterator[str]:
        yield f"## {self.title.in_(lang)}"
        for paragraph in self.prose:
            yield from ("", paragraph.in_(lang))
        for table in self.tables:
            yield from ("", *table.printed(lang))


@dataclass(frozen=True)
class Chapter:
    """One page of the manual, docs/manual/NAME.LANG.md."""

    name: str
    title: Text
    prose: tuple[Text, ...]
    sections: tuple[Section, ...]

    def printed(self, lang: Lang) -> str:
        """The page as Markdown."""
        lines = [f"# {self.title.in_(lang)}", "", f"<!-- {SOURCE.in_(lang)} -->"]
        for paragraph in self.prose:
            lines += ["", paragraph.in_(lang)]
        for section in self.sections:
            lines += ["", *section.printed(lang)]
        return "\n".join(lines) + "\n"

    def path(self, lang: Lang) -> Path:
        return FOLDER / f"{self.name}.{lang}.md"


def code(text: str) -> str:
    """Text as code in a cell."""
    return f"`{text}`" if text else ""


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
