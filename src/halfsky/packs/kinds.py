"""Kinds of cells: what one cell of a table, or one text of a structure, may hold, and how it is read.

A `Kind` stands in the annotation of a field (`Annotated[int, YEAR]`), so one declaration types the program, reads the
file and gives the JSON Schema for editors.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from halfsky.kernel.breakdown import Cell, read_cell
from halfsky.kernel.fact import Absence
from halfsky.kernel.numbers import exact, narrow
from halfsky.kernel.period import Period, period
from halfsky.kernel.place import SIX_LEVELS, Level
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.text import Text
from halfsky.kernel.units import Unit
from halfsky.packs.spot import Spot, nearest

Schema = Mapping[str, object]

NOT_A_CODE = problem(
    "400.221",
    ("“{came}”不能作编码。", "“{came}” cannot be a code."),
    (
        "编码用小写英文字母开头，只含小写字母、数字和{joint}，如 {example}。",
        "A code starts with a small letter and holds small letters, digits and {joint}, such as {example}.",
    ),
)
NOT_A_CHOICE = problem(
    "400.222",
    ("“{came}”不在可选的值之中。", "“{came}” is not one of the choices."),
    ("可选：{known}。{near}", "Choose from {known}. {near}"),
)
NOT_WHOLE = problem(
    "400.223",
    ("“{came}”不是{low}到{high}的整数。", "“{came}” is not a whole number from {low} to {high}."),
    ("请填写整数，如 {example}。", "Write a whole number such as {example}."),
)
NOT_A_DATE = problem(
    "400.224",
    ("“{came}”不是日期。", "“{came}” is not a date."),
    ("请写成 2024-12-31{or_less}。", "Write 2024-12-31{or_less}."),
)
NOT_A_VERSION = problem(
    "400.225",
    ("“{came}”不是版本号。", "“{came}” is not a version."),
    ("请写成三段数字，如 1.0.0。", "Write three numbers, such as 1.0.0."),
)
NOT_A_SPAN = problem(
    "400.226",
    ("“{came}”不是起止年份。", "“{came}” is not a span of years."),
    ("请写成 2021..2030。", "Write 2021..2030."),
)
NOT_BREAKDOWNS = problem(
    "400.227",
    ("“{came}”不是分组的写法。", "“{came}” does not name breakdowns."),
    (
        "请写成 residence:urban|rural;sex:female|male，每个分组写一次。",
        "Write residence:urban|rural;sex:female|male, each breakdown once.",
    ),
)
NOT_A_BAR = problem(
    "400.228",
    ("“{came}”不是目标值。", "“{came}” is not a target value."),
    (
        "请写数字，如 12；reduce_by、raise_by 写份额，如 20% 或 1/6。",
        "Write a number such as 12; for reduce_by and raise_by a share such as 20% or 1/6.",
    ),
)
TOO_LONG = problem(
    "400.229",
    ("文字有 {length} 个字符，超过 {most} 个。", "The text has {length} characters, more than {most}."),
    ("请缩短。", "Shorten it."),
)
LONGEST = 4_000


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """How a text that is not empty is read (refusing what is not one), and what an editor may accept."""

    read: Callable[[str], object]
    schema: Schema


class Placed(str):
    """A word that knows where it stands: of a list of words, each can be complained of in its place."""

    spot: Spot

    def __new__(cls, text: str, spot: Spot) -> Placed:
        word = super().__new__(cls, text)
        word.spot = spot
        return word


def _worded(pattern: str, *, numbers: bool = False) -> Schema:
    """The schema of a text; with `numbers`, editors that take plain digits for a number accept it, too."""
    return {"type": ["string", "number"] if numbers else "string", "pattern": f"^{pattern}$"}


def _code(pattern: str, joint: Text, example: str) -> Kind:
    whole = re.compile(pattern)

    def read(text: str) -> str:
        if not whole.fullmatch(text):
            raise NOT_A_CODE.at(came=text, joint=joint, example=example)
        return text

    return Kind(read, _worded(pattern))


def choice(options: Mapping[str, Text]) -> Kind:
    """One of several codes; the Chinese word for a code is read, too."""
    words = {code: code for code in options} | {label.zh: code for code, label in options.items() if label.zh}

    def read(text: str) -> str:
        code = words.get(text)
        if code is None:
            near = nearest(text, words) if len(options) > 1 else ""
            raise NOT_A_CHOICE.at(came=text, known=", ".join(options), near=near)
        return code

    return Kind(read, {"enum": list(options)})


def options(of: type[StrEnum]) -> Kind:
    """One of the members of an enumeration, by its code or its Chinese label."""
    chosen = choice({member.value: getattr(member, "label", Text("")) for member in of})
    return Kind(lambda text: of(str(chosen.read(text))), chosen.schema)


def whole(low: int, high: int, example: str) -> Kind:
    """A whole number within bounds."""

    def read(text: str) -> int:
        plain = narrow(text)
        if not re.fullmatch(r"[0-9]{1,9}", plain) or not low <= int(plain) <= high:
            raise NOT_WHOLE.at(came=text, low=low, high=high, example=example)
        return int(plain)

    return Kind(read, {"type": "integer", "minimum": low, "maximum": high})


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise TOO_LONG.at(length=len(text), most=LONGEST)
    return text


def _number(text: str) -> Fraction:
    return exact(text)


def _printed(text: str) -> str:
    exact(text)
    return narrow(text)


_ABSENT = {absence.value: absence for absence in Absence} | {absence.label.zh: absence for absence in Absence}


def _given(text: str) -> str | Absence:
    """A number as printed, or the reason why there is none."""
    return _ABSENT.get(text) or _printed(text)


def _unit(text: str) -> str:
    Unit.parse(text)
    return text


def _date(text: str) -> dt.date:
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise NOT_A_DATE.at(came=text, or_less="") from None


def _day(text: str) -> str:
    """A date of which the day, or the month too, may be unknown."""
    for form, length in (("%Y-%m-%d", 10), ("%Y-%m", 7), ("%Y", 4)):
        if len(text) == length:
            try:
                dt.datetime.strptime(text, form)
            except ValueError:
                break
            return text
    raise NOT_A_DATE.at(came=text, or_less=Text("、2024-12 或 2024", ", 2024-12 or 2024"))


def _version(text: str) -> str:
    if not re.fullmatch(r"\d{1,4}\.\d{1,4}\.\d{1,4}", text):
        raise NOT_A_VERSION.at(came=text)
    return text


def _span(text: str) -> Period:
    try:
        found = period(text)
    except Refused:
        found = None
    if found is None or found.kind != "span":
        raise NOT_A_SPAN.at(came=text)
    return found


def _place(text: str) -> str:
    return SIX_LEVELS.full(text)


Breakdowns = tuple[tuple[str, tuple[str, ...]], ...]


def _breakdowns(text: str) -> Breakdowns:
    found: dict[str, tuple[str, ...]] = {}
    for piece in text.split(";"):
        dimension, _, categories = (part.strip() for part in piece.partition(":"))
        names = tuple(part.strip() for part in categories.split("|"))
        if not dimension or not all(names) or dimension in found or len(set(names)) < len(names):
            raise NOT_BREAKDOWNS.at(came=text)
        found[dimension] = names
    return tuple(found.items())


@dataclass(frozen=True, slots=True)
class Amount:
    """A target's number as printed; `share` says that it is written as one (20%, 1/6) and `value` is that share."""

    shown: str
    value: Fraction
    share: bool


