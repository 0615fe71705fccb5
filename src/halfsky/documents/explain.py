"""指标解释: what each indicator of the report means: numerator, denominator, the formula in words, the unit."""

from __future__ import annotations

from collections.abc import Iterable

from halfsky.documents.blocks import Block, Paragraph, Style
from halfsky.documents.said import names, plain
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.indicator import Definition, Indicator

REVIEW = "（释义待复核）"


def explanations(a: Assessment) -> list[Block]:
    """One paragraph an indicator, in the order of the plan; those without a registered meaning are named together."""
    told: list[Block] = []
    bare: list[str] = []
    for i in _once(a.rows):
        version = i.definition(a.year)
        said = meaning(i, version) if version else ""
        if said:
            number = len(told) + 1
            lead = f"{number}．{i.name.zh}（{i.unit}）。"
            told.append(Paragraph(((said,),), Style.TERM, lead))
        else:
            bare.append(i.name.zh)
    if bare:
        told.append(Paragraph(((f"未登记分子、分母说明的指标：{plain(names(bare))}。",),), Style.TERM))
    return [Paragraph((("指标解释",),), Style.ANNEX_TITLE), *told] if told else []


def _once(rows: Iterable[Row]) -> list[Indicator]:
    return list({r.indicator.code: r.indicator for r in rows}.values())


def meaning(i: Indicator, version: Definition) -> str:
    """年内孕产妇死亡人数与当年活产数之比。计算公式：…÷…×100000/10万. Empty where nothing is registered."""
    above, below = version.numerator, version.denominator
    if above and below:
        said = f"{above}与{below}之比。计算公式：{above}÷{below}{_times(i)}。"
    elif above or version.formula:
        said = f"按{above or version.formula}统计。"
    else:
        return ""
    return said + version.note + (REVIEW if version.review else "")


def _times(i: Indicator) -> str:
    """×100%, ×1000‰, ×100000/10万, ×1000 (per thousand persons); nothing where the unit has no scale."""
    unit = i.measure
    scale = 1 / unit.factor
    if unit.kind == "ratio":
        return f"×{scale}{i.unit.removeprefix('1')}"
    return f"×{scale}" if scale > 1 else ""
