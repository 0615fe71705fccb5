"""Signing a filed paper: who signed, on which day, and the sealed paper as a scan. Once signed, nothing is altered."""

from __future__ import annotations

import datetime as dt

from halfsky.actions.acting import acting
from halfsky.actions.attachments import scan_ending
from halfsky.kernel.access import WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.refusals import problem
from halfsky.queries.papers import Paper, paper
from halfsky.store.files import keep_content
from halfsky.store.house import House
from halfsky.store.models import Document

LONGEST = 80
NO_SIGNATURE = problem(
    "400.1048",
    (
        "签署人要写，签署日期要在{first}（形成之日）和今天之间。",
        "Name who signed, and a day between {first}, when it was written, and today.",
    ),
    ("请照纸质件填写，签署人最多80字。", "Write what stands on the paper; at most 80 characters for the names."),
)
SIGNED_ALREADY = problem(
    "409.1049",
    ("这一份已于{day}签署，不能更改。", "This paper was signed on {day} and is not altered."),
    ("如有变动，请形成新的一版。", "Make a new version if something has changed."),
)


def sign(house: House, viewer: Viewer, number: int, by: str, on: dt.date | None, name: str, content: bytes) -> Paper:
    """Keep the signature of a paper with its scan; for who writes documents at its place, once."""
    of = paper(house, viewer, number)
    demand(viewer, WRITE_DOCUMENTS, of.place, house.today())
    if of.signed_on:
        raise SIGNED_ALREADY.at(of.name, day=of.signed_on)
    first, who = of.written_at.date(), " ".join(by.split())
    if not who or len(who) > LONGEST or not who.isprintable() or on is None or not first <= on <= house.today():
        raise NO_SIGNATURE.at(first=first)
    scan_ending(name, content)
    digest = keep_content(house.folder, content)
    with acting(house, viewer, "papers.sign", of.name, of.place) as act:
        row = Document.objects.get(pk=number)
        if row.signed_on:
            raise SIGNED_ALREADY.at(of.name, day=row.signed_on)
        row.signed_by, row.signed_on, row.scan = who, on, digest
        row.save(update_fields=["signed_by", "signed_on", "scan"])
        act.detail = {"document": number, "signed_by": who, "signed_on": str(on), "scan": digest}
    return paper(house, viewer, number)
