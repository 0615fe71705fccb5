"""What all answers have in common: exact texts, pages, one shape of refusals, which data they are of."""

from __future__ import annotations

import csv
import datetime as dt
import re
from fractions import Fraction
from io import StringIO

import pytest

from halfsky.kernel.numbers import exactly
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.api.conftest import Programs, numbers
from tests.rounds import BESIDE, CITY, COUNTY, THIRD, TOWN, TOWNSHIPS, WHY, YEAR, hand_in, take

UNIT_CODES = "/rounds/1/units?limit=5"
SOUND = {"doses_due|": "22531", "doses_given|": "22328"}


@pytest.mark.parametrize(
    "value, text",
    [
        (Fraction(0), "0"),
        (Fraction(-3, 2), "-1.5"),
        (Fraction(1, 3), "1/3"),
        (Fraction(100), "100"),
        (Fraction(1, 160), "0.00625"),
        (Fraction(-1, 100), "-0.01"),
        (Fraction(22, 7), "22/7"),
        (Fraction("12345678901234567890.125"), "12345678901234567890.125"),
    ],
)
def test_a_number_is_a_text_that_loses_nothing(value: Fraction, text: str) -> None:
    assert exactly(value) == text
    assert Fraction(text) == value


def test_a_mark_is_read_as_it_was_made_and_no_other_is(town: House) -> None:
    from halfsky.api.shapes import mark, unmarked

    assert unmarked(mark(12, "live_births|residence=urban"), 2) == ["12", "live_births|residence=urban"]
    for wrong in ("", "x", "!!", mark(12), "中"):
        with pytest.raises(Refused) as no:
            unmarked(wrong, 2)
        assert no.value.refusals[0].number == "400.802"


def test_pages_follow_each_other_without_gap_or_repetition(programs: Programs) -> None:
    program, codes, after = programs("owner"), [], ""
    for _ in range(3):
        page = program.get(f"{UNIT_CODES}&after={after}")
        codes += [unit["place"]["code"] for unit in page["items"]]
        after = page["next"] or ""
    assert after == "" and len(set(codes)) == len(codes) == TOWNSHIPS and codes == sorted(codes)


def test_facts_are_what_was_accepted_cell_by_cell(town: House, programs: Programs) -> None:
    """Two sheets are in, one of them accepted: its two cells come, with the explanation of the odd one."""
    take(town, "office", hand_in(town, "town", TOWN, 12000, 11900), "accept")
    hand_in(town, "beside", BESIDE, 22000, 21900)
    program = programs("owner", "read")
    address = f"/facts?under={COUNTY}&form=township-health-yearly&period={YEAR}"
    first = program.get(f"{address}&limit=1")
    second = program.get(f"{address}&limit=1&after={first['next']}")
    assert second["next"] is None
    facts = [*first["items"], *second["items"]]
    assert [(f["place"]["code"], f["element"], f["value"], f["absent"]) for f in facts] == [
        (TOWN, "doses_due", "12000", None),
        (TOWN, "doses_given", "11900", None),
    ]
    assert [why.endswith(WHY) for why in facts[0]["explained"]] == [True]
    assert program.get(f"{address}&element=doses_given")["items"] == [facts[1]]
    assert program.get(f"/facts?under={THIRD}&form=township-health-yearly&period={YEAR}")["items"] == []


def test_facts_come_as_csv_with_a_link_to_the_next_page(town: House, programs: Programs) -> None:
    take(town, "office", hand_in(town, "town", TOWN, 22531, 22328), "accept")
    program = programs("owner", "read")
    address, rows = f"/facts.csv?under={COUNTY}&form=township-health-yearly&period={YEAR}&limit=1", []
    for last in (False, True):
        answer = program("GET", address)
        assert answer["Content-Type"] == "text/csv; charset=utf-8" and answer.content.startswith(b"\xef\xbb\xbf")
        rows += csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
        assert ("Link" in answer) is not last
        if not last:
            found = re.fullmatch(r'</api/v1(.+)>; rel="next"', answer["Link"])
            assert found
            address = found[1]
    assert [(r["place"], r["element"], r["value"], r["absent"]) for r in rows] == [
        (TOWN, "doses_due", "22531", ""),
        (TOWN, "doses_given", "22328", ""),
    ]


def test_who_takes_facts_away_stands_in_the_log_once(town: House, programs: Programs) -> None:
    from halfsky.store.models import LogEntry

    program = programs("owner", "read")
    first = program.get(f"/facts?under={CITY}&limit=2")
    program.get(f"/facts?under={CITY}&limit=2&after={first['next']}")
    program.get(f"/facts?under={CITY}&form=nothing-of-it")
    (entry,) = LogEntry.objects.filter(action="export.facts")
    assert (entry.user, entry.subject, entry.detail["form"]) == ("owner", CITY, "json")


