"""A county's yearly round, from opening to the Word report, by the doors that people use: pages, workbooks, API.

The city opens the health form for all its counties, 平南县 opens the others and that of its townships. Six departments
and twelve townships fill in. One sheet is returned to a cell and handed in again; one soft check passes with an
explanation. At the last acceptance the figures of the county and of the city change, and the report prints the note.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.houses import opened
from tests.journeys import county
from tests.journeys.county import CITY, COUNTY, DEPARTMENTS, TOWNSHIP_FORM, WHY, YEAR

if TYPE_CHECKING:
    from django.test import Client

    from halfsky.store.house import House

pytestmark = pytest.mark.slow
ELSEWHERE = {"perinatal_births": "180", "severe_defect_cases": "2", "hospital_births": "198"}
"""The county's health sheet: 200 live births beside 180 perinatal ones want an explanation; 198 in hospital."""
EDUCATION = {"upper_secondary_students": "400", "young_eye_tested": "600"}


@pytest.fixture
def place(full_template: Path, tmp_path: Path) -> Iterator[House]:
    """A full house with the people of the journey."""
    for house in opened(full_template, tmp_path / "journey"):
        county.people(house)
        yield house


def browser(name: str) -> Client:
    """A browser in which somebody is signed in."""
    from django.test import Client

    from halfsky.store.models import User

    client = Client(SERVER_NAME="localhost", raise_request_exception=True)
    client.force_login(User.objects.get(username=name))
    return client


def open_by_web(name: str, form: str, at: str) -> int:
    """Open a round on the page, and find its number on the list."""
    from halfsky.store.models import RoundRow

    page = browser(name).post(
        f"/at/{at}/{YEAR}/rounds/new", {"form": form, "period": YEAR, "place": at, "do": "open", "note": "年度填报"}
    )
    assert page.status_code in (200, 302), page.content.decode()
    return RoundRow.objects.get(form=form, period=YEAR).pk


def fill_by_web(name: str, number: int, at: str, typed: Mapping[str, str], why: Mapping[str, str]) -> None:
    """Type a sheet into the plain form and hand it in."""
    fields = {f"a.{k}": v for k, v in typed.items()} | {f"e.{k}": v for k, v in why.items()}
    answer = browser(name).post(f"/rounds/{number}/{at}", {**fields, "do": "submit", "version": "0"})
    assert answer.status_code == 302, answer.content.decode()[:3000]


def fill_by_excel(folder: Path, name: str, number: int, at: str, typed: Mapping[str, str]) -> None:
    """Download the workbook, fill it in as a spreadsheet program would, upload it, hand in what was read."""
    import openpyxl

    from halfsky.exchange.books import open_book
    from halfsky.exchange.form_manifest import read_manifest

    client = browser(name)
    path = folder / f"{name}.xlsx"
    path.write_bytes(client.post(f"/rounds/{number}/{at}/book").getvalue())
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for located in read_manifest(open_book(path)).cells:
        line, column = located.spot
        if located.key in typed:  # rates that may be given alone stay empty
            sheet.cell(line + 1, column + 1).value = int(typed[located.key])
    book.save(path)
    with path.open("rb") as filled:
        answer = client.post(f"/rounds/{number}/{at}/upload", {"file": filled})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    seen = browser(name).get(f"/rounds/{number}/{at}/draft").json()
    fill_by_web_version(name, number, at, typed, seen["version"])


def fill_by_web_version(name: str, number: int, at: str, typed: Mapping[str, str], version: int) -> None:
    fields = {f"a.{k}": v for k, v in typed.items()}
    answer = browser(name).post(f"/rounds/{number}/{at}", {**fields, "do": "submit", "version": str(version)})
    assert answer.status_code == 302, answer.content.decode()[:3000]


