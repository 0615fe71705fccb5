"""Tables of many units: all or nothing, given by those who stand above, as quick for thousands as for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.place import Level
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.collecting import GANGBEI, GUIGANG, GUIPING, PINGNAN, WHY, People, answers, explained, handed_in

if TYPE_CHECKING:
    from halfsky.store.models import RoundRow, Submission

GUANGXI = "450000000000"


def numbers(call: Callable[[], object]) -> set[str]:
    with pytest.raises(Refused) as refused:
        call()
    return {r.number for r in refused.value.refusals}


def counties(city: House) -> list[str]:
    from halfsky.queries import places

    return [p.code for p in places.below(city, places.place(city, GUIGANG), Level.COUNTY)]


def table(city: House, row: RoundRow, *codes: str) -> dict[str, Mapping[str, str]]:
    return {code: answers(city, row, code) for code in codes}


def sheets() -> list[Submission]:
    from halfsky.store.models import Submission

    return list(Submission.objects.order_by("place_id", "revision"))


def untouched() -> bool:
    """Nothing is kept of what was refused: no sheet, no entry in the log."""
    from halfsky.store.models import LogEntry

    return not sheets() and not LogEntry.objects.filter(action="sheets.submit_many").exists()


def test_all_units_in_one_table(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.unit_sheets import submit_sheet
    from halfsky.queries.rounds import units
    from halfsky.store.models import LogEntry

    codes = counties(city)
    assert submit_sheet(city, people["city_filler"], row.pk, GUIGANG, table(city, row, *codes), "excel") == 5
    kept = units(city, people["city_office"], row.pk)
    assert [(u.standing.state, u.revision, u.way, u.handed_in_by) for u in kept] == [
        ("submitted", 1, "by_sheet", "city_filler")
    ] * 5
    assert all(len(s.entries) == len(answers(city, row)) and not s.current and s.origin == "excel" for s in sheets())
    [entry] = LogEntry.objects.filter(action="sheets.submit_many")
    assert entry.detail == {"units": 5, "origin": "excel"}
    assert {s.batch and s.batch.position for s in sheets()} == {entry.position}


def test_who_checks_finds_it_in_her_inbox(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.unit_sheets import submit_sheet
    from halfsky.queries.inbox import inbox
    from halfsky.queries.rounds import waiting

    submit_sheet(city, people["city_filler"], row.pk, GUIGANG, table(city, row, PINGNAN, GUIPING))
    assert [n.kind for n in inbox(city, people["statistics"])] == ["to_review"]
    assert [w.moves[0].code for w in waiting(city, people["statistics"])] == ["review"]
    assert inbox(city, people["office"]) == inbox(city, people["city_statistics"]) == []


@pytest.mark.parametrize(
    ("who", "under"),
    [
        ("filler", GUIGANG),  # the owner of one county, for all of them
        ("sibling", PINGNAN),
        ("teacher", PINGNAN),  # another agency of the same county
        ("statistics", PINGNAN),
        ("office", PINGNAN),
        ("leader", PINGNAN),
        ("city_office", GUIGANG),
        ("city_statistics", GUIGANG),
        ("stranger", GUIGANG),
    ],
)
def test_who_may_not(city: House, people: People, row: RoundRow, who: str, under: str) -> None:
    from halfsky.actions.unit_sheets import submit_sheet

    given = table(city, row, PINGNAN)
    assert numbers(lambda: submit_sheet(city, people[who], row.pk, under, given)) == {"403.10"}
    assert numbers(lambda: submit_sheet(city, people["nobody"], row.pk, under, given)) == {"401.10"}
    assert untouched()


@pytest.mark.parametrize("who", ["filler", "colleague"])
def test_a_unit_may_give_its_own_row(city: House, people: People, row: RoundRow, who: str) -> None:
    from halfsky.actions.unit_sheets import submit_sheet

    assert submit_sheet(city, people[who], row.pk, PINGNAN, table(city, row, PINGNAN)) == 1


def test_the_agency_of_the_level_above_may_and_reaches_no_further_than_the_round(
    city: House, people: People, row: RoundRow
) -> None:
    from halfsky.actions.unit_sheets import submit_sheet
    from tests.houses import viewer

    upper = viewer(city, "province", "liaison", GUANGXI)
    nanning = "450102000000"
    given = table(city, row, PINGNAN) | {nanning: answers(city, row)}
    assert numbers(lambda: submit_sheet(city, upper, row.pk, GUANGXI, given)) == {"400.765"}
    assert untouched()
    assert submit_sheet(city, upper, row.pk, GUANGXI, table(city, row, PINGNAN)) == 1


def test_one_wrong_cell_keeps_all_out_and_every_complaint_names_its_row(
    city: House, people: People, row: RoundRow
) -> None:
    from halfsky.actions.unit_sheets import submit_sheet

    given = table(city, row, PINGNAN, GUIPING, GANGBEI)
    given[PINGNAN] = {**given[PINGNAN], "live_births|residence=urban": "很多"}
    given[GUIPING] = {k: v for k, v in given[GUIPING].items() if k != "nursery_places|"}
    given["450899000000"] = answers(city, row)
    with pytest.raises(Refused) as refused:
        submit_sheet(city, people["city_filler"], row.pk, GUIGANG, given)
    assert {(r.where, r.number) for r in refused.value.refusals} == {
        (f"{PINGNAN} live_births|residence=urban", "400.10"),
        (f"{GUIPING} nursery_places|", "400.760"),
        ("450899000000", "400.765"),
    }
    assert untouched()


def test_hard_checks_block_and_soft_ones_want_a_reason_of_that_row(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.unit_sheets import submit_sheet

    filler, hard = people["city_filler"], {PINGNAN: answers(city, row, hospital_births="5")}
    assert numbers(lambda: submit_sheet(city, filler, row.pk, GUIGANG, hard)) == {"400.761"}
    soft = {PINGNAN: answers(city, row, premarital_examined="3"), GUIPING: answers(city, row)}
    reasons = explained(city, people, row, soft[PINGNAN])
    assert reasons and numbers(lambda: submit_sheet(city, filler, row.pk, GUIGANG, soft)) == {"400.762"}
    other = {GUIPING: reasons}
    assert numbers(lambda: submit_sheet(city, filler, row.pk, GUIGANG, soft, explained=other)) == {"400.762"}
    empty = {PINGNAN: dict.fromkeys(reasons, "核实无误")}
    assert numbers(lambda: submit_sheet(city, filler, row.pk, GUIGANG, soft, explained=empty)) == {"400.744"}
    assert untouched()
    assert submit_sheet(city, filler, row.pk, GUIGANG, soft, explained={PINGNAN: reasons}) == 2
    assert {kept["why"] for s in sheets() for kept in s.explained.values()} == {WHY}


def test_siblings_in_the_table_are_each_others_measure(city: House, people: People, row: RoundRow) -> None:
    """Whose births all happen outside hospitals is odd beside five others, and not beside four: these are too few."""
    from halfsky.actions.unit_sheets import submit_sheet
    from tests.many import grown

    new = grown(city, GUIGANG, Level.COUNTY, 1)
    given = table(city, row, *counties(city))
    given[PINGNAN] = {k: "0" if k.startswith("hospital_births") else v for k, v in given[PINGNAN].items()}
    assert len(given) == 6
    filler = people["city_filler"]
    with pytest.raises(Refused) as refused:
        submit_sheet(city, filler, row.pk, GUIGANG, given)
    [found] = refused.value.refusals
    assert found.number == "400.762" and found.where.startswith(PINGNAN) and "住院分娩率" in str(refused.value)
    del given[new[0]]
    assert submit_sheet(city, filler, row.pk, GUIGANG, given) == 5


def test_what_was_handed_in_is_not_written_over(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.submissions import take_step
    from halfsky.actions.unit_sheets import submit_sheet

    first = handed_in(city, people, row)
    filler, given = people["city_filler"], table(city, row, PINGNAN, GUIPING)
    with pytest.raises(Refused) as refused:
        submit_sheet(city, filler, row.pk, GUIGANG, given)
    assert [(r.number, r.where) for r in refused.value.refusals] == [("409.763", PINGNAN)]
    assert [s.pk for s in sheets()] == [first.pk]
    take_step(city, people["statistics"], first.pk, "return", "请核对")
    assert submit_sheet(city, filler, row.pk, GUIGANG, given) == 2
    assert sorted((s.place_id == first.place_id, s.revision) for s in sheets()) == [(False, 1), (True, 1), (True, 2)]


def test_who_hands_in_while_a_table_is_read_is_not_written_over(
    city: House, people: People, row: RoundRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.actions import unit_sheets

    given, arounds = table(city, row, PINGNAN, GUIPING), unit_sheets.arounds

    def and_then_one_hands_in(*args: object, **named: object) -> object:
        if not sheets():
            handed_in(city, people, row)
        return arounds(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(unit_sheets, "arounds", and_then_one_hands_in)
    submit = lambda: unit_sheets.submit_sheet(city, people["city_filler"], row.pk, GUIGANG, given)  # noqa: E731
    assert numbers(submit) == {"409.763"}
    assert [s.way for s in sheets()] == ["filled"]


def test_drafts_of_the_units_in_the_table_are_gone_others_stay(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.drafts import save_draft
    from halfsky.actions.unit_sheets import submit_sheet
    from halfsky.store.models import Draft, PlaceVersion

    save_draft(city, people["filler"], row.pk, PINGNAN, {"live_births|": "7"})
    save_draft(city, people["sibling"], row.pk, GUIPING, {"live_births|": "7"})
    submit_sheet(city, people["city_filler"], row.pk, GUIGANG, table(city, row, PINGNAN))
    assert [PlaceVersion.objects.get(place=d.place_id).code for d in Draft.objects.all()] == [GUIPING]


def test_what_is_no_table_at_all(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.unit_sheets import submit_sheet

    filler = people["city_filler"]
    assert numbers(lambda: submit_sheet(city, filler, row.pk, GUIGANG, {})) == {"400.766"}
    assert numbers(lambda: submit_sheet(city, filler, 999, GUIGANG, {})) == {"404.740"}
    assert numbers(lambda: submit_sheet(city, filler, row.pk, "990000000000", {})) == {"404.510"}
    # The city itself is above the level that fills in.
    assert numbers(lambda: submit_sheet(city, filler, row.pk, GUIGANG, {GUIGANG: {}})) == {"400.765"}


def test_after_the_round_was_closed_the_row_of_who_has_more_time_is_taken(
    city: House, people: People, row: RoundRow
) -> None:
    import datetime as dt

    from halfsky.actions.rounds import close_round, extend
    from halfsky.actions.unit_sheets import submit_sheet

    filler = people["city_filler"]
    close_round(city, people["city_office"], row.pk)
    extend(city, people["city_office"], row.pk, PINGNAN, dt.date(2026, 12, 1), "系统停机")
    with pytest.raises(Refused) as refused:
        submit_sheet(city, filler, row.pk, GUIGANG, table(city, row, PINGNAN, GUIPING))
    assert [(r.number, r.where) for r in refused.value.refusals] == [("409.62", GUIPING)]
    assert submit_sheet(city, filler, row.pk, GUIGANG, table(city, row, PINGNAN)) == 1