def _amount(text: str) -> Amount:
    plain = narrow(text).replace(" ", "")
    parts = re.fullmatch(r"(\d{1,6})/(\d{1,6})", plain)
    try:
        if parts and int(parts[2]):
            return Amount(plain, Fraction(int(parts[1]), int(parts[2])), True)
        if plain.endswith("%"):
            return Amount(plain, exact(plain[:-1]) / 100, True)
        return Amount(plain, exact(plain), False)
    except Refused:
        raise NOT_A_BAR.at(came=text) from None


_HERE = Text("本级", "here")
HOLDS = {"here": _HERE} | {f"each {level.value}": Text(f"每个{level.label.zh}") for level in Level if level.depth}
_HOLDS = choice(HOLDS | {f"each {level.label.zh}": Text("") for level in Level if level.depth})


def _holds(text: str) -> Level | None:
    """None for `here`; the level for `each township`, `each 乡镇级`."""
    code = str(_HOLDS.read(" ".join(text.split())))
    word = code.removeprefix("each ")
    return None if code == "here" else next(level for level in Level if word in (level.value, level.label.zh))


_AT = choice({"any": Text("各级", "any")} | {level.value: level.label for level in Level})


def _at(text: str) -> Level | None:
    """None for `any`; the level where an element enters."""
    code = str(_AT.read(text))
    return None if code == "any" else Level(code)


