"""待我审核: sheets that wait for my step, several at once; each that is refused is named, and stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import Cast
from tests.faces.reading import main, rows, tree
from tests.houses import opened
from tests.rounds import BESIDE, TOWN, hand_in, take

if TYPE_CHECKING:
    from halfsky.kernel.access import Viewer
    from halfsky.store.house import House


@pytest.fixture
def town(rounds_template: Path, tmp_path: Path) -> Iterator[House]:
    yield from opened(rounds_template, tmp_path / "town")


def state_of(number: int) -> str:
    from halfsky.store.models import Submission

    return str(Submission.objects.get(pk=number).state)


def test_nothing_waits_before_anything_is_handed_in(cast: Cast) -> None:
    assert "没有等您办理的上报表" in main(cast("office").get("/waiting"))


def test_sheets_wait_for_who_may_take_the_next_step(cast: Cast, town: House) -> None:
    hand_in(town, "town", TOWN, 22000, 21900)
    (line,) = rows(tree(cast("office").get("/waiting")).xpath("//main//table")[0])
    assert "河口街道" in line["单位"] and line["状态"] == "已上报"
    for nobody in ("bureau", "owner", "sibling", "town"):
        assert not tree(cast(nobody).get("/waiting")).xpath("//main//table")


def test_several_are_accepted_at_once(cast: Cast, town: House) -> None:
    first, second = hand_in(town, "town", TOWN, 22000, 21900), hand_in(town, "beside", BESIDE, 20000, 19900)
    answer = cast("office").post("/waiting/step", {"move": "accept", "sheet": [first, second]}, follow=True)
    assert "“验收”已办理2张" in main(answer)
    assert state_of(first) == state_of(second) == "accepted"


def test_one_that_is_refused_is_named_and_the_others_are_done(
    cast: Cast, town: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else returned the second sheet between the list and the click."""
    from halfsky.queries import rounds
    from halfsky.web.views import waiting

    first, second = hand_in(town, "town", TOWN, 22000, 21900), hand_in(town, "beside", BESIDE, 20000, 19900)

    def meanwhile(house: House, viewer: Viewer) -> list[rounds.Waiting]:
        found = rounds.waiting(house, viewer)
        monkeypatch.setattr(waiting, "look_up", rounds.waiting)
        take(town, "office", second, "return", "与学校名册不一致")
        return found

    monkeypatch.setattr(waiting, "look_up", meanwhile)
    answer = cast("office").post("/waiting/step", {"move": "accept", "sheet": [first, second]})
    assert answer.status_code == 409
    said = main(answer)
    assert "有1张没有办成" in said and "演示柳园街道：" in said and "“验收”已办理1张" in said
    assert (state_of(first), state_of(second)) == ("accepted", "returned")


def test_a_sheet_that_does_not_wait_for_me_is_left_alone(cast: Cast, town: House) -> None:
    number = hand_in(town, "town", TOWN, 22000, 21900)
    cast("sibling").post("/waiting/step", {"move": "accept", "sheet": [number]})
    cast("office").post("/waiting/step", {"move": "accept", "sheet": ["x", "9999999"]})
    assert state_of(number) == "submitted"


def test_choosing_none_says_so(cast: Cast) -> None:
    answer = cast("office").post("/waiting/step", {"move": "accept"}, follow=True)
    assert "没有选中上报表" in main(answer)