def fill_by_api(token: str, number: int, at: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """Hand in a sheet by the API."""
    from django.test import Client

    answer = Client(SERVER_NAME="localhost").post(
        f"/api/v1/rounds/{number}/sheets/{at}/submit",
        json.dumps({"answers": dict(typed)}),
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {token}",
    )
    assert answer.status_code in (200, 201), answer.content.decode()[:3000]
    return dict(answer.json())


def step_by_web(name: str, number: int, at: str, move: str, **wrong: str) -> None:
    """Take one step on a sheet's page."""
    from halfsky.store.models import PlaceVersion, Submission

    place_id = PlaceVersion.objects.get(code=at).place_id
    newest = Submission.objects.filter(round=number, place=place_id).order_by("-revision")[0]
    fields = {"move": move, "submission": str(newest.pk)}
    for i, (cell, said) in enumerate(wrong.items()):
        fields |= {f"at-{i}": cell, f"wrong-{i}": said}
    answer = browser(name).post(f"/rounds/{number}/{at}/step", fields)
    assert answer.status_code == 302, answer.content.decode()[:3000]


def shown(house: House, at: str, number: str) -> tuple[str, tuple[str, ...]]:
    """What the plan shows for a row: its value and its footnotes."""
    from halfsky.queries.assessments import assess

    row = assess(house, county.who(house, "city-office"), "women-2021", at, int(YEAR)).row(number)
    assert row is not None
    now = row.verdict.observation
    return (now.shown, now.footnotes) if now else ("", ())


def accept_by_web(number: int, at: str) -> None:
    """Review and accept a sheet as the people of the county do."""
    step_by_web("statistics", number, at, "review")
    step_by_web("office", number, at, "accept")


def others_accepted(house: House, number: int) -> None:
    """The city's health department gives its other four counties in one sheet; each accepts its own."""
    from halfsky.actions.submissions import take_step
    from halfsky.actions.unit_sheets import submit_sheet
    from halfsky.store.models import PlaceVersion, Submission

    codes = county.other_counties(house)
    given = {code: county.sheet_of(house, number, code) for code in codes}
    assert submit_sheet(house, county.who(house, "city-health"), number, CITY, given) == 4
    for code in codes:
        place_id = PlaceVersion.objects.get(code=code).place_id
        sheet = Submission.objects.get(round=number, place=place_id)
        take_step(house, county.who(house, f"statistics-{code}"), sheet.pk, "review")
        take_step(house, county.who(house, f"office-{code}"), sheet.pk, "accept")


def token_of(house: House, name: str) -> str:
    """A token for the API, with the scope to fill in."""
    from halfsky.actions.tokens import add_token

    return add_token(house, county.who(house, name), "journey", ("read", "fill")).secret


def report_of(house: House, tmp_path: Path) -> str:
    """The text of the county's Word report, tables and all."""
    import docx

    from halfsky.documents import report
    from halfsky.queries.assessments import assess
    from halfsky.store.head import head

    out = tmp_path / "report.docx"
    found = assess(house, county.who(house, "office"), "women-2021", COUNTY, int(YEAR))
    report.write(found, "final", out, written_at=house.now(), log_head=str(head().position))
    return "\n".join(node.text or "" for node in docx.Document(str(out)).element.body.iter() if node.tag.endswith("}t"))


def test_a_county_s_year(place: House, tmp_path: Path) -> None:
    from halfsky.queries.rounds import round_view

    house = place
    rounds = {"health-yearly": open_by_web("city-office", "health-yearly", CITY)}
    for form in (*list(DEPARTMENTS)[1:], TOWNSHIP_FORM):
        rounds[form] = open_by_web("office", form, COUNTY)
    others_accepted(house, rounds["health-yearly"])

    for form, (agency, road) in list(DEPARTMENTS.items())[1:]:
        typed = county.sheet_of(house, rounds[form], COUNTY, **(EDUCATION if form == "education-yearly" else {}))
        _fill(house, road, agency, rounds[form], COUNTY, typed)
    step_by_web("statistics", rounds["justice-yearly"], COUNTY, "return", **{"disputes_settled|": "与台账不符，请核对"})
    mended = {"disputes_accepted|": "200", "disputes_settled|": "190"}
    fill_by_api(token_of(house, "justice"), rounds["justice-yearly"], COUNTY, mended)
    for form in list(DEPARTMENTS)[1:]:
        accept_by_web(rounds[form], COUNTY)

    for i, code in enumerate(county.townships(house)):
        typed = {"doses_due|": "100", "doses_given|": "99"}
        _fill(house, ("web", "excel", "api")[i % 3], f"town-{code}", rounds[TOWNSHIP_FORM], code, typed)
        step_by_web("office", rounds[TOWNSHIP_FORM], code, "accept")
    tally = round_view(house, county.who(house, "office"), rounds[TOWNSHIP_FORM]).tally
    assert (tally.accepted, tally.filled) == (12, 12)

    number = rounds["health-yearly"]
    fill_by_web("health", number, COUNTY, county.sheet_of(house, number, COUNTY, **ELSEWHERE), _reasons(house, number))
    step_by_web("statistics", number, COUNTY, "review")
    # 平南县 has no figure yet; of the city's five counties four have given 200 of 200 births in hospital.
    assert shown(house, COUNTY, "W1.07") == ("", ())
    assert shown(house, CITY, "W1.07") == ("100.0", ())
    assert WHY not in report_of(house, tmp_path)

    written = _writes(lambda: step_by_web("office", number, COUNTY, "accept"))
    # 198 ÷ 200, and (4 × 200 + 198) ÷ 1000.
    value, notes = shown(house, COUNTY, "W1.07")
    assert value == "99.0" and any(WHY in said for said in notes)
    value, notes = shown(house, CITY, "W1.07")
    assert value == "99.8" and any(said.startswith("平南县") and WHY in said for said in notes)
    assert WHY in report_of(house, tmp_path)
    assert written == {"submission": 2, "notice": 1, "log_entry": 1}


def _fill(house: House, road: str, name: str, number: int, at: str, typed: Mapping[str, str]) -> None:
    if road == "web":
        fill_by_web(name, number, at, typed, {})
    elif road == "excel":
        fill_by_excel(house.path, name, number, at, typed)
    else:
        fill_by_api(token_of(house, name), number, at, typed)


def _reasons(house: House, number: int) -> dict[str, str]:
    """A reason for every soft finding of the county's health sheet."""
    from halfsky.queries.sheets import check_answers

    typed = county.sheet_of(house, number, COUNTY, **ELSEWHERE)
    found = check_answers(house, county.who(house, "health"), number, COUNTY, typed).findings
    assert all(f.severity == "soft" for f in found if f.failed)
    return {f.id: WHY for f in found if f.failed}


def _writes(deed: Any) -> dict[str, int]:
    """How many rows of which tables of figures a deed writes; sessions are none."""
    from collections import Counter

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        deed()
    words = [q["sql"].split()[:3] for q in caught if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    tables = Counter((w[1] if w[0] == "UPDATE" else w[2]).strip('"') for w in words)
    return {name: count for name, count in tables.items() if name in ("submission", "notice", "log_entry", "value")}
