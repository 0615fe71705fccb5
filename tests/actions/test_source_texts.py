"""A text comes in, and what it proposes becomes targets, values and tasks: by the rights and checks of those, once,
with the text as source; what cannot be done is said and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from halfsky.kernel.refusals import Refused
from halfsky.kernel.source_text import State
from tests.collecting import People
from tests.ledgers import CITY, COUNTY

if TYPE_CHECKING:
    from halfsky.queries.source_items import Item
    from halfsky.store.house import House

TEXT = (Path(__file__).parents[1] / "data" / "source_texts" / "county.txt").read_text("utf-8")
MANAGED, SCREENED = "孕产妇系统管理率", "适龄妇女宫颈癌人群筛查率"


@pytest.fixture
def supervised(books: House) -> House:
    """The house with the registers of supervision, of which one takes tasks from texts."""
    from halfsky.actions import packs
    from halfsky.packs import shipped
    from tests.houses import admin_of

    packs.install(books, admin_of(books), [p for p in shipped() if p.name == "supervision-cn"])
    return books


def taken(house: House, who: str = "office", text: str = TEXT, **more: Any) -> int:
    from halfsky.actions.source_texts import take_file

    return take_file(house, People(house)[who], COUNTY, 2025, "工作要点.txt", text.encode(), **more).pk


def found(house: House, number: int, who: str = "office") -> dict[str, Item]:
    """The proposals of a text, by their kind and what they are of."""
    from halfsky.queries.source_items import items
    from halfsky.queries.source_texts import source_text

    viewer = People(house)[who]
    text = source_text(house, viewer, number)
    return {f"{i.type} {i['subject']}": i for i in items(house, viewer, text, text.numbers)}


def accepted(house: House, number: int, n: int, who: str = "office", **now: str) -> Mapping[str, Any]:
    from halfsky.actions.proposal_accepting import accept

    return accept(house, People(house)[who], number, n, now)


def refused(house: House, number: int, n: int, who: str = "office", **now: str) -> set[str]:
    """The numbers of all that is wrong with accepting a proposal; nothing is kept of it."""
    from halfsky.store.models import LogEntry

    before = LogEntry.objects.count()
    with pytest.raises(Refused) as no:
        accepted(house, number, n, who, **now)
    assert LogEntry.objects.count() == before
    return {r.problem.number for r in no.value.refusals}


def test_a_target_a_value_and_a_task_are_accepted_once_with_the_text_as_source(supervised: House) -> None:
    from halfsky.queries.assessments import assess
    from halfsky.store.models import LogEntry, RecordRow, TargetRow, Value
    from tests.ledgers import see

    house = supervised
    number = taken(house)
    assert taken(house) == number
    proposed = found(house, number)
    target, value = proposed[f"target {MANAGED}"], proposed[f"result {MANAGED}"]
    task = proposed["task 家庭教育指导服务站建设"]
    assert (target["value"], target["comparator"], target["year"], target["ref"]) == (
        "95",
        ">=",
        "2026",
        "women-2021:W1.06",
    )
    assert (task["day"], task["agency"], task["place"]) == ("2026-09-30", "education", COUNTY)

    became = accepted(house, number, target.number)
    row = TargetRow.objects.get(place__versions__code=COUNTY, number="W1.06", year=2026, current=True)
    assert (row.value, row.comparator, row.source) == ("95", ">=", f"文稿{number}-{target.number}")
    assert became["position"] == row.position
    accepted(house, number, value.number)
    kept = Value.objects.get(place__versions__code=COUNTY, indicator="maternal_management", year=2024, origin="house")
    assert (kept.value, kept.source) == ("93.4", f"文稿{number}-{value.number}")
    record = accepted(house, number, task.number)["record"]
    said = see(house, "office", record).values
    assert (said["name"], said["due_on"], said["owner"]) == ("家庭教育指导服务站建设", "2026-09-30", "education")
    assert "9月底前完成家庭教育指导服务站建设" in str(said["standard"])
    assert f"文稿{number}-{task.number}《工作要点.txt》第10段" in str(said["standard"])

    # Accepted twice is accepted once, whoever presses.
    entries, rows = LogEntry.objects.count(), RecordRow.objects.count()
    for one in (target, value, task):
        accepted(house, number, one.number)
    assert (LogEntry.objects.count(), RecordRow.objects.count()) == (entries, rows)
    assert found(house, number)[f"target {MANAGED}"].state is State.ACCEPTED

    # Pages that judge by it name the text and the sentence.
    source = assess(house, People(house)["office"], "women-2021", COUNTY, 2026).sources[row.source]
    assert source.title == "《工作要点.txt》第8段" and source.note == "“到2026年，全区孕产妇系统管理率达到95%”"


def test_what_cannot_be_done_is_said_and_nothing_of_it_is_kept(books: House) -> None:
    from halfsky.store.models import RecordRow, TargetRow, Value

    number = taken(books)
    proposed = found(books, number)
    homes, half = proposed["target 新建儿童之家数"], proposed[f"result {SCREENED}"]
    rate = proposed[f"target {SCREENED}"]
    assert refused(books, number, homes.number) == {"400.1327"}
    assert "400.545" in refused(books, number, homes.number, ref="W1.03")
    assert refused(books, number, half.number) == {"400.1329"}
    assert refused(books, number, rate.number, year="2035") == {"400.284"}
    assert refused(books, number, rate.number, place=CITY) == {"403.10"}
    assert refused(books, number, rate.number, comparator="<=") == {"400.283"}
    assert refused(books, number, rate.number, place="别处县", value="多") == {"404.1334", "400.10"}
    assert refused(books, number, proposed["task 两癌筛查质量评估"].number) == {"400.1332"}
    assert not TargetRow.objects.filter(origin="house").exists() and not RecordRow.objects.exists()
    assert not Value.objects.filter(source__startswith="文稿").exists()
    assert {i.state for i in found(books, number).values()} == {State.OPEN}


def test_what_is_mended_and_rejected_is_kept_and_strangers_see_nothing(books: House) -> None:
    from halfsky.actions.proposal_decisions import mend, reject, reopen
    from halfsky.queries.documents import documents
    from halfsky.queries.source_texts import source_texts
    from halfsky.store.models import TargetRow

    number = taken(books)
    office = People(books)["office"]
    rate, homes = (found(books, number)[f"target {name}"].number for name in (SCREENED, "新建儿童之家数"))
    mend(books, office, number, rate, {"value": "75.50", "year": "2027", "place": "东河区", "agency": "卫健局"})
    mended = found(books, number)[f"target {SCREENED}"]
    assert (mended["value"], mended["year"], mended["agency"]) == ("75.5", "2027", "health")
    assert mended.mended == {"value", "year", "agency"}
    accepted(books, number, rate)
    row = TargetRow.objects.get(number="W1.03", year=2027, origin="house")
    assert (row.value, row.source) == ("75.5", f"文稿{number}-{rate}")
    with pytest.raises(Refused):
        mend(books, office, number, rate, {"value": "80"})

    reject(books, office, number, [homes])
    assert found(books, number)["target 新建儿童之家数"].state is State.REJECTED
    [summary] = source_texts(books, office, COUNTY)
    assert (summary.proposals, summary.open) == (8, 6)
    reopen(books, office, number, [homes])
    assert found(books, number)["target 新建儿童之家数"].state is State.OPEN

    for who in ("county", "stranger", "leader"):
        with pytest.raises(Refused) as no:
            found(books, number, who)
        assert no.value.refusals[0].problem.number == "403.10"
    assert number in {d.id for d in documents(books, office, COUNTY)}
    assert number not in {d.id for d in documents(books, People(books)["county"], COUNTY)}


def test_what_the_house_holds_already_is_shown_to_who_may_see_it(books: House) -> None:
    from halfsky.actions.target_rows import Said
    from halfsky.actions.targets import set_targets
    from halfsky.queries.assessments import assess
    from halfsky.queries.source_standing import standing

    office, number = People(books)["office"], taken(books)
    one = found(books, number)
    value, target = one[f"result {MANAGED}"], one[f"target {MANAGED}"]
    row = {"number": "W1.06", "place": COUNTY, "year": "2026", "comparator": ">=", "value": "94"}
    set_targets(books, office, "women-2021", [Said(row)])
    [held] = [r for r in assess(books, office, "women-2021", COUNTY, 2024).rows if r.number == "W1.06"]
    shown = next(o.shown for o in held.series if str(o.period) == "2024")
    said = standing(books, office, [value, target, one["target 新建儿童之家数"]])
    assert {n: text.zh for n, text in said.items()} == {value.number: f"{shown}%", target.number: "94%以上"}
    assert standing(books, People(books)["stranger"], [value, target]) == {}


def test_a_document_of_elsewhere_waits_until_somebody_says_of_where_it_is(books: House) -> None:
    from halfsky.actions.source_texts import place_part

    number = taken(books, text=TEXT.replace("东河区", "别处区"))
    one = found(books, number)[f"target {MANAGED}"]
    assert one["place"] == "" and refused(books, number, one.number) == {"400.1328"}
    place_part(books, People(books)["office"], number, one.part.number, "演示东河区", "2026")
    assert found(books, number)[f"target {MANAGED}"]["place"] == COUNTY
    assert found(books, number)[f"result {MANAGED}"]["place"] == ""


def test_an_internal_text_is_named_to_nobody_else(supervised: House) -> None:
    from halfsky.queries.source_citing import cited
    from tests.ledgers import see

    books, number = supervised, taken(supervised, confidential=True)
    record = accepted(books, number, 7)["record"]
    assert see(books, "office", record).values["standard"] == f"来源：文稿{number}-7"
    keys = [f"文稿{number}-1", "NBS-W-2020", f"文稿{number}-999"]
    assert [s.title + s.note for s in cited(books, keys).values()] == ["内部文稿", "内部文稿"]
    assert cited(books, ["文稿999-1", ""]) == {}


def test_taken_back_what_stood_before_stands_again(supervised: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from halfsky.actions import watching
    from halfsky.actions.proposal_taking_back import take_back
    from halfsky.actions.target_rows import Said
    from halfsky.actions.targets import set_targets
    from halfsky.store.models import TargetRow, Value

    house, number = supervised, taken(supervised)
    office = People(house)["office"]
    proposed = found(house, number)
    target, value = proposed[f"target {MANAGED}"].number, proposed[f"result {MANAGED}"].number
    of = {"number": "W1.06", "place__versions__code": COUNTY, "current": True}

    def targets() -> dict[int, tuple[str, bool]]:
        return {r.year: (r.value, r.interim) for r in TargetRow.objects.filter(**of)}

    def refuses(n: int, problem: str) -> None:
        with pytest.raises(Refused) as no:
            take_back(house, office, number, n)
        assert no.value.refusals[0].problem.number == problem

    before = targets()
    for _ in range(2):
        accepted(house, number, target)
        assert targets()[2026][0] == "95"
        take_back(house, office, number, target)
        assert targets() == before
        refuses(target, "409.1337")
    assert found(house, number)[f"target {MANAGED}"].state is State.OPEN

    figure = {"indicator": "maternal_management", "place__versions__code": COUNTY, "period": "2024", "current": True}
    stood = list(Value.objects.filter(**figure).values_list("value", "origin"))
    accepted(house, number, value)
    judged: list[set[str]] = []
    monkeypatch.setattr(watching, "_watched", lambda house, at: judged.append({p.code for p in at}) or 0)
    watching.watch(house)
    take_back(house, office, number, value)
    assert list(Value.objects.filter(**figure).values_list("value", "origin")) == stood
    watching.watch(house)
    assert judged[-1] == {COUNTY, CITY, "990000000000"} < judged[0]

    accepted(house, number, target)
    row = {"number": "W1.06", "place": COUNTY, "year": "2026", "comparator": ">=", "value": "96"}
    set_targets(house, office, "women-2021", [Said(row)])
    refuses(target, "409.1339")
    task = proposed["task 两癌筛查质量评估"].number
    accepted(house, number, task)
    refuses(task, "409.1338")
