"""The ledgers on money in a house: files that go out and come back, gates, budgets, and what happens by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from halfsky.kernel.entry import Entry
from halfsky.kernel.refusals import Refused
from tests.actions.test_record_books import FIRST
from tests.actions.test_shipped_ledgers import at, lies, number
from tests.collecting import People
from tests.houses import opened
from tests.ledgers import COUNTY, TOWN, add, move, see

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from halfsky.store.house import House


@pytest.fixture(scope="module")
def kept(shipped_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all ways; each goes on from where the day was left."""
    yield from opened(shipped_template, tmp_path_factory.mktemp("money") / "house")


def filled(path: Path, heads: dict[str, list[str]]) -> Path:
    """One of our own sheets with columns filled in from the first record on, as somebody else's office does it."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    columns = {str(head.value).lstrip("*").partition("（")[0]: column for column, head in enumerate(sheet[3], 1)}
    for head, answers in heads.items():
        for row, answer in enumerate(answers):
            sheet.cell(FIRST + row, columns[head], answer)
    book.save(path)
    return path


def goes_out(house: House, who: str, state: str, to: Path) -> Path:
    from halfsky.actions.record_books import export
    from halfsky.queries.record_lists import Wanted

    export(
        house,
        People(house)[who],
        "subsidy",
        COUNTY,
        to,
        reason="与有关部门核对",
        wanted=Wanted(state=state, order="id"),
    )
    return to


def comes_back(house: House, who: str, path: Path) -> Any:
    from halfsky.actions.record_books import import_file

    return import_file(house, People(house)[who], "subsidy", COUNTY, path)


CARDS = ("11010519491231002X", "110105198001010016")
"""The first is the card that the national standard gives as an example; the second has its check digit worked out."""


def test_a_subsidy_is_compared_posted_approved_and_paid_by_files_that_go_out_and_come_back(
    kept: House, tmp_path: Path
) -> None:
    house = kept
    at(house, "2026-05-06")
    values = {"programme": "两癌救助", "year": "2026", "person": "示例"}
    first, second = (add(house, "town", "subsidy", TOWN, {**values, "id_card": card}).pk for card in CARDS)
    with pytest.raises(Refused) as again:
        add(house, "town", "subsidy", TOWN, {**values, "id_card": CARDS[0]})
    assert number(again) == "409.920"
    out = goes_out(house, "county", "applied", tmp_path / "compare.xlsx")
    done = comes_back(house, "county", filled(out, {"民政部门核对": ["符合", "不符合"]}))
    assert (done.outcome.changed, done.complaints) == (2, ())
    move(house, "town", first, "check")
    with pytest.raises(Refused) as unfit:
        move(house, "town", second, "check")
    assert number(unfit) == "400.31"
    move(house, "town", first, "publish")
    at(house, "2026-05-12")  # the fifth workday after Wednesday the 6th: Saturday the 9th is worked
    with pytest.raises(Refused) as early:
        move(house, "town", first, "submit")
    assert number(early) == "409.871"
    at(house, "2026-05-13")
    move(house, "town", first, "submit")
    assert lies(house, first) == ("notice", COUNTY)
    move(house, "county", first, "submit")
    with pytest.raises(Refused) as alone:
        move(house, "county", first, "approve")
    assert number(alone) == "403.31"
    move(house, "county_second", first, "approve")
    assert lies(house, first) == ("approved", COUNTY)
    bank = goes_out(house, "county", "approved", tmp_path / "bank.xlsx")
    comes_back(house, "county", filled(bank, {"实发金额": ["10000"], "发放日期": ["2026-05-20"]}))
    at(house, "2026-05-21")
    move(house, "county", first, "pay")
    assert [row.amount for row in rows(first, "subsidy_money")] == [
        1_000_000
    ] * 2  # in fen; in all, and of the programme


def rows(record: int, element: str) -> list[Any]:
    from halfsky.store.models import Contribution

    return list(Contribution.objects.filter(record=record, element=element))


def test_a_loan_that_is_not_repaid_in_time_becomes_overdue_by_itself(kept: House) -> None:
    from halfsky.actions.record_deadlines import move_on

    house = kept
    at(house, "2026-06-01")
    values = {"borrower": "个人", "name": "示例", "applied_on": "2026-06-01", "applied": "10万", "use": "加工手工"}
    loan = add(house, "town", "micro-loan", TOWN, values).pk
    for who, desk in (("town", "applied"), ("county", "recommended")):
        move(house, who, loan, "recommend")
        assert lies(house, loan) == (desk, COUNTY)
    gates: list[tuple[str, dict[str, Any]]] = [
        ("check", {"checked_on": "2026-06-01"}),
        ("guarantee", {"guarantee": "担保基金", "guaranteed_on": "2026-06-01"}),
        ("grant", {"granted": "80000"}),
        ("release", {"released": "80000", "released_on": "2026-06-01", "due_on": "2026-09-30"}),
    ]
    for gate, said in gates:
        with pytest.raises(Refused) as shut:
            move(house, "county", loan, gate)
        assert number(shut) == "400.31"
        move(house, "county", loan, gate, given=Entry(said))
    at(house, "2026-10-01")
    assert move_on(house) == 1
    assert lies(house, loan)[0] == "overdue"
    repaid = Entry({}, {"repayment": [{"date": "2026-10-01", "amount": "80000"}]})
    move(house, "county", loan, "repay", given=repaid)
    assert lies(house, loan)[0] == "repaid"


def test_lists_keep_within_the_budget_of_the_programme_that_they_name(kept: House) -> None:
    house = kept
    at(house, "2026-09-01")
    standard = {"grade": "全部", "amount": "1000", "per": "每年", "from_day": "2026-09-01"}
    values = {"name": "秋季助学", "programme": "助学", "from_day": "2026-09-01", "document": "文件", "budget": "10000"}
    programme = add(house, "county", "subsidy-programme", COUNTY, values, standard=[standard]).pk
    about = {"programme": "助学", "year": "2026", "per": "个人", "precision": "精确数", "basis": str(programme)}

    def listed(name: str, persons: str) -> int:
        line = {"grade": "全部", "persons": persons, "standard": "1000", "times": "1"}
        return add(house, "county", "subsidy-payment", COUNTY, {**about, "name": name}, line=[line]).pk

    first = listed("第一批", "5")
    with pytest.raises(Refused) as early:
        move(house, "county", first, "submit")
    assert number(early) == "400.31"
    move(house, "county", programme, "enact")
    move(house, "county", first, "submit")
    move(house, "county_second", first, "approve")
    move(house, "county", first, "send")
    move(house, "county", first, "pay", given=Entry({"paid": "5000", "paid_on": "2026-09-01"}))
    with pytest.raises(Refused) as too_much:
        listed("第二批", "6")
    assert number(too_much) == "400.882"
    assert lies(house, listed("第二批", "5"))[0] == "drafted"


def test_a_fund_has_the_donations_that_were_passed_into_it(kept: House) -> None:
    from halfsky.actions.records import change

    house = kept
    at(house, "2026-09-01")
    values = {"name": "关爱基金", "kind": "公益基金", "opened_on": "2026-01-01", "opening": "0"}
    fund = add(house, "county", "fund", COUNTY, values).pk
    given = {"donor_kind": "企业", "pledged_on": "2026-08-01", "amount": "3000", "purpose": "助学", "fund": str(fund)}
    add(house, "county", "donation", COUNTY, given)
    income = {"date": "2026-08-05", "source": "捐赠转入", "amount": "2000"}
    with pytest.raises(Refused) as differs:
        change(house, People(house)["county"], fund, Entry({}, {"income": [income]}))
    assert number(differs) == "400.882"
    change(house, People(house)["county"], fund, Entry({}, {"income": [{**income, "amount": "3000"}]}))
    assert see(house, "county", fund).parts["income"][0]["amount"] == "3000"
