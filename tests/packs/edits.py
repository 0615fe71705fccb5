"""Edits of the teaching pack, out of which tests make their packs, broken or sound."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl

from .content import CONTENT

Files = dict[str, bytes]
Edit = Callable[[Files], None]


def files_of(code: str) -> Files:
    """The files of a shipped pack by name."""
    folder = CONTENT / code
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def teaching(*edits: Edit) -> Files:
    """The teaching pack, edited."""
    files = files_of("teaching")
    for edit in edits:
        edit(files)
    return files


def change(name: str, old: str, new: str) -> Edit:
    """Replace a text that must be there, once or more."""

    def edit(files: Files) -> None:
        text = files[name].decode()
        assert old in text, f"{name} holds no {old!r}"
        files[name] = text.replace(old, new).encode()

    return edit


def add(name: str, text: str | bytes) -> Edit:
    """A new file, or more text at the end of one that is there."""

    def edit(files: Files) -> None:
        files[name] = files.get(name, b"") + (text.encode() if isinstance(text, str) else text)

    return edit


def put(name: str, content: bytes) -> Edit:
    """A file as it is given."""

    def edit(files: Files) -> None:
        files[name] = content

    return edit


def drop(name: str) -> Edit:
    def edit(files: Files) -> None:
        del files[name]

    return edit


def both(*edits: Edit) -> Edit:
    def edit(files: Files) -> None:
        for each in edits:
            each(files)

    return edit


def workbook(rows: list[list[object]]) -> bytes:
    """An XLSX file with these rows on its first sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write(files: Mapping[str, bytes], folder: Path) -> Path:
    """The files in a folder."""
    for name, blob in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(blob)
    return folder


HEADINGS = {
    "values": "indicator,place,year,sex,residence,value,unit,source,published,note\n",
    "targets": "number,breakdown,place,year,comparator,value,value2,tolerance,holds,source,review\n",
}
DELIVERY, MORTALITY = "teaching_hospital_delivery", "teaching_infant_mortality"
HOME = "990900000000"


def value(row: str) -> Edit:
    """A values.csv with this row."""
    return add("values.csv", HEADINGS["values"] + row + "\n")


def rule(when: str = "late", says: str = "{name}逾期", code: str = "one") -> Edit:
    return add("warnings.yaml", f'- rule: {code}\n  level: grey\n  when: "{when}"\n  says: "{says}"\n')


def target(old: str, new: str) -> Edit:
    """Change the target of T1.01."""
    return change("targets.csv", f"T1.01,,{HOME},2030,{old}", new)


def formula(text: str) -> Edit:
    return change("indicators.csv", "教学住院出生数 / 教学出生数", text)


def indicator(*rows: str) -> Edit:
    """More indicators: code, name, unit, direction, formula, and what else differs, in the columns of the table."""
    return add("indicators.csv", "".join(row + "\n" for row in rows))


DIMENSIONS = add("dimensions.csv", "dimension,code,zh,en\nsex,female,女,female\nsex,male,男,male\n")
