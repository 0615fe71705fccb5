"""Appraisal schemes, second and third gate: what formulas name is there, gives points, and no person is judged.

A formula sees what `FACTS` lists, and the elements that its pack sees, of the judged place and year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from halfsky.kernel import persons
from halfsky.kernel.field import Kind
from halfsky.kernel.grammar import Nature, Node, Plain, Quantity, Scope, check, parse, resolve
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.scheme import FACTS, Item, Judges, Scheme, Section, Sheet, Way
from halfsky.kernel.text import Text
from halfsky.packs.formulas import elements_scope
from halfsky.packs.library import Library, Shelves
from halfsky.packs.register_notation import FieldEntry
from halfsky.packs.scheme_notation import ItemEntry, SchemeEntry, SheetEntry, span
from halfsky.packs.spot import Complaints, nearest

NO_SCHEME = problem(
    "400.1083",
    ("没有可以沿用的办法“{came}”。", "There is no scheme “{came}” to adopt."),
    (
        "沿用的办法要在本内容包或它使用（uses）的内容包里，并且自己写出各项。{near}",
        "It must stand, written out, in this pack or in one that this pack uses. {near}",
    ),
)
NOT_POINTS = problem(
    "400.1084",
    ("“{label}”的公式给出的是{kind}，不能计分。", "The formula of “{label}” gives {kind}, which makes no points."),
    (
        "fact 的公式给出得分的份额（0到1，如 达标率）或判断；deduct 的公式给出件数。",
        "A fact gives a share (0 to 1, such as a rate) or a condition; a deduction the number of cases.",
    ),
)
JUDGES_PERSONS = problem(
    "400.1085",
    ("“{label}”对个人打分或排名。", "“{label}” scores or ranks persons."),
    (
        "考核办法只评单位和区划，干部只凭本人述职，不打分不排名；请删去。",
        "A scheme judges agencies and places; cadres by their own work reports alone, without points. Take it out.",
    ),
)
SANCTION = problem(
    "400.1086",
    ("“{label}”提出了处分或处罚。", "“{label}” proposes a sanction."),
    (
        "考核办法只说怎样得分、怎样扣分，不提出对任何人的处理；请删去。",
        "A scheme says how points are got and lost and proposes nothing against anybody. Take it out.",
    ),
)
NO_SHEET = problem(
    "400.1091",
    (
        "评分表写的“{came}”不合台账“{register}”：{why}。",
        "“{came}” of the sheet does not fit {register}: {why}.",
    ),
    ("请改正 sheet，或改那个台账。", "Correct the sheet, or that register."),
)
_OF_KIND = Text("它应是类型为{kind}的项目", "it is a field of the type {kind}")
_A_PART = Text("它应是一个子表", "it is a kind of child records")
_A_STATE = Text("它应是一个状态", "it is a state")
_ALL_ITEMS = Text("评议和扣分项目的选项应是{items}", "its choices are the items that people judge: {items}")
SAME_SCHEME = problem(
    "400.1087",
    ("办法“{code}”有两个。", "There are two schemes “{code}”."),
    ("请给其中一个换编码。", "Give one of them another code."),
)
_PERSONS = re.compile(
    r"(干部|个人|职工|工作人员|公务员|负责人|班子成员|同志).{0,6}(考核|评分|打分|得分|排名|排序|测评|量化|积分)"
    r"|(考核|评分|打分|排名|排序|量化|积分).{0,4}(干部|个人|职工|工作人员|到人)"
    r"|(rank|scor|rat(e|ing)\b|apprais)\w*( of| the| each| by)* (person|cadre|staff|official|employee|individual)"
    r"|(person|cadre|staff|official|employee|individual)s?('s)? (rank|scor|rating|apprais)",
    re.I,
)
_SANCTIONS = re.compile(
    r"处分|处罚|问责|追责|罚款|扣发|扣罚|免职|降职|降级|撤职|调离|诫勉|约谈|通报批评|末位淘汰|一票否决"
    r"|sanction|punish|dismiss|demot|reprimand|disciplin|\bfin(e|es|ed)\b",
    re.I,
)
_NUMBERS = (Nature.BARE, Nature.ZERO, Nature.FRACTION, Nature.SHARE, Nature.COUNT, Nature.NUMBER, Nature.RATIO)
_CASES = (Nature.COUNT, Nature.NUMBER, Nature.AMOUNT)


def scheme_scope(sees: frozenset[str], shelves: Shelves) -> Scope:
    """The names of a pack's schemes."""
    return _with_facts(elements_scope(sees, shelves))


def _with_facts(elements: Scope) -> Scope:
    return Scope((*FACTS, *elements.terms), (), elements.dimensions)


def look_up_schemes(library: Library, shelves: Shelves, complaints: Complaints) -> None:
    """Second gate: complain of schemes and names in formulas that are not there."""
    seen: set[str] = set()
    for pack in library.packs:
        sees = library.sees[pack.code]
        known = [e.scheme for p in library.packs if p.code in sees for e in p.schemes if not e.adopts]
        scope = scheme_scope(sees, shelves) if pack.schemes else Scope()
        for entry in pack.schemes:
            if entry.scheme in seen:
                complaints.add(SAME_SCHEME.at(entry.at("scheme"), code=entry.scheme))
            seen.add(entry.scheme)
            if entry.adopts and entry.adopts not in known:
                near = nearest(entry.adopts, known)
                complaints.add(NO_SCHEME.at(entry.at("adopts"), came=entry.adopts, near=near))
            if sheet := entry.sheet:
                unknown = shelves.registers.refusal(sheet.register, sees, sheet.at("register"))
                if unknown:
                    complaints.add(unknown)
            for item in _items(entry):
                with suppress(Refused):
                    tree = parse(item.formula)
                    with complaints.gathered(item.at("by")):
                        resolve(tree, scope)


