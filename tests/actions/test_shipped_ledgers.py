"""The shipped ledgers in a house: a post from its application to its withdrawal, a case passed on and given back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.entry import Entry
from halfsky.kernel.refusals import Refused
from tests.ledgers import BESIDE, CITY, COUNTY, TOWN, VILLAGE, add, move, numbers, see

if TYPE_CHECKING:
    from halfsky.store.house import House

STANDARD = ("goals", "promise", "hotline", "head", "rules", "training", "service", "clean", "lower")
POST = {
    "name": "便民窗口", "unit": "示例局", "title_level": "市级", "staff": "10", "women": "6", "promise": "当日办结",
    "standard": dict.fromkeys(STANDARD, "是"),
}  # fmt: skip
CASE = {
    "received_on": "2026-04-02",
    "channel": "来电",
    "class": "婚姻家庭",
    "family_matter": "家庭纠纷",
    "name": "示例乙",
}


def at(house: House, day: str) -> None:
    noon = dt.datetime.fromisoformat(f"{day}T12:00+08:00")
    house.clock = lambda: noon


def lies(house: House, record: int) -> tuple[str, str]:
    from halfsky.queries.places import by_id
    from halfsky.store.models import RecordRow

    row = RecordRow.objects.get(pk=record)
    return row.state, by_id(house, row.desk_id).code


def number(problem: pytest.ExceptionInfo[Refused]) -> str:
    return problem.value.refusals[0].problem.number


def given(record: int, element: str) -> list[tuple[str, dt.date, dt.date | None]]:
    from halfsky.store.models import Contribution

    rows = Contribution.objects.filter(record=record, element=element).order_by("cell")
    return [(row.cell, row.since, row.until) for row in rows]


def test_a_post_from_its_application_to_its_withdrawal(shipped_books: House) -> None:
    house = shipped_books
    at(house, "2026-03-02")
    post = add(house, "town", "honour-post", TOWN, POST).pk
    move(house, "town", post, "apply")
    for who, desk in (("town", COUNTY), ("county", CITY)):
        move(house, who, post, "recommend")
        assert lies(house, post) == ("applied", desk)
    move(house, "city", post, "recommend")
    assert lies(house, post) == ("recommended", CITY)
    with pytest.raises(Refused) as bare:
        move(house, "city", post, "assess")
    assert number(bare) == "400.31"
    assessed = Entry({}, {"assessment": [{"date": "2026-03-02", "opinion": "同意"}]})
    move(house, "city", post, "assess", given=assessed)
    move(house, "city", post, "publish")
    at(house, "2026-03-09")  # the fifth workday after Monday the 2nd
    with pytest.raises(Refused) as early:
        move(house, "city", post, "name", given=Entry({"document": "示妇〔2026〕1号"}))
    assert number(early) == "409.871"
    at(house, "2026-03-10")
    move(house, "city", post, "name", given=Entry({"document": "示妇〔2026〕1号"}))
    assert given(post, "honour_posts") == [
        ("", dt.date(2026, 3, 10), None),
        ("honour_level=prefecture", dt.date(2026, 3, 10), None),
    ]
    at(house, "2026-11-20")
    with pytest.raises(Refused) as silent:
        move(house, "city", post, "withdraw")
    assert number(silent) == "400.32"
    move(house, "city", post, "withdraw", reason="岗位撤并")
    assert [until for _, _, until in given(post, "honour_posts")] == [dt.date(2026, 11, 20)] * 2
    assert len(given(post, "honour_posts_withdrawn")) == 2


def test_a_case_passed_on_is_gone_for_who_sent_it_until_it_comes_back(shipped_books: House) -> None:
    house = shipped_books
    at(house, "2026-04-02")
    case = add(house, "worker", "rights-case", COUNTY, CASE).pk
    move(house, "worker", case, "accept")
    with pytest.raises(Refused) as unasked:
        move(house, "worker", case, "send", to=BESIDE, reason="当事人住在邻县")
    assert number(unasked) == "400.31"
    move(house, "worker", case, "send", to=BESIDE, reason="当事人住在邻县", given=Entry({"consent": "本人同意"}))
    assert lies(house, case) == ("sent", BESIDE)
    with pytest.raises(Refused) as gone:
        see(house, "worker", case)
    assert number(gone) == "404.60"
    assert numbers(house, "worker", "rights-case") == []
    assert see(house, "remote", case).values["name"] == "示例乙"
    move(house, "remote", case, "take")
    move(house, "remote", case, "return", reason="已请当地法律援助中心受理")
    assert lies(house, case) == ("handling", COUNTY)
    assert see(house, "worker", case).values["name"] == "示例乙"
    with pytest.raises(Refused) as handed:
        see(house, "remote", case)
    assert number(handed) == "404.60"
    done = Entry(
        {"outcome": "问题解决"},
        {"step": [{"date": "2026-04-02", "kind": "法律援助"}], "follow_up": [{"date": "2026-04-02", "reached": "是"}]},
    )
    move(house, "worker", case, "close", given=done)
    assert lies(house, case)[0] == "closed"
    assert [cell for cell, _, _ in given(case, "rights_closed")] == [
        "", "rights_channel=call", "rights_channel=call;rights_class=family", "rights_class=family",
    ]  # fmt: skip


def test_a_village_chair_jots_down_an_activity(shipped_books: House) -> None:
    house = shipped_books
    at(house, "2026-11-20")
    values = {"kind": "讲座", "held_on": "2026-11-20", "persons": "35", "summary": "家庭教育讲座"}
    made = add(house, "chair", "activity", VILLAGE, values).pk
    assert [cell for cell, _, _ in given(made, "activities")] == ["", "activity_kind=lecture"]


HOLDER = {
    "kind": "三八红旗手",
    "year": "2026",
    "title_level": "市级",
    "unit": "示例厂",
    "name": "示例丙",
    "deed": "十年护理",
}


def on_notice(house: House, name: str) -> int:
    """A title that stands on public notice in the city since Monday 2 March 2026."""
    at(house, "2026-03-02")
    number = add(house, "town", "honour", TOWN, {**HOLDER, "name": name, "agreed": "是"}).pk
    for who in ("town", "county", "city"):
        move(house, who, number, "recommend")
    seen = Entry({}, {"assessment": [{"date": "2026-03-02", "opinion": "同意"}]})
    move(house, "city", number, "review", given=seen)
    move(house, "city", number, "publish")
    assert lies(house, number) == ("notice", CITY)
    return number


def second_of_city(house: House) -> None:
    """Somebody beside who took the step before."""
    from halfsky.actions import users
    from tests.houses import PASSWORD, admin_of

    users.add_user(house, admin_of(house), "city_second", PASSWORD, "cadre", CITY)


def test_a_title_from_its_nomination_over_an_objection_to_its_withdrawal(shipped_books: House) -> None:
    from halfsky.actions.records import change
    from tests.collecting import People

    house = shipped_books
    unwilling = add(house, "town", "honour", TOWN, {**HOLDER, "name": "示例丁", "agreed": "否"}).pk
    with pytest.raises(Refused) as unasked:
        move(house, "town", unwilling, "recommend")
    assert number(unasked) == "400.31"
    title = on_notice(house, "示例丙")
    award = Entry({"document": "示妇〔2026〕3号"})
    at(house, "2026-03-05")
    objection = {"date": "2026-03-05", "about": "事迹年限", "stage": "调查中"}
    change(house, People(house)["city"], title, Entry({}, {"objection": [objection]}))
    at(house, "2026-03-10")  # the notice of five workdays ended on the 9th; the objection still stands
    with pytest.raises(Refused) as disputed:
        move(house, "city", title, "award", given=award)
    assert number(disputed) == "400.31" and lies(house, title)[0] == "notice"
    settled = {**objection, "_id": see(house, "city", title).parts["objection"][0]["_id"], "stage": "不成立"}
    change(house, People(house)["city"], title, Entry({}, {"objection": [settled]}))
    move(house, "city", title, "award", given=award)
    cells = ["", "honour_kind=banner", "honour_kind=banner;honour_level=prefecture", "honour_level=prefecture"]
    assert given(title, "honours_held") == [(cell, dt.date(2026, 3, 10), None) for cell in cells]
    at(house, "2026-11-20")
    with pytest.raises(Refused) as alone:
        move(house, "city", title, "withdraw", reason="查实造假")
    assert number(alone) == "403.31"  # who awarded it does not withdraw it alone
    second_of_city(house)
    move(house, "city_second", title, "withdraw", reason="查实造假")
    assert [until for _, _, until in given(title, "honours_held")] == [dt.date(2026, 11, 20)] * 4
    assert [since for _, since, _ in given(title, "honours_withdrawn")] == [dt.date(2026, 11, 20)] * 4


def test_a_title_that_nobody_awards_lapses_and_a_post_that_misses_its_review_is_put_right(shipped_books: House) -> None:
    from halfsky.actions.record_deadlines import sweep
    from halfsky.store.models import RecordEdition

    house = shipped_books
    forgotten = on_notice(house, "示例戊")
    at(house, "2026-04-28")  # the fortieth workday after 2 March: Monday 6 April is off
    assert sweep(house) == 0
    at(house, "2026-04-29")
    assert sweep(house) == 1 and lies(house, forgotten)[0] == "lapsed"
    assert given(forgotten, "honours_awarded") == []
    last = RecordEdition.objects.filter(record=forgotten).order_by("version").last()
    assert last is not None and (last.deed, last.state) == ("expire", "lapsed")
    at(house, "2025-12-22")
    post = add(house, "county", "honour-post", COUNTY, {**POST, "title_level": "县级"}).pk
    for step in ("apply", "recommend"):
        move(house, "county", post, step)
    move(house, "county", post, "assess", given=Entry({}, {"assessment": [{"date": "2025-12-22", "opinion": "同意"}]}))
    move(house, "county", post, "publish")
    at(house, "2025-12-30")  # five workdays after Monday the 22nd end on the 29th
    move(house, "county", post, "name", given=Entry({"document": "示妇〔2025〕9号"}))
    at(house, "2026-12-31")  # the review of 2026 is due within sixty workdays of 2027
    assert sweep(house) == 0
    at(house, "2027-06-01")
    assert sweep(house) == 1 and lies(house, post)[0] == "repair"


def test_a_decision_is_stopped_by_its_gates_and_passed_over_them_by_a_signature_alone(shipped_books: House) -> None:
    house = shipped_books
    at(house, "2026-09-07")
    matter = add(
        house, "city", "decision", CITY, {"name": "旧校舍改建", "kind": "项目", "proposed_on": "2026-09-07"}
    ).pk
    move(house, "city", matter, "consult", given=Entry({"draft": "改建为托育点"}))
    asked = {"number": "1", "from_day": "2026-09-07", "until_day": "2026-09-14", "way": "公开征求"}
    heard = {"number": "1", "what": "先修消防通道", "taken": "研究中", "why": "待消防部门核实"}
    weighed = {"risk": "高", "risk_note": "消防通道不足", "legal": "是", "passed_by": "主席会议"}
    at(house, "2026-09-15")
    with pytest.raises(Refused) as unheard:
        move(house, "city", matter, "assess", given=Entry(weighed, {"round": [asked], "opinion": [heard]}))
    assert number(unheard) == "400.31" and "研究中" in str(unheard.value.refusals[0])
    taken = {**heard, "taken": "采纳", "why": "列为第一项"}
    move(house, "city", matter, "assess", given=Entry(weighed, {"round": [asked], "opinion": [taken]}))
    second_of_city(house)
    with pytest.raises(Refused) as risky:
        move(house, "city_second", matter, "pass")
    assert number(risky) == "400.31"
    for who, reason, refused in (("city", "急用", "403.30"), ("leader", "", "400.32")):
        with pytest.raises(Refused) as unsigned:
            move(house, who, matter, "override", reason=reason)
        assert number(unsigned) == refused
    move(house, "leader", matter, "override", reason="汛期前必须启用，消防改造同步进行")
    assert lies(house, matter) == ("overridden", CITY)
    assert [since for _, since, _ in given(matter, "decisions_overridden")] == [dt.date(2026, 9, 15)]
    assert given(matter, "decisions_passed") == []


def test_titles_are_passed_as_many_as_the_county_was_allotted(shipped_books: House) -> None:
    house = shipped_books
    at(house, "2026-03-02")
    same = {"kind": "三八红旗手", "title_level": "市级", "year": "2026"}
    add(house, "county", "honour-quota", COUNTY, {**same, "number": "1"})

    def passed(name: str) -> None:
        made = add(house, "town", "honour", TOWN, {**HOLDER, "name": name, "agreed": "是"}).pk
        for who in ("town", "county", "city"):
            move(house, who, made, "recommend")
        seen = Entry({}, {"assessment": [{"date": "2026-03-02", "opinion": "同意"}]})
        move(house, "city", made, "review", given=seen)

    passed("示例己")
    with pytest.raises(Refused) as full:
        passed("示例庚")
    assert number(full) == "400.31" and "名额" in str(full.value.refusals[0])


def test_a_meeting_is_closed_by_the_tasks_that_it_gave(shipped_books: House) -> None:
    house = shipped_books
    at(house, "2026-09-15")
    values = {"name": "执委会议", "kind": "执委会议", "held_on": "2026-09-15", "invited": "31", "attended": "27"}
    held = add(house, "county", "office-meeting", COUNTY, values, decision=[{"number": "1", "what": "晚间开放"}]).pk
    move(house, "county", held, "hold")
    with pytest.raises(Refused) as empty:
        move(house, "county", held, "hand_out")
    assert number(empty) == "400.31"
    asked = {"name": "晚间开放情况汇总", "kind": "会议议定", "due_on": "2026-10-31", "meeting": str(held)}
    task = add(house, "county", "task", COUNTY, asked).pk
    move(house, "county", held, "hand_out")
    move(house, "county", task, "hand_out")
    with pytest.raises(Refused) as waiting:
        move(house, "county", held, "close")
    assert number(waiting) == "400.31"
    at(house, "2026-10-20")
    move(house, "county", task, "report", given=Entry({"result": "十二个社区开到九点"}))
    move(house, "county", task, "close")
    move(house, "county", held, "close")
    assert lies(house, held)[0] == "closed"
    assert [len(given(task, code)) for code in ("tasks_due", "tasks_done", "tasks_in_time")] == [1, 1, 1]
