"""The dossier of an indicator: what is there, what is missing, what is not asked, and the meter counted by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction as F

from halfsky.kernel.archive import Behind, Piece, archive, dossier, share
from halfsky.kernel.assessment import Row, Source
from halfsky.kernel.fact import Absence
from halfsky.kernel.indicator import Definition
from halfsky.kernel.judging import judge
from tests.documents.world import SOURCES, assessment, maternal, row

CHECKED = (Definition("", "死亡人数", "活产数"),)


def held(r: Row, behind: Behind | None = None, sources: dict[str, Source] = SOURCES) -> dict[Piece, bool | None]:
    return {i.piece: i.held for i in dossier(r, sources, behind).items}


def computed(r: Row, *footnotes: str) -> Row:
    """The row as if its figure were worked out from sheets."""
    series = (*r.series[:-1], replace(r.series[-1], computed=True, source="", footnotes=footnotes))
    question = replace(r.question, series=series)
    return replace(r, question=question, verdict=judge(question))


def test_a_published_row_with_everything_is_complete_and_owes_no_sheets() -> None:
    file = dossier(maternal(), SOURCES)
    assert file.complete == 1
    assert [i.piece for i in file.items if i.held is None] == [Piece.ORIGIN, Piece.EXPLANATIONS]
    assert not file.missing


def test_each_piece_that_lacks_is_named_with_its_reason() -> None:
    bare = replace(row("C1.01", "率", "2023:58", ">= 95 in 2030", review=True), lead=None)
    sources = {**SOURCES, "NBS-C-2024": replace(SOURCES["NBS-C-2024"], published="")}
    file = dossier(bare, sources)
    assert {i.piece: i.note.zh for i in file.missing} == {
        Piece.DEFINITION: "未登记",
        Piece.BASE: "",
        Piece.FIGURE: "用的是2023年数据",
        Piece.SOURCE: "没有公布日期",
        Piece.TARGET: "待复核",
        Piece.UNIT: "",
    }
    assert (file.asked, file.held, file.complete) == (6, 0, F(0))


def test_the_day_of_the_figure_itself_will_do() -> None:
    sources = {**SOURCES, "NBS-C-2024": replace(SOURCES["NBS-C-2024"], published="")}
    dated = row("C1.01", "率", "2024:58", ">= 95 in 2030")
    question = replace(dated.question, series=(replace(dated.series[0], published=dt.date(2025, 12, 1)),))
    assert held(replace(dated, question=question, verdict=judge(question)), sources=sources)[Piece.SOURCE]


def test_a_definition_that_waits_for_a_check_is_not_checked() -> None:
    waiting = (replace(CHECKED[0], review=True),)
    assert held(row("C1.01", "率", "2024:58", definitions=CHECKED))[Piece.DEFINITION] is True
    assert held(row("C1.01", "率", "2024:58", definitions=waiting))[Piece.DEFINITION] is False


def test_a_computed_figure_stands_on_sheets_and_their_explanations() -> None:
    made = computed(maternal())
    assert held(made)[Piece.SOURCE] is None
    assert held(made)[Piece.ORIGIN] is False
    assert held(made, Behind(38, 36))[Piece.ORIGIN] is False
    assert held(made, Behind(38, 38))[Piece.ORIGIN] is True
    assert held(made, Behind(38, 38))[Piece.EXPLANATIONS] is None
    assert held(computed(maternal(), "平南县：核对过病历。"))[Piece.EXPLANATIONS] is True


def test_what_is_only_watched_owes_no_document_of_a_target() -> None:
    assert held(row("C2.03", "在校生数", "2024:58", unit="人"))[Piece.TARGET] is None


def test_what_this_level_does_not_count_has_no_dossier_and_the_meter_adds_up() -> None:
    away = row("C2.04", "率", "", ">= 95 in 2030", absence=Absence.NOT_COUNTED_HERE)
    files = archive(assessment(maternal(), row("C2.03", "在校生数", "", unit="人"), away))
    assert [f.row.number for f in files] == ["W1.02", "C2.03"]
    # 6 of 6; of a watched row without figures only the unit, of definition, base, figure and unit
    assert share(files) == F(7, 10)
    assert share([]) is None
