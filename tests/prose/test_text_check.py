"""A checked text as its shape: a long list is cut, and says so."""

from __future__ import annotations

from halfsky.exchange.prose_files import pasted
from halfsky.queries.text_check import MOST, check_prose, remarks, shape


def test_a_list_that_nobody_reads_is_cut_and_says_so() -> None:
    checked = check_prose(pasted("培训X人。\n" * (MOST + 7)))
    assert (len(checked.findings), checked.more, checked.conflicts) == (MOST, 7, MOST)
    assert shape(checked)["more"] == 7 and len(remarks(checked)) == MOST


def test_places_are_told_as_in_the_file() -> None:
    checked = check_prose(pasted("甲。\n共126家，其中公办48家、民办82家。"))
    assert [checked.prose.at(f.start).where.zh for f in checked.findings] == ["第2段"]
    assert checked.kinds == [("sum", 1)]
