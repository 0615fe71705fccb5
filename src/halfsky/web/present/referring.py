"""The records that refer to one, as lists on its page, and the address of a form that begins with what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from halfsky.queries.record_words import Names
from halfsky.queries.records import Held, RecordView
from halfsky.queries.referring import Referring, carried, referring
from halfsky.web.present.record_list import Asked, Head, Row, columns, heads, lines
from halfsky.web.present.record_values import raw
from halfsky.web.standing import Here


@dataclass(frozen=True, slots=True)
class ReferringTable:
    """One register's records that refer to this one: headings, lines, how many there are beyond, where to add one."""

    of: Referring
    heads: Sequence[Head]
    lines: Sequence[Row]
    add: str

    @property
    def more(self) -> int:
        return self.of.total - len(self.of.lines)


def referring_tables(here: Here | None, held: Held, view: RecordView, known: Names) -> list[ReferringTable]:
    """What refers to a record, by register; nothing where the reader stands nowhere."""
    if here is None or view.erased_at is not None:
        return []
    return [_table(here, view, known, of) for of in referring(held)]


def _table(here: Here, view: RecordView, known: Names, of: Referring) -> ReferringTable:
    register = of.register
    chosen = [code for code in columns(register, Asked(), view.place) if code != of.field.code]
    add = _add(here, view, known, of) if of.may_add else ""
    return ReferringTable(of, heads(register, chosen, Asked()), lines(here.house, register, chosen, of.lines), add)


def _add(here: Here, view: RecordView, known: Names, of: Referring) -> str:
    """The form of a new record that names this one, with the places, agencies and indicators that both have."""
    given = {of.field.code: str(view.id)}
    for asked in carried(of.register, view.register):
        if (kept := view.record.values.get(asked.code)) is not None:
            given[asked.code] = str(raw(known, asked, kept))
    return f"{here.to('record_new', code=view.place.code, register=of.register.code)}?{urlencode(given)}"
