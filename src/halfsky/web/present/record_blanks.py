"""The form of a record, made from the declaration: one blank a field, with what was typed and what is wrong with it.

Names in the form: `f.FIELD`, `f.LIST.ITEM`, `p.PART.ROW.FIELD`, `why.CHECK`. The same names are ids with dashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from halfsky.kernel.entry import ID, Entry, Raw, RawRow
from halfsky.kernel.field import Field, Item, Kind
from halfsky.kernel.record import ODD
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.register import Part, Register, Rule
from halfsky.kernel.text import Text

FEW = 6
"""So many choices stand beside each other as buttons; more are a list that opens."""
MOST_ROWS = 300
GONE = "_gone"
ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
YES_NO = (("yes", Text("是", "yes")), ("no", Text("否", "no")))
NO_ANSWER = ("", Text("不填", "leave open"))


@dataclass(frozen=True)
class Typed:
    """What stands in a form: fields, child records, and words on what looks odd."""

    values: RawRow = field(default_factory=dict)
    parts: Mapping[str, Sequence[RawRow]] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)

    @property
    def entry(self) -> Entry:
        return Entry(self.values, self.parts)

    def more(self, part: str, row: RawRow | None = None) -> Typed:
        """The same with one more child record."""
        return replace(self, parts={**self.parts, part: [*self.parts.get(part, ()), row or {}]})


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    code: str
    label: Text
    chosen: bool


@dataclass(frozen=True, slots=True)
class ItemBlank:
    """One item of a checklist to be answered."""

    name: str
    item: Item
    text: str
    options: tuple[Option, ...]
    wrong: tuple[Refusal, ...]

    @property
    def id(self) -> str:
        return _id(self.name)


@dataclass(frozen=True, slots=True)
class ItemGroup:
    label: Text
    items: tuple[ItemBlank, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """One field of the form. `way` says how it is entered; `choices` offers what is known, by value and words."""

    name: str
    asked: Field
    way: str
    text: str = ""
    options: tuple[Option, ...] = ()
    groups: tuple[ItemGroup, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    wrong: tuple[Refusal, ...] = ()

    @property
    def id(self) -> str:
        return _id(self.name)

    @property
    def unit(self) -> str:
        """The unit beside the label, unless the label says it."""
        return "" if self.asked.unit in self.asked.label.zh else self.asked.unit

    @property
    def mode(self) -> str:
        """Which keyboard a phone shows."""
        if self.asked.kind in (Kind.COUNT, Kind.RECORD):
            return "numeric"
        if self.asked.kind.counted:
            return "decimal"
        return "tel" if self.asked.kind is Kind.PHONE else "text"

    @property
    def as_date(self) -> bool:
        """A text that is no day stays readable in a plain field."""
        return not self.text or bool(ISO.fullmatch(self.text))


@dataclass(frozen=True, slots=True)
class RowBlanks:
    """The blanks of one child record."""

    number: int
    name: str
    kept: str
    blanks: tuple[Blank, ...]

    @property
    def id(self) -> str:
        return _id(self.name)


@dataclass(frozen=True, slots=True)
class PartBlanks:
    part: Part
    rows: tuple[RowBlanks, ...]

    @property
    def wrong(self) -> bool:
        return any(b.wrong for row in self.rows for b in row.blanks)


@dataclass(frozen=True, slots=True)
class Why:
    """A soft check that fails, or was explained before: the words on it."""

    rule: Rule
    text: str
    wrong: Refusal | None

    @property
    def name(self) -> str:
        return f"why.{self.rule.code}"

    @property
    def id(self) -> str:
        return _id(self.name)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole form: what is asked first, what is folded away, child records, words on odd values, and complaints that
    belong to no field of it."""

    first: tuple[Blank, ...]
    more: tuple[Blank, ...]
    parts: tuple[PartBlanks, ...]
    whys: tuple[Why, ...]
    loose: tuple[Refusal, ...]
    complaints: tuple[tuple[str, Text, Refusal], ...]

    @property
    def count(self) -> int:
        """How many things are to be seen to."""
        return len(self.complaints) + len(self.loose)

    @property
    def unfolded(self) -> bool:
        """Whether the folded part must be seen: something in it is wrong."""
        return any(b.wrong for b in self.more) or any(p.wrong for p in self.parts)


