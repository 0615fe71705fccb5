"""上报表 without a script: a plain form that saves, checks and hands in; refusals; reading, returning, correcting."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.faces import test_page_rules as rules
from tests.faces.conftest import Cast
from tests.faces.reading import main, rows, text, tree
from tests.houses import opened
from tests.sheets import CITY, COUNTY, answers, make_sheets

if TYPE_CHECKING:
    from halfsky.store.house import House

WIDE, SUMS = f"/rounds/1/{COUNTY}", f"/rounds/2/{COUNTY}"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
REASON = "外县在本县登记的新人也参加了婚检，人数较多。"


@pytest.fixture(scope="module")
def sheets_template(small_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sheets") / "house"
    make_sheets(small_template, path)
    return path


@pytest.fixture
def town(sheets_template: Path, tmp_path: Path) -> Iterator[House]:
    yield from opened(sheets_template, tmp_path / "house")


def form(given: dict[str, str], do: str, **more: str) -> dict[str, str]:
    """What the plain form sends."""
    return {**{f"a.{key}": value for key, value in given.items()}, "do": do, "version": "0", **more}


def field(answer: Any, key: str) -> str:
    return str(tree(answer).xpath(f"//input[@name='a.{key}']")[0].get("value"))


def said_at(answer: Any, key: str) -> str:
    return text(tree(answer).xpath(f"//td[@data-key='{key}']//*[contains(@class, 'says')]")[0])


def state(answer: Any) -> str:
    return text(tree(answer).xpath("//section[contains(@class, 'sheet-state')]//span[contains(@class, 'tag')]")[0])


def number(house: House) -> str:
    from halfsky.store.models import Submission

    return str(Submission.objects.filter(round=1).order_by("-revision").values_list("pk", flat=True)[0])


def hand_in(cast: Cast, given: dict[str, str] | None = None, **more: str) -> None:
    assert cast("health").post(WIDE, form(given or answers(), "submit", **more)).status_code == 302


def step(cast: Cast, person: str, move: str, **more: str) -> Any:
    sent = {"move": move, "submission": number(cast.house), **more}
    return cast(person).post(f"{WIDE}/step", sent, follow=True)


def accepted(cast: Cast) -> None:
    hand_in(cast)
    step(cast, "bureau", "review")
    step(cast, "office", "accept")


def test_the_form_is_laid_out_like_the_paper(cast: Cast) -> None:
    page = tree(cast("health").get(WIDE))
    heads = [[text(th) for th in tr.xpath("./th")] for tr in page.xpath("//table[contains(@class, 'grid')]/thead/tr")]
    assert heads[0] == ["指标名称", "计量单位", "代码", "按城乡", "按性别", "按城乡、性别"]
    assert heads[2] == ["女", "男"] * 2
    assert len(page.xpath("//td[contains(@class, 'cell')]//input")) == 12 * 8 + 1
    assert "表号试01表" in text(page.xpath("//div[contains(@class, 'sheet-paper-head')]")[0])


def test_a_draft_is_kept_and_comes_back(cast: Cast) -> None:
    sent = form(
        {"live_births|sex=female": "３.5万"}, "save", **{"comment-at": "live_births|sex=male", "comment": "待核"}
    )
    assert cast("health").post(WIDE, sent).status_code == 302
    answer = cast("helper").get(WIDE)
    assert field(answer, "live_births|sex=female") == "３.5万"
    assert "读作 35000" in text(tree(answer).xpath("//td[@data-key='live_births|sex=female']")[0])
    assert "待核" in said_at(answer, "live_births|sex=male")
    assert state(answer) == "暂存"
    assert "还有95格未填" in main(answer)


def test_checking_keeps_nothing_and_says_what_is_wrong_at_the_cell(cast: Cast) -> None:
    given = {**answers(), "neonatal_deaths|residence=urban": "三", "infant_deaths|sex=male": "1"}
    answer = cast("health").post(WIDE, form(given, "check"))
    assert "“三”不是数字" in said_at(answer, "neonatal_deaths|residence=urban")
    assert "新生儿死亡数不能超过婴儿死亡数" in said_at(answer, "neonatal_deaths|sex=male")
    assert field(answer, "neonatal_deaths|residence=urban") == "三"
    assert field(cast("health").get(WIDE), "neonatal_deaths|residence=urban") == ""


def test_handing_in_too_little_is_refused_with_every_complaint_and_the_texts_stay(cast: Cast) -> None:
    given = answers()
    del given["live_births|sex=male"]
    given["junior_myopic|residence=urban"] = "-1"
    answer = cast("health").post(WIDE, form(given, "submit"))
    assert answer.status_code == 400
    complaints = text(tree(answer).get_element_by_id("refused"))
    assert "活产数（男）：还没有填" in complaints and "不能是负数" in complaints
    assert field(answer, "live_births|sex=female") == "80"
    assert cast("bureau").get(WIDE).status_code == 403


def test_a_true_value_passes_with_a_reason_and_not_without(cast: Cast) -> None:
    given = answers()
    for key in list(given):
        if key.startswith("premarital_examined|"):
            given[key] = str(2 * int(given[key]))
    client = cast("health")
    refused = client.post(WIDE, form(given, "submit"))
    [area] = tree(refused).xpath("//textarea[starts-with(@name, 'e.')]")
    assert "婚前医学检查人数超过结婚登记人数" in text(tree(refused).get_element_by_id("refused"))
    empty = client.post(WIDE, form(given, "submit", **{area.get("name"): "数据核实无误"}))
    assert empty.status_code == 400
    assert "没有说出原因" in main(empty)
    assert client.post(WIDE, form(given, "submit", **{area.get("name"): REASON})).status_code == 302
    answer = cast("bureau").get(WIDE)
    assert REASON in text(tree(answer).get_element_by_id("footnotes"))
    assert "160[1]" in text(tree(answer).xpath("//td[@data-key='premarital_examined|sex=female']")[0])


def test_a_reason_for_absence_is_chosen_in_words(cast: Cast) -> None:
    client = cast("health")
    sent = form({"hospital_births|residence=urban": "尚未公布", "hospital_births|residence=rural": "0"}, "save")
    client.post(SUMS, sent)
    answer = client.get(SUMS)
    assert field(answer, "hospital_births|residence=urban") == "尚未公布"
    assert "读作" not in text(tree(answer).xpath("//td[@data-key='hospital_births|residence=urban']")[0])
    assert "还有2格未填" in main(answer)


def test_totals_are_computed_and_not_asked(cast: Cast) -> None:
    given = {"hospital_births|residence=urban": "3", "hospital_births|residence=rural": "4"}
    answer = cast("health").post(SUMS, form(given, "check"))
    [total] = tree(answer).xpath("//td[@data-key='hospital_births|']//output")
    assert text(total) == "7"
    assert not tree(answer).xpath("//input[@name='a.hospital_births|']")


def test_two_people_on_one_sheet_see_both_values(cast: Cast) -> None:
    cast("helper").post(WIDE, form({"live_births|sex=male": "5"}, "save"))
    answer = cast("health").post(WIDE, form({"live_births|sex=male": "6"}, "save"))
    assert answer.status_code == 409
    assert "活产数（男）：5" in text(tree(answer).get_element_by_id("refused"))
    assert field(answer, "live_births|sex=male") == "6"
    [version] = tree(answer).xpath("//form[@id='sheet']//input[@name='version']/@value")
    again = form({"live_births|sex=male": "6"}, "save") | {"version": version}
    assert cast("health").post(WIDE, again).status_code == 302
    assert field(cast("helper").get(WIDE), "live_births|sex=male") == "6"


def test_a_rate_alone_is_kept_and_marked(cast: Cast) -> None:
    hand_in(cast, {**answers(), "infant_mortality|": "3.25"})
    page = tree(cast("bureau").get(WIDE))
    assert "只有比率" in text(page.get_element_by_id("part-rates"))
    assert text(page.xpath("//td[@data-key='infant_mortality|']//span[@class='value']")[0]) == "3.25"


def test_the_reviewer_returns_to_the_cell_and_the_next_revision_shows_what_changed(cast: Cast) -> None:
    hand_in(cast)
    wrong = {"at-0": "live_births|sex=male", "wrong-0": "与医院登记不符"}
    answer = step(cast, "bureau", "return", **wrong)
    assert answer.redirect_chain
    shown = cast("health").get(WIDE)
    assert state(shown) == "退回"
    assert "与医院登记不符" in said_at(shown, "live_births|sex=male")
    earlier = tree(cast("health").get(f"{WIDE}?revision=1"))
    assert not earlier.xpath("//input[starts-with(@name, 'a.')]")
    changed = {
        "live_births|sex=male": "84",
        "live_births|residence=urban;sex=male": "44",
        "live_births|residence=urban": "84",
    }
    hand_in(cast, {**answers(), **changed})
    compared = cast("health").get(f"{WIDE}?revision=2&against=1")
    table = rows(tree(compared).get_element_by_id("changes").xpath(".//table")[0])
    assert {(r["格"], r["第1版"], r["第2版"]) for r in table} == {
        ("活产数（男）", "80", "84"),
        ("活产数（城市、男）", "40", "44"),
        ("活产数（城市）", "80", "84"),
    }


def test_a_return_without_any_reason_is_refused(cast: Cast) -> None:
    hand_in(cast)
    answer = step(cast, "bureau", "return")
    assert answer.status_code == 400
    assert "“退回”须写明原因" in main(answer)


def test_only_the_moves_that_one_may_take_are_offered(cast: Cast) -> None:
    hand_in(cast)

    def offered(person: str) -> set[str]:
        return set(tree(cast(person).get(WIDE)).xpath("//section[@id='moves']//button[@name='move']/@value"))

    assert offered("health") == {"withdraw"}
    assert offered("bureau") == {"review", "return"}
    assert offered("office") == {"return"}
    assert step(cast, "office", "accept").status_code == 409
    assert step(cast, "health", "review").status_code == 403


def test_the_level_above_reads_it_once_it_is_accepted(cast: Cast) -> None:
    hand_in(cast)
    assert cast("upper").get(WIDE).status_code == 403
    step(cast, "bureau", "review")
    assert cast("upper").get(WIDE).status_code == 403
    step(cast, "office", "accept")
    answer = cast("upper").get(WIDE)
    assert (answer.status_code, state(answer)) == (200, "已验收")
    assert not tree(answer).xpath("//section[@id='moves']")


def upload(cast: Cast, person: str, content: bytes, name: str = "scan.png") -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return cast(person).post(f"{WIDE}/files", {"file": SimpleUploadedFile(name, content)})


def test_the_office_enters_a_stamped_sheet_and_the_agency_confirms_it_unchanged(cast: Cast) -> None:
    from halfsky.store.models import Attachment

    office = cast("office")
    without = office.post(WIDE, form(answers(), "enter"))
    assert without.status_code == 400 and "盖章扫描件" in main(without)
    assert field(without, "live_births|sex=male") == "80"
    assert upload(cast, "office", PNG).status_code == 302
    scan = str(Attachment.objects.get().pk)
    assert office.post(WIDE, form(answers(), "enter", scan=scan)).status_code == 302
    shown = cast("health").get(WIDE)
    assert state(shown) == "已代录"
    assert not tree(shown).xpath("//input[starts-with(@name, 'a.')]")
    assert cast("health").get(f"{WIDE}/files/{scan}").getvalue() == PNG
    step(cast, "health", "confirm")
    handed_in = cast("bureau").get(WIDE)
    assert state(handed_in) == "已上报"
    values = tree(handed_in).xpath("//td[@data-key='live_births|sex=male']//span[@class='value']")
    assert text(values[0]) == "80"


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [(b"MZ" + bytes(40), 400, "不是 PDF、JPG 或 PNG"), (PNG + bytes(20 * 1024 * 1024), 413, "超过20MB")],
    ids=["program", "too-large"],
)
def test_what_is_no_scan_is_refused(cast: Cast, content: bytes, status: int, says: str) -> None:
    answer = upload(cast, "health", content)
    assert answer.status_code == status
    assert says in main(answer)


def test_no_file_at_all_is_refused(cast: Cast) -> None:
    answer = cast("health").post(f"{WIDE}/files", {})
    assert answer.status_code == 400 and "没有选择文件" in main(answer)


def test_a_correction_is_listed_then_confirmed(cast: Cast) -> None:
    accepted(cast)
    office, address = cast("office"), f"{WIDE}/correct"
    given = answers() | {
        "live_births|residence=urban": "180",
        "live_births|sex=female": "180",
        "live_births|residence=urban;sex=female": "140",
    }
    planned = office.post(address, form(given, "plan"))
    page = tree(planned)
    changes = rows(page.get_element_by_id("impact").xpath(".//table")[0])
    assert {(r["改动的格"], r["原来"], r["更正为"]) for r in changes} == {
        ("活产数（城市）", "80", "180"),
        ("活产数（女）", "80", "180"),
        ("活产数（城市、女）", "40", "140"),
    }
    digest = page.xpath("//input[@name='digest']/@value")[0]
    silent = office.post(address, form(given, "confirm", digest=digest))
    assert silent.status_code == 400 and "请写明原因" in main(silent)
    stale = office.post(address, form(given, "confirm", digest="0" * 16, reason="漏了一家医院"))
    assert stale.status_code == 409
    assert office.post(address, form(given, "confirm", digest=digest, reason="漏了一家医院")).status_code == 302
    shown = cast("upper").get(WIDE)
    assert "漏了一家医院" in main(shown) and "第2版" in main(shown)
    assert text(tree(shown).xpath("//td[@data-key='live_births|sex=female']//span[@class='value']")[0]) == "180"


def test_a_correction_of_nothing_is_refused(cast: Cast) -> None:
    accepted(cast)
    answer = cast("office").post(f"{WIDE}/correct", form(answers(), "plan"))
    assert answer.status_code == 400 and "与原来的一样" in main(answer)


def test_only_accepted_sheets_are_corrected(cast: Cast) -> None:
    hand_in(cast)
    assert cast("office").get(f"{WIDE}/correct").status_code == 409


def test_the_checksum_follows_the_answers(cast: Cast) -> None:
    def code() -> str:
        page = tree(cast("health").get(WIDE))
        return text(page.xpath("//*[contains(@class, 'paper-only')]//span[@class='code']")[0])

    empty = code()
    cast("health").post(WIDE, form({"live_births|sex=male": "5"}, "save"))
    five = code()
    cast("health").post(WIDE, form({"live_births|sex=male": " ５ "}, "save") | {"version": "1"})
    assert code() == five != empty


def test_a_closed_round_is_read_and_not_filled_in(cast: Cast) -> None:
    from halfsky.actions.rounds import close_round
    from tests.houses import admin_of

    close_round(cast.house, admin_of(cast.house), 1)
    answer = cast("health").get(WIDE)
    assert "填报已截止" in main(answer)
    assert not tree(answer).xpath("//input[starts-with(@name, 'a.')]")
    refused = cast("health").post(WIDE, form(answers(), "submit"))
    assert refused.status_code == 409


def ask(cast: Cast, person: str, what: str, body: object) -> Any:
    return cast(person).post(f"{WIDE}/{what}", json.dumps(body), content_type="application/json")


def test_the_script_gets_looks_sentences_and_totals(cast: Cast) -> None:
    given = {**answers(), "live_births|sex=male": "三"}
    found = ask(cast, "health", "check", {"answers": given}).json()
    assert found["cells"]["live_births|sex=male"]["look"] == "bad"
    assert "不是数字" in found["cells"]["live_births|sex=male"]["says"][0]
    assert (found["left"], found["ready"]) == (1, False)
    assert ask(cast, "health", "check", {"answers": answers()}).json()["ready"] is True


def test_the_script_is_told_of_a_newer_version_and_reads_it(cast: Cast) -> None:
    first = ask(cast, "helper", "draft", {"answers": {"live_births|sex=male": "5"}, "version": 0})
    assert first.json()["version"] == 1
    stale = ask(cast, "health", "draft", {"answers": {"live_births|sex=male": "6"}, "version": 0})
    assert stale.status_code == 409
    assert stale.json()["refusals"][0]["number"] == "409.743"
    newest = cast("health").get(f"{WIDE}/draft").json()
    assert (newest["version"], newest["answers"]) == (1, {"live_births|sex=male": "5"})


@pytest.mark.parametrize("body", ["[]", "{", '{"answers": {"live_births|": 5}}', '{"answers": ["x"]}'])
def test_the_script_is_told_when_what_it_sends_is_no_sheet(cast: Cast, body: str) -> None:
    answer = cast("health").post(f"{WIDE}/draft", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["refusals"][0]["number"] == "400.810"


def test_who_is_signed_out_is_told_so_as_data(cast: Cast) -> None:
    answer = ask(cast, "", "draft", {"answers": {}})
    assert answer.status_code == 401
    assert answer.json()["refusals"][0]["number"] == "401.10"


def test_handing_in_by_script_says_all_complaints_or_where_to_go_on(cast: Cast) -> None:
    refused = ask(cast, "health", "submit", {"answers": {}, "version": 0})
    assert refused.status_code == 400
    assert len(refused.json()["refusals"]) == 96
    assert ask(cast, "health", "submit", {"answers": answers(), "version": 0}).json() == {"href": WIDE}


def test_an_unknown_round_and_a_place_that_is_not_asked(cast: Cast) -> None:
    assert cast("health").get(f"/rounds/99/{COUNTY}").status_code == 404
    assert cast("health").get(f"/rounds/1/{CITY}").status_code == 404


def test_the_page_speaks_english(cast: Cast) -> None:
    client = cast("health")
    client.cookies["halfsky_lang"] = "en"
    page = client.get(WIDE)
    assert "A wide form" in main(page) and "96 cells left" in main(page)


def test_another_agency_another_county_and_the_checkers_keep_out_of_a_draft(cast: Cast) -> None:
    cast("health").post(WIDE, form({"live_births|sex=male": "5"}, "save"))
    people = ("health", "helper", "office", "school", "next-door", "bureau", "upper", "admin")
    assert {p: cast(p).get(WIDE).status_code for p in people} == {
        **dict.fromkeys(("health", "helper", "office"), 200),
        **dict.fromkeys(("school", "next-door", "bureau", "upper", "admin"), 403),
    }
    assert field(cast("office").get(WIDE), "live_births|sex=male") == ""
    assert cast("school").post(WIDE, form({"live_births|sex=male": "6"}, "save")).status_code == 403
    assert ask(cast, "next-door", "draft", {"answers": {"live_births|sex=male": "6"}, "version": 1}).status_code == 403
    assert field(cast("health").get(WIDE), "live_births|sex=male") == "5"


@pytest.mark.parametrize("person", ["health", "bureau", "office"])
def test_the_rules_of_every_page_hold(cast: Cast, person: str) -> None:
    if person == "bureau":
        hand_in(cast)
    rules.test_a_page_carries_no_script_no_style_and_no_handler(cast(person), WIDE)
    rules.test_a_page_has_one_heading_a_title_and_labels(cast(person), WIDE)


def test_the_rules_of_every_page_hold_for_a_correction(cast: Cast) -> None:
    accepted(cast)
    rules.test_a_page_carries_no_script_no_style_and_no_handler(cast("office"), f"{WIDE}/correct")
    rules.test_a_page_has_one_heading_a_title_and_labels(cast("office"), f"{WIDE}/correct")
