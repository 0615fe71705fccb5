"""The four gates one after the other, for whoever writes a pack; each opens when the one before let all through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.text import Text
from halfsky.packs.examples import check_examples
from halfsky.packs.files import HEAD, NO_PACK
from halfsky.packs.joining import meaning, names
from halfsky.packs.pack import RawPack, read_pack
from halfsky.packs.shipped import folders, with_companions
from halfsky.packs.spot import Complaints


class Gate(StrEnum):
    """The gates, in their order."""

    SHAPE = "shape"
    NAMES = "names"
    MEANING = "meaning"
    EXAMPLES = "examples"

    @property
    def label(self) -> Text:
        return GATES[self]


GATES: dict[Gate, Text] = {
    Gate.SHAPE: Text("形状", "shape"),
    Gate.NAMES: Text("名称", "names"),
    Gate.MEANING: Text("含义", "meaning"),
    Gate.EXAMPLES: Text("例题", "examples"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """How far some packs came: the gate that refused them, or None, with all its complaints."""

    packs: tuple[RawPack, ...]
    refused_at: Gate | None = None
    refusals: tuple[Refusal, ...] = ()

    def passed(self, gate: Gate) -> bool | None:
        """Whether the packs passed a gate; None when they did not come so far."""
        order = list(Gate)
        if self.refused_at is None or order.index(gate) < order.index(self.refused_at):
            return True
        return False if gate is self.refused_at else None


def check(path: Path) -> Checked:
    """Take the pack in a folder or zip, or every pack in the folders right below, through the gates.

    What the packs need is looked for beside them and among the shipped ones. Refuses (404.31) where there is no pack.
    """
    packs: Sequence[RawPack] = ()
    gate = Gate.SHAPE
    try:
        packs = _read(path)
        gate = Gate.NAMES
        named = names(with_companions(packs, folders(path.resolve().parent)))
        gate = Gate.MEANING
        content = meaning(named)
        gate = Gate.EXAMPLES
        check_examples(packs, content)
    except Refused as refused:
        if gate is Gate.SHAPE and refused.refusals[0].problem is NO_PACK:
            raise
        return Checked(tuple(packs), gate, refused.refusals)
    return Checked(tuple(packs))


def _read(path: Path) -> list[RawPack]:
    paths = [path] if not path.is_dir() or (path / HEAD).is_file() else folders(path) or [path]
    complaints = Complaints()
    packs = []
    for found in paths:
        with complaints.gathered():
            packs.append(read_pack(found))
    complaints.refuse()
    return packs
