"""Accepting a proposal: it becomes a target, a value or a task by the action that people use for these, with its rights
and its checks, and the decision is kept in the same act. So nothing is half kept, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from halfsky.actions.acting import Act, Also, acting
from halfsky.actions.proposal_decisions import changed, decide
from halfsky.actions.records import add
from halfsky.actions.target_rows import Said
from halfsky.actions.targets import set_targets
from halfsky.actions.value_rows import OTHER_UNIT
from halfsky.actions.values import take_values
from halfsky.exchange.tables import Line, Table
from halfsky.exchange.values import COLUMNS as VALUE_COLUMNS
from halfsky.kernel.access import Viewer
from halfsky.kernel.entry import Entry
from halfsky.kernel.numbers import exact, exactly
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.source_text import State, key
from halfsky.kernel.units import Unit
from halfsky.queries.source_items import Item, item
from halfsky.queries.source_matches import Match
from halfsky.queries.source_texts import SOURCE, SourceText, source_text
from halfsky.store.house import House

NO_MATCH = problem(
    "400.1327",
    ("没有选定指标。", "No indicator is chosen."),
    ("请从建议中选择，或在“修改”里查找指标。", "Choose one of those suggested, or look for one under Mend."),
)
NO_PLACE = problem(
    "400.1328",
    ("不知道是哪个区划：文中说的是“{said}”。", "The place is not known: the text says “{said}”."),
    ("请在“修改”里填写区划代码，或给整篇定下区划。", "Write its code under Mend, or give the whole document a place."),
)
NO_YEAR = problem(
    "400.1329",
    ("不知道是哪一年：文中说的是“{said}”。", "The year is not known: the text says “{said}”."),
    (
        "请在“修改”里填写年份；半年、季度的数不能当作全年的数。",
        "Write it under Mend; the figure of half a year is none of the year.",
    ),
)
NO_VALUE = problem(
    "400.1330",
    ("没有数值，不能作为目标值或指标数值。", "It has no value, so it can be neither a target nor a figure."),
    ("请在“修改”里填写数值，或改为任务。", "Write a value under Mend, or make it a task."),
)
NOT_EXACT = problem(
    "400.1331",
    ("文中是约数或界限（{said}），不能作为指标数值。", "The text gives an estimate or a bound ({said}), no figure."),
    ("请核对准确数后，在“修改”里改为“等于”。", "Look up the exact figure and set it to “equal” under Mend."),
)
NO_REGISTER = problem(
    "400.1332",
    ("本级没有接收文稿任务的台账。", "No register of this level takes tasks from texts."),
    ("请安装带任务台账的内容包，如“妇联工作”。", "Install a pack with a register of tasks."),
)


def accept(
    house: House,
    viewer: Viewer,
    number: int,
    n: int,
    now: Mapping[str, str] | None = None,
    text: SourceText | None = None,
) -> Mapping[str, Any]:
    """Accept one proposal; `now` is what is mended in the same step. Returns what it became; of one that is accepted
    already what it became then. Refuses with everything that is wrong with it."""
    text = text or source_text(house, viewer, number)
    if text.state(n) is State.ACCEPTED:
        return dict(text.decision(n)["became"])
    given = changed(house, viewer, text, n, now or {})
    one = item(house, viewer, text, n, given)
    return ACCEPTED_BY[one.type](house, viewer, text, one, given)


def _target(house: House, viewer: Viewer, text: SourceText, one: Item, now: Mapping[str, str]) -> Mapping[str, Any]:
    """A target of the place, for the goal and the year."""
    match = _demand_figure(one)
    unit = match.indicator.unit
    value, upper = (in_unit(one[part], one["unit"], unit) or "" for part in ("value", "upper"))
    cells = {
        "number": match.goal.number,
        "place": one["place"],
        "year": one["year"],
        "comparator": one["comparator"],
        "value": value,
        "value2": upper,
        "breakdown": str(match.goal.cell),
        "source": key(text.written.id, one.number),
    }
    became = _figure("target", match, one)
    also = _also(house, viewer, text, one, now, became)
    done = set_targets(house, viewer, match.plan.code, [Said(cells)], also=also)
    return _settled(house, viewer, text, became, also, done.position)


def _value(house: House, viewer: Viewer, text: SourceText, one: Item, now: Mapping[str, str]) -> Mapping[str, Any]:
    """The value of the indicator for the place and the year."""
    match = _demand_figure(one)
    if one["comparator"] != "=":
        raise NOT_EXACT.at(said=one["comparator"])
    source = key(text.written.id, one.number)
    cells = {
        "indicator": match.indicator.code,
        "place": one["place"],
        "period": one["year"],
        "value": in_unit(one["value"], one["unit"], match.indicator.unit) or "",
        "unit": match.indicator.unit,
        "source": source,
        **dict(match.goal.cell.parts),
    }
    columns = {name: (VALUE_COLUMNS[name][-1] if name in VALUE_COLUMNS else name, "") for name in cells}
    table = Table(source, text.written.sha256, columns, (), [])
    table.lines.append(Line(one.number, cells, frozenset({"value"}), table))
    became = _figure("value", match, one)
    also = _also(house, viewer, text, one, now, became)
    done = take_values(house, viewer, table, also=also)
    return _settled(house, viewer, text, became, also, done.position)


def _task(house: House, viewer: Viewer, text: SourceText, one: Item, now: Mapping[str, str]) -> Mapping[str, Any]:
    """A record of the register that takes tasks from texts, filled in as the register declares; of an internal text it
    has neither the name nor the words."""
    if not one["register"]:
        raise NO_REGISTER.at()
    if one.of_place is None:
        raise NO_PLACE.at(said=one.place_said or "—")
    register = house.content.register(one["register"])
    source, quote = key(text.written.id, one.number), ""
    if not text.confidential:
        source, quote = f"{source}《{text.written.name}》{one.where.zh}", one.quote.strip()
    words = {
        "subject": one["subject"],
        "deadline": one["day"],
        "agency": one["agency"],
        "quote": quote,
        "source": source,
    }
    values = {code: said.format(**words).strip() for code, said in register.from_text}
    became: dict[str, Any] = {"kind": "task", "register": register.code, "place": one["place"]}
    keep = _also(house, viewer, text, one, now, became)

    def also(act: Act) -> None:
        became["record"] = int(act.subject.rpartition(" ")[2])
        keep(act)

    given = Entry({code: value for code, value in values.items() if value})
    add(house, viewer, register.code, one["place"], given, origin="text", also=also)
    return became


def _figure(kind: str, match: Match, one: Item) -> dict[str, Any]:
    """What a target or a value is found again by."""
    where = {"place": one["place"], "year": int(one["year"])}
    return {"kind": kind, "plan": match.plan.code, "number": match.goal.number, **where}


def _demand_figure(one: Item) -> Match:
    """What a target and a value need alike; refuses with all that is missing."""
    wrong = []
    if one.match is None:
        wrong.append(NO_MATCH.at())
    if one.of_place is None:
        wrong.append(NO_PLACE.at(said=one.place_said or "—"))
    if not one["year"]:
        wrong.append(NO_YEAR.at(said=one["when"] or "—"))
    if not one["value"]:
        wrong.append(NO_VALUE.at())
    elif one.match is not None and in_unit(one["value"], one["unit"], one.match.indicator.unit) is None:
        wanted = one.match.indicator.unit
        wrong.append(OTHER_UNIT.at(indicator=one.match.indicator.name, wanted=wanted, came=one["unit"] or "—"))
    if wrong or one.match is None:
        raise Refused(wrong)
    return one.match


def in_unit(value: str, came: str, wanted: str) -> str | None:
    """A value in the unit that is wanted: 32000 of 人 is 3.2 of 万人. Rates are never turned into one another, since
    another unit is another indicator; None where the units do not fit.

    >>> in_unit("32000", "人", "万人"), in_unit("9.4", "/10万", "1/10万"), in_unit("5", "%", "‰")
    ('3.2', '9.4', None)
    """
    if not value or came in (wanted, wanted.removeprefix("1")):
        return value
    try:
        unit, other = Unit.parse(came), Unit.parse(wanted)
    except Refused:
        return None
    if not came or unit.kind != "quantity" or unit.dimension != other.dimension or other.kind != "quantity":
        return None
    return exactly(exact(value) * unit.factor / other.factor)


def _also(
    house: House, viewer: Viewer, text: SourceText, one: Item, now: Mapping[str, str], became: dict[str, Any]
) -> Also:
    """Keeps the decision within the act; `became` learns the position of the act."""

    def keep(act: Act) -> None:
        act.detail |= {"text": key(text.written.id, one.number)}
        decide(house, viewer, text, one.number, act, State.ACCEPTED, mended=now, became=became)
        became["position"] = act.position

    return keep


def _settled(
    house: House, viewer: Viewer, text: SourceText, became: Mapping[str, Any], also: Also, position: int | None
) -> Mapping[str, Any]:
    """Where the house says exactly this already, with this source, there was no act: the decision is one of its own."""
    if position is None:
        with acting(house, viewer, "texts.accept", f"{SOURCE} {text.written.id}", text.at) as act:
            also(act)
    return became


ACCEPTED_BY: Mapping[str, Callable[..., Mapping[str, Any]]] = {"target": _target, "result": _value, "task": _task}
