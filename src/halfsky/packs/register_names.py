"""Second gate, registers: every agency, element, register, field, state and kind of child records is declared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from halfsky.kernel.letter import COMMON as IN_LETTERS
from halfsky.kernel.letter import placeholders
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.register import PLACE
from halfsky.kernel.text import Text
from halfsky.packs.kinds import Placed
from halfsky.packs.library import UNKNOWN, Library, Shelves
from halfsky.packs.register_feeds import part_of
from halfsky.packs.register_fields import Holding
from halfsky.packs.register_files import RECORDS
from halfsky.packs.register_formulas import look_up_formulas
from halfsky.packs.register_notation import WHO, RegisterEntry
from halfsky.packs.register_others import around
from halfsky.packs.spot import Complaints, nearest

_STATE, _MOVE, _PART = Text("状态", "state"), Text("办理", "move"), Text("子表", "kind of child records")
_FIELD, _WHO = Text("项目", "field"), Text("办理人", "who may")


def look_up_registers(library: Library, shelves: Shelves, complaints: Complaints) -> None:
    """Complain of every name in every register that points at nothing, or at something in a pack that is not used."""
    for pack in library.packs:
        sees = library.sees[pack.code]
        for entry in pack.registers:
            holding = Holding(entry, around(library, pack.code))
            named = [(shelves.elements, str(e), str(e.spot)) for e in entry.feeds]
            named += [(shelves.agencies, entry.agency, entry.at("agency"))] if entry.agency else []
            named += [(shelves.registers, f.register, f.at("register")) for _, f in holding.written() if f.register]
            named += [(shelves.registers, o.register, o.at("register")) for o in entry.others.values() if o.register]
            for shelf, code, where in named:
                if refusal := shelf.refusal(code, sees, where):
                    complaints.add(refusal)
            _look_up(holding, complaints)


def _look_up(holding: Holding, complaints: Complaints) -> None:
    entry = holding.entry
    top = {**entry.fields, **entry.computed}
    _known(_states(entry), entry.states, _STATE, "states", complaints)
    _known(_moves(entry), entry.moves, _MOVE, "moves", complaints)
    _known(_parts(entry), entry.parts, _PART, "parts", complaints)
    _known(entry.columns, top, _FIELD, "fields", complaints)
    _known(entry.quick, entry.fields, _FIELD, "fields", complaints)
    compared = (f.compares for f in entry.fields.values() if f.compares is not None)
    _known(compared, entry.fields, _FIELD, "fields", complaints)
    levels = {level.value for level in Level}
    ends = [move.until for move in entry.moves.values() if move.until is not None and move.until not in levels]
    _known(ends, entry.fields, _FIELD, "fields", complaints)
    _known(_told(entry), {**WHO, **{code: None for code in entry.asks}}, _WHO, "by", complaints)
    _known(
        (w for m in entry.moves.values() for w in m.fills),
        {**entry.fields, **entry.parts},
        _FIELD,
        "fields",
        complaints,
    )
    named = [w for w in (entry.asked_at, entry.raised_by, *(m.due for m in entry.moves.values())) if w is not None]
    _known((*entry.asks, *named, *entry.presets, *entry.from_text), entry.fields, _FIELD, "fields", complaints)
    _look_up_letters(entry, complaints)
    _look_up_others(holding, complaints)
    if (said := entry.explains) is not None:
        _known(said.counts, entry.states, _STATE, "states", complaints)
        words = (said.year, said.indicator, said.cause, said.work, said.advice)
        _known(filter(None, words), entry.fields, _FIELD, "fields", complaints)
    if entry.intake is not None:
        _known((*entry.intake.asks, *entry.intake.answers), entry.fields, _FIELD, "fields", complaints)
    for feed in entry.feeds.values():
        inner = {f"{part_of(feed)}.{code}": f for code, f in _inner(entry, part_of(feed)).items()}
        fields = {**entry.fields, **inner}
        _known(filter(None, (feed.at_place, *feed.by.values())), fields, _FIELD, "fields", complaints)
        _known(filter(None, (feed.distinct,)), {**fields, PLACE: None}, _FIELD, "fields", complaints)
    for fields_of in entry.unique:
        for code in (word.strip() for word in fields_of.split("+")):
            if code not in entry.fields and code != PLACE:
                complaints.add(_unknown(code, str(fields_of.spot), [*entry.fields, PLACE], _FIELD, "fields"))
    if entry.retention:
        for state in entry.retention.after:
            if state not in entry.states:
                complaints.add(_unknown(state, entry.at("retention"), entry.states, _STATE, "states"))
    look_up_formulas(holding, complaints)


def _look_up_others(holding: Holding, complaints: Complaints) -> None:
    """Fields of both sides by which other records are tied to this one."""
    for one in holding.entry.others.values():
        theirs = holding.other(one.register or holding.entry.register)
        _known((*one.same, *one.year), holding.entry.fields, _FIELD, "fields", complaints)
        if theirs is not None:
            named = filter(None, (*one.same.values(), *one.year.values(), one.refers))
            _known(named, theirs.entry.fields, _FIELD, "fields", complaints)


def _look_up_letters(entry: RegisterEntry, complaints: Complaints) -> None:
    fields = {**entry.fields, **entry.computed}
    for letter in entry.letters.values():
        _known((*letter.states, *letter.final), entry.states, _STATE, "states", complaints)
        _known(letter.table, {**fields, **entry.parts}, _FIELD, "fields", complaints)
        number = () if letter.number is None else (letter.number,)
        _known((*letter.to, *letter.copies, *letter.needs, *number), entry.fields, _FIELD, "fields", complaints)
        _known(() if letter.joint is None else (letter.joint.when,), entry.fields, _FIELD, "fields", complaints)
        for template in letter.templates:
            named = (Placed(word, template.spot) for word in placeholders(template))
            _known(named, {**fields, **IN_LETTERS}, _FIELD, "fields", complaints)


def _known(words: Iterable[Placed], known: Collection[str], what: Text, table: str, complaints: Complaints) -> None:
    for word in words:
        if word not in known:
            complaints.add(_unknown(word, str(word.spot), known, what, table))


def _unknown(word: str, where: str, known: Collection[str], what: Text, table: str) -> Refusal:
    return UNKNOWN.at(where, came=word, what=what, table=table, near=nearest(word, known))


def _told(entry: RegisterEntry) -> Iterator[Placed]:
    for move in entry.moves.values():
        yield from (*move.by, *move.tells)


def _states(entry: RegisterEntry) -> Iterator[Placed]:
    for move in entry.moves.values():
        yield from (*move.sources, move.to)
    for cycle in entry.cycles.values():
        yield from cycle.states


def _moves(entry: RegisterEntry) -> Iterator[Placed]:
    yield from (m.lapse for m in entry.moves.values() if m.lapse is not None)
    yield from (c.missed for c in entry.cycles.values() if c.missed is not None)


def _parts(entry: RegisterEntry) -> Iterator[Placed]:
    yield from (c.part for c in entry.cycles.values())
    for feed in entry.feeds.values():
        yield from (word for word in (feed.each, feed.count) if word is not None and word != RECORDS)


def _inner(entry: RegisterEntry, part: str) -> dict[str, object]:
    return dict(entry.parts[part].fields) if part in entry.parts else {}
