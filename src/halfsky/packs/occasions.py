"""Second and third gate, occasions: the register and its fields are there, and what is preset fits the form."""

from __future__ import annotations

import re
from collections.abc import Iterable

from halfsky.kernel.field import Field, Kind
from halfsky.kernel.occasion import PLACEHOLDERS, TELLING, Occasion
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.packs.library import UNKNOWN, Library, Shelf, Shelves
from halfsky.packs.occasion_notation import OccasionRow
from halfsky.packs.register_fields import Holding
from halfsky.packs.register_notation import RegisterEntry
from halfsky.packs.spot import Complaints, nearest

NOT_TO_FILL = problem(
    "400.1152",
    ("“{came}”里的花括号没有可填的内容。", "There is nothing to fill into “{came}”."),
    ("可用的有：{known}。", "Known: {known}."),
)
NOT_PRESET = problem(
    "400.1153",
    ("“{label}”不能预先填“{came}”。", "“{label}” cannot begin with “{came}”."),
    (
        "只能预填不加密的一行文字、日期、时期和选项（写选项的编码）。",
        "Preset open lines of text, days, periods and choices (by their codes) alone.",
    ),
)
UNTELLING = problem(
    "400.1154",
    (
        "从这里登记的记录认不出来：预填的文字里没有年份。",
        "Records entered from here cannot be told: no preset text names the year.",
    ),
    (
        "register 和 presets 要一起写，并有一个文字或时期项目带 {{year}}，如 name={{year}}年年报。",
        "Write register and presets together, with {{year}} in a text or a period: name={{year}} yearly report.",
    ),
)
_FITTING = TELLING | {Kind.DATE}
_FIELD = Text("项目", "field")


def look_up_occasions(library: Library, shelves: Shelves, complaints: Complaints) -> None:
    """Second gate: complain of registers and fields that are not there."""
    declared = Shelf(Text("工作日历的一项", "occasion"), "occasions.csv")
    for pack in library.packs:
        for row in pack.of(OccasionRow):
            declared.put(row.code, pack, row, complaints)
            if not row.register:
                continue
            if refusal := shelves.registers.refusal(row.register, library.sees[pack.code], row.at("register")):
                complaints.add(refusal)
                continue
            entry = _entry(shelves, row)
            for code, _ in row.presets:
                if code not in entry.fields:
                    near, table = nearest(code, entry.fields), f"registers/{entry.register}.yaml"
                    complaints.add(UNKNOWN.at(row.at("presets"), came=code, what=_FIELD, table=table, near=near))


def compile_occasions(library: Library, shelves: Shelves, complaints: Complaints) -> tuple[Occasion, ...]:
    """Third gate: what is preset can stand in the form, and tells the record again."""
    found = []
    for row in (row for pack in library.packs for row in pack.of(OccasionRow)):
        if row.register or row.presets:
            _check(shelves, row, complaints)
        found.append(
            Occasion(
                row.code,
                Text(row.zh, row.en),
                row.begins,
                row.until or row.begins,
                row.lead,
                Text(row.note, row.note_en),
                row.register,
                row.presets,
            )
        )
    return tuple(found)


def _entry(shelves: Shelves, row: OccasionRow) -> RegisterEntry:
    entry = shelves.registers.things[row.register][1]
    assert isinstance(entry, RegisterEntry)
    return entry


def _check(shelves: Shelves, row: OccasionRow, complaints: Complaints) -> None:
    where = row.at("presets")
    fields = Holding(_entry(shelves, row)).named if row.register else {}
    for code, text in row.presets:
        if _strange(text):
            complaints.add(NOT_TO_FILL.at(where, came=text, known="、".join(PLACEHOLDERS)))
        if code in fields and not _fits(fields[code], text):
            complaints.add(NOT_PRESET.at(where, label=fields[code].label, came=text))
    told: Iterable[Field] = (fields[code] for code, text in row.presets if code in fields and "{year}" in text)
    if not any(one.kind in TELLING for one in told):
        complaints.add(UNTELLING.at(where))


def _strange(text: str) -> bool:
    """Whether anything in braces is unknown, or a brace stands alone."""
    rest = re.sub(r"\{(\w+)\}", lambda found: "" if found[1] in PLACEHOLDERS else "{", text)
    return bool({"{", "}"} & set(rest))


def _fits(asked: Field, text: str) -> bool:
    if asked.sealed or asked.many or asked.kind not in _FITTING:
        return False
    if asked.kind is Kind.CHOICE:
        return text in dict(asked.of)
    return asked.kind is not Kind.DATE or text in ("{from}", "{until}")
