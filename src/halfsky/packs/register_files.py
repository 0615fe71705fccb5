"""First gate, registers: `registers/NAME.yaml`, one register a file, as far as the file tells alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from halfsky.kernel.field import Kind
from halfsky.kernel.grammar.words import RESERVED
from halfsky.kernel.refusals import Refusal, problem
from halfsky.kernel.register import PLACE, PLACE_LEVEL, STATE, TODAY
from halfsky.kernel.text import Text, listed
from halfsky.packs.files import Files
from halfsky.packs.form_files import ONE_KIND
from halfsky.packs.reading import read_entries
from halfsky.packs.register_notation import FeedEntry, FieldEntry, RegisterEntry
from halfsky.packs.spot import Complaints
from halfsky.packs.structure import load

OTHER_FILE = problem(
    "400.902",
    ("文件名与台账编码“{register}”不一致。", "The file is not named after its register “{register}”."),
    (
        "一个文件一个台账：请把文件改名为 registers/{register}.yaml，或改正编码。",
        "Name it registers/{register}.yaml: one register a file.",
    ),
)
TAKEN = problem(
    "400.903",
    ("编码“{code}”已有别的意思：{what}。", "The code “{code}” means something else already: {what}."),
    ("请换一个编码。", "Choose another code."),
)
SAME_LABEL = problem(
    "400.904",
    ("“{label}”在同一处用了两次（{codes}）。", "“{label}” is used twice in one place ({codes})."),
    ("表头和选项按名称识别，请改用不同的名称。", "Headings and choices go by their labels: use different ones."),
)
MISFIT = problem(
    "400.905",
    ("“{label}”的类型是{kind}，{must}“{key}”。", "“{label}” is a {kind}, which {must} “{key}”."),
    ("请改正 type，或补上、删去 {key}。", "Correct type, or add or take out {key}."),
)
FEED_KEYS = problem(
    "400.906",
    ("供数规则里，{key} 只与 {kind} 一起写。", "In a feed, {key} goes with {kind} alone."),
    ("请补上或删去。", "Add it or take it out."),
)

REGISTERS = "registers/"
RECORDS = "records"
GATHERINGS = ("count", "sum", "distinct")
_COMMON = {
    STATE: Text("状态", "the state"),
    PLACE_LEVEL: Text("区划的层级", "the level of the place"),
    TODAY: Text("今天", "today"),
    PLACE: Text("所在区划", "the place"),
    RECORDS: Text("台账的记录", "the records"),
}
_A_WORD = Text("公式中的连接词", "a word of formulas")
_FIELD, _PART, _OTHERS, _COMPUTED = (
    Text("项目", "a field"),
    Text("子表", "child records"),
    Text("别的记录的名称", "a name for other records"),
    Text("自动计算项", "a computed field"),
)
_MUST, _NOT = Text("必须有", "must have"), Text("不能有", "cannot have")
_SEVERAL = {Kind.TEXT, Kind.CHOICE, Kind.PLACE, Kind.AGENCY, Kind.RECORD, Kind.FILE, Kind.PHOTO, Kind.PERSON}
"""Kinds of which several can be given in one field."""


def is_register(name: str) -> bool:
    """Whether a file of a pack is a register."""
    path = PurePosixPath(name)
    return f"{path.parent}/" == REGISTERS and path.suffix == ".yaml"


def read_registers(files: Files, complaints: Complaints) -> tuple[RegisterEntry, ...]:
    """The registers of a pack in the order of their files."""
    found = []
    for name in sorted(filter(is_register, files.blobs)):
        with complaints.gathered():
            entry = read_entries(RegisterEntry, load(files.text(name), files.path(name)), complaints)
            if entry is not None:
                _check(entry, PurePosixPath(name).stem, complaints)
                found.append(entry)
    return tuple(found)


def _check(entry: RegisterEntry, name: str, complaints: Complaints) -> None:
    if entry.register != name:
        complaints.add(OTHER_FILE.at(entry.at("register"), register=entry.register))
    _check_codes(entry, complaints)
    _check_labels(entry, complaints)
    for fields in (entry.fields, *(part.fields for part in entry.parts.values())):
        for one in fields.values():
            _check_field(one, complaints)
    for check in entry.checks:
        if bool(check.hard) == bool(check.soft):
            came = "hard、soft" if check.hard else Text("无", "none")
            complaints.add(ONE_KIND.at(check.at(), known="hard、soft", came=came))
    for feed in entry.feeds.values():
        _check_feed(feed, complaints)


def _check_codes(entry: RegisterEntry, complaints: Complaints) -> None:
    """Every code means one thing: fields, kinds of child records and computed fields share their names."""
    seen = {**dict.fromkeys(RESERVED, _A_WORD), **_COMMON}
    sorts = ((_FIELD, entry.fields), (_PART, entry.parts), (_OTHERS, entry.others), (_COMPUTED, entry.computed))
    for sort, declared in sorts:
        for code, one in declared.items():
            if code in seen:
                complaints.add(TAKEN.at(one.at(), code=code, what=seen[code]))
            seen.setdefault(code, sort)
    for part in entry.parts.values():
        for code, one in part.fields.items():
            if code in RESERVED:
                complaints.add(TAKEN.at(one.at(), code=code, what=_A_WORD))


def _check_labels(entry: RegisterEntry, complaints: Complaints) -> None:
    labels = {code: one.label for code, one in entry.fields.items()}
    labels |= {code: one.label for code, one in entry.parts.items()}
    labels |= {code: one.label for code, one in entry.others.items()}
    labels |= {code: one.label for code, one in entry.computed.items()}
    _once(labels.items(), entry.at("fields"), complaints)
    for part in entry.parts.values():
        _once(((code, one.label) for code, one in part.fields.items()), part.at("fields"), complaints)
    for fields in (entry.fields, *(part.fields for part in entry.parts.values())):
        for one in fields.values():
            _once(one.of.items(), one.at("of"), complaints)
            _once(((code, item.label) for code, item in one.items.items()), one.at("items"), complaints)
    _once(entry.states.items(), entry.at("states"), complaints)


def _once(labels: Iterable[tuple[str, Text]], where: str, complaints: Complaints) -> None:
    seen: dict[str, str] = {}
    for code, label in labels:
        if label.zh in seen:
            complaints.add(SAME_LABEL.at(where, label=label, codes=f"{seen[label.zh]}、{code}"))
        seen.setdefault(label.zh, code)


def _check_field(one: FieldEntry, complaints: Complaints) -> None:
    """What belongs to a kind must be there, and nothing that belongs to another."""
    kind = one.type
    rules: Mapping[str, tuple[bool, bool]] = {
        "of": (bool(one.of), kind is Kind.CHOICE),
        "items": (bool(one.items), kind is Kind.CHECKLIST and one.compares is None),
        "register": (bool(one.register), kind is Kind.RECORD),
    }
    for key, (there, wanted) in rules.items():
        if there is not wanted:
            complaints.add(_misfit(one, key, _MUST if wanted else _NOT))
    unfit = {
        "unit": bool(one.unit) and not kind.counted,
        "decimals": one.decimals is not None and kind not in (Kind.NUMBER, Kind.MONEY),
        "many": one.many and kind not in _SEVERAL,
        "required": one.required and kind.attached,
        "open": one.open and kind.names_somebody,
        "compares": one.compares is not None and kind is not Kind.CHECKLIST,
    }
    for key in (key for key, wrong in unfit.items() if wrong):
        complaints.add(_misfit(one, key, _NOT))


def _misfit(one: FieldEntry, key: str, must: Text) -> Refusal:
    return MISFIT.at(one.at(key), label=one.label, kind=one.type.label, must=must, key=key)


def _check_feed(feed: FeedEntry, complaints: Complaints) -> None:
    kinds = [kind for kind in GATHERINGS if getattr(feed, kind)]
    if len(kinds) != 1:
        came = "、".join(kinds) or Text("无", "none")
        complaints.add(ONE_KIND.at(feed.at(), known="、".join(GATHERINGS), came=came))
    elif feed.each is not None and feed.count is not None:
        complaints.add(FEED_KEYS.at(feed.at("each"), key="each", kind=listed([Text("sum"), Text("distinct")])))
