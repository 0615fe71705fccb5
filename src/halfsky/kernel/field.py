"""Fields of records: what one blank of a ledger holds, how what people write into it is read, and what formulas see.

A value is kept as JSON: numbers, dates, codes and names as text, yes and no as true and false, several as a list, a
checklist as its answered items. Nothing written is nothing kept: an empty blank is missing, zero and "no" are answers.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from halfsky.kernel.fact import Absence, Missing
from halfsky.kernel.grammar import Choice, Outcome, Plain, Type, quantity
from halfsky.kernel.numbers import exact, narrow, needed
from halfsky.kernel.period import period
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.text import NOTHING, Text, listed
from halfsky.kernel.units import Unit

Stored = str | bool | list[str] | dict[str, str]
"""A value as it is kept."""

LONGEST_LINE = 200
LONGEST_TEXT = 4_000

TOO_LONG = problem(
    "400.870",
    ("“{name}”最多{most}个字，写了{came}个。", "“{name}” takes {most} characters; {came} came."),
    ("请精简，详细材料可作为附件。", "Shorten it; attach what is long."),
)
NOT_A_DAY = problem(
    "400.871",
    ("“{name}”应是日期，填的是“{came}”。", "“{name}” is a date; “{came}” came."),
    ("请写成 2026-03-08、2026年3月8日或 2026/3/8。", "Write 2026-03-08."),
)
NOT_AN_OPTION = problem(
    "400.872",
    ("“{name}”没有选项“{came}”。", "“{name}” has no choice “{came}”."),
    ("可选：{known}。", "Choose from: {known}."),
)
NOT_WHOLE = problem(
    "400.873",
    ("“{name}”填{decimals}，填的是“{came}”。", "“{name}” takes {decimals}; “{came}” came."),
    ("请核对单位（本栏以{unit}计）。", "Check the unit; this field is in {unit}."),
)
BELOW_ZERO = problem(
    "400.874",
    ("“{name}”不能是负数，填的是“{came}”。", "“{name}” cannot be negative; “{came}” came."),
    ("请核对。", "Check it."),
)
OTHER_UNIT = problem(
    "400.875",
    ("“{name}”以{unit}计，填的是“{came}”。", "“{name}” is in {unit}; “{came}” came."),
    ("请换算后只写数字。", "Convert it and write digits alone."),
)
NOT_A_CARD = problem(
    "400.876",
    ("“{name}”不是有效的居民身份证号码（18位，末位是校验码）。", "“{name}” is no valid number of an identity card."),
    ("请与证件核对。本项可以不填。", "Compare it with the card; the field may be left empty."),
)
NOT_A_PHONE = problem(
    "400.877",
    ("“{name}”不是电话号码。", "“{name}” is no telephone number."),
    ("请写成 13800000000 或 0475-1234567。", "Write digits, such as 0475-1234567."),
)
NO_SUCH_ITEM = problem(
    "400.878",
    ("“{name}”没有“{came}”这一条。", "“{name}” has no item “{came}”."),
    ("各条是：{known}。", "Its items: {known}."),
)


class Kind(StrEnum):
    """What a field holds. PERSON and below name somebody: they are sealed in every register."""

    TEXT = "text"
    LONG = "long"
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    PERIOD = "period"
    YES = "yes"
    CHOICE = "choice"
    PLACE = "place"
    AGENCY = "agency"
    INDICATOR = "indicator"
    RECORD = "record"
    CHECKLIST = "checklist"
    FILE = "file"
    PHOTO = "photo"
    PERSON = "person"
    ID_CARD = "id_card"
    PHONE = "phone"
    ADDRESS = "address"

    @property
    def label(self) -> Text:
        return _LABELS[self]

    @property
    def names_somebody(self) -> bool:
        return self in (Kind.PERSON, Kind.ID_CARD, Kind.PHONE, Kind.ADDRESS)

    @property
    def counted(self) -> bool:
        """Whether it is a number."""
        return self in (Kind.COUNT, Kind.NUMBER, Kind.MONEY)

    @property
    def attached(self) -> bool:
        """Whether it is a file."""
        return self in (Kind.FILE, Kind.PHOTO)


_LABELS: dict[Kind, Text] = {
    Kind.TEXT: Text("文字", "text"),
    Kind.LONG: Text("长文字", "long text"),
    Kind.COUNT: Text("数量", "count"),
    Kind.NUMBER: Text("数值", "number"),
    Kind.MONEY: Text("金额", "money"),
    Kind.DATE: Text("日期", "date"),
    Kind.PERIOD: Text("时期", "period"),
    Kind.YES: Text("是否", "yes or no"),
    Kind.CHOICE: Text("选项", "choice"),
    Kind.PLACE: Text("区划", "place"),
    Kind.AGENCY: Text("单位", "agency"),
    Kind.INDICATOR: Text("指标", "indicator"),
    Kind.RECORD: Text("关联记录", "record"),
    Kind.CHECKLIST: Text("检查清单", "checklist"),
    Kind.FILE: Text("附件", "file"),
    Kind.PHOTO: Text("照片", "photo"),
    Kind.PERSON: Text("姓名", "person's name"),
    Kind.ID_CARD: Text("身份证号", "identity card"),
    Kind.PHONE: Text("电话", "telephone"),
    Kind.ADDRESS: Text("住址", "address"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a checklist: met when it is ticked, or when the number is at least (or at most) a bound."""

    code: str
    label: Text
    group: Text = NOTHING
    unit: str = ""
    at_least: Fraction | None = None
    at_most: Fraction | None = None

    @property
    def measured(self) -> bool:
        return self.at_least is not None or self.at_most is not None

    def met(self, answer: str | None) -> bool | Missing:
        """Whether the item holds; missing where nothing was answered, which is not the same as no."""
        if answer is None:
            return Missing(Absence.NOT_REPORTED, self.label.zh)
        if not self.measured:
            return answer == YES
        value = Fraction(answer)
        low = self.at_least is None or value >= self.at_least
        return low and (self.at_most is None or value <= self.at_most)


