"""The brief: what is frozen, that it is the same for the same assessment, and that alterations show."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from halfsky.documents import report
from halfsky.documents.brief import Brief
from halfsky.documents.prose import Form
from halfsky.kernel.refusals import Refusal
from tests.documents.world import WRITTEN, assessment, maternal, mortality, whole


def written(tmp_path: Path, form: Form = "work") -> Brief:
    return report.write(whole(), form, tmp_path / f"{form}.docx", written_at=WRITTEN)


def test_an_entry_holds_the_printed_and_the_exact_figure_and_where_it_comes_from(tmp_path: Path) -> None:
    brief = written(tmp_path)
    [value] = [
        e for e in brief.entries if e.number == "W1.02" and e.what == "value" and "下降" in brief.sentences[e.sentence]
    ][:1]
    assert (value.shown, value.exact, value.unit, value.period) == ("14.3/10万", "143/10", "1/10万", "2024")
    assert (value.code, value.source, value.of) == ("w1_02", "NBS-C-2024", "孕产妇死亡率")
    change = brief.entries[value.n]
    assert (change.what, change.shown, change.exact, change.period) == ("change", "0.8个十万分点", "-4/5", "2023→2024")


def test_every_number_stands_in_its_sentence(tmp_path: Path) -> None:
    brief = written(tmp_path)
    assert [e.n for e in brief.entries] == list(range(1, len(brief.entries) + 1))
    assert all(e.shown in brief.sentences[e.sentence] for e in brief.entries)
    assert brief.entry(1) == brief.entries[0]
    assert brief.entry(0) is None


def test_counts_and_rates_are_entries_without_a_code(tmp_path: Path) -> None:
    entries = [e for e in written(tmp_path).entries if e.of == "数据覆盖率"]
    # 6 quantifiable rows, anaemia without data: 5/6 = 83.3 %.
    assert [(e.what, e.shown, e.exact, e.code, e.number) for e in entries] == [("rate", "83.3%", "250/3", "", "")]


def test_the_same_assessment_gives_the_same_brief_whenever_it_is_written(tmp_path: Path) -> None:
    later = WRITTEN.replace(year=2027)
    assert written(tmp_path) == report.write(whole(), "work", tmp_path / "b.docx", written_at=later, log_head="ff")


def test_another_figure_gives_another_brief_that_differs_in_its_sentences_only(tmp_path: Path) -> None:
    first = report.write(assessment(*mortality()), "final", tmp_path / "a.docx", written_at=WRITTEN)
    second = report.write(assessment(*mortality(), maternal()), "final", tmp_path / "b.docx", written_at=WRITTEN)
    assert first.id != second.id
    # The three rates share one sentence; a fourth row leaves it as it was.
    assert any("新生儿死亡率、婴儿死亡率" in s for s in set(first.sentences) & set(second.sentences))


def test_a_brief_survives_the_way_through_json(tmp_path: Path) -> None:
    brief = written(tmp_path)
    assert Brief.from_json(brief.to_json()) == brief
    assert Fraction(json.loads(brief.to_json())["entries"][0]["exact"]) == Fraction(brief.entries[0].exact)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda b: replace(b, year=2023),
        lambda b: replace(b, entries=(replace(b.entries[0], shown="9"), *b.entries[1:])),
        lambda b: replace(b, sentences=b.sentences[:-1]),
        lambda b: replace(b, id="0123456789"),
    ],
)
def test_an_altered_brief_is_refused(tmp_path: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        Brief.from_json(spoil(written(tmp_path)).to_json())
    assert refused.value.number == "400.600"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"entries": [{"n": 1}], "sentences": []}', "null"])
def test_what_is_no_brief_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        Brief.from_json(text)


def test_the_final_form_has_no_forecast(tmp_path: Path) -> None:
    final = written(tmp_path, "final")
    assert not [e for e in final.entries if e.what == "forecast"]
    assert not [s for s in final.sentences if "内部研判" in s or "预计" in s]
    assert [e for e in written(tmp_path).entries if e.what == "forecast"]
