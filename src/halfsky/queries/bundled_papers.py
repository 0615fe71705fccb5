"""Papers that were written together and kept as one file: which of them a file is, and the brief of each.

A pack of a meeting holds the brief of every paper beside the papers; what is kept with it names them by their briefs.
"""

from __future__ import annotations

import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from halfsky.documents.brief import Brief
from halfsky.store.house import House
from halfsky.store.models import Document

MEETING = "meeting"
BRIEFS = "数据底稿.json"
"""The file in a pack that holds the briefs of its papers by their names."""


def pack_of(brief: str) -> Document | None:
    """The newest pack with a paper of this brief."""
    return Document.objects.filter(kind=MEETING, brief__papers__has_key=brief).order_by("-pk").first()


def brief_of(house: House, pack: Document, brief: str) -> Brief | None:
    """The brief of one paper of a pack; None where the pack has none of this name."""
    name = pack.brief["papers"].get(brief)
    with zipfile.ZipFile(house.folder.file(pack.sha256)) as kept:
        every = json.loads(kept.read(BRIEFS))
    return Brief.from_json(json.dumps(every[name])) if name in every else None


def each_paper(kept: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The papers of a pack by their briefs, each with its own numbers and the sentences of all."""
    entries = defaultdict(list)
    for entry in kept["entries"]:
        entries[entry["paper"]].append(entry)
    for brief, name in kept["papers"].items():
        yield brief, {"entries": entries[name], "sentences": kept["sentences"]}