Offers = Mapping[str, tuple[tuple[str, str], ...]]
"""What is offered for fields that name places, agencies and records: by kind, of a record `record:REGISTER`."""


def typed(post: QueryDict, register: Register, fields: Iterable[Field], parts: bool = True) -> Typed:
    """What a form sent: every field that it asks, and its child records without the empty and the struck ones."""
    values = {f.code: _sent(post, f"f.{f.code}", f) for f in fields if not f.kind.attached}
    rows = {p.code: _rows(post, p) for p in register.parts} if parts else {}
    why = {r.code: text for r in register.rules if (text := _clean(post.get(f"why.{r.code}", "")))}
    return Typed(values, rows, why)


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()


def _sent(post: QueryDict, name: str, asked: Field) -> Raw:
    if asked.kind is Kind.CHECKLIST:
        return {i.code: text for i in asked.items if (text := _clean(post.get(f"{name}.{i.code}", "")))}
    if asked.many and asked.of:
        return [_clean(text) for text in post.getlist(name)]
    return _clean(post.get(name, ""))


def _rows(post: QueryDict, part: Part) -> list[RawRow]:
    begins = re.compile(rf"p\.{re.escape(part.code)}\.(\d{{1,4}})\.")
    numbers = sorted({int(key[1]) for name in post if (key := begins.match(name))})
    found: list[RawRow] = []
    for number in numbers[:MOST_ROWS]:
        at = f"p.{part.code}.{number}"
        row = {f.code: _sent(post, f"{at}.{f.code}", f) for f in part.fields if not f.kind.attached}
        if any(row.values()) and not post.get(f"{at}.{GONE}"):
            found.append({ID: _clean(post.get(f"{at}.{ID}", "")), **row})
    return found


def struck(post: QueryDict, part: str, number: str) -> QueryDict:
    """The same form with one child record struck out."""
    changed = post.copy()
    changed[f"p.{part}.{number}.{GONE}"] = "1"
    return changed


def sheet(
    register: Register,
    fields: Sequence[Field],
    given: Typed,
    refusals: Sequence[Refusal] = (),
    offers: Offers | None = None,
    quick: Sequence[str] = (),
    parts: bool = True,
    explained: Mapping[str, str] | None = None,
) -> Sheet:
    """The form with what was typed. What is asked first are the `quick` fields and what must be filled."""
    wrong: dict[str, list[Refusal]] = {}
    for refusal in refusals:
        wrong.setdefault(refusal.where, []).append(refusal)
    asked = [f for f in fields if not f.kind.attached]
    made = {f.code: _blank(f"f.{f.code}", f, given.values.get(f.code, ""), f.code, wrong, offers or {}) for f in asked}
    first = [f.code for f in asked if not quick or f.code in quick or f.required]
    first.sort(key=lambda code: quick.index(code) if code in quick else len(quick))
    of_parts = (
        tuple(_part(p, given.parts.get(p.code, ()), wrong, offers or {}) for p in register.parts) if parts else ()
    )
    whys = _whys(register, given, refusals, explained or {})
    shown = _complaints(tuple(made.values()), of_parts, whys, refusals)
    return Sheet(
        tuple(made[code] for code in first),
        tuple(blank for code, blank in made.items() if code not in first),
        of_parts,
        whys,
        tuple(r for r in refusals if r not in [found for _, _, found in shown]),
        shown,
    )


def _part(part: Part, rows: Sequence[RawRow], wrong: Mapping[str, list[Refusal]], offers: Offers) -> PartBlanks:
    made = []
    for number, row in enumerate(rows):
        name, spot = f"p.{part.code}.{number}", f"{part.code}[{number + 1}]"
        blanks = tuple(
            _blank(f"{name}.{f.code}", f, row.get(f.code, ""), f"{spot}.{f.code}", wrong, offers)
            for f in part.fields
            if not f.kind.attached
        )
        made.append(RowBlanks(number + 1, name, str(row.get(ID) or ""), blanks))
    return PartBlanks(part, tuple(made))


