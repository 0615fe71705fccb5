"""Pages of ledgers as people use them: entering with complaints at the field, finding, opening, moving, jotting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.faces.conftest import Cast
from tests.faces.reading import main, rows, text, tree
from tests.houses import opened
from tests.ledgers import CARE, CASE, CITY, COUNTY, EVENT, TOWN, VILLAGE, add, move

if TYPE_CHECKING:
    from halfsky.store.house import House

HERE, ABOVE, OFFICE = f"/at/{VILLAGE}/2026", f"/at/{CITY}/2026", f"/at/{COUNTY}/2026"
NEW = f"{HERE}/ledgers/event/new"
FORM = {f"f.{code}": value for code, value in EVENT.items()}


@pytest.fixture
def town(ledgers_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of this test's own."""
    yield from opened(ledgers_template, tmp_path / "town")


def complaints(page: Any) -> dict[str, str]:
    """What is said beside each field that is wrong, by the field's id."""
    wrong = page.xpath("//*[contains(@class, 'is-wrong')]")
    return {(w.xpath(".//@id | ./@id") or [""])[0]: text(w.xpath(".//*[@class='wrong']")[0]) for w in wrong}


def test_every_complaint_stands_at_its_field_and_what_was_typed_stays(cast: Cast) -> None:
    wrong = {"f.name": "三八座谈", "f.day": "3月8日", "f.guests": "十", "p.session.7.came": "5"}
    page = tree(answer := cast("chair").post(NEW, wrong))
    assert answer.status_code == 400
    found = complaints(page)
    assert set(found) == {"f-sort", "f-day", "f-guests", "p-session-0-day"}
    assert page.get_element_by_id("f-name").value == "三八座谈"
    assert page.get_element_by_id("f-day").value == "3月8日"
    assert page.get_element_by_id("p-session-0-came").value == "5"
    links = page.xpath("//*[@id='complaints']//a/@href")
    assert sorted(links) == sorted(f"#{id}" for id in found)


def test_what_looks_odd_asks_for_a_word_and_then_is_kept(cast: Cast) -> None:
    chair = cast("chair")
    odd = {**FORM, "f.guests": "600"}
    page = tree(answer := chair.post(NEW, odd))
    assert answer.status_code == 400 and page.get_element_by_id("why-many") is not None
    kept = chair.post(NEW, {**odd, "why.many": "全县统一组织的广场活动"})
    assert kept.status_code == 302
    assert "全县统一组织的广场活动" in main(chair.get(kept["Location"]))


def test_child_records_are_added_and_struck_without_a_script(cast: Cast) -> None:
    chair = cast("chair")
    one = tree(chair.post(NEW, {**FORM, "add": "session"}))
    assert one.get_element_by_id("f-name").value == EVENT["name"]
    two = {"p.session.0.day": "2026-03-08", "p.session.0.came": "40", "p.session.1.day": "2026-03-09"}
    page = tree(chair.post(NEW, {**FORM, **two, "strike": "session.0"}))
    assert [x.value for x in page.xpath("//input[starts-with(@name, 'p.session') and @type='date']")] == ["2026-03-09"]
    kept = chair.post(NEW, {**FORM, **two})["Location"]
    table = tree(chair.get(kept)).xpath("//section[@id='part-session']//table")[0]
    assert rows(table) == [{"日期": "2026-03-08", "到场（人次）": "40"}, {"日期": "2026-03-09", "到场（人次）": ""}]


def test_who_saves_over_a_newer_version_is_told_and_may_insist(cast: Cast, town: House) -> None:
    number, chair = add(town, "chair", "event", VILLAGE, EVENT).pk, cast("chair")
    change = f"/records/{number}/change"
    assert chair.post(change, {**FORM, "f.guests": "41", "version": "1"}).status_code == 302
    page = tree(answer := chair.post(change, {**FORM, "f.guests": "42", "version": "1"}))
    assert answer.status_code == 409 and page.get_element_by_id("f-guests").value == "42"
    over = page.xpath("//button[@name='over']/@value")[0]
    assert chair.post(change, {**FORM, "f.guests": "42", "version": "1", "over": over}).status_code == 302
    assert "42人次" in main(chair.get(f"/records/{number}"))