def test_series_and_verdicts_are_those_of_the_house(town: House, programs: Programs) -> None:
    """The same numbers as the command line gives, as exact texts instead of floats."""
    from halfsky.queries.assessments import assess
    from halfsky.queries.shapes import assessment_shape
    from tests.rounds import person

    shape = assessment_shape(assess(town, person(town, "owner"), "women-2021", CITY, YEAR))
    program = programs("owner", "read")
    found = program.get(f"/verdicts?plan=women-2021&place={CITY}&year={YEAR}")
    mine = [(r["number"], r["verdict"], r["shown"], r["value"] and float(Fraction(r["value"]))) for r in found["rows"]]
    assert mine == [(r["code"], r["verdict_code"], r["value_shown"], r["value"]) for r in shape["rows"]]
    judged = next(r for r in found["rows"] if r["indicator"] == "mmr")
    lines = program.get(f"/indicators/mmr/series?place={CITY}")["lines"]
    (total,) = [line["points"] for line in lines if line["breakdown"] == ""]
    assert {p["period"]: p["value"] for p in total}[judged["period"]] == judged["value"]


def test_series_verdicts_and_facts_come_by_either_tree(town: House, programs: Programs) -> None:
    """A township of two, 12000 and 22000 due, is merged into the other: by today's tree both belong to that one."""
    from halfsky.actions.tree_changes import Part, merge
    from tests.houses import admin_of

    for who, place, due in (("town", TOWN, 12000), ("beside", BESIDE, 22000)):
        take(town, "office", hand_in(town, who, place, due, due - 100), "accept")
    program = programs("owner", "read")
    for address in (f"/verdicts?plan=women-2021&place={CITY}&year={YEAR}", f"/indicators/mmr/series?place={CITY}"):
        by_year, by_today = program.get(address), program.get(f"{address}&tree=today")
        assert (by_year.pop("tree"), by_today.pop("tree")) == ("year", "today")
        assert by_year == by_today
    merge(town, admin_of(town), [TOWN, BESIDE], Part(BESIDE), dt.date(2026, 7, 1))
    address = f"/facts?under={BESIDE}&form=township-health-yearly&element=doses_due"
    given = {
        tree: [(f["place"]["code"], f["value"], f["share"]) for f in program.get(f"{address}&tree={tree}")["items"]]
        for tree in ("year", "today")
    }
    assert given["year"] == [(BESIDE, "22000", "1")]
    assert given["today"] == [(TOWN, "12000", "1"), (BESIDE, "22000", "1")]
    assert numbers(program("GET", f"{address}&tree=tomorrow")) == ["400.800"]


def test_every_answer_names_its_data_and_is_not_sent_twice(town: House, programs: Programs) -> None:
    program = programs("owner")
    first = program("GET", "/rounds/1")
    assert first["Halfsky-Snapshot"] == town.snapshot()
    again = program("GET", "/rounds/1", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"") and again["Halfsky-Snapshot"] == town.snapshot()
    hand_in(town, "town", TOWN, 22000, 21900)
    changed = program("GET", "/rounds/1", **{"If-None-Match": first["ETag"]})
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"]


def test_no_other_site_may_ask(programs: Programs) -> None:
    answer = programs("owner")("GET", "/forms", Origin="https://elsewhere.example")
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_all_complaints_of_a_sheet_come_in_one_shape(programs: Programs) -> None:
    answer = programs("town")(
        "POST", f"/rounds/1/sheets/{TOWN}/submit", {"answers": {"doses_due|": "22531.5", "x|": "1"}}
    )
    refusals = answer.json()["refusals"]
    assert answer.status_code == 400
    assert {(r["number"], r["where"]) for r in refusals} == {
        ("400.740", "doses_due|"), ("404.742", "x|"), ("400.760", "doses_given|"),
    }  # fmt: skip
    assert all(set(r) == {"number", "where", "says", "todo"} and set(r["says"]) == {"zh", "en"} for r in refusals)


@pytest.mark.parametrize(
    "method, address, sent, expected",
    [
        ("GET", "/rounds/x", None, (400, "400.800")),
        ("GET", f"/verdicts?plan=women-2021&place={CITY}&year=25", None, (400, "400.800")),
        ("GET", "/forms/nothing", None, (404, "404.12")),
        ("GET", "/nowhere", None, (404, "404.800")),
        ("DELETE", "/forms", None, (405, "405.800")),
        ("GET", "/notices?after=?", None, (400, "400.802")),
        ("GET", "/places?search=%00", None, (400, "400.803")),
        ("POST", "/rounds/1/remind", {"places": ["\0"]}, (400, "400.800")),
        ("POST", "/rounds/1/remind", {"places": "all"}, (400, "400.800")),
        ("POST", "/rounds/999/close", None, (404, "404.740")),
    ],
)
def test_what_is_wrong_has_its_number(
    programs: Programs, method: str, address: str, sent: object, expected: tuple[int, str]
) -> None:
    answer = programs("owner")(method, address, sent)
    assert (answer.status_code, numbers(answer)[0]) == expected


