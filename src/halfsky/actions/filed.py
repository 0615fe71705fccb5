"""Filing documents away: the file by its digest, the frozen brief beside it, the entry in the log; and signing them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from halfsky.actions.acting import Act, acting, user_of
from halfsky.kernel.access import Viewer
from halfsky.kernel.place import Place
from halfsky.store.files import keep_content
from halfsky.store.house import House
from halfsky.store.models import Document


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that is written and not filed yet: what it is of, what it is called, its bytes and what it says.

    `kind` tells documents of one sort from others; `plan`, `period` are empty where it speaks of none; `brief` is JSON
    of the figures and sentences that stand in it, with their `snapshot`."""

    kind: str
    at: Place
    year: int
    name: str
    content: bytes
    brief: Mapping[str, Any]
    plan: str = ""
    period: str = ""
    form: str = "final"
    snapshot: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def file_away(
    house: House, viewer: Viewer, action: str, paper: Paper, now: dt.datetime | None = None, request: int | None = None
) -> Document:
    """Keep a document, as the one thing that the action does. Who may is asked before."""
    with acting(house, viewer, action, f"{paper.plan or paper.kind} {paper.period or paper.year}", paper.at) as act:
        return put(house, viewer, act, paper, now, request)


def put(
    house: House, viewer: Viewer, act: Act, paper: Paper, now: dt.datetime | None = None, request: int | None = None
) -> Document:
    """Keep a document within an action that does more."""
    sha256 = keep_content(house.folder, paper.content)
    document = Document.objects.create(
        plan=paper.plan,
        place_id=paper.at.id,
        year=paper.year,
        period=paper.period,
        kind=paper.kind,
        form=paper.form,
        name=paper.name,
        sha256=sha256,
        brief=paper.brief,
        snapshot=paper.snapshot,
        written_at=now or house.now(),
        request=request,
        by=user_of(viewer),
    )
    said = {"document": document.pk, "form": paper.form, "sha256": sha256, "snapshot": paper.snapshot}
    act.detail = {**said, **paper.detail}
    return document