def test_the_list_is_filtered_ordered_and_shows_the_columns_that_were_chosen(cast: Cast, town: House) -> None:
    for name, sort, day, guests in (("甲", "talk", "2026-01-05", "9"), ("乙", "play", "2026-02-05", "30")):
        add(town, "chair", "event", VILLAGE, {"name": name, "sort": sort, "day": day, "guests": guests, "women": "1"})
    chair, ledger = cast("chair"), f"{HERE}/ledgers/event"

    def names(query: str) -> list[str]:
        return [row["名称"] for row in rows(tree(chair.get(ledger + query)).xpath("//table")[0])]

    assert names("") == ["乙", "甲"]
    assert names("?f.sort=talk") == ["甲"]
    assert names("?f.day.from=2026-02-01&f.day.to=2026-02-28") == ["乙"]
    assert names("?order=day") == ["甲", "乙"]
    assert names("?q=甲") == ["甲"]
    heads = [text(th) for th in tree(chair.get(f"{ledger}?c=guests&c=name")).xpath("//thead//th")]
    assert heads == ["编号", "人次", "名称"]


def test_a_case_opens_to_who_is_in_charge_and_to_nobody_else(cast: Cast, town: House) -> None:
    """What describes a person is on no page before it is opened, in no title and in no address after."""
    number = add(town, "worker", "case", COUNTY, CASE).pk
    page, name = f"/records/{number}", CASE["name"]
    worker = cast("worker")
    cover = worker.get(page)
    assert cover["Cache-Control"] == "no-store"
    assert "座谈" in main(cover) and not any(said in cover.content.decode() for said in (name, CASE["phone"]))
    assert worker.post(f"{page}/open")["Location"] == page
    whole = worker.get(page)
    assert name in main(whole) and CASE["phone"] in main(whole)
    assert whole["Cache-Control"] == "no-store"
    assert name not in tree(whole).xpath("//title")[0].text
    for other in ("colleague", "remote", "city", "protector"):
        assert cast(other).get(page).status_code == 404
    ledger = f"{OFFICE}/ledgers/case"
    assert "符合条件1条" in main(found := worker.post(ledger, {"text": name}))
    assert not [a for a in tree(found).xpath("//@href") if name in a or "q=" in a]
    assert "符合条件0条" in main(cast("colleague").post(ledger, {"text": name}))
    assert "测试个案 涉及个人 0条" in main(cast("colleague").get(f"{OFFICE}/ledgers"))


def test_who_supervises_says_why_and_the_protector_reads_it(cast: Cast, town: House) -> None:
    number = add(town, "worker", "case", COUNTY, CASE).pk
    head, page = cast("head"), f"/records/{number}"
    refused = head.post(f"{page}/open", {"reason": " "})
    assert refused.status_code == 403 and tree(refused).get_element_by_id("open-wrong") is not None
    head.post(f"{page}/open", {"reason": "督导抽查"})
    assert CASE["name"] in main(head.get(page))
    protector = cast("protector")
    line = rows(tree(protector.get("/ledgers/openings?explained=1")).xpath("//table")[0])[0]
    assert (line["谁"], line["记录"], line["理由"]) == ("head head", f"测试个案 № {number}", "督导抽查")
    assert CASE["name"] not in main(protector.get("/ledgers/openings"))
    taken = protector.post("/ledgers/openings.csv", {"record": str(number)}).content.decode("utf-8-sig")
    assert "督导抽查" in taken


def test_a_case_is_handed_on_and_leaves_the_list_of_who_had_it(cast: Cast, town: House) -> None:
    number = add(town, "worker", "case", COUNTY, CASE).pk
    worker, page = cast("worker"), f"/records/{number}"
    offered = tree(worker.get(page)).xpath("//select[@name='user']/option/@value")
    assert "colleague" in offered and "worker" not in offered and "remote" not in offered
    answer = worker.post(f"{page}/entrust", {"user": "colleague", "instead": "1"})
    assert answer["Location"].endswith("/ledgers")
    assert worker.get(page).status_code == 404 and cast("colleague").get(page).status_code == 200


