"""A report written, then a figure revised: what changed is found in the file, and written into it, and nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from halfsky.documents import report
from halfsky.documents.brief import Brief
from halfsky.documents.living.comparing import compare
from halfsky.documents.living.lines import Line, lines, opened
from halfsky.documents.living.pictures import drawn, pictures
from halfsky.documents.living.refreshing import Chosen, Refreshed, everything, refresh
from halfsky.documents.living.standing import standing, tags
from halfsky.documents.prose import Form
from halfsky.documents.report import Composed
from halfsky.kernel.assessment import Assessment
from halfsky.kernel.indicator import Direction
from halfsky.kernel.refusals import Refusal
from tests.documents.world import WRITTEN, assessment, mortality, row

BEFORE, AFTER = "2020:16.9 2021:16.1 2022:15.7 2023:15.1 2024:14.3", "2020:16.9 2021:16.1 2022:15.7 2023:15.1 2024:14.5"
WORSE = "2020:16.9 2021:16.1 2022:15.7 2023:15.1 2024:15.6"


def world(maternal: str) -> Assessment:
    said = row("W1.02", "孕产妇死亡率", maternal, "<= 12 in 2030", unit="1/10万", direction=Direction.DOWN)
    return assessment(*mortality(), said)


@cache
def anew(maternal: str, form: Form = "work") -> Composed:
    return report.composed(world(maternal), form)


def write(tmp_path: Path, maternal: str, form: Form = "work") -> tuple[Path, Brief]:
    out = tmp_path / f"{form}.docx"
    return out, report.lay_out(anew(maternal, form), out, written_at=WRITTEN)


def later(maternal: str, form: Form = "work") -> Brief:
    return anew(maternal, form).brief


def text(document: Document) -> list[str]:
    return [line.text for line in lines(document)]


def seen(document: Document) -> dict[str, bytes]:
    """What each picture says, with its bytes."""
    found = drawn(document)
    return {
        says: document.part.related_parts[next(one.drawing.iter(qn("a:blip"))).get(qn("r:embed"))].blob
        for says, one in found.items()
    }


def saved(document: Document, tmp_path: Path) -> Document:
    out = tmp_path / "saved.docx"
    document.save(str(out))
    return docx.Document(str(out))


# -- what stands in a file --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["work", "final"])
def test_every_number_is_found_where_it_stands(tmp_path: Path, form: Form) -> None:
    out, brief = write(tmp_path, BEFORE, form)
    there = standing(lines(opened(out, out.name)), brief)
    assert {n: span.text for n, span in there.numbers.items()} == {e.n: e.shown for e in brief.entries}
    # Empty lines hold nothing to be found.
    assert {i for i, s in enumerate(brief.sentences) if s.strip()} >= set(there.sentences)
    assert {i for i, s in enumerate(brief.sentences) if brief.of_sentence(i)} <= set(there.sentences)


def test_numbers_are_found_in_words_that_were_changed(tmp_path: Path) -> None:
    out, brief = write(tmp_path, BEFORE)
    document = opened(out, out.name)
    line = next(x for x in lines(document) if "孕产妇死亡率为" in x.text)
    at = line.text.index("孕产妇死亡率为")
    line.put_text(at, at + 7, "我市孕产妇死亡率已降到")
    there = standing(lines(saved(document, tmp_path)), brief)
    [value] = [
        e
        for e in brief.entries
        if e.number == "W1.02" and e.what == "value" and "为14.3" in brief.sentences[e.sentence]
    ]
    assert there.numbers[value.n].text == "14.3/10万"
    assert value.sentence not in there.sentences


# -- what changed -----------------------------------------------------------------------------------------------------


def test_a_revised_value_changes_what_depends_on_it_and_nothing_else() -> None:
    found = compare(later(BEFORE), later(AFTER))
    changed = {(c.before.what, c.before.shown, c.after.shown) for c in found.numbers if c.before and c.after}
    # By hand: 14.3 → 14.5; since 2023 (15.1) −0.8 → −0.6; since 2020 (16.9) −2.6 → −2.4; from 12 still 2.3 → 2.5.
    assert {("value", "14.3/10万", "14.5/10万"), ("change", "0.8个十万分点", "0.6个十万分点")} <= changed
    assert {
        ("base_change", "2.6个十万分点", "2.4个十万分点"),
        ("distance", "2.3个十万分点", "2.5个十万分点"),
    } <= changed
    assert {c.before.number for c in found.numbers if c.before} == {"W1.02"}
    assert all(c.before and c.after for c in found.numbers)
    assert not compare(later(BEFORE), later(BEFORE))


def test_a_turn_for_the_worse_changes_words_too() -> None:
    earlier, now = later(BEFORE), later(WORSE)
    found = compare(earlier, now)
    before = [earlier.sentences[s.before] for s in found.sentences if s.before is not None]
    after = [now.sentences[s.after] for s in found.sentences if s.after is not None]
    assert any("孕产妇死亡率为14.3/10万，比上年下降" in s for s in before)
    assert any("孕产妇死亡率为15.6/10万，比上年提高" in s for s in after)
    assert not any("新生儿死亡率、婴儿死亡率" in s for s in (*before, *after))


# -- written into the file --------------------------------------------------------------------------------------------


def refreshed(
    path: Path, c: tuple[Brief, Composed], chosen: Chosen | None, tmp_path: Path
) -> tuple[Document, Refreshed]:
    document, found = opened(path, path.name), compare(c[0], c[1].brief)
    done = refresh(document, found, chosen or everything(found), pictures(c[1].blocks))
    return saved(document, tmp_path), done


@pytest.mark.parametrize("form", ["work", "final"])
@pytest.mark.parametrize("now", [AFTER, WORSE])
def test_a_refreshed_file_says_what_a_new_one_would(tmp_path: Path, form: Form, now: str) -> None:
    out, brief = write(tmp_path, BEFORE, form)
    document, done = refreshed(out, (brief, anew(now, form)), None, tmp_path)
    fresh, _ = write(tmp_path, now, form)
    assert text(document) == text(opened(fresh, fresh.name))
    assert not done.left_numbers and not done.left_sentences
    assert seen(document) == seen(opened(fresh, fresh.name))
    assert text(document) != text(opened(write(tmp_path, BEFORE, form)[0], "a"))


def test_numbers_point_to_the_new_brief_once_they_are_refreshed(tmp_path: Path) -> None:
    out, brief = write(tmp_path, BEFORE)
    new = later(AFTER)
    document, _ = refreshed(out, (brief, anew(AFTER)), None, tmp_path)
    assert [(of, n, s.text) for of, n, s in tags(lines(document))] == [(new.id, e.n, e.shown) for e in new.entries]


def test_what_was_not_chosen_stays_and_goes_on_pointing_to_the_old_brief(tmp_path: Path) -> None:
    out, brief = write(tmp_path, BEFORE)
    new = later(AFTER)
    change = next(c.before for c in compare(brief, new).numbers if c.before and c.before.what == "change")
    document, done = refreshed(out, (brief, anew(AFTER)), Chosen([change.n], []), tmp_path)
    assert done == Refreshed((change.n,), (), (), ())
    stale = {n for of, n, _ in tags(lines(document)) if of == brief.id}
    assert stale == {c.before.n for c in compare(brief, new).numbers if c.before} - {change.n}
    assert "14.3/10万，比上年下降0.6个十万分点" in "".join(text(document))


def test_words_of_a_person_are_left_alone(tmp_path: Path) -> None:
    out, brief = write(tmp_path, BEFORE)
    document = opened(out, out.name)
    line = next(x for x in lines(document) if "比上年下降0.8个十万分点" in x.text)
    at = line.text.index("比上年下降")
    line.put_text(at, at + 5, "较上一年度又降了")
    mine = tmp_path / "mine.docx"
    document.save(str(mine))
    after, done = refreshed(mine, (brief, anew(WORSE)), None, tmp_path)
    told = "".join(text(after))
    # The number is renewed inside the person's words; her sentence is not replaced, and that is said.
    assert "15.6/10万，较上一年度又降了0.5个十万分点" in told
    assert done.left_sentences


def test_a_sentence_cut_into_runs_is_found_and_replaced(tmp_path: Path) -> None:
    out, brief = write(tmp_path, BEFORE, "final")
    document = opened(out, out.name)
    for line in lines(document):
        for at in range(2, len(line.text), 3):
            assert line.put(at, at, [])
    assert max(len(line.paragraph) for line in lines(document)) > 20
    cut = tmp_path / "cut.docx"
    document.save(str(cut))
    after, done = refreshed(cut, (brief, anew(WORSE, "final")), None, tmp_path)
    assert text(after) == text(opened(write(tmp_path, WORSE, "final")[0], "a"))
    assert not done.left_sentences


# -- lines ------------------------------------------------------------------------------------------------------------


def a_line(*runs: str) -> Line:
    paragraph = docx.Document().add_paragraph()
    for run in runs:
        paragraph.add_run(run)
    return Line(paragraph._p)


def test_text_is_replaced_over_the_borders_of_runs() -> None:
    line = a_line("婴儿死", "亡率为4", ".5‰。")
    line.put_text(6, 10, "4.0‰")
    assert line.text == "婴儿死亡率为4.0‰。"


@pytest.mark.parametrize("name", ["empty.docx", "text.docx", "entity.docx"])
def test_what_is_no_document_is_refused(tmp_path: Path, name: str) -> None:
    import zipfile

    path = tmp_path / name
    if name == "text.docx":
        path.write_text("不是文档", encoding="utf-8")
    else:
        with zipfile.ZipFile(path, "w") as packed:
            if name == "entity.docx":
                packed.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(Refusal) as refused:
        opened(path, name)
    assert refused.value.number == "400.601"