def test_what_is_no_json_or_too_large_is_refused_before_it_is_read(programs: Programs) -> None:
    from django.test import Client

    from halfsky.api.answers import MOST_BYTES

    program = programs("owner")
    client, headers = Client(SERVER_NAME="localhost"), {"Authorization": f"Bearer {program.secret}"}
    for content in ("{", "[" * 100_000, '{"places": [' + "9" * 5000 + "]}", b"\xff\xfe"):
        answer = client.generic("POST", "/api/v1/rounds/1/remind", content, "application/json", headers=headers)
        assert (answer.status_code, numbers(answer)[0][:3]) == (400, "400")
    large = client.generic(
        "POST", "/api/v1/rounds/1/remind", b" " * (MOST_BYTES + 1), "application/json", headers=headers
    )
    assert (large.status_code, numbers(large)) == (413, ["413.800"])


def test_many_units_are_handed_in_at_once_or_not_at_all(town: House, programs: Programs) -> None:
    from halfsky.actions.users import add_user
    from halfsky.store.models import Submission
    from tests.houses import PASSWORD, admin_of

    add_user(town, admin_of(town), "health", PASSWORD, "liaison", CITY, agency="health")
    program = programs("health", "fill")
    rows = {TOWN: SOUND, BESIDE: {"doses_due|": "many"}}
    answer = program("POST", "/rounds/1/sheets", {"under": CITY, "rows": rows})
    assert answer.status_code == 400 and {r["where"].split()[0] for r in answer.json()["refusals"]} == {BESIDE}
    assert not Submission.objects.filter(round=1).exists()
    done = program("POST", "/rounds/1/sheets", {"under": CITY, "rows": {TOWN: SOUND}})
    assert (done.status_code, done.json()) == (201, {"units": 1})
    assert Submission.objects.get(round=1).origin == "api"


def test_a_draft_that_is_not_the_newest_is_not_overwritten(programs: Programs) -> None:
    program, address = programs("town", "fill"), f"/rounds/1/sheets/{TOWN}/draft"
    saved = program("PUT", address, {"answers": {"doses_due|": "一"}, "version": 0})
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    stale = program("PUT", address, {"answers": {}, "version": 0})
    assert (stale.status_code, numbers(stale)) == (409, ["409.743"])
    sheet = program.get(f"/rounds/1/sheets/{TOWN}")
    assert (sheet["answers"], sheet["version"], sheet["editable"]) == ({"doses_due|": "一"}, 1, True)
    assert [r["where"] for r in sheet["refused"]] == ["doses_due|"]


def test_a_correction_is_confirmed_by_the_list_that_was_shown(town: House, programs: Programs) -> None:
    from halfsky.store.models import LogEntry

    number = hand_in(town, "town", TOWN, 22531, 22328)
    take(town, "office", number, "accept")
    program, changed = programs("office", "review"), {"answers": {"doses_given|": "22300"}}
    plan = program("POST", f"/submissions/{number}/correction/plan", changed).json()
    address = f"/submissions/{number}/correction"
    stale = program("POST", address, {**changed, "reason": "笔误", "digest": "0" * 16})
    assert numbers(stale) == ["409.762"]
    done = program("POST", address, {**changed, "reason": "笔误", "digest": plan["digest"]})
    assert done.status_code == 201 and done.json()["current"] is True and done.json()["revision"] == 2
    assert LogEntry.objects.get(action="sheets.correct").detail["origin"] == "api"
    value = programs("owner", "read").get(
        f"/facts?under={TOWN}&form=township-health-yearly&period={YEAR}&element=doses_given"
    )
    assert [(f["value"], f["way"]) for f in value["items"]] == [("22300", "corrected")]


def test_notices_are_paged_and_read(programs: Programs) -> None:
    from halfsky.api.shapes import mark

    program = programs("town")
    page = program.get("/notices")
    assert page["unread"] == len(page["items"]) == 1 and page["items"][0]["kind"] == "opened"
    number = page["items"][0]["id"]
    assert program("POST", f"/notices/{number}/read").status_code == 200
    assert program.get("/notices")["unread"] == 0
    assert program.get(f"/notices?after={mark(number)}")["items"] == []
