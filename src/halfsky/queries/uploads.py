"""Files on their way in, for those who sent them: what their headings mean, how far they are, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from halfsky.exchange.form_grid import Asked
from halfsky.exchange.layout import SIGN
from halfsky.exchange.marked_copy import marked_copy
from halfsky.exchange.meaning import Axis, breakdowns
from halfsky.exchange.place_names import known_places
from halfsky.exchange.spots import Spot
from halfsky.kernel.access import (
    FILL_BELOW,
    FILL_FORMS,
    NOT_ALLOWED,
    NOT_SIGNED_IN,
    Viewer,
    demand,
    may,
)
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Element
from halfsky.kernel.period import period
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import problem
from halfsky.kernel.rollup import Key
from halfsky.kernel.round import Round, State
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.forms import content_of, key_text, read_key, round_of
from halfsky.queries.grid import rate_element
from halfsky.queries.sheets import NO_ROUND, Sheet, desk
from halfsky.queries.standings import Standings
from halfsky.store import uploads
from halfsky.store.house import House
from halfsky.store.models import RoundRow

NO_UPLOAD = problem(
    "404.770",
    ("没有这个上传的文件，或已过期清除。", "There is no such uploaded file, or it was removed after some days."),
    ("请重新上传。", "Please send it again."),
)
NO_ROUND_FOR = problem(
    "404.820",
    ("没有给{place}布置 {period} 的报表“{form}”。", "No round asks {place} for {form} of {period}."),
    ("请核对报表代码、报告期和区划代码，或用 --round 写任务编号。", "Check form, period and place, or name the round."),
)
MAPPING, WAITING, READING, DONE, REFUSED = "mapping", "waiting", "reading", "done", "refused"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong with a file, as the page shows it."""

    where: str
    says: Text
    todo: Text
    number: str

    def in_(self, lang: str) -> str:
        """One line for a person: where, what, what to do."""
        gap, sign = (" ", ": ") if lang == "en" else ("", "：")
        return f"{self.where}{sign if self.where else ''}{self.says.in_(lang)}{gap}{self.todo.in_(lang)}"

    def as_json(self) -> dict[str, Any]:
        """The one JSON shape of every error."""
        says, todo = ({"zh": text.zh, "en": text.in_("en")} for text in (self.says, self.todo))
        return {"number": self.number, "where": self.where, "says": says, "todo": todo}


@dataclass(frozen=True, slots=True)
class Heading:
    """A label of somebody's table: what it is proposed to mean, how surely, and what stands beside it."""

    text: str
    key: str
    confidence: int
    samples: tuple[str, ...]

    @property
    def shown(self) -> bool:
        """Whether it may mean anything: it has figures, or a proposal."""
        return bool(self.key or self.samples)

    @property
    def outer(self) -> str:
        """What the label stands under."""
        return " · ".join(self.text.split(SIGN)[:-1])

    @property
    def own(self) -> str:
        """What the label says itself."""
        return self.text.split(SIGN)[-1]

    @property
    def element(self) -> str:
        """The part of the proposal that is an element: "live_births|"."""
        code = self.key.partition("|")[0]
        return f"{code}|" if code else ""

    @property
    def breakdown(self) -> str:
        """The part of the proposal that is a breakdown: "|residence=rural"."""
        code, sign, at = self.key.partition("|")
        return f"|{at}" if code and sign else self.key


@dataclass(frozen=True, slots=True)
class Side:
    """The labels of one axis of somebody's table, and what they may mean: "cells" (an element with its breakdown),
    "elements", "breakdowns", or "sheets" (an element or nothing further)."""

    axis: Axis
    what: str
    labels: tuple[Heading, ...]

    @property
    def matched(self) -> int:
        """How many labels mean something, as far as is known."""
        return sum(bool(label.key) for label in self.labels)

    @property
    def bare(self) -> int:
        """How many labels have neither figures nor a meaning."""
        return sum(not label.shown for label in self.labels) if self.axis != "sheets" else 0


