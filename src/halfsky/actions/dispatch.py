"""Freezing a month: the sheet of the place, a bulletin for each place below, and the notices by which they go out.

Freezing a month again makes a new version of all of them; the old ones stay. Who gets a bulletin signs for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from halfsky.actions.acting import acting, user_of
from halfsky.actions.filed import Paper, put
from halfsky.actions.notices import tell
from halfsky.documents import bulletin
from halfsky.documents.brief import Brief
from halfsky.documents.dispatch_numbers import told
from halfsky.exchange.dispatch_book import dispatch_book
from halfsky.kernel.access import SEE_FIGURES, WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.dispatch import Dispatch, Item, asked
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.dispatch import BULLETIN, DISPATCH, prepared, to_sign
from halfsky.queries.league_shape import row_shape
from halfsky.store.house import House
from halfsky.store.models import Document, Receipt

NOT_FOR_YOU = problem(
    "403.1000",
    ("这份文稿没有发给您签收。", "This document was not sent to you to sign for."),
    (
        "反馈单由收到通知的单位签收；如需补发，请与发文单位联系。",
        "A bulletin is signed for by those whom its notice went to; ask the sender to send it again.",
    ),
)
NO_SUCH = problem(
    "404.1001",
    ("没有编号为{came}的反馈单。", "There is no bulletin {came}."),
    ("请从“通知”或“文稿”打开。", "Open it from the notices or the documents."),
)
SAYS = Text(
    "{place}发来{month}指标进展反馈单，请签收。", "{place} sent the bulletin of indicators for {month}; please sign."
)


@dataclass(frozen=True, slots=True)
class _Letter:
    """A bulletin that is written and not sent yet."""

    to: Place
    content: bytes
    brief: Brief


def freeze(
    house: House, viewer: Viewer, place: str, month: str, chosen: Collection[str], due: dt.date | None = None
) -> Document:
    """Freeze the dispatch of a place and month with the chosen indicators and send the bulletins; returns the sheet."""
    found = prepared(house, viewer, place, month, chosen, due)
    now, at = house.now(), found.place
    book = dispatch_book(found)
    letters = [_Letter(to, *bulletin.write(found, to, now)) for to in found.below]
    with acting(house, viewer, "dispatch.freeze", str(found.month), at) as act:
        sheet = put(house, viewer, act, _sheet(found, book), now)
        for letter in letters:
            kept = put(house, viewer, act, _bulletin(found, letter, sheet.pk), now)
            says = SAYS.format(place=at.name, month=found.month.label)
            href = f"/documents/{kept.pk}"
            tell(house, viewer, BULLETIN, says, letter.to.id, WRITE_DOCUMENTS, href=href, document=kept)
        act.detail = {
            "document": sheet.pk,
            "version": found.version,
            "indicators": len(found.items),
            "bulletins": len(letters),
            "sha256": sheet.sha256,
            "snapshot": found.snapshot,
        }
    return sheet


def sign_for(house: House, viewer: Viewer, number: int) -> None:
    """Sign for a bulletin that was sent to the viewer; signing again changes nothing."""
    row = Document.objects.filter(pk=number, kind=BULLETIN).first()
    if row is None:
        raise NO_SUCH.at(came=number)
    at = places.by_id(house, row.place_id)
    demand(viewer, SEE_FIGURES, at, house.today())
    notice = to_sign(house, viewer, number)
    if notice is None:
        raise NOT_FOR_YOU.at()
    with acting(house, viewer, "dispatch.receive", row.period, at) as act:
        Receipt.objects.get_or_create(notice=notice, user=user_of(viewer), defaults={"read_at": house.now()})
        act.detail = {"document": number}


def _sheet(of: Dispatch, content: bytes) -> Paper:
    again = f"（第{of.version}版）" if of.version > 1 else ""
    brief = {
        **told(of).as_kept(),
        **_frame(of),
        "items": [
            {**_about(item), "rows": [row_shape(row, item.indicator) for row in item.league.rows]} for item in of.items
        ],
    }
    return _paper(of, DISPATCH, of.place, f"{of.title}{again}.xlsx", content, brief)


def _bulletin(of: Dispatch, letter: _Letter, sheet: int) -> Paper:
    """The bulletin names the best and the place itself, in the file and in what is frozen."""
    items = []
    for item in of.items:
        row = item.league.of(letter.to.id)
        if row is not None:
            best = [row_shape(first, item.indicator) for first in item.league.first]
            own = {**row_shape(row, item.indicator), "asked": asked(row).value, "asked_shown": asked(row).label.zh}
            items.append({**_about(item), "row": own, "first": best})
    brief = {
        **letter.brief.as_kept(),
        **_frame(of),
        "dispatch": sheet,
        "to": letter.to.code,
        "to_name": letter.to.name,
        "items": items,
    }
    return _paper(of, BULLETIN, letter.to, f"{bulletin.name(of, letter.to)}.docx", letter.content, brief)


def _paper(of: Dispatch, kind: str, at: Place, name: str, content: bytes, brief: dict[str, Any]) -> Paper:
    return Paper(kind, at, of.month.year, name, content, brief, period=str(of.month), snapshot=of.snapshot)


def _frame(of: Dispatch) -> dict[str, Any]:
    return {
        "place": of.place.code,
        "place_name": of.place.name,
        "period": str(of.month),
        "version": of.version,
        "due": of.due.isoformat() if of.due else None,
        "snapshot": of.snapshot,
        "demo": of.demo,
        "chosen": [item.key for item in of.items],
    }


def _about(item: Item) -> dict[str, Any]:
    return {
        "plan": item.plan,
        "number": item.number,
        "indicator": item.indicator.code,
        "name": item.name.zh,
        "unit": item.indicator.unit,
        "period": str(item.when),
        "compared_with": str(item.before),
        "places": item.league.entered,
        "with_figure": item.league.counted,
    }
