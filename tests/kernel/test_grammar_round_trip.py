"""Tree to text and back, for every tree: as codes, and as the labels that people read in both languages."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from halfsky.kernel.grammar import Node, parse, render, resolve
from halfsky.kernel.grammar.nodes import (
    Binary,
    Call,
    Compare,
    Logic,
    Member,
    Name,
    Number,
    Part,
    Unary,
    Within,
    is_unit_word,
)
from halfsky.kernel.grammar.tree import walk
from halfsky.kernel.grammar.words import FUNCTIONS, RESERVED
from tests.kernel.grammar_world import WORLD

AWKWARD = [
    *RESERVED,
    "AND",
    "sum",
    "求和",
    "15—17周岁人口数",
    "a b",
    "a且b",
    "或者",
    "ａ",
    "1",
    "a.b",
    "a]",
    "%",
    "5%",
    "x²",
    "_",
    "（甲）",
]
words = st.one_of(
    st.sampled_from(["a", "births", "活产数", "x1", *AWKWARD]),
    st.text(max_size=6).map(str.strip).filter(lambda word: word and not set(word) & set("「」\n\r")),
)
units = st.sampled_from(["", "%", "‰", "‱", "万", "万人", "百分点", "e", "E"]) | st.text(max_size=3).filter(
    is_unit_word
)
numbers = st.builds(
    lambda digits, places, unit: Number(Fraction(digits, 10**places), unit),
    st.integers(0, 10**9),
    st.integers(0, 6),
    units,
)
cells = st.lists(st.tuples(words, words), min_size=1, max_size=3, unique_by=lambda pair: pair[0]).map(tuple)
leaves = st.one_of(numbers, st.builds(Name, words), st.builds(Part, words, cells), st.builds(Member, words, words))


def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Unary, st.sampled_from(["-", "not"]), inner),
        st.builds(Binary, st.sampled_from("+-*/"), inner, inner),
        st.builds(Compare, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner, inner),
        st.builds(Within, inner, several),
        st.builds(Logic, st.sampled_from(["and", "or"]), several),
        st.builds(Call, st.sampled_from([*FUNCTIONS, "checklist", "甲乙"]), st.lists(inner, max_size=3).map(tuple)),
    )


trees: st.SearchStrategy[Node] = st.recursive(leaves, grown, max_leaves=12)


def test_every_tree_is_read_back_as_it_was_written() -> None:
    seen: set[type[Node]] = set()

    @settings(max_examples=600, derandomize=True, deadline=None)
    @given(trees)
    def read_back(tree: Node) -> None:
        text = render(tree)
        if len(text) <= 2000:
            assert parse(text) == tree
            seen.update(type(node) for node, _ in walk(tree))

    read_back()
    assert seen == {Number, Name, Part, Member, Call, Unary, Binary, Compare, Within, Logic}


quantities = st.sampled_from(["births", "deaths", "girls", "grant", "enrol", "score"]).map(Name)
known_leaves: st.SearchStrategy[Node] = st.one_of(
    numbers,
    quantities,
    st.sampled_from([(("residence", "urban"),), (("age", "15-17"),), (("residence", "rural"), ("sex", "female"))]).map(
        lambda cell: Part("births", cell)
    ),
    st.sampled_from(["attended", "hours"]).map(lambda field: Member("session", field)),
    st.builds(lambda state: Compare("!=", Name("state"), Name(state)), st.sampled_from(["planned", "held"])),
    st.just(Within(Member("session", "kind"), (Name("law"), Name("other")))),
    st.just(Call("checklist", (Name("standard"),))),
    st.just(Call("count", (Name("visit"),))),
)
known_trees = st.recursive(known_leaves, grown, max_leaves=8).filter(
    lambda tree: all(not isinstance(node, Call) or node.function != "甲乙" for node, _ in walk(tree))
)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(known_trees, st.sampled_from(["zh", "en"]))
def test_labels_in_either_language_are_read_back_as_the_same_codes(tree: Node, lang: str) -> None:
    resolved = resolve(tree, WORLD)
    assert resolve(parse(render(resolved)), WORLD) == resolved
    assert resolve(parse(render(resolved, WORLD.words(lang))), WORLD) == resolved


def test_a_formula_is_shown_in_both_languages() -> None:
    tree = resolve(parse("count(session.hours > 2) >= 3 and not state in (planned, held)"), WORLD)
    assert render(tree, WORLD.words("zh")) == "计数(课次.课时 > 2) >= 3 且 非 状态 属于 (计划, 已举办)"
    assert (
        render(tree, WORLD.words("en"))
        == "count(class.「hours taught」 > 2) >= 3 and not status in (plan, 「was held」)"
    )
    parts = resolve(parse("births[sex=female, residence=rural] / 活产数"), WORLD)
    assert render(parts) == "births[residence=rural, sex=female] / births"
    assert render(parts, WORLD.words("zh")) == "活产数[城乡=农村, 性别=女] / 活产数"
