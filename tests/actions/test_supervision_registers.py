"""The shipped registers of supervision in a house: an inspection until every finding is done, a milestone that is done
only with its document, each walked by who keeps it, the agency that it asks, and somebody whom it does not concern."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from halfsky.kernel.entry import Entry
from halfsky.kernel.fact import Missing
from halfsky.kernel.refusals import Refused
from tests.collecting import People
from tests.ledgers import CITY, COUNTY, TOWN, add, move, numbers, see

if TYPE_CHECKING:
    from halfsky.store.house import House

ITEMS = (
    "body", "meeting", "agenda", "duties", "plans", "budget", "monitoring", "evaluation", "weak", "matters", "venues",
    "training",
)  # fmt: skip
VISIT = {
    "name": "年度督导", "kind": "综合督导", "inspected_place": COUNTY, "unit": "卫生健康", "starts_on": "2026-04-01",
    "team": "统计、教育", "members": "5", "places": TOWN,
}  # fmt: skip
FINDING = {"what": "台账缺两个月", "inspected_place": COUNTY, "unit": "卫生健康", "found_on": "2026-04-01"}


@pytest.fixture
def supervised(books: House) -> House:
    """The house with the registers of supervision, and liaison officers of two agencies of the county."""
    from halfsky.actions import packs, users
    from halfsky.packs import shipped
    from tests.houses import PASSWORD, admin_of

    packs.install(books, admin_of(books), [p for p in shipped() if p.name == "supervision-cn"])
    for name, agency in (("health", "health"), ("school", "education")):
        users.add_user(books, admin_of(books), name, PASSWORD, "liaison", COUNTY, agency=agency)
    return books


def at(house: House, day: str) -> None:
    noon = dt.datetime.fromisoformat(f"{day}T12:00+08:00")
    house.clock = lambda: noon


def refused(number: str, do: Callable[[], object]) -> None:
    with pytest.raises(Refused) as no:
        do()
    assert no.value.refusals[0].problem.number == number


def state(house: House, record: int) -> str:
    return see(house, "office", record).state


def change(house: House, who: str, record: int, values: Mapping[str, Any], **parts: Sequence[Any]) -> None:
    from halfsky.actions.records import change as change_record

    change_record(house, People(house)[who], record, Entry(values, parts))


def test_an_inspection_from_its_plan_until_every_finding_is_done(supervised: House) -> None:
    from halfsky.queries.letters import printed
    from halfsky.queries.places import place
    from halfsky.queries.record_lists import registers
    from halfsky.queries.record_words import names
    from halfsky.queries.records import held
    from halfsky.queries.records import record as viewed
    from halfsky.queries.referring import referring
    from halfsky.web.present.record_page import compared
    from halfsky.web.present.referring import referring_tables
    from halfsky.web.standing import Here

    house = supervised
    at(house, "2026-04-01")
    visit = add(house, "office", "inspection", COUNTY, VISIT).pk

    # The unit inspected reads it and answers its own list; another agency knows nothing of it.
    assert numbers(house, "health", "inspection", COUNTY) == [visit]
    assert numbers(house, "school", "inspection", COUNTY) == []
    refused("404.60", lambda: see(house, "school", visit))

    # A visit that the city pays is in the list of the county's agency that is asked, and not in that of its office.
    citys = add(house, "city", "inspection", CITY, {**VISIT, "name": "市级督导"}).pk
    assert numbers(house, "health", "inspection", COUNTY) == [citys, visit]
    assert numbers(house, "office", "inspection", COUNTY) == [visit]
    shelf = registers(house, People(house)["health"], place(house, COUNTY))
    assert {view.register.code: view.records for view in shelf if view.records} == {"inspection": 2}
    refused("403.30", lambda: move(house, "health", visit, "begin"))
    refused("403.965", lambda: change(house, "health", visit, {"checked": {"body": "是"}}))
    move(house, "health", visit, "self", given=Entry({"self_check": dict.fromkeys(ITEMS, "是")}))
    shares = viewed(house, People(house)["office"], visit).computed
    assert shares["self_share"] == 1
    assert isinstance(shares["difference"], Missing)

    # The team answers the same list: 9 of 12 items hold, three quarters, 25 points below the unit's own account.
    move(house, "office", visit, "begin")
    refused("400.31", lambda: move(house, "office", visit, "debrief"))
    checked = {item: "是" if n < 9 else "否" for n, item in enumerate(ITEMS)}
    change(house, "office", visit, {"debriefed_on": "2026-04-02", "debrief": "总体较好"})
    given = Entry({"checked": checked})
    with pytest.raises(Refused) as unexplained:
        move(house, "office", visit, "debrief", given=given)
    assert [r.problem.number for r in unexplained.value.refusals] == ["400.882"]
    asked = next(r.where for r in unexplained.value.refusals)
    from halfsky.actions.records import change as change_record

    change_record(house, People(house)["office"], visit, given, {asked: "自查把计划当作已开展"})
    move(house, "office", visit, "debrief")
    shown = viewed(house, People(house)["office"], visit).computed
    assert (str(shown["checked_share"]), str(shown["difference"]), shown["open_findings"]) == ("3/4", "1/4", 0)

    (both,) = compared(viewed(house, People(house)["office"], visit))
    assert (both.first.code, both.second.code, both.met, both.unlike) == ("self_check", "checked", (12, 9), 3)
    assert [a.item.code for a, _, differs in both.lines if differs] == list(ITEMS[9:])

    # Each finding is a record of its own, of the agency that it names; the record of the visit lists them.
    books = add(house, "office", "inspection-finding", COUNTY, {**FINDING, "inspection": str(visit)}).pk
    sign = {**FINDING, "inspection": str(visit), "what": "儿童之家未挂牌", "unit": "教育"}
    board = add(house, "office", "inspection-finding", COUNTY, sign).pk
    assert numbers(house, "health", "inspection-finding", COUNTY) == [books]
    found = {who: referring(held(house, People(house)[who], visit)) for who in ("office", "health")}
    assert [(r.register.code, [x.id for x in r.lines], r.total, r.may_add) for r in found["office"]] == [
        ("inspection-finding", [board, books], 2, True)
    ]
    assert [([x.id for x in r.lines], r.may_add) for r in found["health"]] == [([books], False)]
    mine = held(house, People(house)["office"], visit)
    shown_visit, here = viewed(house, mine.viewer, visit), Here(house, mine.viewer, place(house, COUNTY), 2026)
    known = names(house, mine.register.fields, [shown_visit.record.values])
    (table,) = referring_tables(here, mine, shown_visit, known)
    began = parse_qs(urlsplit(table.add).query)
    assert {code: said[0] for code, said in began.items()} == {
        "inspection": str(visit), "inspected_place": f"{here.place.name} {COUNTY}", "unit": "health",
    }  # fmt: skip

    # The visit passes on once every finding is handed to its agency, with a basis, a standard and days to do it in.
    refused("400.31", lambda: move(house, "office", visit, "close"))
    change(house, "office", visit, {"rectify_by": "2026-05-10"})
    refused("400.31", lambda: move(house, "office", books, "hand_over"))
    terms = Entry({"basis": "清单第七条", "standard": "台账逐月齐全"})
    move(house, "office", books, "hand_over", given=terms)
    refused("400.31", lambda: move(house, "office", visit, "hand_over"))
    move(house, "office", board, "at_once", given=terms)
    move(house, "office", visit, "hand_over")
    notice = printed(house, People(house)["office"], books, "notice")
    assert notice.lacking == ("notice_number",)
    assert "请于2026年4月23日前整改到位，并书面报送整改情况，附佐证材料。" in [p.text for p in notice.page.paragraphs]
    # From Wednesday 1 April: the 4th to the 6th are a holiday, so five workdays end on the 9th, fifteen on the 23rd.
    due = {n: viewed(house, People(house)["office"], n).deadline for n in (visit, books, board)}
    assert due == {visit: dt.date(2026, 5, 10), books: dt.date(2026, 4, 23), board: dt.date(2026, 4, 9)}

    # The agency reports with evidence and nothing else; the office looks again, and may send it back.
    at(house, "2026-04-08")
    refused("403.965", lambda: change(house, "health", books, {"review": "同意"}))
    refused(
        "400.31", lambda: move(house, "health", books, "report", given=Entry({"done": "补齐", "done_on": "2026-04-08"}))
    )
    proof = Entry({"done": "补齐", "done_on": "2026-04-08"}, {"evidence": [{"date": "2026-04-08", "what": "台账"}]})
    move(house, "health", books, "report", given=proof)
    refused("403.30", lambda: move(house, "health", books, "close"))
    move(house, "office", books, "reject", reason="还缺三月")
    move(house, "health", books, "report")
    move(house, "office", books, "close", given=Entry({"review": "已补齐"}))
    move(house, "school", board, "report", given=proof)

    # It is closed with the last of its findings, and opened again with any.
    refused("400.31", lambda: move(house, "office", visit, "close"))
    move(house, "office", board, "close", given=Entry({"review": "已挂牌"}))
    refused("403.30", lambda: move(house, "health", visit, "close"))
    move(house, "office", visit, "close")
    assert state(house, visit) == "closed"
    refused("400.31", lambda: move(house, "office", visit, "reopen", reason="回头看"))
    move(house, "office", books, "reopen", reason="回头看又缺两月")
    move(house, "office", visit, "reopen", reason="回头看")
    assert (state(house, visit), state(house, books)) == ("rectifying", "handed")


def test_a_milestone_is_done_only_with_its_document_attached(supervised: House) -> None:
    from halfsky.actions.record_deadlines import move_on
    from halfsky.actions.record_files import attach, detach

    house = supervised
    at(house, "2026-06-01")
    stone = add(
        house, "office", "milestone", COUNTY,
        {"name": "文件印发", "owner": "卫生健康", "due_on": "2026-06-30", "standard": "印发到乡镇"},
    ).pk  # fmt: skip
    move(house, "office", stone, "set")
    done = Entry({"done_on": "2026-06-20", "result": "已印发"})
    at(house, "2026-06-20")
    refused("400.31", lambda: move(house, "health", stone, "report", given=done))
    refused("404.60", lambda: attach(house, People(house)["school"], stone, "proof", "x.pdf", b"x"))
    paper = attach(house, People(house)["health"], stone, "proof", "示卫发7号.pdf", b"%PDF-1.4")
    move(house, "health", stone, "report", given=done)
    refused("403.30", lambda: move(house, "health", stone, "confirm"))
    move(house, "office", stone, "confirm")
    assert state(house, stone) == "done"

    # Nothing moves while the document is there; without it the house opens the milestone again.
    assert move_on(house) == 0
    detach(house, People(house)["office"], stone, paper.pk)
    assert move_on(house) == 1
    assert state(house, stone) == "ahead"


def test_the_papers_of_a_meeting_hold_the_open_tasks_and_stay_with_the_office(supervised: House) -> None:
    import zipfile

    from halfsky.actions.follow import run_waiting
    from halfsky.actions.meeting_pack import request_pack
    from halfsky.kernel.refusals import Refusal
    from halfsky.queries.asked import open_tasks
    from halfsky.queries.documents import document, documents, kinds, orders
    from halfsky.queries.places import place

    house, people = supervised, People(supervised)
    at(house, "2026-06-01")
    given = {"owner": "卫生健康", "due_on": "2026-06-30", "standard": "印发到乡镇"}
    stone = add(house, "office", "milestone", COUNTY, {"name": "文件印发", **given}).pk
    add(house, "office", "milestone", COUNTY, {"name": "尚未下达", **given})
    move(house, "office", stone, "set")
    at(house, "2026-07-01")

    # What is handed out is a task, late from the day after its date; the agency asked sees its own, nobody another's.
    county = place(house, COUNTY)
    tasks = open_tasks(house, people["office"], county)
    assert [(t.what.zh, t.called, t.late) for t in tasks] == [("文件印发", ("卫生健康",), True)]
    assert open_tasks(house, people["health"], county) == tasks
    assert open_tasks(house, people["school"], county) == []

    with pytest.raises(Refusal) as no:
        request_pack(house, people["health"], COUNTY, 2024)
    assert no.value.number == "403.10"
    run_waiting(house)
    request_pack(house, people["office"], COUNTY, 2024, "final")
    assert [str(o.kind) for o in orders(house, people["office"], COUNTY)] == ["全委会材料包"]
    assert run_waiting(house) == 0 and run_waiting(house) == 0

    made = documents(house, people["office"], COUNTY, kind="meeting")
    assert [d.name for d in made] == ["演示东河区2024年度全委会材料（报送稿）.zip"]
    with zipfile.ZipFile(made[0].path) as packed:
        names = packed.namelist()
    assert names[0] == "01议程.docx" and names[-2:] == ["数据底稿.json", "SHA256SUMS"]
    said = made[0].brief["sentences"]
    assert any("文件印发" in s for s in said) and not any("尚未下达" in s for s in said)
    assert {e["plan"] for e in made[0].brief["entries"] if e["number"]} == {"women-2021", "children-2021"}
    assert all(e["shown"] in said[e["sentence"]] for e in made[0].brief["entries"])

    # Who sees figures here and writes no documents finds neither the pack nor a trace of it.
    assert documents(house, people["health"], COUNTY) == ()
    assert kinds(house, people["health"], COUNTY) == ()
    with pytest.raises(Refusal) as kept:
        document(house, people["health"], made[0].id)
    assert kept.value.number == "403.10"


def test_what_persons_wrote_stands_in_the_evaluation_once_it_is_settled(supervised: House) -> None:
    """The agency that is asked writes the cause, the office settles it; another agency reads nothing of it."""
    from halfsky.kernel.evaluation import Words
    from halfsky.queries.evaluations import evaluate

    def words() -> Words:
        return evaluate(supervised, People(supervised)["office"], "women-2021", COUNTY, 2025).words

    asked = {"year": "2025", "indicator": "W1.02", "unit": "卫生健康"}
    cause = add(supervised, "office", "evaluation-words", COUNTY, asked).pk
    advice = {"year": "2025", "work": "3月起开展评估。", "advice": "补齐短板。"}
    whole = add(supervised, "office", "evaluation-words", COUNTY, advice).pk
    refused("404.60", lambda: move(supervised, "school", cause, "hand_in", given=Entry({"cause": "x"})))
    move(supervised, "health", cause, "hand_in", given=Entry({"cause": "高危孕产妇转诊不及时。"}))
    move(supervised, "office", whole, "hand_in")
    assert words() == Words()
    for record in (cause, whole):
        move(supervised, "office", record, "settle")
    assert words() == Words({"W1.02": "高危孕产妇转诊不及时。"}, "3月起开展评估。", "补齐短板。")
    move(supervised, "office", cause, "rework", reason="请补充数据。")
    assert words().causes == {}
