"""Text in two languages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.text import NOTHING, Text, listed

words = st.text("甲乙丙abc {}", max_size=6)
texts = st.builds(Text, words, words)


def test_a_missing_english_shows_the_chinese() -> None:
    assert Text("未报").in_("en") == "未报"
    assert Text("未报", "not reported").in_("en") == "not reported"
    assert Text("未报", "not reported").in_("zh") == "未报" == str(Text("未报", "x"))
    assert Text("未报", "not reported").in_("fr") == "未报"


def test_placeholders_are_filled_in_the_language_around_them() -> None:
    made = Text("{place}{value}", "{value} in {place}").format(place=Text("贵港市", "Guigang"), value=3)
    assert (made.zh, made.en) == ("贵港市3", "3 in Guigang")
    only = Text("{place}{value}").format(place=Text("贵港市", "Guigang"), value=3)
    assert (only.zh, only.en, only.in_("en")) == ("贵港市3", "", "贵港市3")


@given(words)
def test_what_is_filled_in_is_never_read_as_a_template(value: str) -> None:
    assert Text("“{came}”", "“{came}”").format(came=value).zh == f"“{value}”"
    assert Text("“{came}”").format(came=Text(value)).zh == f"“{value}”"


@given(texts, texts)
def test_texts_join_without_losing_either(one: Text, other: Text) -> None:
    whole = one + other
    assert whole.zh == one.zh + other.zh
    if one.en or other.en:
        assert one.in_("en").strip() in whole.en and other.in_("en").strip() in whole.en
    else:
        assert whole.en == ""


@given(texts)
def test_nothing_joins_without_a_trace(one: Text) -> None:
    assert (one + NOTHING).in_("en").strip() == one.in_("en").strip()
    assert (NOTHING + one).zh == one.zh == (one + NOTHING).zh


def test_sentences_join_with_a_space_in_english_only() -> None:
    whole = Text("甲。", "A.") + Text("乙。", "B.")
    assert (whole.zh, whole.en) == ("甲。乙。", "A. B.")


def test_an_enumeration() -> None:
    made = listed([Text("甲", "a"), Text("乙"), Text("丙", "c")])
    assert (made.zh, made.en) == ("甲、乙、丙", "a, 乙, c")
    assert listed([]).zh == ""
