"""本月小结: what the records of a place come to in a period, as one paragraph that is read aloud and copied.

A figure is said as people say it: the name without its “次数”, the number, the unit. What is nothing is not said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from halfsky.kernel.text import Text, listed

NOTHING_KEPT = Text("{place}{period}没有登记活动和服务。", "{place}: no records in {period}.")


@dataclass(frozen=True, slots=True)
class Told:
    """One figure that is said: what it is called, its unit, the number as printed; the categories that it falls into,
    each with its number."""

    name: Text
    unit: str
    number: str
    parts: tuple[tuple[Text, str], ...] = ()


def told(one: Told) -> Text:
    """开展活动次数, 次, 3 → 开展活动3次（宣传2次、讲座1次）.

    >>> told(Told(Text("开展活动次数", "activities"), "次", "3", ((Text("宣传", "campaign"), "3"),))).zh
    '开展活动3次（宣传3次）'
    >>> told(Told(Text("联系走访户次", "families visited"), "户次", "20")).zh
    '联系走访20户次'
    >>> told(Told(Text("举办培训期数", "training courses held"), "期", "2")).in_("en")
    'training courses held: 2'
    """
    stem = one.name.zh
    for ending in (f"{one.unit}数", f"{one.unit}"):
        if one.unit and stem.endswith(ending) and stem != ending:
            stem = stem.removesuffix(ending)
            break
    zh, en = f"{stem}{one.number}{one.unit}", f"{one.name.in_('en')}: {one.number}"
    if not one.parts:
        return Text(zh, en)
    parts = listed([Text(f"{label.zh}{n}{one.unit}", f"{label.in_('en')} {n}") for label, n in one.parts])
    return Text(f"{zh}（{parts.zh}）", f"{en} ({parts.in_('en')})")


def paragraph(place: str, period: Text, sentences: Sequence[Sequence[Told]]) -> Text:
    """The figures of each ledger as a clause; one paragraph that ends like one."""
    said = [[told(one) for one in group] for group in sentences if group]
    if not said:
        return NOTHING_KEPT.format(place=place, period=period)
    zh = "；".join("，".join(t.zh for t in group) for group in said)
    en = "; ".join(", ".join(t.in_("en") for t in group) for group in said)
    return Text(f"{place}{period.zh}：{zh}。", f"{place}, {period.in_('en')}: {en}.")
