"""Reading a declaration: cells of a table row, or entries of a YAML mapping, become one frozen dataclass.

The dataclass *is* the notation. Its field names are the columns or keys (`metadata={"as": "from"}` where a name is a
word of Python), `Kind`s in the annotations say what may be written, a field without default must be filled. A tuple is
a list in YAML and `a;b;c` in a cell; a `Mapping` is open to any keys of its kind, and `kind | Mapping` takes a word,
too. With `metadata={"lone": True}` a list of one may be written without brackets; where a class names a `PLAIN` key, a
plain text stands for the entry that has nothing but that key. Nothing here knows any particular table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from dataclasses import Field as DataclassField
from types import NoneType, UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from halfsky.kernel.breakdown import Cell, cell
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.text import Text
from halfsky.packs.kinds import Kind, Name, Placed
from halfsky.packs.spot import Complaints, Spot, nearest
from halfsky.packs.structure import Entries, Items, Node, Scalar

UNKNOWN_KEY = problem(
    "400.231",
    ("这里没有名为“{came}”的项。", "“{came}” is not a name that is known here."),
    ("请改正或删去。{near}", "Correct it or take it out. {near}"),
)
MISSING_KEY = problem(
    "400.232",
    ("缺少“{name}”。", "“{name}” is missing."),
    ("请补上这一项。", "Add it."),
)
WRONG_SHAPE = problem(
    "400.233",
    ("这里应是{expected}。", "Here belongs {expected}."),
    ("请写成 {example}。", "Write {example}."),
)
EMPTY_CELL = problem(
    "400.234",
    ("{name} 不能为空。", "{name} must not be empty."),
    ("请填写。", "Fill it in."),
)
_A_TEXT = Text("一段文字", "a text")
_A_LIST = Text("一个列表", "a list")
_A_MAPPING = Text("若干“名称: 内容”", "names with their contents")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Words:
    """A text in two languages; a plain text is the Chinese one."""

    zh: Name
    en: Name = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a notation: its written name; how one text of it is read, or which notation lies below.

    `each` is the field of what lies below every key of an open mapping, `keys` how its keys are read; `placed` words
    know where they stand; of `many`, a `lone` one needs no brackets.
    """

    name: str
    attribute: str
    required: bool
    kind: Kind | None
    below: type[Any] | None
    many: bool
    placed: bool = False
    keys: Field | None = None
    each: Field | None = None
    lone: bool = False

    def read(self, text: str) -> object:
        """One cell of a table; `a;b;c` where the field holds many."""
        assert self.kind is not None
        if not self.many:
            return self.kind.read(text)
        pieces = (piece.strip() for piece in text.replace("；", ";").split(";"))
        return tuple(self.kind.read(piece) for piece in pieces if piece)


_LANGUAGES = frozenset(f.name for f in fields(Words))
_NOTATIONS: dict[type[Any], tuple[Field, ...]] = {}


def notation(cls: type[Any]) -> tuple[Field, ...]:
    """The fields of a notation class; `spot` and the cell of an open table are not written and left out."""
    if cls not in _NOTATIONS:
        hints = get_type_hints(cls, include_extras=True)
        _NOTATIONS[cls] = tuple(
            replace(
                _field(f.metadata.get("as", f.name), f.name, hints[f.name], _required(f)),
                lone=bool(f.metadata.get("lone")),
            )
            for f in fields(cls)
            if f.name != "spot" and not f.metadata.get("open")
        )
    return _NOTATIONS[cls]


def _required(declared: DataclassField[Any]) -> bool:
    return declared.default is MISSING and declared.default_factory is MISSING


def _field(name: str, attribute: str, hint: Any, required: bool) -> Field:
    kinds = _without_none(hint)
    many = get_origin(kinds[0]) is tuple
    if many:
        kinds = _without_none(get_args(kinds[0])[0])
    kind = below = keys = each = None
    placed = False
    for part in kinds:
        if get_origin(part) is Annotated:
            kind = next(extra for extra in get_args(part)[1:] if isinstance(extra, Kind))
            placed = get_args(part)[0] is Placed
        elif get_origin(part) is Mapping:
            keys, each = (_field(name, attribute, inner, True) for inner in get_args(part))
        elif is_dataclass(below := Words if part is Text else part):
            continue
        else:
            raise TypeError(f"{attribute}: {part!r} says neither a kind nor a notation")
    return Field(name, attribute, required, kind, below, many, placed, keys, each)


def _without_none(hint: Any) -> tuple[Any, ...]:
    """The alternatives of a hint; None among them says that it may be left out."""
    if get_origin(hint) in (Union, UnionType):
        return tuple(h for h in get_args(hint) if h is not NoneType)
    return (hint,)