def test_a_move_asks_for_what_it_needs_and_lacks(cast: Cast, town: House) -> None:
    few = {k: v for k, v in EVENT.items() if k not in ("guests", "women")}
    page, chair = f"/records/{add(town, 'chair', 'event', VILLAGE, few).pk}", cast("chair")
    form = tree(chair.get(page)).get_element_by_id("move-hold")
    assert form.xpath(".//input[@name='f.guests']")
    refused = tree(chair.post(f"{page}/move", {"move": "hold", "version": "1"})).get_element_by_id("move-hold")
    assert "人次" in text(refused.xpath(".//*[@role='alert']")[0])
    assert chair.post(f"{page}/move", {"move": "hold", "version": "1", "f.guests": "12"}).status_code == 302
    steps = tree(chair.get(page)).xpath("//ol[@aria-label='办理进程']/li[@aria-current]")
    assert text(steps[0]) == "已办2026-11-22"


def test_a_reason_is_asked_inline_and_kept_in_the_history(cast: Cast, town: House) -> None:
    page, chair = f"/records/{add(town, 'chair', 'care', VILLAGE, CARE).pk}", cast("chair")
    chair.post(f"{page}/open")
    refused = chair.post(f"{page}/move", {"move": "end", "reason": ""})
    assert refused.status_code == 400
    assert chair.post(f"{page}/move", {"move": "end", "reason": "随父母迁居"}).status_code == 302
    assert "原因：随父母迁居" in main(chair.get(page))


def test_a_line_is_jotted_down_with_today_already_there(cast: Cast) -> None:
    chair = cast("chair")
    jot = tree(chair.get(HERE)).xpath("//nav[@aria-label='记一笔']/a/@href")
    assert jot == [f"{HERE}/jot/event"]
    form = tree(chair.get(jot[0]))
    assert form.get_element_by_id("f-day").value == "2026-11-22"
    sent = {"f.sort": "talk", "f.name": "读书会", "f.day": "2026-11-22", "f.guests": "12"}
    assert chair.post(jot[0], sent)["Location"] == f"{HERE}/ledgers"
    assert "测试活动 1条" in main(chair.get(f"{HERE}/ledgers"))


def test_figures_lead_to_the_records_that_the_reader_may_see(cast: Cast, town: House) -> None:
    number = add(town, "chair", "event", VILLAGE, EVENT).pk
    move(town, "chair", number, "hold")
    leader = cast("leader")
    table = tree(leader.get(f"{ABOVE}/ledgers/event/figures?period=2026-03")).xpath("//table")[0]
    guests = next(row for row in rows(table) if row["项目"] == "测试活动人次")
    assert (guests["2026年3月"], guests["上期"]) == ("40", "0")
    behind = leader.get(f"{ABOVE}/ledgers/event/figures/t_guests?period=2026-03&cell=")
    assert [row["编号"] for row in rows(tree(behind).xpath("//table")[0])] == [f"№ {number}"]
    case = add(town, "worker", "case", COUNTY, CASE).pk
    hidden = main(leader.get(f"{ABOVE}/ledgers/case/figures/t_cases?period=2026&cell="))
    assert "没有您能查看的记录" in hidden and f"№ {case}" not in hidden


def test_what_is_due_soon_is_told_to_who_has_it_on_her_desk(cast: Cast, town: House) -> None:
    from halfsky.store.models import RecordRow

    number = add(town, "chair", "title", VILLAGE, {"name": "便民窗口"}).pk
    RecordRow.objects.filter(pk=number).update(due=dt.date(2026, 11, 25))
    assert f"测试荣誉 № {number}" in main(cast("chair").get("/ledgers/tasks"))
    assert "还有3天" in main(cast("chair").get(HERE))
    for other in ("next_chair", "town", "city"):
        assert "没有待办" in main(cast(other).get("/ledgers/tasks"))
    RecordRow.objects.filter(pk=number).update(due=dt.date(2026, 11, 20))
    assert "逾期1条" in main(cast("city").get(f"{ABOVE}/ledgers"))


def test_a_review_that_is_owed_leads_to_a_row_with_its_period(cast: Cast, town: House) -> None:
    from halfsky.store.models import RecordRow

    number = add(town, "chair", "title", VILLAGE, {"name": "便民窗口"}).pk
    RecordRow.objects.filter(pk=number).update(state="named", entered={"build": "2024-01-01", "named": "2025-01-01"})
    chair = cast("chair")
    assert "年审 2025年" in main(chair.get("/ledgers/tasks"))
    link = tree(chair.get(f"/records/{number}")).xpath("//a[contains(@href, 'period=2025')]/@href")[0]
    form = tree(chair.get(link.partition("#")[0]))
    assert form.get_element_by_id("p-review-0-period").value == "2025"


