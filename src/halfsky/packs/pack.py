"""One pack as it is written, and the first gate: its shape.

Shape is what can be seen in the pack alone: the files are there and known, columns and keys are known, every cell is
well formed, no row stands twice. What the names point at is the second gate (`names.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TypeVar

from halfsky.kernel.refusals import problem
from halfsky.packs import notation
from halfsky.packs.files import HEAD, Files, open_files
from halfsky.packs.form_files import WORKFLOWS, is_form, read_forms, read_list, read_workflows
from halfsky.packs.form_notation import CalendarRow, FormEntry, WorkflowEntry
from halfsky.packs.notation import Head, Row, RuleEntry
from halfsky.packs.occasion_notation import OccasionRow
from halfsky.packs.reading import RowReader, read_entries
from halfsky.packs.reading import notation as fields_of
from halfsky.packs.register_files import is_register, read_registers
from halfsky.packs.register_notation import RegisterEntry
from halfsky.packs.scheme_files import is_scheme, read_schemes
from halfsky.packs.scheme_notation import SchemeEntry
from halfsky.packs.spot import Complaints, nearest
from halfsky.packs.structure import load
from halfsky.packs.table import Table, read_table
from halfsky.packs.template_files import is_template, read_templates
from halfsky.packs.template_notation import TemplateEntry

UNKNOWN_FILE = problem(
    "400.203",
    ("内容包里没有叫“{came}”的文件。", "“{came}” is no file that a pack has."),
    (
        "{near}可有的文件：{known}，说明写在 NOTES.md。",
        "{near} A pack may have: {known}; put remarks into NOTES.md.",
    ),
)
TWO_FORMS = problem(
    "400.204",
    ("{name} 既有 CSV 又有 XLSX。", "{name} is there as CSV and as XLSX."),
    ("同一张表只留一种。", "Keep one of the two."),
)
HEAD_LACKS = problem(
    "400.205",
    ("{kind}类内容包要写明“{name}”。", "A {kind} pack must say “{name}”."),
    ("请在 pack.yaml 中补上。", "Add it to pack.yaml."),
)
MISSING_TABLE = problem(
    "400.206",
    ("{kind}类内容包缺少 {table}。", "A {kind} pack must have {table}."),
    (
        "请补上 {table}.csv（或 .xlsx）；{kind}类内容包必须有：{tables}。",
        "Add {table}.csv (or .xlsx); a {kind} pack must have: {tables}.",
    ),
)
UNKNOWN_COLUMN = problem(
    "400.246",
    ("{table} 没有“{came}”这一列。", "{table} has no column “{came}”."),
    ("请改正或删去。{near}", "Correct it or take it out. {near}"),
)
MISSING_COLUMN = problem(
    "400.247",
    ("缺少“{column}”列。", "The column “{column}” is missing."),
    ("请补上该列；本表的列：{columns}。", "Add it; the columns of this table: {columns}."),
)
DOUBLED_ROW = problem(
    "400.248",
    ("这一行与第 {first} 行重复（{key}）。", "This row repeats line {first} ({key})."),
    ("请只保留一行。", "Keep one of them."),
)

TABLES: Mapping[str, type[Row]] = {
    "sources": notation.SourceRow,
    "dimensions": notation.DimensionRow,
    "departments": notation.DepartmentRow,
    "elements": notation.ElementRow,
    "indicators": notation.IndicatorRow,
    "breaks": notation.BreakRow,
    "goals": notation.GoalRow,
    "targets": notation.TargetRow,
    "groups": notation.GroupRow,
    "duties": notation.DutyRow,
    "weights": notation.WeightRow,
    "values": notation.ValueRow,
    "facts": notation.FactRow,
    "places": notation.PlaceRow,
    "calendar": CalendarRow,
    "occasions": OccasionRow,
    "examples/values": notation.ValueRow,
    "examples/facts": notation.FactRow,
    "examples/figures": notation.FigureRow,
    "examples/verdicts": notation.VerdictRow,
}
"""Every table of a pack by its name, without the ending that tells CSV from XLSX."""
RULES = "warnings.yaml"
EXAMPLES = "examples/"
RECORDS = PurePosixPath("records")
"""Invented records of a demonstration, a CSV a register, brought in as anybody's file is."""
FORMS = (".csv", ".xlsx")
LACKING: Mapping[str, tuple[str, ...]] = {
    "plan": ("years", "base_year", "domains"),
    "local": ("extends", "place"),
}
"""What pack.yaml must also say, by the kind of pack."""
COMPULSORY: Mapping[str, tuple[str, ...]] = {"plan": ("goals", "targets", "duties")}
"""Which tables must be there, by the kind of pack: a plan says what is wanted, by when and of whom."""

STRUCTURES = (is_form, is_register, is_scheme, is_template)
"""Which files are structures, one a file."""

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class RawPack:
    """A pack of sound shape. Its names are not looked up yet; `join` does that."""

    files: Files
    head: Head
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    rules: tuple[RuleEntry, ...] = ()
    forms: tuple[FormEntry, ...] = ()
    workflows: tuple[WorkflowEntry, ...] = ()
    registers: tuple[RegisterEntry, ...] = ()
    schemes: tuple[SchemeEntry, ...] = ()
    templates: tuple[TemplateEntry, ...] = ()

    @property
    def code(self) -> str:
        return self.head.pack

    @property
    def fingerprint(self) -> str:
        return self.files.fingerprint

    @property
    def needs(self) -> tuple[str, ...]:
        """The packs on which this one stands, by code."""
        return tuple(dict.fromkeys(filter(None, (*self.head.uses, self.head.extends))))

    def of(self, cls: type[R], folder: str = "") -> tuple[R, ...]:
        """The rows of one table, by what a row of it is; `examples/` has tables of its own."""
        name = next(n for n, c in TABLES.items() if c is cls and n.startswith(folder))
        return tuple(row for row in self.tables.get(name, ()) if isinstance(row, cls))