@dataclass
class RowReader(Generic[T]):
    """Reads the rows of one table; each different text of a column is read once."""

    cls: type[T]
    complaints: Complaints
    open_to: tuple[str, ...] = ()
    known: dict[str, dict[str, object]] = field(default_factory=dict)
    cells: dict[tuple[str, ...], Cell] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = [(f, self.known.setdefault(f.name, {})) for f in notation(self.cls)]

    def read(self, row: Mapping[str, str], spot: Spot) -> T | None:
        """One row; what is wrong goes into the basket, and then there is no row."""
        found: dict[str, object] = {"spot": spot}
        sound = True
        for column, known in self.columns:
            text = row.get(column.name, "")
            if text in known:
                found[column.attribute] = known[text]
            elif text:
                try:
                    found[column.attribute] = known[text] = column.read(text)
                except Refused as refused:
                    self.complaints.found.extend(r.placed(spot.at(column.name)) for r in refused.refusals)
                    sound = False
            elif column.required:
                self.complaints.add(EMPTY_CELL.at(spot.at(column.name), name=column.name))
                sound = False
        if self.open_to:
            found["cell"] = self.cell(row)
        return self.cls(**found) if sound else None

    def cell(self, row: Mapping[str, str]) -> Cell:
        """The breakdown that the columns of dimensions name."""
        categories = tuple(row[dimension] for dimension in self.open_to)
        if categories not in self.cells:
            self.cells[categories] = cell(zip(self.open_to, categories, strict=True))
        return self.cells[categories]


def read_entries(cls: type[T], node: Node, complaints: Complaints) -> T | None:
    """A YAML mapping as its notation; complaints go into the basket, and then there is nothing."""
    before = len(complaints.found)
    names = {f.name: f for f in notation(cls)}
    if not isinstance(node, Entries):
        complaints.add(WRONG_SHAPE.at(str(node.spot), expected=_A_MAPPING, example=f"{next(iter(names))}: …"))
        return None
    for key, spot in node.keys.items():
        if key not in names:
            complaints.add(UNKNOWN_KEY.at(str(spot), came=key, near=nearest(key, names)))
    found: dict[str, object] = {"spot": node.spot} if any(f.name == "spot" for f in fields(cls)) else {}  # type: ignore[arg-type]
    for entry in names.values():
        below = node.entries.get(entry.name)
        if below is not None and not (isinstance(below, Scalar) and not below.text):
            found[entry.attribute] = _value(entry, below, complaints)
        elif entry.required:
            complaints.add(MISSING_KEY.at(str(node.spot), name=entry.name))
    return cls(**found) if len(complaints.found) == before else None


def _value(entry: Field, node: Node, complaints: Complaints) -> object:
    if not entry.many:
        return _one(entry, node, complaints)
    if entry.lone and isinstance(node, Scalar):
        return (_one(entry, node, complaints),)
    if not isinstance(node, Items):
        complaints.add(WRONG_SHAPE.at(str(node.spot), expected=_A_LIST, example=f"{entry.name}: [a, b]"))
        return ()
    return tuple(_one(entry, item, complaints) for item in node.items)


def _one(entry: Field, node: Node, complaints: Complaints) -> object:
    if entry.each is not None and (entry.kind is None or not isinstance(node, Scalar)):
        return _mapping(entry, node, complaints)
    if entry.below is Words and isinstance(node, Scalar):
        return Text(node.text)
    if entry.below is not None:
        found = read_entries(entry.below, _spelled_out(entry.below, node), complaints)
        return Text(found.zh, found.en) if isinstance(found, Words) else found
    if not isinstance(node, Scalar):
        complaints.add(WRONG_SHAPE.at(str(node.spot), expected=_A_TEXT, example=f"{entry.name}: …"))
        return None
    assert entry.kind is not None
    found = None
    with complaints.gathered(str(node.spot)):
        found = entry.kind.read(node.text)
    return Placed(found, node.spot) if entry.placed and isinstance(found, str) else found


def _spelled_out(cls: type[Any], node: Node) -> Node:
    """The entry that a plain text, or a text in two languages, stands for."""
    name = plain_key(cls)
    languages = isinstance(node, Entries) and bool(node.entries) and set(node.entries) <= _LANGUAGES
    if not name or not (languages or isinstance(node, Scalar)):
        return node
    return Entries({name: node}, {name: node.spot}, node.spot)


def plain_key(cls: type[Any]) -> str:
    """The key that a plain text fills; none for most."""
    return str(getattr(cls, "PLAIN", ""))


def _mapping(entry: Field, node: Node, complaints: Complaints) -> object:
    """An open mapping: any keys of their kind, and below each what belongs there."""
    assert entry.keys is not None and entry.each is not None
    if not isinstance(node, Entries):
        complaints.add(WRONG_SHAPE.at(str(node.spot), expected=_A_MAPPING, example=f"{entry.name}: {{a: …}}"))
        return {}
    found: dict[object, object] = {}
    for key, below in node.entries.items():
        name = _one(entry.keys, Scalar(key, node.keys[key]), complaints)
        if isinstance(below, Scalar) and not below.text:
            complaints.add(EMPTY_CELL.at(str(node.keys[key]), name=key))
        else:
            found[name] = _value(entry.each, below, complaints)
    return found
