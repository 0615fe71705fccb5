"""Rounds: a form opened for a period and a subtree; who is due, by when, and how far it has come (填报进度)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from halfsky.kernel.fact import Element
from halfsky.kernel.filing import ACCEPTED, ARCHIVED, NONE, SENT_BACK, WITH_FILLER
from halfsky.kernel.form import Form
from halfsky.kernel.period import Period
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import problem
from halfsky.kernel.rollup import Key
from halfsky.kernel.text import Text, listed
from halfsky.kernel.workdays import Calendar

EXPIRED = problem(
    "409.60",
    ("报表《{form}》的有效期至{until}，不能再布置。", "The form {form} expired on {until}; it opens no round."),
    ("请向制定机关申请新的文号，更新报表后再布置。", "Have the form approved anew and update its pack."),
)
OTHER_PERIOD = problem(
    "400.746",
    ("报表《{form}》按{rhythm}填报，不能布置{period}。", "The form {form} is filled in by {rhythm}, not for {period}."),
    ("请选择相应的时期。", "Choose a period of that kind."),
)
NOT_OVER = problem(
    "400.747",
    ("{period}还没有结束，数据还不能填报。", "{period} is not over; there is nothing to report yet."),
    ("请在{day}之后布置，或选择已结束的时期。", "Open it after {day}, or choose a period that is over."),
)
KNOWN_ALREADY = problem(
    "409.61",
    ("这些数据在{other}已经要过：{cells}。", "These figures are asked already in {other}: {cells}."),
    (
        "一数一源，不重复布置；请从报表中去掉，或先关闭原来的任务。",
        "A figure is asked once: take the cells out, or close the other round.",
    ),
)
ROUND_CLOSED = problem(
    "409.62",
    ("《{form}》{period}的填报已于{day}截止。", "The round of {form} for {period} closed on {day}."),
    ("确需补报的，请向布置单位申请延期。", "Ask those who opened it for an extension."),
)
FROZEN = problem(
    "409.63",
    ("《{form}》{period}已定稿归档，数据不能再改。", "{form} for {period} is archived; nothing changes any more."),
    ("确有差错的，由布置单位办理数据更正。", "A mistake is mended by a correction of those who opened it."),
)

RHYTHMS: dict[str, Text] = {
    "year": Text("年", "year"),
    "school": Text("学年", "school year"),
    "half": Text("半年", "half-year"),
    "quarter": Text("季", "quarter"),
    "month": Text("月", "month"),
    "to_month": Text("年初累计", "months from January on"),
}


class State(StrEnum):
    """A round is open, closed (only what came is handled), or frozen (定稿)."""

    OPEN = "open"
    CLOSED = "closed"
    FROZEN = "frozen"

    @property
    def label(self) -> Text:
        return {"open": Text("填报中", "open"), "closed": Text("已截止", "closed"), "frozen": Text("已定稿", "frozen")}[
            self
        ]


@dataclass(frozen=True, slots=True)
class Round:
    """A form opened for a period at `top` and below. Until `late_until` an answer is taken as late."""

    id: int
    form: Form
    period: Period
    top: Place
    due: dt.date
    late_until: dt.date
    state: State = State.OPEN

    def takes(self, day: dt.date, extended: dt.date | None = None) -> bool:
        """Whether an answer may come on the day; an extension of one unit outlives the closing of the round."""
        if self.state is State.FROZEN:
            return False
        if extended is not None and day <= extended:
            return True
        return self.state is State.OPEN and day <= self.late_until

    def demand_taking(self, day: dt.date, extended: dt.date | None = None) -> None:
        """Refuse an answer that comes too late."""
        if self.state is State.FROZEN:
            raise FROZEN.at(form=self.form.title, period=self.period.label)
        if not self.takes(day, extended):
            raise ROUND_CLOSED.at(form=self.form.title, period=self.period.label, day=min(self.late_until, day))


@dataclass(frozen=True, slots=True)
class Standing:
    """How one unit stands in a round: the state of its newest revision, and whether it is or came late."""

    state: str = NONE
    late: bool = False

    @property
    def kind(self) -> str:
        """filled, returned, late (still owed after the day), or missing (owed, not yet late)."""
        if self.state in SENT_BACK:
            return "returned"
        if self.state in WITH_FILLER:
            return "late" if self.late else "missing"
        return "filled"

    @property
    def accepted(self) -> bool:
        return self.state in (ACCEPTED, ARCHIVED)


def standing(
    round_: Round, state: str, handed_in: dt.date | None, today: dt.date, extended: dt.date | None = None
) -> Standing:
    """How a unit stands: late is who handed in after the day, or has not and the day is over."""
    last = max(round_.due, extended) if extended else round_.due
    return Standing(state, (handed_in or today) > last)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over units; `filled` ones are in, `accepted` ones count."""

    due: int
    filled: int
    returned: int
    late: int
    missing: int
    accepted: int
    filled_late: int

    @property
    def open(self) -> int:
        """Units that still owe an answer."""
        return self.due - self.filled


