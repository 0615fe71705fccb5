"""Appraisal schemes as content: the shipped model, one that a place adopts, and two of one name."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
import yaml

from halfsky.kernel.refusals import Refused
from halfsky.kernel.scheme import Way
from halfsky.packs import join, read_pack, shipped
from halfsky.packs.schema import schemas

from .broken_schemes import scheme
from .content import CONTENT
from .edits import add, both, teaching
from .test_schema import faults

MINE = "scheme: mine\nadopts: lessons\nnumber: 教〔2024〕1号\npublished: 2024-03-01\nplace: '990900000000'\n"


def test_the_shipped_model_is_a_draft_that_judges_nobody() -> None:
    packs = [read_pack(p) for p in shipped() if p.name in ("indicators-cn", "supervision-cn")]
    model = join(packs).schemes["units"]
    # 40 + 10 for targets, 10 + 10 for data, 10 + 10 + 10 for the work of the unit: a hundred.
    assert model.full == 100
    assert not model.is_public(dt.date(2030, 12, 31))


def test_a_place_adopts_a_scheme_under_its_own_number() -> None:
    found = join([read_pack(teaching(both(scheme(), add("schemes/mine.yaml", MINE))))]).schemes
    assert (found["mine"].number, found["mine"].published) == ("教〔2024〕1号", dt.date(2024, 3, 1))
    assert found["mine"].sections == found["lessons"].sections
    assert (found["mine"].place, found["lessons"].place) == ("990900000000", "")
    assert found["mine"].title == found["lessons"].title


def test_items_are_read_with_their_kinds_points_and_limits() -> None:
    (section,) = join([read_pack(teaching(scheme()))]).schemes["lessons"].sections
    assert [(i.code, i.way, i.points, i.most) for i in section.items] == [
        ("reached", Way.FACT, Fraction(60), None),
        ("late", Way.DEDUCT, Fraction(1), Fraction(5)),
        ("plan", Way.JUDGED, Fraction(40), None),
    ]
    assert section.full == 100


def test_two_schemes_of_one_name_are_refused() -> None:
    other = "pack: other\nversion: 1.0.0\nkind: registers\ntitle: 另一包\n"
    files = teaching(scheme())
    second = {"pack.yaml": other.encode(), "schemes/lessons.yaml": files["schemes/lessons.yaml"]}
    with pytest.raises(Refused) as refused:
        join([read_pack(files, "teaching"), read_pack(second, "other")])
    assert [r.number for r in refused.value.refusals] == ["400.1087"]


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("schemes/*.yaml")), ids=lambda p: p.stem)
def test_shipped_schemes_fit_the_schema(path: object) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    assert faults(yaml.load(text, yaml.BaseLoader), schemas()["scheme"]) == []
