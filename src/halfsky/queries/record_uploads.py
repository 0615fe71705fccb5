"""Files of records on their way in, for those who sent them: what their headings mean, what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from halfsky.exchange.record_columns import readable
from halfsky.kernel.access import Viewer
from halfsky.kernel.place import Place
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.uploads import NO_UPLOAD, Complaint
from halfsky.store import uploads
from halfsky.store.house import House
from halfsky.store.sealing import unseal

SENDER = "sender"
"""Under which note it stands who sent a file; another name than that of sheets, so that neither opens the other's."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that is not known: what it may mean, how surely (0–100), and what stands below it."""

    text: str
    key: str
    confidence: int
    samples: tuple[str, ...]


@dataclass(frozen=True)
class RecordUpload:
    """A file of records: `state` as in `uploads`; `marked` says that a copy with the wrong cells is there."""

    token: str
    name: str
    state: str
    register: Register
    place: Place
    complaints: tuple[Complaint, ...]
    headings: tuple[Heading, ...]
    skipped: tuple[tuple[str, Text], ...]
    notes: Mapping[str, Any]

    @property
    def marked(self) -> bool:
        return bool(self.notes.get("marked"))

    @property
    def choices(self) -> list[tuple[str, Text]]:
        """The fields that a heading may stand for."""
        return [(column.key, column.label) for column in readable(self.register)[0].columns if column.reads]


def record_upload(house: House, viewer: Viewer, token: str) -> RecordUpload:
    """A file that the viewer has sent; another's is not there for her."""
    said = uploads.notes(house.folder, token)
    if said is None or viewer.user_id is None or said.get(SENDER) != viewer.user_id:
        raise NO_UPLOAD.at()
    return RecordUpload(
        token,
        said["name"],
        said["state"],
        house.content.register(said["register"]),
        places.place(house, said["place"]),
        tuple(_complaint(c) for c in said.get("complaints", ())),
        tuple(Heading(h[0], h[1], h[2], tuple(h[3])) for h in said.get("headings", ())),
        tuple((heading, Text(zh, en)) for heading, zh, en in said.get("skipped", ())),
        said,
    )


def marked(house: House, of: RecordUpload) -> bytes:
    """The copy of a file with its wrong cells coloured; it may hold persons and lies sealed."""
    if not of.marked:
        raise NO_UPLOAD.at()
    return unseal(house.folder, f"upload.{of.token}", uploads.path(house.folder, of.token).read_bytes())


def _complaint(kept: Mapping[str, Any]) -> Complaint:
    says, todo = kept["says"], kept["todo"]
    return Complaint(kept["where"], Text(says["zh"], says["en"]), Text(todo["zh"], todo["en"]), kept["number"])
