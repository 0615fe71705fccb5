"""指标解释: what each indicator of the report means: its unit and its formula in words, numerator over denominator."""

from __future__ import annotations

from collections.abc import Iterable

from halfsky.documents.blocks import Block, Paragraph, Style
from halfsky.documents.said import names, plain
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.indicator import Definition, Indicator

REVIEW = "*"
REVIEW_SAID = "注：带*的指标按通行的统计口径解释，待与国家统计监测指标解释核对。"


def explanations(a: Assessment) -> list[Block]:
    """One paragraph an indicator, in the order of the plan; those without a registered meaning are named together."""
    told: list[Block] = []
    bare: list[str] = []
    review = ""
    for i in _once(a.rows):
        version = i.definition(a.year)
        said = meaning(i, version) if version else ""
        if said:
            number = len(told) + 1
            mark = REVIEW if version and version.review else ""
            review = mark or review
            told.append(Paragraph(((said,),), Style.TERM, f"{number}．{i.name.zh}{mark}（{i.unit}）。"))
        else:
            bare.append(i.name.zh)
    if bare:
        told.append(Paragraph(((f"未登记分子、分母说明的指标：{plain(names(bare))}。",),), Style.TERM))
    if not told:
        return []
    notes: list[Block] = [Paragraph(((REVIEW_SAID,),), Style.NOTE)] if review else []
    return [Paragraph((("指标解释",),), Style.ANNEX_TITLE), *told, *notes]


def _once(rows: Iterable[Row]) -> list[Indicator]:
    return list({r.indicator.code: r.indicator for r in rows}.values())


def meaning(i: Indicator, version: Definition) -> str:
    """年内孕产妇死亡人数÷当年活产数×100000/10万。 Empty where nothing is registered."""
    above, below = version.numerator, version.denominator
    if above and below:
        return f"{above}÷{below}{_times(i)}。{version.note}"
    formula = above or version.formula
    return f"{formula}。{version.note}" if formula else ""


def _times(i: Indicator) -> str:
    """×100%, ×1000‰, ×100000/10万, ×1000 (per thousand persons); nothing where the unit has no scale."""
    unit = i.measure
    scale = 1 / unit.factor
    if unit.kind == "ratio":
        return f"×{scale}{i.unit.removeprefix('1')}"
    return f"×{scale}" if scale > 1 else ""
