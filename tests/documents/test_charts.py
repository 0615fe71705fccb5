"""Pictures: which series are drawn, what is on them, and that the final form shows no forecast."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from halfsky.documents import charts
from halfsky.documents.picture_choice import chosen, track
from halfsky.kernel.assessment import Row
from halfsky.kernel.indicator import Break, Direction
from halfsky.kernel.plan import GoalKind
from halfsky.kernel.text import Text
from halfsky.kernel.warning import Level
from tests.documents.world import EDUCATION, HEALTH, assessment, maternal, mortality, row, whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PNG = b"\x89PNG\r\n\x1a\n"


def numbers(rows: tuple[Row, ...]) -> list[list[str]]:
    return [[t.row.number for t in tracks] for tracks in chosen(assessment(*rows))]


def words(axes: Axes) -> list[str]:
    return [t.get_text() for t in axes.texts]


def test_red_rows_come_first_then_the_domains() -> None:
    assert numbers(whole().rows) == [["W1.02"], ["C1.07"]]


def test_like_rows_stand_side_by_side() -> None:
    other = row("C3.02", "巩固率", "2020:95.2 2021:95.4 2022:95.5 2023:95.7", ">= 96 in 2030", domain=EDUCATION)
    assert numbers((*mortality(), other)) == [["C1.01", "C1.02", "C1.03"], ["C3.02"]]


def test_three_values_make_no_picture_unless_the_row_is_red() -> None:
    short = "2022:38.0 2023:39.0 2024:40.0"
    assert numbers((row("X1", "甲率", short, "<= 30 in 2030", direction=Direction.DOWN),)) == []
    assert numbers((row("X1", "甲率", short, "<= 30 in 2030", direction=Direction.DOWN, level=Level.RED),)) == [["X1"]]


def test_there_are_four_pictures_at_most() -> None:
    values = "2020:38.0 2021:39.0 2022:40.0 2023:41.0"
    rows = tuple(row(f"X{i}", f"{c}率", values, "<= 30 in 2030", level=Level.RED) for i, c in enumerate("甲乙丙丁戊己"))
    assert len(numbers(rows)) == 4


def test_a_series_is_drawn_from_its_break_on() -> None:
    broken = (Break(2022, Text("口径调整")),)
    t = track(row("X1", "甲率", "2018:70 2020:80 2021:81 2022:60 2023:61 2024:62", breaks=broken))
    assert ([o.year for o in t.points], t.earlier) == ([2022, 2023, 2024], ())


def test_what_is_known_from_before_the_base_is_shown_in_grey_for_five_years() -> None:
    t = track(row("X1", "甲率", "2010:60 2015:70 2018:75 2020:80 2024:84"))
    assert [o.year for o in t.earlier] == [2015, 2018]
    assert [o.year for o in t.points] == [2020, 2024]


def test_target_base_and_last_value_are_drawn_and_labelled() -> None:
    [axes] = charts.drawn([track(maternal())], "final").axes
    assert [12.0, 12.0] in [list(map(float, line.get_ydata())) for line in axes.lines]
    assert words(axes) == ["基期 16.9", "16.1", "15.7", "15.1", "14.3", "2030年目标\n12/10万以下"]


def test_the_printed_number_of_a_goal_of_about_is_drawn() -> None:
    r = row("W3.01", "甲比例", "2020:43.5 2021:43.1 2022:43.2 2024:43.4", "about 45 in 2030", kind=GoalKind.KEEP)
    [axes] = charts.drawn([track(r)], "final").axes
    assert "2030年目标\n45%左右" in words(axes)
    assert [45.0, 45.0] in [list(map(float, line.get_ydata())) for line in axes.lines]


def test_the_forecast_and_its_band_are_in_the_working_draft_only() -> None:
    [work] = charts.drawn([track(maternal())], "work").axes
    assert "按趋势 10.9/10万\n（内部研判）" in words(work)
    assert len(work.collections) == 1
    [final] = charts.drawn([track(maternal())], "final").axes
    assert not final.collections
    assert not [w for w in words(final) if "趋势" in w]


def test_the_final_picture_is_that_of_a_row_without_a_forecast() -> None:
    r = maternal()
    bare = replace(r, verdict=replace(r.verdict, forecast=None))
    assert charts.draw([track(r)], "final") == charts.draw([track(bare)], "work")


def test_panels_share_one_scale() -> None:
    panels = charts.drawn([track(r) for r in mortality()], "final").axes
    assert len({p.get_ylim() for p in panels}) == 1
    assert [p.get_title(loc="left") for p in panels] == ["新生儿死亡率", "婴儿死亡率", "5岁以下儿童死亡率"]


def test_a_picture_is_a_png_that_is_the_same_each_time() -> None:
    tracks = [track(r) for r in mortality()]
    first = charts.draw(tracks, "final")
    assert first.startswith(PNG)
    assert charts.draw(tracks, "final") == first
    assert b"matplotlib" not in first.lower()


def test_without_a_chinese_font_labels_are_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "chinese_font", lambda: None)
    [axes] = charts.drawn([track(maternal())], "final").axes
    assert words(axes)[0] == "base 16.9"
    assert words(axes)[-1] == "target 2030\nat most 12 per 100,000"


@pytest.mark.parametrize("values", ["2020:0 2021:0 2022:0 2023:0", "2020:5 2021:5 2022:5 2023:5"])
def test_a_flat_series_can_be_drawn(values: str) -> None:
    assert charts.draw([track(row("X1", "甲数", values, unit="起", decimals=0, domain=HEALTH))], "work").startswith(PNG)