@dataclass(frozen=True, slots=True)
class Field:
    """One blank. `sealed`: it describes a person served and is kept encrypted; `of` are the choices of a CHOICE,
    `items` those of a CHECKLIST, `register` is where a RECORD points, `many` says that several may be given; `compares`
    is another checklist of the same items, beside which this one is shown."""

    code: str
    label: Text
    kind: Kind = Kind.TEXT
    required: bool = False
    many: bool = False
    sealed: bool = False
    unit: str = ""
    decimals: int = 0
    of: tuple[tuple[str, Text], ...] = ()
    items: tuple[Item, ...] = ()
    register: str = ""
    note: Text = NOTHING
    compares: str = ""

    @property
    def type(self) -> Type:
        """What a formula sees."""
        match self.kind:
            case Kind.COUNT | Kind.NUMBER | Kind.MONEY:
                return quantity(self.unit)
            case Kind.DATE:
                return Plain.DATE
            case Kind.YES:
                return Plain.BOOLEAN
            case Kind.CHOICE:
                return Choice(self.code, self.of)
            case _:
                return Plain.TEXT

    def option(self, code: str) -> Text:
        """The label of a choice; a code that is no longer declared shows itself."""
        return dict(self.of).get(code, Text(code))

    def item(self, code: str) -> Item | None:
        return next((x for x in self.items if x.code == code), None)


@dataclass(frozen=True, slots=True)
class Known:
    """How names of the world outside become what is kept: of a place its id, of an agency its code, of a record its
    number, of an indicator its code (and the breakdown behind a bar). Each refuses what it does not know."""

    place: Callable[[str, str], str]
    agency: Callable[[str, str], str]
    indicator: Callable[[str, str], str]
    record: Callable[[str, str, str], str]


