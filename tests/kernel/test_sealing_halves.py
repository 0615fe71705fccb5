"""The two halves of a record: apart they are kept, together they are read, and neither says what the other does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.field import Field, Kind
from halfsky.kernel.place import Level
from halfsky.kernel.register import Part, Register
from halfsky.kernel.sealing import joined, split
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import Workflow

OPEN, HIDDEN = Field("kind", Text("类别"), Kind.TEXT), Field("name", Text("姓名"), Kind.PERSON, sealed=True)
DAY, WORD = Field("day", Text("日期"), Kind.DATE), Field("word", Text("说明"), Kind.TEXT, sealed=True)
CARE = Register(
    "care", Text("关爱"), Text("服务"), (Level.VILLAGE,), (OPEN, HIDDEN), Workflow((("kept", Text("在册")),), ()),
    parts=(Part("visit", Text("走访"), (DAY, WORD)),),
)  # fmt: skip
text = st.text("甲乙丙", min_size=1, max_size=3)
rows = st.lists(st.fixed_dictionaries({}, optional={"day": text, "word": text}), max_size=4)


@given(st.fixed_dictionaries({}, optional={"kind": text, "name": text}), rows)
def test_split_and_joined_is_the_record_again(values: dict[str, str], visits: list[dict[str, str]]) -> None:
    named = tuple({"_id": str(n), **row} for n, row in enumerate(visits))
    plain, hidden = split(CARE, values, {"visit": named})
    again, parts = joined(plain, hidden)
    assert again == values
    assert parts["visit"] == named
    assert not {"name", "word"} & {key for half in (plain["values"], *plain["parts"]["visit"]) for key in half}


def test_without_the_sealed_half_its_fields_are_empty() -> None:
    plain, _ = split(CARE, {"kind": "甲", "name": "乙"}, {"visit": ({"_id": "1", "day": "2026-03-08", "word": "丙"},)})
    values, parts = joined(plain, {})
    assert values == {"kind": "甲"}
    assert parts["visit"] == ({"_id": "1", "day": "2026-03-08"},)


def test_nothing_to_seal_is_no_sealed_half() -> None:
    assert split(CARE, {"kind": "甲"}, {})[1] == {}