def read_pack(source: Path | bytes | Mapping[str, bytes], title: str = "") -> RawPack:
    """Read a pack from a folder, a zip (path or bytes) or its files. Refuses all faults of its shape at once."""
    files = open_files(source, title)
    complaints = Complaints()
    head: Head | None = None
    rules: tuple[RuleEntry, ...] = ()
    workflows: tuple[WorkflowEntry, ...] = ()
    with complaints.gathered():
        head = _head(files, complaints)
    tables: dict[str, tuple[Row, ...]] = {}
    for name, table in _tables(files, complaints).items():
        with complaints.gathered():
            tables[table] = _rows(files, name, TABLES[table], complaints)
    if head is not None:
        _check_compulsory(files, head, complaints)
    with complaints.gathered():
        rules = read_list(files, RULES, RuleEntry, "rule", complaints)
    with complaints.gathered():
        workflows = read_workflows(files, complaints)
    forms = read_forms(files, complaints)
    registers = read_registers(files, complaints)
    schemes = read_schemes(files, complaints)
    templates = read_templates(files, complaints)
    complaints.refuse()
    assert head is not None
    return RawPack(files, head, tables, rules, forms, workflows, registers, schemes, templates)


def read_outline(source: Path | bytes | Mapping[str, bytes], title: str = "") -> RawPack:
    """The pack with its head alone, which says what it is and what it needs; its tables are left unread."""
    files = open_files(source, title)
    complaints = Complaints()
    head = _head(files, complaints)
    complaints.refuse()
    assert head is not None
    return RawPack(files, head)


def _tables(files: Files, complaints: Complaints) -> dict[str, str]:
    """The tables that the pack has, by file name; every other file must be known."""
    found: dict[str, str] = {}
    for name in sorted(files.blobs):
        table, dot, ending = name.rpartition(".")
        if table in TABLES and dot + ending in FORMS:
            if table in found.values():
                complaints.add(TWO_FORMS.at(files.path(name), name=table))
            found[name] = table
        elif not any(known(name) for known in STRUCTURES) and not _is_known(PurePosixPath(name)):
            folders = [f"{folder}/….yaml" for folder in ("forms", "registers", "schemes", "templates")]
            known = [HEAD, *(f"{t}.csv" for t in TABLES), RULES, WORKFLOWS, *folders]
            near = nearest(name, known)
            complaints.add(UNKNOWN_FILE.at(files.path(name), came=name, near=near, known="、".join(known)))
    return found


def _check_compulsory(files: Files, head: Head, complaints: Complaints) -> None:
    wanted, kind = COMPULSORY.get(head.kind, ()), notation.PACK_KINDS[head.kind]
    for table in wanted:
        if not any(table + form in files.blobs for form in FORMS):
            there = ", ".join(f"{t}.csv" for t in wanted)
            complaints.add(MISSING_TABLE.at(files.path(f"{table}.csv"), kind=kind, table=table, tables=there))


def _is_known(path: PurePosixPath) -> bool:
    if path.parent == RECORDS:
        return path.suffix == ".csv"
    at_top = path.parent == PurePosixPath()
    return at_top and (path.name in (HEAD, RULES, WORKFLOWS, "LICENSE") or path.suffix == ".md")


def _head(files: Files, complaints: Complaints) -> Head | None:
    head = read_entries(Head, load(files.text(HEAD), files.path(HEAD)), complaints)
    if head is not None:
        for name in LACKING.get(head.kind, ()):
            if not getattr(head, name):
                complaints.add(HEAD_LACKS.at(head.at(), kind=notation.PACK_KINDS[head.kind], name=name))
    return head


def _rows(files: Files, name: str, cls: type[Row], complaints: Complaints) -> tuple[Row, ...]:
    known = [f.name for f in fields_of(cls)]
    table = read_table(files, name, known, complaints)
    extra = tuple(h for h in table.heading if h and h not in known)
    _check_heading(table, cls, extra, complaints)
    reader = RowReader(cls, complaints, extra if cls.OPEN else ())
    rows = []
    for spot, cells in table.rows:
        row = reader.read(dict(zip(table.heading, cells, strict=True)), spot)
        if row is not None:
            rows.append(row)
    _check_doubled(cls, rows, complaints)
    return tuple(rows)


def _check_heading(table: Table, cls: type[Row], extra: tuple[str, ...], complaints: Complaints) -> None:
    columns = fields_of(cls)
    names = [f.name for f in columns]
    for column in columns:
        if column.required and column.name not in table.heading:
            complaints.add(MISSING_COLUMN.at(str(table.spot), column=column.name, columns=", ".join(names)))
    for came in () if cls.OPEN else extra:
        file = table.spot.file.rpartition("/")[2]
        complaints.add(UNKNOWN_COLUMN.at(str(table.spot), table=file, came=came, near=nearest(came, names)))


def _check_doubled(cls: type[Row], rows: list[Row], complaints: Complaints) -> None:
    """The same key twice. Two different values under one key contradict each other: that is for the third gate."""
    seen: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = tuple(getattr(row, name) for name in cls.KEY)
        first = seen.setdefault(key, row)
        if first is not row and getattr(first, "value", None) == getattr(row, "value", None):
            said = ", ".join(str(part) for part in key if part not in (None, ""))
            complaints.add(DOUBLED_ROW.at(str(row.spot), first=first.spot.line, key=said))
