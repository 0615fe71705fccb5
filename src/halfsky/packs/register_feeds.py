"""Third gate, registers: what they feed. Units, days, levels and cells fit the element; what is sealed is no count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from halfsky.kernel.fact import Adding, Element, Flow
from halfsky.kernel.field import Kind
from halfsky.kernel.grammar import Nature, Node, Plain, Quantity, Type, parse, quantity, resolve
from halfsky.kernel.grammar.result import fits
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import PLACE, Feed, Gathering
from halfsky.kernel.text import Text, listed
from halfsky.kernel.units import NUMBER
from halfsky.packs.register_fields import Holding, mentioned
from halfsky.packs.register_files import GATHERINGS, RECORDS
from halfsky.packs.register_formulas import demand_open, read_formula
from halfsky.packs.register_notation import FeedEntry
from halfsky.packs.register_others import demand_here
from halfsky.packs.spot import Complaints

FED_TWICE = problem(
    "400.917",
    ("数据项“{came}”已由 {first} 供数。", "The element “{came}” is fed already ({first})."),
    (
        "一个数据项只由一个台账供数。请分设数据项，用指标公式相加。",
        "One register feeds an element. Declare another one, and add them up in the formula of an indicator.",
    ),
)
NO_DAY = problem(
    "400.918",
    ("“{name}”是时期数，没有写按哪一天计入。", "“{name}” is counted over a period; it is not said on which day."),
    ("请写 on，如 on: held_on。", "Write on, such as on: held_on."),
)
UNFIT = problem(
    "400.919",
    ("台账不能这样给“{name}”供数：{why}。", "“{name}” cannot be fed like this: {why}."),
    ("请改正供数规则，或改正数据项的声明。", "Correct the feed, or the declaration of the element."),
)
_NOT_ADDED = Text("它不逐级相加（adds 应为 add）", "it does not add up (adds must be add)")
_OTHER_UNIT = Text("它以“{unit}”计，个数不能计入", "it is in “{unit}”, and a number of things is not")
_TOO_HIGH = Text(
    "它在{at}填报，而台账在更高的{levels}登记",
    "it enters at the {at} level, and the register is kept above it ({levels})",
)
_DIFFERENT = Text(
    "去重的数不能由下级相加，数据项的 at 应为 any",
    "different ones do not add up from below: at of the element must be any",
)
_NO_END = Text("时期数没有止日，until 只用于时点数", "only a stock lasts until a day")
_NO_DIMENSION = Text("它没有分组“{dimension}”", "it has no breakdown “{dimension}”")
_NOT_CHOSEN = Text("“{field}”不是不加密的单选项", "“{field}” is no open choice of one")
_NO_CATEGORY = Text("选项{options}不是分组“{dimension}”的类别", "{options} are no categories of “{dimension}”")
_NOT_A_PLACE = Text("“{field}”不是不加密的区划项", "“{field}” is no open place")


def compile_feeds(holding: Holding, elements: Mapping[str, Element], complaints: Complaints) -> tuple[Feed, ...]:
    """The feeds of a register."""
    found = []
    for code, entry in holding.entry.feeds.items():
        made = _feed(holding, entry, elements[code], complaints)
        if made is not None:
            found.append(made)
    return tuple(found)


def _feed(holding: Holding, entry: FeedEntry, element: Element, complaints: Complaints) -> Feed | None:
    part = part_of(entry)
    before = len(complaints.found)
    for why in _unfit(holding, entry, element):
        complaints.add(UNFIT.at(entry.at(), name=element.name, why=why))
    if element.kind is Flow.FLOW and not entry.on:
        complaints.add(NO_DAY.at(entry.at(), name=element.name))

    def read(key: str, want: Type) -> Node | None:
        text = getattr(entry, key)
        if not text:
            return None
        tree = read_formula(text, holding.scope(), entry.at(key), complaints, want, part)
        if tree is not None:
            demand_open(holding, mentioned(tree), entry.at(key), complaints)
            demand_here(holding, mentioned(tree), entry.at(key), complaints)
        return tree

    of = read("sum", quantity(element.unit))
    where, until = read("where", Plain.BOOLEAN), read("until", Plain.DATE)
    on = read("on", Plain.DATE) or resolve(parse(f"since({next(iter(holding.entry.states))})"), holding.scope())
    if len(complaints.found) > before:
        return None
    return Feed(
        element.code,
        Gathering(next(kind for kind in GATHERINGS if getattr(entry, kind))),
        on,
        of,
        field=str(entry.distinct or ""),
        part=part,
        where=where,
        until=until,
        at=str(entry.at_place or ""),
        cells=tuple((str(dimension), str(field)) for dimension, field in entry.by.items()),
    )


def part_of(entry: FeedEntry) -> str:
    """The kind of child records that are counted one by one; none where the records themselves are."""
    named = entry.each or (entry.count if entry.count != RECORDS else None)
    return str(named or "")


def _unfit(holding: Holding, entry: FeedEntry, element: Element) -> Iterator[Text]:
    """Why an element cannot be fed so; what its formulas give is checked where they are read."""
    if element.adds not in (Adding.ADD, Adding.LAST):
        yield _NOT_ADDED
    if not entry.sum and fits(Quantity(NUMBER, Nature.COUNT), quantity(element.unit)):
        yield _OTHER_UNIT.format(unit=element.unit)
    yield from _wrong_level(holding, entry, element)
    if entry.until and element.kind is Flow.FLOW:
        yield _NO_END
    for dimension, field in entry.by.items():
        yield from _wrong_cell(holding, str(dimension), str(field), element)
    if entry.at_place is not None:
        asked = holding.named[entry.at_place]
        if asked.kind is not Kind.PLACE or asked.many or asked.sealed:
            yield _NOT_A_PLACE.format(field=asked.label)


def _wrong_level(holding: Holding, entry: FeedEntry, element: Element) -> Iterator[Text]:
    if element.at is None:
        return
    above = [level.label for level in holding.entry.kept_by if level.depth < element.at.depth]
    if above and entry.at_place is None:
        yield _TOO_HIGH.format(at=element.at.label, levels=listed(above))
    if entry.distinct is not None and entry.distinct != PLACE:
        yield _DIFFERENT


def _wrong_cell(holding: Holding, dimension: str, field: str, element: Element) -> Iterator[Text]:
    categories = dict(element.breakdowns).get(dimension)
    asked = holding.named[field]
    if categories is None:
        yield _NO_DIMENSION.format(dimension=dimension)
    elif asked.kind is not Kind.CHOICE or asked.many or asked.sealed:
        yield _NOT_CHOSEN.format(field=asked.label)
    elif strange := [label for code, label in asked.of if code not in categories]:
        yield _NO_CATEGORY.format(options=listed(strange), dimension=dimension)