@dataclass(frozen=True, slots=True)
class Sheetlet:
    """One of several tables of a file, with its title and the code of the unit that it names."""

    name: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in. `alone` says that it is one unit's; `units` counts those it names, `cells` the figures that
    went into a draft, `wrong` all complaints (the first are listed); `unasked` counts figures that the form does not
    take."""

    token: str
    name: str
    state: str
    round: int
    under: str
    alone: bool
    path: Path
    units: int
    cells: int
    wrong: int
    unasked: int
    complaints: tuple[Complaint, ...]
    sides: tuple[Side, ...]
    tables: tuple[Sheetlet, ...]
    places: str
    way: str
    layouts: int
    more: int
    left_out: tuple[str, ...]
    marked: bool
    notes: Mapping[str, Any]


def upload(house: House, viewer: Viewer, token: str) -> Upload:
    """A file that the viewer has sent; another's is not there for her."""
    said = uploads.notes(house.folder, token)
    if said is None or viewer.user_id is None or said.get("user") != viewer.user_id:
        raise NO_UPLOAD.at()
    return Upload(
        token=token,
        name=said["name"],
        state=said["state"],
        round=said["round"],
        under=said["under"],
        alone=said.get("alone", False),
        path=uploads.path(house.folder, token),
        units=said.get("count", 0),
        cells=said.get("cells", 0),
        wrong=said.get("wrong", 0),
        unasked=said.get("unasked", 0),
        complaints=tuple(_complaint(c) for c in said.get("complaints", ())),
        sides=tuple(_side(side) for side in said.get("sides", ())),
        tables=tuple(Sheetlet(*table) for table in said.get("tables", ())),
        places=said.get("places", ""),
        way=said.get("way", "rows"),
        layouts=said.get("layouts", 1),
        more=said.get("more", 0),
        left_out=tuple(said.get("left_out", ())),
        marked=bool(said.get("spots")) and bool(said.get("xlsx")),
        notes=said,
    )


def _side(kept: Mapping[str, Any]) -> Side:
    return Side(kept["axis"], kept["what"], tuple(Heading(h[0], h[1], h[2], tuple(h[3])) for h in kept["labels"]))


def marked(of: Upload, lang: str) -> bytes:
    """A copy of the file with its wrong cells coloured and commented."""
    if not of.marked:
        raise NO_UPLOAD.at()
    told: dict[str, dict[Spot, str]] = {}
    for sheet, row, column, said in of.notes["spots"]:
        told.setdefault(sheet, {})[row, column] = f"{said['says'][lang]}\n{said['todo'][lang]}"
    return marked_copy(of.path, told)


def _complaint(kept: Mapping[str, Any]) -> Complaint:
    says, todo = kept["says"], kept["todo"]
    return Complaint(kept["where"], Text(says["zh"], says["en"]), Text(todo["zh"], todo["en"]), kept["number"])


@dataclass(frozen=True)
class Giving:
    """A round as somebody sees it who gives figures: of all its units under a place (分县数), or of a unit `alone`. It
    is made for those who may (`below`, `alone`)."""

    house: House
    row: RoundRow
    round: Round
    place: Place
    units: Sequence[tuple[str, str]]
    alone: bool = False

    @property
    def content(self) -> Content:
        """The definitions that the round was opened with."""
        return content_of(self.house, self.row)

    @property
    def asked(self) -> Asked:
        """What is asked of each of the units."""
        content = self.content
        rates = {code: rate_element(content, code) for code in self.round.form.rates}
        return Asked(
            self.round.form,
            content.elements,
            self.round.period,
            self.place.code,
            self.place.name,
            round=self.row.pk,
            fingerprint=self.row.fingerprint,
            rates=rates,
        )

    @property
    def elements(self) -> list[Element]:
        """The elements that the form asks, rates included."""
        asked = self.asked
        return [*(asked.elements[line.element] for line in asked.form.lines), *asked.rates.values()]

    def known(self) -> Mapping[str, str]:
        """Every way to write a unit's name or code, and its code."""
        return self._known

    @cached_property
    def _known(self) -> Mapping[str, str]:
        return known_places(self.units)

    @property
    def categories(self) -> Mapping[tuple[str, str], Text]:
        return self.content.categories


