"""The origin of a file's numbers and what has changed in it, as JSON: what the commands and the pages' `.json` say."""

from __future__ import annotations

from typing import Any

from halfsky.documents.brief import Entry
from halfsky.documents.living.comparing import NumberChange, SentenceChange
from halfsky.documents.living.refreshing import Refreshed
from halfsky.documents.said import What
from halfsky.kernel.assessment import Source
from halfsky.queries.documents import Written
from halfsky.queries.living import Changes, Living, Traced
from halfsky.store.house import House


def source_of(house: House, entry: Entry) -> Source | None:
    """The document that a number comes from; None where the house worked it out."""
    return house.content.sources.get(entry.source)


def trace_shape(house: House, of: Living) -> dict[str, Any]:
    """`{file, documents, numbers, lost}`; a number that was typed over says what it was written as."""
    return {
        "file": of.name,
        "documents": [_document(o.written) | {"brief": o.brief.id, "as_of": o.brief.as_of} for o in of.origins],
        "numbers": [_traced(house, one) for one in of.numbers],
        "lost": [_entry(house, e) for o in of.origins for e in o.lost],
    }


def _document(written: Written) -> dict[str, Any]:
    return {
        "document": written.id,
        "name": written.name,
        "place": written.place,
        "year": written.year,
        "plan": written.plan,
        "snapshot": written.snapshot,
        "written_at": written.written_at.isoformat(),
    }


def _traced(house: House, one: Traced) -> dict[str, Any]:
    sentence = one.written.brief["sentences"][one.entry.sentence]
    said = {"shown": one.shown, "by_hand": one.by_hand, "document": one.written.id}
    return said | _entry(house, one.entry) | {"sentence": sentence}


def _entry(house: House, entry: Entry) -> dict[str, Any]:
    source = source_of(house, entry)
    return {
        "n": entry.n,
        "written": entry.shown,
        "of": entry.of,
        "what": entry.what,
        "label": What(entry.what).label,
        "exact": entry.exact or None,
        "unit": entry.unit,
        "period": entry.period,
        "indicator": entry.code or None,
        "number": entry.number or None,
        "source": entry.source or None,
        "title": source.title if source else None,
        "issuer": source.issuer if source else None,
    }


def changes_shape(c: Changes, done: Refreshed | None = None) -> dict[str, Any]:
    """`{document, numbers, sentences}` that changed, each with what it was and is, and whether it was `written`."""
    return {
        "document": c.origin.written.id,
        "brief": c.origin.brief.id,
        "now": c.now.brief.id,
        "snapshot": c.now.brief.snapshot,
        "numbers": [_number(c, change, done) for change in c.comparison.numbers],
        "sentences": [_sentence(c, i, change, done) for i, change in enumerate(c.comparison.sentences)],
    }


def _number(c: Changes, change: NumberChange, done: Refreshed | None) -> dict[str, Any]:
    entry = change.before or change.after
    assert entry is not None
    said = {
        "n": change.before.n if change.before else None,
        "of": entry.of,
        "what": entry.what,
        "label": What(entry.what).label,
        "before": change.before.shown if change.before else None,
        "after": change.after.shown if change.after else None,
    }
    return said if done is None else said | {"written": change.before is not None and change.before.n in done.numbers}


def _sentence(c: Changes, i: int, change: SentenceChange, done: Refreshed | None) -> dict[str, Any]:
    said = {
        "at": i,
        "before": c.origin.brief.sentences[change.before] if change.before is not None else None,
        "after": c.now.brief.sentences[change.after] if change.after is not None else None,
    }
    return said if done is None else said | {"written": i in done.sentences}