def compile_schemes(library: Library, shelves: Shelves, complaints: Complaints) -> Mapping[str, Scheme]:
    """Third gate: the schemes of all packs; complain of what gives no points, judges persons or proposes sanctions."""
    found: dict[str, Scheme] = {}
    adopting: list[tuple[SchemeEntry, str]] = []
    for pack in library.packs:
        scope = scheme_scope(library.sees[pack.code], shelves) if pack.schemes else Scope()
        for entry in pack.schemes:
            _check_words(entry, complaints)
            if entry.adopts:
                adopting.append((entry, pack.head.version))
            else:
                found[entry.scheme] = _scheme(entry, scope, pack.head.version, complaints)
                _check_sheet(entry, found[entry.scheme], library, complaints)
    return found | {entry.scheme: _adopted(entry, found[entry.adopts], version) for entry, version in adopting}


def _adopted(entry: SchemeEntry, base: Scheme, version: str) -> Scheme:
    """Another scheme as a place has published it."""
    return replace(
        base,
        code=entry.scheme,
        title=entry.title if entry.title.zh else base.title,
        levels=entry.levels or base.levels,
        years=entry.years or base.years,
        number=entry.number,
        published=entry.published,
        place=entry.place,
        note=entry.note,
        version=version,
    )


def _scheme(entry: SchemeEntry, scope: Scope, version: str, complaints: Complaints) -> Scheme:
    sections = tuple(
        Section(code, one.label, tuple(_item(c, item, scope, complaints) for c, item in one.items.items()))
        for code, one in entry.groups.items()
    )
    return Scheme(
        entry.scheme,
        entry.title,
        entry.judges,
        entry.levels,
        span(entry),
        sections,
        entry.number,
        entry.published,
        entry.place,
        entry.note,
        version,
        _sheet(entry.sheet) if entry.sheet else None,
    )


def _sheet(entry: SheetEntry) -> Sheet:
    return Sheet(
        entry.register,
        entry.unit,
        entry.year,
        entry.own,
        entry.checked,
        entry.item,
        entry.points,
        tuple(entry.counts),
    )


def _check_sheet(entry: SchemeEntry, scheme: Scheme, library: Library, complaints: Complaints) -> None:
    """Complain of a register that does not hold what the sheet says of it."""
    sheet = entry.sheet
    if sheet is None:
        return
    register = next(r for pack in library.packs for r in pack.registers if r.register == sheet.register)
    wrong = [(state, _A_STATE) for state in sheet.counts if state not in register.states]
    unit = Kind.AGENCY if scheme.judges is Judges.AGENCIES else Kind.PLACE
    wrong += _unlike(register.fields, {sheet.unit: unit, sheet.year: Kind.PERIOD})
    judged = [i.code for s in scheme.sections for i in s.items if i.formula is None]
    for code in dict.fromkeys((sheet.own, sheet.checked)):
        part = register.parts.get(code)
        if part is None:
            wrong.append((code, _A_PART))
            continue
        unlike = _unlike(part.fields, {sheet.item: Kind.CHOICE, sheet.points: Kind.NUMBER})
        wrong += [(f"{code}.{came}", why) for came, why in unlike]
        if not unlike and list(part.fields[sheet.item].of) != judged:
            wrong.append((f"{code}.{sheet.item}", _ALL_ITEMS.format(items="、".join(judged))))
    for came, why in wrong:
        complaints.add(NO_SHEET.at(sheet.at("register"), came=came, register=register.title, why=why))


def _unlike(fields: Mapping[str, FieldEntry], wanted: Mapping[str, Kind]) -> list[tuple[str, Text]]:
    return [
        (code, _OF_KIND.format(kind=kind.value))
        for code, kind in wanted.items()
        if code not in fields or fields[code].type is not kind
    ]


def _item(code: str, entry: ItemEntry, scope: Scope, complaints: Complaints) -> Item:
    tree: Node | None = None
    if entry.formula:
        with complaints.gathered(entry.at("by")):
            tree = resolve(parse(entry.formula), scope)
            given = check(tree, scope)
            natures = _CASES if entry.kind is Way.DEDUCT else _NUMBERS
            sound = isinstance(given, Quantity) and given.nature in natures
            if not sound and not (given is Plain.BOOLEAN and entry.kind is Way.FACT):
                raise NOT_POINTS.at(label=entry.label, kind=given.label)
    return Item(code, entry.label, entry.kind, entry.points, entry.says, tree, entry.most)


def _check_words(entry: SchemeEntry, complaints: Complaints) -> None:
    for where, label in _words(entry):
        with complaints.gathered():
            persons.demand_serves(label, where)
        for refused, pattern in ((JUDGES_PERSONS, _PERSONS), (SANCTION, _SANCTIONS)):
            if pattern.search(label.zh) or pattern.search(label.en):
                complaints.add(refused.at(where, label=label))


def _words(entry: SchemeEntry) -> Iterator[tuple[str, Text]]:
    """Everything that people will read, with its place."""
    yield entry.at("title"), entry.title
    yield entry.at("note"), entry.note
    for section in entry.groups.values():
        yield section.at("label"), section.label
        for item in section.items.values():
            yield item.at("label"), item.label
            yield item.at("says"), item.says


def _items(entry: SchemeEntry) -> Iterator[ItemEntry]:
    return (item for section in entry.groups.values() for item in section.items.values() if item.formula)
