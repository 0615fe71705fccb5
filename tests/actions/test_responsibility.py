"""A target set, split over counties and years, promised in pledges, written into the book of duties and signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.collecting import PDF
from tests.houses import admin_of, viewer

if TYPE_CHECKING:
    from halfsky.store.models import Document, TargetRow

GUIGANG, PLAN, NUMBER = "450800000000", "women-2021", "W1.03"
TODAY = dt.date(2026, 11, 22)


def refused(call: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as no:
        call()
    return [r.number for r in no.value.refusals]


def targets(**wanted: object) -> list[TargetRow]:
    from halfsky.store.models import TargetRow

    return list(TargetRow.objects.filter(plan=PLAN, current=True, **wanted).order_by("year", "place_id"))


def said(**cells: str) -> object:
    from halfsky.actions.target_rows import Said

    base = {"number": NUMBER, "place": GUIGANG, "year": "2030", "comparator": "≥", "value": "70"}
    return Said({**base, **cells}, {column: column for column in base})


@pytest.fixture
def office(house: House) -> Viewer:
    return viewer(house, "guigang-office", "office", GUIGANG)


def set_one(house: House, who: Viewer, **cells: str) -> object:
    from halfsky.actions.targets import set_targets

    return set_targets(house, who, PLAN, [said(**cells)])  # type: ignore[list-item]


def test_a_target_goes_the_whole_way(house: House, office: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.splits import keep_parts, keep_years
    from halfsky.queries import places
    from halfsky.queries.splitting import splitting
    from halfsky.store.models import LogEntry

    set_one(house, office, source="贵妇儿工委〔2026〕3号")
    of = splitting(house, office, PLAN, GUIGANG, 2026, NUMBER)
    codes = [b.place.code for b in of.below]
    assert codes == [p.code for p in places.all_children(house, places.place(house, GUIGANG))]

    # 5 counties, the first with as many women as the four others together: 60 % there and 70 % elsewhere make 65 %.
    weights = {code: Fraction(4 if code == codes[0] else 1) for code in codes}
    lazy = {code: "60" if code == codes[0] else "70" for code in codes}
    assert len(codes) == 5
    assert refused(lambda: keep_parts(house, office, of, lazy, weights)) == ["400.1041"]
    assert targets(place__in=[b.place.id for b in of.below]) == []
    sound = {code: "75" if code == codes[0] else "65" for code in codes}  # (4 × 75 + 4 × 65) ÷ 8 = 70
    keep_parts(house, office, of, sound, weights)
    kept = {t.place_id: t.value for t in targets(place__in=[b.place.id for b in of.below])}
    assert kept == {b.place.id: sound[b.place.code] for b in of.below}

    keep_years(house, office, of, {2028: "64", 2029: "67", 2030: "99"})
    own = targets(place=of.assessment.place.id)
    assert [(t.year, t.value, t.interim) for t in own] == [(2028, "64", True), (2029, "67", True), (2030, "70", False)]
    entries = LogEntry.objects.filter(action="targets.set").order_by("position")
    assert [(e.detail["added"], e.subject) for e in entries] == [(n, f"{GUIGANG} {PLAN}") for n in (1, 5, 2)]

    pledges(house, office, codes)
    book(house, office)


def pledges(house: House, office: Viewer, codes: list[str]) -> None:
    """Each county gets a pledge of its own; a second time it is the second version."""
    from docx import Document as Word

    from halfsky.actions.pledges import write_pledges
    from halfsky.queries.pledges import pledged

    made = write_pledges(house, office, PLAN, GUIGANG, 2027, signer="王某")
    assert len(made) == len(codes)
    first = pledged(house, office, PLAN, GUIGANG, 2027)[0]
    assert first.newest is not None and first.newest.version == 1
    traced(house, office, made[0])
    word = Word(str(first.newest.path))
    assert [c.text for c in word.tables[0].rows[1].cells][-3:] == ["75%以上", "2030年", "75%以上（2030年）"]
    assert any(p.text == "签字：王某" for p in word.paragraphs)
    write_pledges(house, office, PLAN, GUIGANG, 2027)
    newest = pledged(house, office, PLAN, GUIGANG, 2027)[0].papers
    assert [p.version for p in newest] == [2, 1]
    assert refused(lambda: write_pledges(house, office, PLAN, codes[0], 2027)) == ["400.1055"]


def book(house: House, office: Viewer) -> None:
    """Two versions of the book; what changed between them; the first is signed, once."""
    from docx import Document as Word

    from halfsky.actions.duty_books import freeze_book
    from halfsky.actions.signing import sign
    from halfsky.actions.users import add_user
    from halfsky.kernel.duty_book import changes, from_json
    from halfsky.queries.papers import DUTIES, paper, papers
    from halfsky.store.models import Document

    first = freeze_book(house, office, PLAN, GUIGANG, 2026)
    who = ("health", "ein-Passwort-9", "liaison", GUIGANG)
    add_user(house, admin_of(house), *who, agency="health", name="陈某", phone="0775-1")
    set_one(house, office, value="72")
    second = freeze_book(house, office, PLAN, GUIGANG, 2026)
    traced(house, office, second)
    every = papers(house, office, DUTIES, PLAN, [paper(house, office, first.pk).place])
    assert [p.version for p in every] == [2, 1]
    before, after = (from_json(d.brief["rows"]) for d in (first, second))
    mine = [(c.column, c.before, c.after) for c in changes(before, after) if c.number == NUMBER]
    assert mine == [("target", "70%以上", "72%以上"), ("contact", "未确定", "陈某 0775-1")]
    table = Word(BytesIO(house.folder.file(second.sha256).read_bytes())).tables[0]
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")

    def put(number: int, by: str = "李某", on: dt.date | None = TODAY, content: bytes = PDF) -> object:
        return sign(house, office, number, by, on, "盖章件.pdf", content)

    assert refused(lambda: put(first.pk, content=b"<html>")) == ["400.767"]
    assert refused(lambda: put(first.pk, by=" ")) == ["400.1048"]
    assert refused(lambda: put(first.pk, on=TODAY + dt.timedelta(1))) == ["400.1048"]
    assert refused(lambda: put(first.pk, on=TODAY - dt.timedelta(1))) == ["400.1048"]
    put(first.pk)
    signed = paper(house, office, first.pk)
    assert (signed.signed_by, signed.signed_on) == ("李某", TODAY)
    assert house.folder.file(signed.scan).read_bytes() == PDF
    assert refused(lambda: put(first.pk, by="赵某")) == ["409.1049"]
    assert Document.objects.get(pk=first.pk).brief == first.brief


COLUMNS = ("现状", "本年目标", "终期目标", "目标值", "进度")
"""The columns of both papers that hold values and targets."""


def traced(house: House, viewer: Viewer, document: Document) -> None:
    """Every number in those columns leads back to its origin: an indicator of the plan, a period, what it is."""
    from docx import Document as Word

    from halfsky.queries.living import living

    content = house.folder.file(document.sha256).read_bytes()
    found = living(house, viewer, content, document.name)
    assert [o.written.id for o in found.origins] == [document.pk]
    assert not found.origins[0].lost
    known = {goal.indicator for goal in house.content.plan(PLAN).goals}
    assert {n.entry.code for n in found.numbers} <= known
    assert {n.entry.what for n in found.numbers} <= {"value", "target"}
    assert all(n.entry.period and n.entry.exact for n in found.numbers)
    table = Word(BytesIO(content)).tables[-1]
    heads = [cell.text for cell in table.rows[0].cells]
    cells = [c.text for row in table.rows[1:] for c, h in zip(row.cells, heads, strict=False) if h in COLUMNS]
    printed = [text for text in cells if any(sign.isdigit() for sign in text)]
    assert printed
    shown = [n.shown for n in found.numbers]
    assert [text for text in printed if not any(text.startswith(number) for number in shown)] == []


def test_a_table_of_targets_comes_and_goes(house: House, office: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.targets import import_targets
    from halfsky.queries import places

    county = places.all_children(house, places.place(house, GUIGANG))[0].code
    file = tmp_path / "目标.csv"
    head = "编号,区划代码,区划名称,年度,比较方式,目标值,来源\n"
    wrong = [
        f"W1.03,{GUIGANG},贵港市,2030,以上,170,",  # above 100 %
        f"W1.04,{GUIGANG},贵港市,2030,≥,70,",  # a goal without a number
        f"W1.02,{GUIGANG},贵港市,2030,≥,12,",  # fewer deaths are better
        f"W1.02,{GUIGANG},贵港市,2031,≤,12,",  # outside the plan
        f"W1.02,{GUIGANG},南宁市,2030,≤,12,",  # another name
        "W1.02,450100000000,南宁市,2030,≤,12,",  # another's place
        f"W9.99,{GUIGANG},贵港市,2030,≤,12,",
        f"W1.02,{GUIGANG},贵港市,2030,差不多,12,",
    ]
    file.write_text(head + "\n".join(wrong), "utf-8")
    numbers = refused(lambda: import_targets(house, office, PLAN, file))
    assert numbers == ["400.544", "400.1047", "400.283", "400.284", "400.542", "403.10", "404.13", "400.1046"]
    assert targets(origin="house") == []
    rows = [f"W1.02,{GUIGANG},贵港市,2030,≤,11,桂〔2022〕1号", f"W1.02,{county},,2030,不高于,11.5,"]
    file.write_text(head + "\n".join(rows), "utf-8")
    assert import_targets(house, office, PLAN, file, check=True).position is None
    done = import_targets(house, office, PLAN, file)
    assert (done.added, done.changed, done.unchanged) == (2, 0, 0)
    again = import_targets(house, office, PLAN, file)
    assert (again.added, again.changed, again.unchanged, again.position) == (0, 0, 2, None)
    file.write_text(head + rows[0].replace(",11,", ",10,"), "utf-8")
    assert import_targets(house, office, PLAN, file).changed == 1
    assert [(t.value, t.revision, t.source) for t in targets(origin="house", year=2030)] == [
        ("10", 2, "桂〔2022〕1号"),
        ("11.5", 1, "目标.csv"),
    ]


def test_who_may_not(house: House, office: Viewer) -> None:
    from halfsky.actions.duty_books import freeze_book
    from halfsky.actions.pledges import write_pledges

    liaison = viewer(house, "liaison", "liaison", GUIGANG)
    assert refused(lambda: set_one(house, liaison)) == ["403.10"]
    assert refused(lambda: freeze_book(house, liaison, PLAN, GUIGANG, 2026)) == ["403.10"]
    assert refused(lambda: write_pledges(house, liaison, PLAN, GUIGANG, 2026)) == ["403.10"]
    assert refused(lambda: set_one(house, office, place="450000000000")) == ["403.10"]
    assert refused(lambda: set_one(house, Viewer())) == ["401.10"]