def test_views_are_ones_own_and_keep_no_words_that_were_looked_for(cast: Cast, town: House) -> None:
    from halfsky.store.models import SavedView

    chair, ledger = cast("chair"), f"{HERE}/ledgers/event"
    add(town, "chair", "event", VILLAGE, EVENT)
    sent = {"list": "ledger/event", "name": "座谈", "query": "?f.sort=talk&q=示例&c=name&c=day", "next": ledger}
    assert chair.post("/views", sent)["Location"] == ledger
    kept = SavedView.objects.get()
    assert (kept.query, kept.columns) == ([["f.sort", "talk"]], ["name", "day"])
    assert tree(chair.get(ledger)).xpath("//*[@class='saved-view']/a/@href") == ["?f.sort=talk&c=name&c=day"]
    other = cast("city")
    assert not tree(other.get(ledger)).xpath("//*[@class='saved-view']")
    assert other.post(f"/views/{kept.pk}/drop").status_code == 404
    chair.post(f"/views/{kept.pk}/rename", {"name": "座谈会", "next": ledger})
    assert "座谈会" in main(chair.get(ledger))
    chair.post(f"/views/{kept.pk}/drop", {"next": ledger})
    assert SavedView.objects.count() == 0


def test_who_stands_above_is_led_to_the_places_that_keep_a_ledger(cast: Cast) -> None:
    county = cast("county")
    links = tree(county.get(f"{OFFICE}/ledgers/event/new")).xpath("//ul[contains(@class, 'below-list')]//a/@href")
    assert f"/at/{TOWN}/2026/ledgers/event/new" in links
    assert county.get(f"/at/{TOWN}/2026/ledgers/event/new").status_code == 200


@pytest.mark.parametrize("address", [NEW, f"{HERE}/ledgers", f"{HERE}/ledgers/care", f"{HERE}/jot/event"])
def test_a_page_keeps_the_rules_of_every_page(cast: Cast, address: str) -> None:
    page = tree(cast("chair").get(address))
    assert len(page.xpath("//h1")) == 1
    labels = set(page.xpath("//label/@for"))
    fields = page.xpath("//input[not(@type='hidden')] | //select | //textarea")
    assert not [f.get("id") for f in fields if f.get("id") not in labels]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert not page.xpath("//*[@style] | //script[not(@src)]")


def test_ticked_records_are_moved_together_each_by_its_own_rules(cast: Cast, town: House) -> None:
    """Three of four can be held: one lacks its guests. A case of another ledger and a number that is none are passed
    by; sent again, every record says that it has moved on."""
    days = ("2026-05-01", "2026-05-02", "2026-05-03")
    ready = [add(town, "chair", "event", VILLAGE, {**EVENT, "day": day}).pk for day in days]
    lacking = add(town, "chair", "event", VILLAGE, {**EVENT, "day": "2026-05-04", "guests": "", "women": ""}).pk
    case = add(town, "worker", "case", COUNTY, CASE).pk
    chair = cast("chair")
    page = tree(chair.get(f"{HERE}/ledgers/event"))
    ticks = page.xpath("//input[@type='checkbox' and @name='n' and @form='many']/@value")
    assert {str(n) for n in (*ready, lacking)} <= set(ticks)
    many = f"{HERE}/ledgers/event/many"
    chosen = {"n": [*ready, lacking, case, 999]}
    asked = tree(chair.post(many, chosen))
    assert asked.xpath("//form//input[@name='n']/@value") == [str(n) for n in ready]
    done = main(chair.post(many, {**chosen, "move": "hold"}))
    assert "已办理3条" in done and f"№ {lacking}" in done
    again = main(chair.post(many, {**chosen, "move": "hold"}))
    assert "已办理0条" in again
    from halfsky.store.models import LogEntry, RecordRow

    assert set(RecordRow.objects.filter(pk__in=ready).values_list("state", flat=True)) == {"held"}
    assert RecordRow.objects.get(pk=lacking).state == "planned"
    assert RecordRow.objects.get(pk=case).state != "held"
    assert LogEntry.objects.filter(action="records.move").count() >= 3
    nobody = main(cast("leader").post(many, chosen))
    assert "没有可以一起办理的事项" in nobody
