"""A matter of violence at home from the first call to the follow-up, over two counties, and who can tell of it.

At every stage everybody else is asked by five doors: the list, the search, the export, the statistics and the API. Who
has passed the case on is one of the others until it comes back, to those who handle cases in the county.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from halfsky.kernel.entry import Entry
from halfsky.kernel.fact import Absence
from halfsky.kernel.refusals import Refused
from tests.actions.test_shipped_ledgers import at, number
from tests.api.conftest import Programs
from tests.collecting import People
from tests.ledgers import BESIDE, CITY, COUNTY, add, move, numbers, see
from tests.queries.test_hidden_records import figure

if TYPE_CHECKING:
    from halfsky.store.house import House

KIND = "rights-case"
CALL = {
    "received_on": "2026-04-02", "channel": "来电", "class": "婚姻家庭", "family_matter": "家庭暴力", "urgent": "是",
    "name": "示例乙", "phone": "13800000000",
}  # fmt: skip
EVERYBODY = ("worker", "colleague", "remote", "county", "leader", "protector")


def doors(house: House, who: str, case: int, folder: Path) -> set[str]:
    """By which of the five doors somebody finds the case."""
    from halfsky.actions.record_books import export

    viewer, program = People(house)[who], Programs(house)(who, "ledgers", "read")
    searched = (CALL["name"], CALL["phone"], str(case))
    answers = [program("GET", f"/registers/{KIND}/records?place={CITY}"), program("GET", f"/records/{case}")]
    told = answers[0].status_code == 200 and answers[0].json()["total"] > 0
    found = {
        "list": bool(numbers(house, who, KIND)),
        "search": any(numbers(house, who, KIND, text=text) for text in searched),
        "export": export(house, viewer, KIND, CITY, folder / f"{who}.xlsx").records > 0,
        "statistics": _figure(house, who) is not None,
        "api": told or answers[1].status_code != 404,
    }
    return {door for door, open_ in found.items() if open_}


def demand_theirs(house: House, case: int, folder: Path, *theirs: str) -> None:
    """Fail unless they alone find the case in the house, nobody by a program, and who supervises sees the figure."""
    found = {name: doors(house, name, case, folder) for name in EVERYBODY}
    assert found == {name: {"list", "search", "export"} if name in theirs else set() for name in EVERYBODY}
    assert _figure(house, "head") == 1
    for name in set(EVERYBODY) - set(theirs):
        assert _refused(house, name, case) in ("404.60", "401.10")


def _figure(house: House, who: str) -> int | None:
    """How many matters of the county somebody is told of; None where that is hidden, or not for her to ask."""
    try:
        found = figure(house, who, KIND, "rights_received", COUNTY, spelled="2026")
    except Refused:
        return None
    return None if found is Absence.HIDDEN else int(found)


def _refused(house: House, who: str, case: int) -> str:
    with pytest.raises(Refused) as refused:
        see(house, who, case, "想看看")
    return number(refused)


def stepped(house: House, who: str, case: int, kind: str) -> dict[str, list[Any]]:
    """The steps that the case has, and one of today."""
    return {"step": [*see(house, who, case).parts.get("step", ()), {"date": str(house.today()), "kind": kind}]}


def test_a_case_over_two_counties_is_there_for_its_handler_alone(shipped_books: House, tmp_path: Path) -> None:
    house = shipped_books
    at(house, "2026-04-02")
    case = add(house, "worker", KIND, COUNTY, CALL, step=[{"date": "2026-04-02", "kind": "协助报警"}]).pk
    demand_theirs(house, case, tmp_path, "worker")
    move(house, "worker", case, "accept")
    sent = Entry({"consent": "本人同意"}, stepped(house, "worker", case, "协助申请人身安全保护令"))
    move(house, "worker", case, "send", to=BESIDE, reason="当事人住在邻县", given=sent)
    demand_theirs(house, case, tmp_path, "remote")
    at(house, "2026-04-08")
    move(house, "remote", case, "take")
    granted = Entry({}, stepped(house, "remote", case, "法院作出人身安全保护令"))
    move(house, "remote", case, "return", reason="已由当地法院作出保护令", given=granted)
    at(house, "2026-04-20")
    done = Entry(
        {"outcome": "已获法律援助或救助"}, {"follow_up": [{"date": "2026-04-20", "reached": "是", "safe": "是"}]}
    )
    move(house, "worker", case, "close", given=done)
    demand_theirs(house, case, tmp_path, "worker")
    kept = see(house, "worker", case)
    assert [row["kind"] for row in kept.parts["step"]] == ["police", "protection", "order"]
    for element, many in ("rights_police", 1), ("rights_orders", 1), ("rights_orders_granted", 1), ("rights_closed", 1):
        assert figure(house, "head", KIND, element, COUNTY, spelled="2026") == many