def tally(standings: Iterable[Standing]) -> Tally:
    """The counts of a subtree."""
    return tally_of(Counter(standings))


def tally_of(counts: Mapping[Standing, int]) -> Tally:
    """The same, of how many units stand alike."""
    kinds: Counter[str] = Counter()
    for one, count in counts.items():
        kinds[one.kind] += count
    return Tally(
        due=kinds.total(),
        filled=kinds["filled"],
        returned=kinds["returned"],
        late=kinds["late"],
        missing=kinds["missing"],
        accepted=sum(n for s, n in counts.items() if s.accepted),
        filled_late=sum(n for s, n in counts.items() if s.late and s.kind == "filled"),
    )


def due_days(form: Form, period: Period, opened: dt.date, calendar: Calendar) -> tuple[dt.date, dt.date]:
    """The day an answer is due and the last day on which a late one is taken, counted from the end of the period, or
    from the opening of the round where that is later."""
    begin = max(period.last_day(), opened)
    if form.due.workdays:
        due = calendar.after(begin, form.due.days)
        return due, calendar.after(due, form.due.late)
    due = begin + dt.timedelta(days=form.due.days)
    return due, due + dt.timedelta(days=form.due.late)


def demand_open(form: Form, period: Period, today: dt.date) -> None:
    """Refuse to open an expired form, a period of another kind, or one that is not over."""
    if form.printed.until is not None and form.printed.until < today:
        raise EXPIRED.at(form=form.title, until=form.printed.until)
    if not form.asks_for(period):
        raise OTHER_PERIOD.at(form=form.title, rhythm=RHYTHMS[form.rhythm], period=period.label)
    if period.last_day() >= today:
        raise NOT_OVER.at(period=period.label, day=period.last_day())


@dataclass(frozen=True, slots=True)
class Burden:
    """What a form costs those below: agencies × cells × times a year (减负)."""

    agencies: int
    cells: int
    times: int

    @property
    def total(self) -> int:
        return self.agencies * self.cells * self.times


def burden(form: Form, elements: Mapping[str, Element], agencies: int) -> Burden:
    """The yearly burden of a form on so many agencies."""
    return Burden(agencies, len(form.keys(elements)), form.times_a_year)


def asked_twice(form: Form, other: Form, elements: Mapping[str, Element]) -> tuple[Key, ...]:
    """The cells that another form already asks of the same level: a figure is entered once."""
    if form.level is not other.level or form.code == other.code:
        return ()
    known = set(other.keys(elements))
    return tuple(key for key in form.keys(elements) if key in known)


def demand_new(form: Form, others: Iterable[Form], elements: Mapping[str, Element]) -> None:
    """Refuse a form that asks cells which open or answered rounds of the period ask already."""
    for other in others:
        if twice := asked_twice(form, other, elements):
            cells = listed([elements[code].name for code in dict.fromkeys(code for code, _ in twice)])
            raise KNOWN_ALREADY.at(other=Text(f"《{other.title.zh}》", other.title.in_("en")), cells=cells)