_YES = {"yes": True, "no": False, "true": True, "false": False, "是": True, "否": False}
_REVIEW = {"待复核": True, "review": True}


def _flag(words: Mapping[str, bool]) -> Kind:
    chosen = choice(dict.fromkeys(words, Text("")))
    said = [*words, True, False] if "true" in words else [*words]
    return Kind(lambda text: words[str(chosen.read(text))], {"enum": said})


YEAR = whole(1900, 2200, "2024")
Name = Annotated[str, Kind(_text, {"type": "string", "minLength": 1})]
CODE = _code(r"[a-z][a-z0-9_]*", Text("下划线", "underscores"), "live_births")
Code = Annotated[str, CODE]
PACK_CODE = _code(r"[a-z][a-z0-9-]*", Text("连字符", "hyphens"), "women-2021")
PackCode = Annotated[str, PACK_CODE]
FormCode = Annotated[str, _code(r"[a-z][a-z0-9-]*", Text("连字符", "hyphens"), "health-yearly")]
GroupCode = Annotated[str, _code(r"[a-z][a-z0-9-]*", Text("连字符", "hyphens"), "mountain-counties")]
RuleCode = Annotated[str, _code(r"[a-z][a-z0-9-]*", Text("连字符", "hyphens"), "behind-progress")]
Year = Annotated[int, YEAR]
Number = Annotated[Fraction, Kind(_number, {"type": ["number", "string"]})]
Printed = Annotated[str, Kind(_printed, {"type": ["string", "number"]})]
Given = Annotated[str | Absence, Kind(_given, {"type": ["string", "number"]})]
UnitText = Annotated[str, Kind(_unit, {"type": "string"})]
Decimals = Annotated[int, whole(0, 6, "1")]
Count = Annotated[int, whole(1, 999_999_999, "1000")]
Day = Annotated[dt.date, Kind(_date, _worded(r"\d{4}-\d{2}-\d{2}"))]
RoughDay = Annotated[str, Kind(_day, _worded(r"\d{4}(-\d{2}(-\d{2})?)?", numbers=True))]
Version = Annotated[str, Kind(_version, _worded(r"\d+\.\d+\.\d+"))]
SPAN = Kind(_span, _worded(r"\d{4}\.\.\d{4}"))
Years = Annotated[Period, SPAN]
When = Annotated[Period, Kind(period, {"type": ["string", "integer"]})]
PlaceCode = Annotated[str, Kind(_place, _worded(r"\d{2,12}", numbers=True))]
CellText = Annotated[Cell, Kind(read_cell, {"type": "string"})]
Parts = Annotated[Breakdowns, Kind(_breakdowns, {"type": "string"})]
TargetAmount = Annotated[Amount, Kind(_amount, {"type": ["string", "number"]})]
Holds = Annotated[Level | None, Kind(_holds, {"enum": list(HOLDS)})]
Entry = Annotated[Level | None, Kind(_at, _AT.schema)]
YesNo = Annotated[bool, _flag(_YES)]
Review = Annotated[bool, _flag(_REVIEW)]
