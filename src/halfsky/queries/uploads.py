"""Files on their way in, for those who sent them: what their headings mean, how far they are, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from halfsky.exchange.form_grid import Asked
from halfsky.exchange.marked_copy import marked_copy
from halfsky.exchange.place_names import known_places
from halfsky.kernel.access import FILL_BELOW, Viewer, demand, may
from halfsky.kernel.fact import Element
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import problem
from halfsky.kernel.rollup import Key
from halfsky.kernel.round import Round
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
MAPPING, WAITING, READING, DONE, REFUSED = "mapping", "waiting", "reading", "done", "refused"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong with a file, as the page shows it."""

    where: str
    says: Text
    todo: Text
    number: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of somebody's table: what it is proposed to mean, how surely, and what stands below it."""

    text: str
    key: str
    confidence: int
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in. `units` counts those it names, `wrong` all complaints (the first are listed)."""

    token: str
    name: str
    state: str
    round: int
    under: str
    path: Path
    sheet: str
    units: int
    wrong: int
    complaints: tuple[Complaint, ...]
    headings: tuple[Heading, ...]
    places: str
    way: str
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
        path=uploads.path(house.folder, token),
        sheet=said.get("sheet", ""),
        units=said.get("units", 0),
        wrong=said.get("wrong", 0),
        complaints=tuple(_complaint(c) for c in said.get("complaints", ())),
        headings=tuple(Heading(h[0], h[1], h[2], tuple(h[3])) for h in said.get("headings", ())),
        places=said.get("places", ""),
        way=said.get("way", "down"),
        left_out=tuple(said.get("left_out", ())),
        marked=bool(said.get("spots")) and bool(said.get("xlsx")),
        notes=said,
    )


def marked(of: Upload, lang: str) -> bytes:
    """A copy of the file with its wrong cells coloured and commented."""
    if not of.marked:
        raise NO_UPLOAD.at()
    told = {(row, column): f"{said['says'][lang]}\n{said['todo'][lang]}" for row, column, said in of.notes["spots"]}
    return marked_copy(of.path, of.sheet, told)


def _complaint(kept: Mapping[str, Any]) -> Complaint:
    says, todo = kept["says"], kept["todo"]
    return Complaint(kept["where"], Text(says["zh"], says["en"]), Text(todo["zh"], todo["en"]), kept["number"])


@dataclass(frozen=True)
class Below:
    """A round as somebody sees it who gives the figures of all its units under a place (分县数)."""

    house: House
    row: RoundRow
    round: Round
    place: Place
    standings: Standings

    @property
    def asked(self) -> Asked:
        """What is asked of each of the units."""
        content = content_of(self.house, self.row)
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
    def elements(self) -> dict[str, Element]:
        """The elements that keys may name, rates included."""
        return {**self.asked.elements, **self.asked.rates}

    @property
    def units(self) -> list[tuple[str, str]]:
        """Code and name of the units."""
        return [(p.code, p.name) for p in self.standings.places]

    def known(self) -> Mapping[str, str]:
        """Every way to write a unit's name or code, and its code."""
        return known_places(self.units)

    @property
    def categories(self) -> Mapping[tuple[str, str], Text]:
        return content_of(self.house, self.row).categories


def below(house: House, viewer: Viewer, round_id: int, under: str) -> Below:
    """The round's units under a place, for who may give their figures."""
    row = RoundRow.objects.filter(pk=round_id).first()
    if row is None:
        raise NO_ROUND.at(came=round_id)
    round_ = round_of(house, row)
    place = places.place(house, under)
    demand(viewer, FILL_BELOW, place, house.today(), round_.form.agency)
    return Below(house, row, round_, place, Standings(house, row, place))


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


def choices(of: Below) -> list[tuple[str, Text]]:
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
