"""Asking the model that an operator has named to read a text beside the rules: personal data is covered before anything
leaves, internal texts do not leave at all, and what comes back counts only where the text bears it out.

Nothing waits for it: the proposals of the rules are there before it is asked, and stay whatever becomes of the asking.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from halfsky.actions.acting import acting
from halfsky.exchange.endpoint import ask
from halfsky.kernel.access import Viewer
from halfsky.kernel.endpoint import Endpoint
from halfsky.kernel.refusals import problem
from halfsky.kernel.source_text import key
from halfsky.kernel.text import Text
from halfsky.prose.second_reader import ASKED, held_against, pieces
from halfsky.prose.withheld import withhold
from halfsky.queries.source_text_shape import MODEL, item_shape
from halfsky.queries.source_texts import SOURCE, source_text
from halfsky.store.house import House
from halfsky.store.models import Document

NOT_ASKED = problem(
    "409.1322",
    ("不能请模型补充：{why}。", "The model cannot be asked: {why}."),
    ("规则读出的条目照常可用。", "What the rules read is there all the same."),
)
OFF = Text("没有配置模型", "none is configured")
INTERNAL = Text("内部文稿不交给模型", "internal texts are not sent")
NO_KEY = Text("读不到密钥", "its key cannot be read")


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking: proposals that were added, and those dropped because the text does not bear them out."""

    added: int
    dropped: int


def ask_model(house: House, viewer: Viewer, number: int) -> Asked:
    """Ask the model about a text; what it adds comes after the rules' own proposals and is marked as its own."""
    text, endpoint = source_text(house, viewer, number), house.settings.reading_model
    if endpoint is None:
        raise NOT_ASKED.at(why=OFF)
    if text.confidential:
        raise NOT_ASKED.at(why=INTERNAL)
    covered = withhold(text.text)
    said = ask(endpoint, _key(endpoint), ASKED, pieces(covered.text))
    with acting(house, viewer, "texts.model", f"{SOURCE} {number}", text.at) as act:
        row = Document.objects.select_for_update().get(pk=number)
        added = row.brief.setdefault("added", [])
        found = held_against(
            covered.text, said, [*text.frozen.items, *added[len(text.written.brief.get("added", ())) :]]
        )
        added += [item_shape(p, MODEL) for p in found.proposals]
        counts = {"added": len(found.proposals), "dropped": found.dropped}
        row.brief["model"] = {"model": endpoint.model, "at": house.now().isoformat(timespec="seconds"), **counts}
        row.save(update_fields=["brief"])
        act.detail = {"text": key(number, 0).removesuffix("-0"), "model": endpoint.model, **counts}
        act.detail["covered"] = sum(covered.counts.values())
    return Asked(len(found.proposals), found.dropped)


def _key(endpoint: Endpoint) -> str:
    """The key of the service, from where house.json says it lies; "" where it needs none."""
    if endpoint.key_env:
        found = os.environ.get(endpoint.key_env, "")
    elif endpoint.key_file:
        try:
            found = Path(endpoint.key_file).read_text("ascii").strip()
        except (OSError, ValueError):
            found = ""
    else:
        return ""
    if not found or not found.isascii() or not found.isprintable():
        raise NOT_ASKED.at(why=NO_KEY)
    return found
