"""A file of ours written up to date: the chosen changes go into the user's own copy, which is filed with its new brief.

What a person wrote stays; what was refreshed can be traced and refreshed again, for its new brief is kept.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from halfsky.actions.filed import Paper, file_away
from halfsky.documents.living.pictures import pictures
from halfsky.documents.living.refreshing import Chosen, Refreshed, everything, refresh
from halfsky.documents.living.sheets import Workbook, refresh_cells
from halfsky.documents.package import packed
from halfsky.kernel.access import WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.refusals import problem
from halfsky.queries import places
from halfsky.queries.living import Changes, Living, changes, living
from halfsky.queries.uploads import NO_UPLOAD
from halfsky.store import uploads
from halfsky.store.house import House
from halfsky.store.models import Document

NOTHING_NEW = problem(
    "400.1262",
    ("“{name}”里的数没有变化，不用刷新。", "No number of “{name}” has changed; there is nothing to refresh."),
    ("数据修订后再来。", "Come back when figures have been revised."),
)
KEPT_FOR = "refreshing"


@dataclass(frozen=True, slots=True)
class Done:
    """A refreshed file: its bytes, the document it was filed as, and what was written for each origin of it."""

    content: bytes
    document: Document
    written: tuple[tuple[Changes, Refreshed], ...]


def refresh_file(
    house: House,
    viewer: Viewer,
    content: bytes,
    name: str,
    numbers: Collection[str] | None = None,
    sentences: Collection[str] | None = None,
) -> Done:
    """Write the changes into a copy of the file and file it. `numbers` and `sentences` are those chosen, as
    `BRIEF:N` or `N` (the n of a number, the place of a sentence in the list of changes); all where neither is given."""
    of = living(house, viewer, content, name)
    at = places.place(house, of.origins[0].brief.place)
    demand(viewer, WRITE_DOCUMENTS, at, house.today())
    found = changes(house, viewer, of)
    if not any(c.comparison for c in found):
        raise NOTHING_NEW.at(name=name)
    written = [(c, _write(of, c, _chosen(c, numbers, sentences))) for c in found]
    made = of.file.saved() if isinstance(of.file, Workbook) else packed(of.file)
    first = found[0]
    paper = Paper(
        first.origin.written.kind,
        at,
        first.now.brief.year,
        called(name),
        made,
        json.loads(first.now.brief.to_json()),
        plan=first.now.brief.plan,
        form=first.now.brief.form,
        snapshot=first.now.brief.snapshot,
        detail={"of": first.origin.written.id, **_told(written)},
    )
    return Done(made, file_away(house, viewer, "document.refresh", paper), tuple(written))


def _write(of: Living, c: Changes, chosen: Chosen) -> Refreshed:
    file = of.file
    if isinstance(file, Workbook):
        return refresh_cells(file, c.comparison, chosen.numbers)
    return refresh(file, c.comparison, chosen, pictures(c.now.blocks))


def _chosen(c: Changes, numbers: Collection[str] | None, sentences: Collection[str] | None) -> Chosen:
    if numbers is None and sentences is None:
        return everything(c.comparison)
    brief = c.origin.brief.id
    return Chosen(_of(brief, numbers), [i for i in _of(brief, sentences) if i < len(c.comparison.sentences)])


def _of(brief: str, chosen: Collection[str] | None) -> list[int]:
    """The numbers that belong to one brief, or to any."""
    parts = (c.rpartition(":") for c in chosen or ())
    return [int(n) for of, _, n in parts if of in (brief, "") and n.isdigit()]


def _told(written: Sequence[tuple[Changes, Refreshed]]) -> dict[str, int]:
    """What the log keeps: how many numbers and sentences were written, how many of them could not be."""
    return {
        "numbers": sum(len(r.numbers) for _, r in written),
        "sentences": sum(len(r.sentences) for _, r in written),
        "left": sum(len(r.left_numbers) + len(r.left_sentences) for _, r in written),
    }


def keep_copy(house: House, viewer: Viewer, content: bytes, name: str) -> str:
    """Keep the user's own copy for some days; returns the name under which she finds it."""
    return uploads.keep(house.folder, [content], {"user": viewer.user_id, "name": name, "for": KEPT_FOR})


def kept_copy(house: House, viewer: Viewer, token: str) -> tuple[bytes, str]:
    """The user's own copy and what it is called. Refuses what is not hers, and what was removed."""
    notes = uploads.notes(house.folder, token)
    if notes is None or notes.get("user") != viewer.user_id or notes.get("for") != KEPT_FOR:
        raise NO_UPLOAD.at()
    return uploads.path(house.folder, token).read_bytes(), str(notes["name"])


def called(name: str) -> str:
    """What the refreshed file is called."""
    path = PurePath(name)
    stem = path.stem.removesuffix("（已刷新）")
    return f"{stem}（已刷新）{path.suffix}"