YES, NO = "yes", "no"
_YES = frozenset({"yes", "true", "1", "on", "是", "有", "√", "✓", "y"})
_NO = frozenset({"no", "false", "0", "否", "无", "没有", "×", "✗", "n"})
_YES_OR_NO = Text("是、否", "yes, no")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]0?0:00(?::00)?)?", re.ASCII)
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_PHONE = re.compile(r"\+?\d[\d\- ]{5,18}\d", re.ASCII)
_CARD = re.compile(r"\d{17}[\dX]", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ENDINGS = "10X98765432"
_WRITTEN = re.compile(r"([+-]?[\d.,]+)\s*(\D*)")
_MULTIPLES = {"万": 10_000, "亿": 100_000_000, "千": 1_000, "百": 100}


def read(asked: Field, text: str | Sequence[str], known: Known, where: str = "") -> Stored | None:
    """What was written into a field; None where nothing was. Refuses what the field cannot hold.

    A checklist is read item by item with `read_item`; files are attached, not written.
    """
    if asked.many:
        pieces = re.split(r"[、;；,，\n]", text) if isinstance(text, str) else text
        found = [_one(asked, piece, known, where) for piece in pieces if piece.strip()]
        return list(dict.fromkeys(found)) or None  # type: ignore[arg-type]
    alone = text if isinstance(text, str) else next(iter(text), "")
    return _one(asked, alone, known, where) if alone.strip() else None


def _one(asked: Field, text: str, known: Known, where: str) -> str | bool:
    plain = text.strip()
    match asked.kind:
        case Kind.COUNT | Kind.NUMBER | Kind.MONEY:
            return _number(plain, asked.label, asked.unit, asked.decimals, where)
        case Kind.DATE:
            return _day(asked, plain, where)
        case Kind.PERIOD:
            return str(period(plain, where))
        case Kind.YES:
            return _yes(asked.label, plain, where) == YES
        case Kind.CHOICE:
            return option(asked, plain, where)
        case Kind.PLACE:
            return known.place(plain, where)
        case Kind.AGENCY:
            return known.agency(plain, where)
        case Kind.INDICATOR:
            return known.indicator(plain, where)
        case Kind.RECORD:
            return known.record(asked.register, plain, where)
        case Kind.ID_CARD:
            return _card(asked, plain, where)
        case Kind.PHONE:
            return _phone(asked, plain, where)
        case kind:
            return _text(asked, plain, LONGEST_TEXT if kind is Kind.LONG else LONGEST_LINE, where)


def read_item(asked: Field, code: str, text: str, where: str = "") -> str | None:
    """The answer to one item of a checklist: yes, no or a number; None where nothing was written."""
    item = asked.item(code)
    if item is None:
        raise NO_SUCH_ITEM.at(where, name=asked.label, came=code, known=listed([x.label for x in asked.items]))
    plain = text.strip()
    if not plain:
        return None
    return _number(plain, item.label, item.unit, 2, where) if item.measured else _yes(item.label, plain, where)


def option(asked: Field, text: str, where: str = "") -> str:
    """The code of a choice, written as code or label; signs of both widths are alike."""
    said = _folded(text)
    for code, label in asked.of:
        if said in (code, _folded(label.zh), _folded(label.en)):
            return code
    raise NOT_AN_OPTION.at(where, name=asked.label, came=text, known=listed([label for _, label in asked.of]))


def _number(text: str, name: Text, unit: str, decimals: int, where: str) -> str:
    plain = narrow(text)
    match = _WRITTEN.fullmatch(plain)
    value = exact(plain, where) if match is None or not match[2] else _with_unit(match, name, unit, text, where)
    if value < 0:
        raise BELOW_ZERO.at(where, name=name, came=text)
    shown = needed(value, 0)
    if Fraction(shown) != value or len(shown.partition(".")[2]) > decimals:
        wanted = Text("整数", "whole numbers") if not decimals else Text("至多{n}位小数", "at most {n} decimals")
        raise NOT_WHOLE.at(where, name=name, decimals=wanted.format(n=decimals), came=text, unit=unit or "—")
    return shown


def _with_unit(match: re.Match[str], name: Text, unit: str, text: str, where: str) -> Fraction:
    """3.5万 and 3.5万元 in a field of 元 are 35000."""
    number, word = exact(match[1], where), match[2].strip()
    if word in _MULTIPLES and not unit.startswith(tuple(_MULTIPLES)):
        return number * _MULTIPLES[word]
    try:
        return Unit.parse(word).convert(number, Unit.parse(unit))
    except Refused as fault:
        raise OTHER_UNIT.at(where, name=name, unit=unit or "—", came=text) from fault


def _day(asked: Field, text: str, where: str) -> str:
    plain = narrow(text)
    match = _DAY.fullmatch(plain) or _EIGHT.fullmatch(plain)
    try:
        return dt.date(*map(int, match.groups())).isoformat() if match else _refuse_day(asked, text, where)
    except ValueError:
        return _refuse_day(asked, text, where)


def _refuse_day(asked: Field, text: str, where: str) -> str:
    raise NOT_A_DAY.at(where, name=asked.label, came=text)


def _yes(name: Text, text: str, where: str) -> str:
    plain = narrow(text).lower()
    if plain not in _YES | _NO:
        raise NOT_AN_OPTION.at(where, name=name, came=text, known=_YES_OR_NO)
    return YES if plain in _YES else NO


def _card(asked: Field, text: str, where: str) -> str:
    """The number as printed on the card; the refusal does not repeat what came, because it is somebody's."""
    plain = narrow(text).upper().replace(" ", "")
    sound = _CARD.fullmatch(plain) is not None
    if not sound or _ENDINGS[sum(w * int(d) for w, d in zip(_WEIGHTS, plain, strict=False)) % 11] != plain[17]:
        raise NOT_A_CARD.at(where, name=asked.label)
    return plain


def _phone(asked: Field, text: str, where: str) -> str:
    plain = narrow(text).replace("—", "-").replace("（", "").replace("）", "-")
    if not _PHONE.fullmatch(plain):
        raise NOT_A_PHONE.at(where, name=asked.label)
    return plain


def _text(asked: Field, text: str, most: int, where: str) -> str:
    if len(text) > most:
        raise TOO_LONG.at(where, name=asked.label, most=most, came=len(text))
    return text


def outcome(asked: Field, kept: Stored | None) -> Outcome:
    """What a formula sees of a kept value: numbers in base units; missing where nothing is kept."""
    if kept is None or kept == [] or kept == {}:
        return Missing(Absence.NOT_REPORTED, asked.label.zh)
    match asked.kind:
        case Kind.COUNT | Kind.NUMBER | Kind.MONEY:
            return Unit.parse(asked.unit).to_base(Fraction(str(kept)))
        case Kind.DATE:
            return dt.date.fromisoformat(str(kept))
        case Kind.YES:
            return bool(kept)
        case _:
            return "、".join(kept) if isinstance(kept, list) else str(kept)


def share_met(asked: Field, kept: Mapping[str, str]) -> Fraction:
    """The share of the items of a checklist that hold; what is not answered does not hold yet."""
    return Fraction(sum(item.met(kept.get(item.code)) is True for item in asked.items), len(asked.items))


def all_met(asked: Field, kept: Mapping[str, str]) -> bool | Missing:
    """Whether every item holds: one that fails decides; without one, an unanswered item leaves it open."""
    found = [item.met(kept.get(item.code)) for item in asked.items]
    missing = next((x for x in found if isinstance(x, Missing)), None)
    return False if False in found else missing or True


def failed(asked: Field, kept: Mapping[str, str]) -> tuple[Text, ...]:
    """The items that do not hold, and not those that nobody answered."""
    return tuple(item.label for item in asked.items if item.met(kept.get(item.code)) is False)


def unlike(asked: Field, mine: Mapping[str, str], other: Mapping[str, str]) -> frozenset[str]:
    """The items that two answers to one list judge differently; what either left open is not compared."""
    pairs = ((item.code, item.met(mine.get(item.code)), item.met(other.get(item.code))) for item in asked.items)
    return frozenset(code for code, a, b in pairs if isinstance(a, bool) and isinstance(b, bool) and a is not b)


def same(asked: Field, text: str) -> str:
    """The spelling by which two names, numbers or addresses are the same: for exact search and for duplicates."""
    return re.sub(r"[\s\-·•.,，。]", "", _folded(text).casefold())


def _folded(text: str) -> str:
    """The text with signs and letters of both widths made alike."""
    return unicodedata.normalize("NFKC", text).strip()
