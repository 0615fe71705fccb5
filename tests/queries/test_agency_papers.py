"""Registers that hold one record of each agency: which they are, and which agencies are named as missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halfsky.kernel.one_each import agency_field
from halfsky.packs import join, read_pack, shipped
from tests.collecting import PDF
from tests.houses import admin_of, viewer

if TYPE_CHECKING:
    from halfsky.store.house import House

GUIGANG = "450800000000"
PLAN = {"unit": "卫生健康", "covers": "妇女规划", "term": "2021..2030", "name": "实施方案"}
ISSUED = {"document": "贵卫〔2022〕8号", "issued_on": "2022-03-01"}


def test_a_register_says_by_what_is_unique_that_it_has_one_of_each_agency() -> None:
    content = join([read_pack(p) for p in shipped() if p.name in ("indicators-cn", "supervision-cn", "fulian-work")])
    found = {code: agency_field(register) for code, register in content.registers.items()}
    assert {code: key for code, key in found.items() if key} == {"unit-plan": "unit", "appraisal-sheet": "unit"}


def test_who_has_none_or_none_that_is_filed_is_missing(house: House) -> None:
    from halfsky.actions.packs import install
    from halfsky.actions.record_files import attach
    from halfsky.actions.record_moves import take_move
    from halfsky.actions.records import add
    from halfsky.kernel.entry import Entry
    from halfsky.queries import places
    from halfsky.queries.agency_papers import OneEach, one_each

    install(house, admin_of(house), [p for p in shipped() if p.name == "supervision-cn"])
    office, at = viewer(house, "office", "office", GUIGANG), places.place(house, GUIGANG)
    agencies = [house.content.agencies[code] for code in ("health", "education")]

    def plans() -> OneEach:
        [found] = [o for o in one_each(house, office, at, agencies) if o.register.code == "unit-plan"]
        return found

    def missing() -> list[str]:
        return [a.code for a in plans().missing]

    assert missing() == ["health", "education"]
    row = add(house, office, "unit-plan", GUIGANG, Entry(PLAN | ISSUED))
    assert missing() == ["health", "education"]  # still being drafted
    attach(house, office, row.pk, "text", "方案.pdf", PDF)
    take_move(house, office, row.pk, "file")
    assert missing() == ["education"]
    [entry] = dict((a.code, e) for a, e in plans().rows)["health"]
    assert (entry.state.zh, entry.about.zh) == ("已报备", "妇女规划、2021..2030")
