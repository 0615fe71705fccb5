"""YAML as strings with positions: no type is guessed (`1.0`, `no`, `2024-01` stay text), doubled keys are refused.

Anchors, references to them and tags are refused, too: a declaration says what it says where it stands. The tree is
built from the parser's events, without recursion, so that no depth of brackets can do harm.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import yaml

from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.packs.spot import Complaints, Spot

BAD_YAML = problem(
    "400.211",
    ("YAML 写法有误：{what}。", "This is not sound YAML: {what}."),
    (
        "请检查该行的缩进、冒号和引号；以“{{”“[”开头或含“: ”的文字要加引号。",
        "Check the indentation, colons and quotes of the line; quote text that starts with {{ or [ or holds “: ”.",
    ),
)
DOUBLED_KEY = problem(
    "400.212",
    ("“{key}”写了两次（另见第 {first} 行）。", "“{key}” is written twice (also on line {first})."),
    ("请删去其中一处。", "Take one of them out."),
)
NOT_PLAIN = problem(
    "400.213",
    ("内容包的 YAML 不用锚点、引用和类型标记（& * !）。", "Packs use no anchors, aliases or tags (& * !) in YAML."),
    (
        "请把内容直接写在这里；以这些符号开头的文字加引号。",
        "Write it out here; quote a text that starts with such a sign.",
    ),
)
DEEPEST = 20
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_TOO_DEEP = Text(f"嵌套超过 {DEEPEST} 层", f"nested more than {DEEPEST} deep")
_TWO_DOCUMENTS = Text("文件里有两个文档（“---”）", "there are two documents (“---”)")
_NO_NAME = Text("名称应是文字", "a name must be a text")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text; an empty one is the same as none."""

    text: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    spot: Spot


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping; `keys` tells where each key stands."""

    entries: dict[str, Node]
    keys: dict[str, Spot]
    spot: Spot


Node = Scalar | Items | Entries


def load(text: str, file: str) -> Node:
    """Read one document. Refuses all doubled keys, anchors and tags of the file at once."""
    reader = _Reader(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        spot = reader.spot(error.problem_mark or error.context_mark)
        raise BAD_YAML.at(str(spot), what=error.problem or error.context or "?") from None
    except yaml.YAMLError as error:
        raise BAD_YAML.at(file, what=str(error).splitlines()[0]) from None
    reader.complaints.refuse()
    return reader.root


@dataclass
class _Open:
    """A list or mapping that is not closed yet; `key` is the name whose content comes next."""

    spot: Spot
    mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Spot] = field(default_factory=dict)
    key: Scalar | None = None

    def closed(self) -> Node:
        return Entries(self.entries, self.keys, self.spot) if self.mapping else Items(tuple(self.items), self.spot)


class _Mark(Protocol):
    """Where the parser stands, counted from 0."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


class _Reader:
    """Builds the tree from the events of the parser."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.complaints = Complaints()
        self.root: Node = Scalar("", Spot(file, 1))
        self.documents = 0
        self.open: list[_Open] = []

    def spot(self, mark: _Mark | None) -> Spot:
        return Spot(self.file, mark.line + 1, mark.column + 1) if mark else Spot(self.file, 1)

    def take(self, event: yaml.Event) -> None:
        spot = self.spot(event.start_mark)
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise BAD_YAML.at(str(spot), what=_TWO_DOCUMENTS)
            case yaml.AliasEvent():
                self.complaints.add(NOT_PLAIN.at(str(spot)))
                self.put(Scalar("", spot))
            case yaml.ScalarEvent():
                self.plain(event, spot)
                self.put(Scalar(str(event.value).strip(), spot))
            case yaml.CollectionStartEvent():
                self.plain(event, spot)
                self.open.append(_Open(spot, isinstance(event, yaml.MappingStartEvent)))
                if len(self.open) > DEEPEST:
                    raise BAD_YAML.at(str(spot), what=_TOO_DEEP)
            case yaml.CollectionEndEvent():
                self.put(self.open.pop().closed())

    def plain(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, spot: Spot) -> None:
        if event.anchor or event.tag:
            self.complaints.add(NOT_PLAIN.at(str(spot)))

    def put(self, node: Node) -> None:
        """A finished node goes where it belongs: the innermost open list or mapping."""
        if not self.open:
            self.root = node
        elif not self.open[-1].mapping:
            self.open[-1].items.append(node)
        elif (key := self.open[-1].key) is None:
            self.name(self.open[-1], node)
        else:
            within = self.open[-1]
            within.key = None
            if key.text in within.keys:
                self.complaints.add(DOUBLED_KEY.at(str(key.spot), key=key.text, first=within.keys[key.text].line))
            else:
                within.keys[key.text], within.entries[key.text] = key.spot, node

    def name(self, within: _Open, node: Node) -> None:
        if not isinstance(node, Scalar):
            raise BAD_YAML.at(str(node.spot), what=_NO_NAME)
        within.key = node
