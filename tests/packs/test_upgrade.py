"""An element keeps its meaning from version to version of its pack."""

from __future__ import annotations

import pytest

from halfsky.kernel.refusals import Refused
from halfsky.packs import check_upgrade, read_pack

from .edits import Edit, add, change, teaching

BIRTHS = "teaching births,人,flow,add,,0,county,no"


@pytest.mark.parametrize(
    ("now", "column", "said"),
    [
        ("teaching births,万人,flow,add,,0,county,no", "unit", ("人", "万人")),
        ("teaching births,人,stock,add,,0,county,no", "kind", ("flow", "stock")),
        ("teaching births,人,flow,last,,0,county,no", "adds", ("add", "last")),
    ],
)
def test_unit_kind_and_adding_of_an_element_never_change(now: str, column: str, said: tuple[str, str]) -> None:
    coming = read_pack(teaching(change("elements.csv", BIRTHS, now)), "teaching")
    with pytest.raises(Refused) as refused:
        check_upgrade(read_pack(teaching()), coming)
    (found,) = refused.value.refusals
    assert found.number == "409.31"
    assert found.where == f"teaching/elements.csv:2 ({column})"
    assert all(word in str(found) for word in ("teaching_births", *said))
    assert refused.value.status == 409


@pytest.mark.parametrize(
    "edit",
    [
        change("elements.csv", "教学出生数,teaching births", "教学活产数,live births"),
        change("elements.csv", BIRTHS, "teaching births,人,flow,add,,0,township,yes"),
        add("elements.csv", "teaching_deaths,教学死亡数,,人,flow,add,,0,county,no\n"),
        change("pack.yaml", "1.0.0", "2.0.0"),
    ],
)
def test_anything_else_may_change(edit: Edit) -> None:
    check_upgrade(read_pack(teaching()), read_pack(teaching(edit)))


def test_an_element_may_go_and_all_changes_are_said_at_once() -> None:
    lines = teaching()["elements.csv"].decode().splitlines()
    fewer = read_pack(teaching() | {"elements.csv": "\n".join(lines[:2]).encode()})
    check_upgrade(read_pack(teaching()), fewer)
    other = read_pack(teaching(change("elements.csv", ",人,flow,add", ",件,stock,last")))
    with pytest.raises(Refused) as refused:
        check_upgrade(read_pack(teaching()), other)
    assert len(refused.value.refusals) == 9