def _whys(
    register: Register, given: Typed, refusals: Sequence[Refusal], explained: Mapping[str, str]
) -> tuple[Why, ...]:
    odd = {r.where: r for r in refusals if r.problem is ODD}
    return tuple(
        Why(rule, given.why.get(rule.code, explained.get(rule.code, "")), odd.get(rule.code))
        for rule in register.rules
        if rule.code in odd or rule.code in given.why or rule.code in explained
    )


def _complaints(
    blanks: Sequence[Blank], parts: Sequence[PartBlanks], whys: Sequence[Why], refusals: Sequence[Refusal]
) -> tuple[tuple[str, Text, Refusal], ...]:
    """Every complaint that has a field, with the id and the label of it, in the order of the form."""
    rows = [
        (b, p.part.label + Text(f"第{r.number}行", f"row {r.number}")) for p in parts for r in p.rows for b in r.blanks
    ]
    found = [(b.id, b.asked.label, r) for b in blanks for r in _of(b)]
    found += [(b.id, at + Text(" ") + b.asked.label, r) for b, at in rows for r in _of(b)]
    return (*found, *((w.id, Text("说明", "explanation"), w.wrong) for w in whys if w.wrong is not None))


def _of(blank: Blank) -> list[Refusal]:
    return [*blank.wrong, *(r for g in blank.groups for i in g.items for r in i.wrong)]


def _id(name: str) -> str:
    return name.replace(".", "-")


def _blank(name: str, asked: Field, given: Raw, spot: str, wrong: Mapping[str, list[Refusal]], offers: Offers) -> Blank:
    text = given if isinstance(given, str) else "、".join(given) if not isinstance(given, Mapping) else ""
    blank = Blank(name, asked, _way(asked), text, wrong=tuple(wrong.get(spot, ())))
    match blank.way:
        case "pick" | "select":
            choices = YES_NO if asked.kind is Kind.YES else asked.of
            open_ = () if asked.required or blank.way == "select" else (NO_ANSWER,)
            return replace(blank, options=_options(name, (*choices, *open_), (text,)))
        case "marks":
            return replace(
                blank, options=_options(name, asked.of, (given,) if isinstance(given, str) else tuple(given))
            )
        case "checklist":
            answers = given if isinstance(given, Mapping) else {}
            return replace(blank, groups=_groups(name, asked, answers, spot, wrong))
        case _:
            return replace(blank, choices=offers.get(offered(asked), ()))


def offered(asked: Field) -> str:
    """Under which name something is offered for a field."""
    return f"record:{asked.register}" if asked.kind is Kind.RECORD else asked.kind.value


def _way(asked: Field) -> str:
    match asked.kind:
        case Kind.LONG:
            return "long"
        case Kind.DATE:
            return "date"
        case Kind.YES:
            return "pick"
        case Kind.CHOICE if asked.many:
            return "marks"
        case Kind.CHOICE:
            return "pick" if len(asked.of) <= FEW else "select"
        case Kind.CHECKLIST:
            return "checklist"
        case Kind.AGENCY if not asked.many:
            return "agency"
        case Kind.COUNT | Kind.NUMBER | Kind.MONEY:
            return "number"
    return "line"


def _options(name: str, of: Iterable[tuple[str, Text]], chosen: tuple[str, ...]) -> tuple[Option, ...]:
    return tuple(Option(f"{_id(name)}-{code or 'none'}", code, label, code in chosen) for code, label in of)


def _groups(
    name: str, asked: Field, answers: Mapping[str, str], spot: str, wrong: Mapping[str, list[Refusal]]
) -> tuple[ItemGroup, ...]:
    groups: dict[Text, list[ItemBlank]] = {}
    for item in asked.items:
        at, text = f"{name}.{item.code}", answers.get(item.code, "")
        options = () if item.measured else _options(at, (*YES_NO, NO_ANSWER), (text,))
        made = ItemBlank(at, item, text, options, tuple(wrong.get(f"{spot}.{item.code}", ())))
        groups.setdefault(item.group, []).append(made)
    return tuple(ItemGroup(label, tuple(items)) for label, items in groups.items())
