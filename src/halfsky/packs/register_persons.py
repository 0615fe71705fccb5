"""Third gate, registers: the protection of persons is part of every declaration, not a setting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from halfsky.kernel import persons
from halfsky.kernel.field import Kind
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import Secrecy
from halfsky.kernel.text import Text, listed
from halfsky.packs.register_fields import Holding
from halfsky.packs.register_notation import FieldEntry, RegisterEntry
from halfsky.packs.spot import Complaints

NOT_OPEN = problem(
    "400.908",
    ("“{label}”不能写 open：{why}。", "“{label}” cannot be open: {why}."),
    ("请删去 open。", "Take open out."),
)
OPEN_PERSONS = problem(
    "400.909",
    ("登记个人的台账不能公开。", "A register about persons cannot be open."),
    ("请把 secrecy 写为 office（内部）或 need（需知）。", "Make secrecy office or need."),
)
NO_RETENTION = problem(
    "400.911",
    ("登记个人的台账要写明保存多久。", "A register about persons says how long records are kept."),
    ("请写 retention，如 10 years after closed。", "Write retention, such as 10 years after closed."),
)
CARERS = problem(
    "400.912",
    (
        "照料人的关系在登记个人的台账中只能有一处，这里有：{labels}。",
        "The carer's relation is asked once, in a record about a person; here it is in: {labels}.",
    ),
    ("请只保留一处，或删去。", "Keep one of them, or none."),
)
OPENABLE = frozenset(
    {
        Kind.CHOICE,
        Kind.DATE,
        Kind.PERIOD,
        Kind.COUNT,
        Kind.NUMBER,
        Kind.MONEY,
        Kind.YES,
        Kind.PLACE,
        Kind.AGENCY,
        Kind.INDICATOR,
    }
)
"""What may stand open in a record about a person: it says something, and nobody can be named in it."""
_FREE_WORDS = Text("{kind}里可能写有个人的信息", "a {kind} may tell who somebody is")
_NEEDLESS = Text("只有写了 about: person 的台账才加密一般项目", "only registers about a person seal plain fields")


def check_persons(holding: Holding, complaints: Complaints) -> None:
    """Complain of what would sort persons, show them, or keep them for ever."""
    entry = holding.entry
    for where, label in _labels(entry):
        with complaints.gathered():
            persons.demand_serves(label, where)
    if holding.about_person:
        if entry.secrecy is Secrecy.OPEN:
            complaints.add(OPEN_PERSONS.at(entry.at("secrecy")))
        if entry.retention is None:
            complaints.add(NO_RETENTION.at(entry.at("about")))
    for _, one in holding.written():
        _check_open(one, holding.about_person, complaints)
    carers = [one for _, one in holding.written() if persons.carer_relation(one.label)]
    if len(carers) > holding.about_person:
        complaints.add(CARERS.at(carers[-1].at("label"), labels=listed([one.label for one in carers])))


def _check_open(one: FieldEntry, about_person: bool, complaints: Complaints) -> None:
    if not one.open:
        return
    why = _FREE_WORDS.format(kind=one.type.label) if about_person else _NEEDLESS
    if not about_person or one.type not in OPENABLE:
        complaints.add(NOT_OPEN.at(one.at("open"), label=one.label, why=why))


def _labels(entry: RegisterEntry) -> Iterator[tuple[str, Text]]:
    """Everything that people will read, and the codes behind it, each with its place."""
    yield entry.at("title"), entry.title
    yield entry.at("group"), entry.group
    yield from _of_fields(entry.fields.items())
    for code, part in entry.parts.items():
        yield part.at("label"), part.label
        yield part.at(), _words(code)
        yield from _of_fields(part.fields.items())
    named = [(code, one.at, one.label) for code, one in entry.computed.items()]
    named += [(code, one.at, one.label) for code, one in entry.others.items()]
    named += [(code, one.at, one.label) for code, one in entry.moves.items()]
    named += [(code, one.at, one.label) for code, one in entry.cycles.items()]
    named += [(code, one.at, one.label) for code, one in entry.letters.items()]
    for code, at, label in named:
        yield at("label"), label
        yield at(), _words(code)
    for code, label in entry.states.items():
        yield entry.at("states"), label
        yield entry.at("states"), _words(code)


def _of_fields(fields: Iterable[tuple[str, FieldEntry]]) -> Iterator[tuple[str, Text]]:
    for code, one in fields:
        yield one.at("label"), one.label
        yield one.at(), _words(code)
        for option, label in one.of.items():
            yield one.at("of"), label
            yield one.at("of"), _words(option)
        for item, asked in one.items.items():
            yield asked.at("label"), asked.label
            yield asked.at("group"), asked.group
            yield asked.at(), _words(item)


def _words(code: str) -> Text:
    """A code as the words that it is made of."""
    return Text(code.replace("_", " "))