def below(house: House, viewer: Viewer, round_id: int, under: str) -> Giving:
    """The round's units under a place, for who may give their figures."""
    row = RoundRow.objects.filter(pk=round_id).first()
    if row is None:
        raise NO_ROUND.at(came=round_id)
    round_ = round_of(house, row)
    place = places.place(house, under)
    demand(viewer, FILL_BELOW, place, house.today(), round_.form.agency)
    units = [(p.code, p.name) for p in Standings(house, row, place).places]
    return Giving(house, row, round_, place, units)


def alone(house: House, viewer: Viewer, round_id: int, place: str) -> Giving:
    """The round for a unit by itself, for who may fill in its sheet."""
    at = desk(house, round_id, place)
    if not at.may(viewer, FILL_FORMS):
        raise NOT_SIGNED_IN.at() if viewer.user_id is None else NOT_ALLOWED.at(permission=FILL_FORMS.label)
    return Giving(house, at.row, at.round, at.place, [(at.place.code, at.place.name)], alone=True)


def giving(house: House, viewer: Viewer, of: Upload) -> Giving:
    """Whose figures an upload gives."""
    return (alone if of.alone else below)(house, viewer, of.round, of.under)


def round_for(house: House, form: str, period_: str, place: str) -> int:
    """The number of the newest round of a form and period that a place belongs to; an open one before others."""
    at = places.place(house, place)
    rows = RoundRow.objects.filter(form=form, period=str(period(period_)), place__in=[*at.path])
    found = sorted(rows, key=lambda row: (row.state == State.OPEN, row.pk))
    if not found:
        raise NO_ROUND_FOR.at(form=form, period=period_, place=at.name)
    return found[-1].pk


def fills_in(house: House, round_id: int, place: str) -> bool:
    """Whether a place is of the level at which the round's form is filled in, not above it."""
    row = RoundRow.objects.filter(pk=round_id).first()
    if row is None:
        raise NO_ROUND.at(came=round_id)
    round_ = round_of(house, row)
    return places.place(house, place, round_.period.last_day()).level is round_.form.level


def gives_below(house: House, viewer: Viewer, round_: Round, place: Place) -> bool:
    """Whether the viewer may give the figures of all units under a place, and there is more than herself."""
    deeper = place.level.depth < round_.form.level.depth
    return deeper and may(viewer, FILL_BELOW, place, house.today(), round_.form.agency)


def asked_of(house: House, sheet: Sheet) -> Asked:
    """What the workbook of a sheet asks, with what is typed so far and what was given before."""
    content, form = sheet.content, sheet.form
    agency = content.agencies.get(form.agency)
    before: dict[Key, Any] = {read_key(text): reading for text, reading in sheet.before.items()}
    return Asked(
        form,
        content.elements,
        sheet.round.period,
        sheet.place.code,
        sheet.place.name,
        agency.name if agency else Text(""),
        sheet.round.id,
        desk(house, sheet.round.id, sheet.place.code).row.fingerprint,
        {code: rate_element(content, code) for code in form.rates},
        sheet.raw,
        before,
        sheet.returned,
    )


def choices(of: Giving) -> list[tuple[str, Text]]:
    """The cells that a heading may be matched to: by element, then column."""
    form, asked = of.round.form, of.asked
    heads = {
        c.cell: Text("·".join(h.zh for h in c.heads), " · ".join(h.in_("en") for h in c.heads)) for c in form.columns
    }
    single = len(form.columns) == 1
    found = []
    for code, at in form.keys(asked.elements):
        name = asked.elements[code].name
        label = name if single else Text(f"{name.zh}：{heads[at].zh}", f"{name.in_('en')}: {heads[at].in_('en')}")
        found.append((key_text((code, at)), label))
    return [*found, *((f"{code}|", element.name) for code, element in asked.rates.items())]


def element_choices(of: Giving) -> list[tuple[str, Text]]:
    """The elements that a label may be matched to, each with its unit of measure."""
    return [(f"{e.code}|", e.name + Text(f"（{e.unit}）", f" ({e.unit})") if e.unit else e.name) for e in of.elements]


def breakdown_choices(of: Giving) -> list[tuple[str, Text]]:
    """The breakdowns that a label may be matched to; the first is none."""
    return [(f"|{at}", at.label(of.categories)) for at in breakdowns(of.asked)]
