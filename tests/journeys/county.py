"""A county's yearly round: who takes part, what each fills in. 平南县 and 贵港市 are real, their people are invented.

The figures are made up for the journey and small enough to check by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.houses import PASSWORD, admin_of

if TYPE_CHECKING:
    from halfsky.kernel.access import Viewer
    from halfsky.store.house import House

CITY, COUNTY = "450800000000", "450821000000"
YEAR = "2025"
TOWNSHIPS = 12
DEPARTMENTS: dict[str, tuple[str, str]] = {
    "health-yearly": ("health", "web"),
    "education-yearly": ("education", "excel"),
    "medical-security-yearly": ("medical_security", "excel"),
    "justice-yearly": ("justice", "api"),
    "court-yearly": ("court", "api"),
    "sports-yearly": ("sports", "web"),
}
"""Form → the department that fills it in, and its road."""
TOWNSHIP_FORM = "township-health-yearly"
WHY = "本县婚检中心3月启用，外县户籍人员就近参加婚检。"


def people(house: House) -> None:
    """Everyone of the journey: offices, statistics bureaus, departments, twelve township officers."""
    from halfsky.actions.users import add_user

    admin = admin_of(house)
    for name, role, place in (
        ("office", "office", COUNTY),
        ("statistics", "statistics", COUNTY),
        ("city-office", "office", CITY),
        ("city-health", "liaison", CITY),
    ):
        add_user(house, admin, name, PASSWORD, role, place, agency="health" if role == "liaison" else "")
    for _, (agency, _) in DEPARTMENTS.items():
        add_user(house, admin, agency, PASSWORD, "liaison", COUNTY, agency=agency)
    for code in townships(house):
        add_user(house, admin, f"town-{code}", PASSWORD, "liaison", code, agency="health")
    for code in other_counties(house):
        add_user(house, admin, f"office-{code}", PASSWORD, "office", code)
        add_user(house, admin, f"statistics-{code}", PASSWORD, "statistics", code)


def townships(house: House) -> list[str]:
    """The twelve townships that fill in."""
    return [p.code for p in _below(house, COUNTY, "township")][:TOWNSHIPS]


def other_counties(house: House) -> list[str]:
    """The city's other counties."""
    return [p.code for p in _below(house, CITY, "county") if p.code != COUNTY]


def _below(house: House, of: str, level: str) -> list:  # type: ignore[type-arg]
    from halfsky.kernel.place import Level
    from halfsky.queries import places

    return places.below(house, places.place(house, of), Level(level))


def who(house: House, name: str) -> Viewer:
    """A person of the journey."""
    from halfsky.store.models import User
    from halfsky.store.viewers import viewer_of

    return viewer_of(house, User.objects.get(username=name))


def sheet_of(house: House, round_id: int, place: str, **totals: str) -> dict[str, str]:
    """A sound sheet: totals 200, two parts of 100 each, deaths 0; `totals` names elements with other even totals."""
    from halfsky.queries.forms import key_text
    from halfsky.queries.sheets import desk

    at = desk(house, round_id, place)
    typed = {}
    for code, cell in at.form.keys(at.content.elements):
        total = int(totals.get(code, "0" if "deaths" in code else "200"))
        typed[key_text((code, cell))] = str(total // 2 ** len(cell.parts))
    return typed
