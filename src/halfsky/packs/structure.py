"""YAML as strings with positions: no type is guessed (`1.0`, `no`, `2024-01` stay text), doubled keys are refused.

References to anchors, and tags of other types, are refused, too: a declaration says what it says where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from halfsky.kernel.refusals import problem
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
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_TAGS = frozenset({"tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"})


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
    """Read one document. Refuses all doubled keys, references and tags of the file at once."""
    try:
        tree = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        spot = Spot(file, mark.line + 1, mark.column + 1) if mark else Spot(file, 1)
        raise BAD_YAML.at(str(spot), what=error.problem or error.context or "?") from None
    except yaml.YAMLError as error:
        raise BAD_YAML.at(file, what=str(error).splitlines()[0]) from None
    if tree is None:
        return Scalar("", Spot(file, 1))
    reader = _Reader(file)
    node = reader.node(tree)
    reader.complaints.refuse()
    return node


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.complaints = Complaints()
        self.seen: set[int] = set()

    def spot(self, node: yaml.Node) -> Spot:
        return Spot(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def node(self, node: yaml.Node) -> Node:
        spot = self.spot(node)
        if id(node) in self.seen or node.tag not in _TAGS:
            self.complaints.add(NOT_PLAIN.at(str(spot)))
            return Scalar("", spot)
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return Items(tuple(self.node(item) for item in node.value), spot)
        if isinstance(node, yaml.MappingNode):
            return self.entries(node, spot)
        return Scalar(str(node.value).strip(), spot)

    def entries(self, node: yaml.MappingNode, spot: Spot) -> Entries:
        entries: dict[str, Node] = {}
        keys: dict[str, Spot] = {}
        for key_node, value in node.value:
            key = self.node(key_node)
            if not isinstance(key, Scalar):
                self.complaints.add(BAD_YAML.at(str(key.spot), what="名称不是文字 (a key is not a text)"))
            elif key.text in keys:
                self.complaints.add(DOUBLED_KEY.at(str(key.spot), key=key.text, first=keys[key.text].line))
            else:
                keys[key.text] = key.spot
                entries[key.text] = self.node(value)
        return Entries(entries, keys, spot)
