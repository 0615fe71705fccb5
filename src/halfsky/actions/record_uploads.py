"""Files of records that come through a page: understood first, read at once when small, by a job when large.

The file is not kept: columns that sort persons are taken out before anything else, and with the answer the file itself
goes. What stays of a refused one is the copy with its wrong cells coloured, sealed, for a few days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from halfsky.actions.acting import acting, user_of
from halfsky.actions.record_books import Imported, read_in, understood
from halfsky.actions.record_headings import keep_headings
from halfsky.actions.record_rows import Reader
from halfsky.actions.records import keeps
from halfsky.exchange.record_columns import readable
from halfsky.exchange.record_copy import rewritten
from halfsky.exchange.record_heads import HEAD_TWICE, Heads, find_heads
from halfsky.exchange.streamed import Source
from halfsky.kernel.access import Viewer, demand
from halfsky.kernel.refusals import Refused
from halfsky.queries import places
from halfsky.queries.record_uploads import SENDER, RecordUpload, record_upload
from halfsky.queries.uploads import DONE, MAPPING, READING, REFUSED, WAITING
from halfsky.store import uploads
from halfsky.store.house import House
from halfsky.store.models import LogEntry, RecordBatch, User
from halfsky.store.sealing import seal
from halfsky.store.viewers import viewer_of

MOST_AT_ONCE = 300_000
"""A file of more bytes is read by a job."""
MOST_LISTED = 300
"""So many complaints are listed on the page; the marked copy has more of them."""


def receive(
    house: House, viewer: Viewer, register: str, place: str, pieces: Iterable[bytes], name: str
) -> RecordUpload:
    """Take in a file for a register at a place and below. Headings that are all known are read at once; with any other
    the file waits for somebody to say what they mean."""
    kind, at = house.content.register(register), places.place(house, place)
    demand(viewer, keeps(kind), at, house.today(), kind.agency)
    notes: dict[str, Any] = {SENDER: user_of(viewer).pk, "name": name, "register": kind.code, "place": at.code}
    notes |= {"state": READING, "at": house.now().isoformat()}
    token = uploads.keep(house.folder, pieces, notes)
    try:
        source = Source(uploads.path(house.folder, token), name)
        heads = understood(source, kind, at)
    except Refused as no:
        _refuse(house, token, notes, no)
        return record_upload(house, viewer, token)
    skipped = [[one.heading, one.what.zh, one.what.in_("en")] for head in heads for one in head.skipped]
    notes |= {"sha256": source.sha256, "layout": heads[0].layout, "skipped": skipped}
    notes["said"] = {heads[0].headings[i]: column.key for i, column in heads[0].columns.items() if not heads[0].own}
    if skipped:
        _clean(house, token, source, heads)
    if heads[0].guesses and not heads[0].own:
        guesses = [[g.heading, g.key, g.confidence, list(g.samples)] for g in heads[0].guesses]
        uploads.write(house.folder, token, {**notes, "state": MAPPING, "headings": guesses})
    else:
        _go_on(house, viewer, token, notes)
    return record_upload(house, viewer, token)


def confirm(house: House, viewer: Viewer, token: str, keys: Mapping[str, str]) -> RecordUpload:
    """Say what the headings that were not known stand for ("": nothing); it is kept for later files of the layout, and
    the file read."""
    of = record_upload(house, viewer, token)
    if of.state != MAPPING:
        return of
    known = {key for key, _ in of.choices}
    chosen = {h.text: key if (key := keys.get(h.text, "")) in known else "" for h in of.headings}
    said = {**of.notes["said"], **chosen}
    for key, label in of.choices:
        headings = [heading for heading, meant in said.items() if meant == key]
        if len(headings) > 1:
            raise HEAD_TWICE.at(of.name, name=label, headings="、".join(headings))
    keep_headings(house, viewer, of.register, of.place, of.notes["layout"], said, of.name)
    _go_on(house, viewer, token, {**of.notes, "said": said, "headings": []})
    return record_upload(house, viewer, token)


def read_waiting(house: House, event: LogEntry) -> None:
    """The job behind a large file. What was published already is not brought in again."""
    token = event.detail["token"]
    notes = uploads.notes(house.folder, token)
    if notes is None or notes["state"] not in (WAITING, READING):
        return
    since = dt.datetime.fromisoformat(notes["at"])
    came = RecordBatch.objects.filter(register=notes["register"], digest=notes["sha256"], by=notes[SENDER])
    done = came.filter(published_at__gte=since).first()
    if done is not None:
        uploads.drop(house.folder, token)
        uploads.write(house.folder, token, {**notes, "state": DONE, "added": done.rows})
        return
    _read(house, viewer_of(house, User.objects.get(pk=notes[SENDER])), token, notes)


def _clean(house: House, token: str, source: Source, heads: Sequence[Heads]) -> None:
    """Put a copy without the columns that sort persons in place of the file."""
    part = source.path.with_suffix(".clean")
    try:
        rewritten(source, heads, part)
        part.replace(uploads.path(house.folder, token))
    finally:
        part.unlink(missing_ok=True)


def _go_on(house: House, viewer: Viewer, token: str, notes: Mapping[str, Any]) -> None:
    """Read a small file now; leave a large one to a job."""
    if uploads.path(house.folder, token).stat().st_size <= MOST_AT_ONCE:
        _read(house, viewer, token, notes)
        return
    uploads.write(house.folder, token, {**notes, "state": WAITING})
    at = places.place(house, notes["place"])
    with acting(house, viewer, "records.upload", notes["register"], at) as act:
        act.detail = {"token": token, "sha256": notes["sha256"]}


def _read(house: House, viewer: Viewer, token: str, notes: Mapping[str, Any]) -> None:
    """Read a file that is understood, and let go of it."""
    uploads.write(house.folder, token, {**notes, "state": READING})
    path = uploads.path(house.folder, token)
    copy = path.with_suffix(".marked")
    try:
        kind = house.content.register(notes["register"])
        reader = Reader(house, viewer, kind, places.place(house, notes["place"]))
        source = Source(path, notes["name"])
        heads = find_heads(source, kind, readable(kind), notes["said"])
        source.sha256 = notes["sha256"]
        done = read_in(reader, source, heads, False, copy)
    except Refused as no:
        _refuse(house, token, notes, no)
        return
    finally:
        kept = copy.read_bytes() if copy.exists() else b""
        copy.unlink(missing_ok=True)
    _answer(house, token, notes, done, kept)


def _answer(house: House, token: str, notes: Mapping[str, Any], done: Imported, copy: bytes) -> None:
    """Note what came of a file; of a refused one the marked copy stays, sealed."""
    if copy:
        uploads.put(house.folder, token, seal(house.folder, f"upload.{token}", copy))
    else:
        uploads.drop(house.folder, token)
    found = done.outcome
    said = {
        "state": REFUSED if found.wrong else DONE,
        "added": found.added,
        "changed": found.changed,
        "unchanged": found.unchanged,
        "wrong": found.wrong,
        "complaints": [refusal.as_json() for refusal in done.complaints[:MOST_LISTED]],
        "left_out": list(done.left_out),
        "unknown": list(done.unknown),
        "marked": bool(copy),
    }
    uploads.write(house.folder, token, {**notes, **said})


def _refuse(house: House, token: str, notes: Mapping[str, Any], no: Refused) -> None:
    uploads.drop(house.folder, token)
    said = {"state": REFUSED, "wrong": len(no.refusals), "complaints": [r.as_json() for r in no.refusals[:MOST_LISTED]]}
    uploads.write(house.folder, token, {**notes, **said})
