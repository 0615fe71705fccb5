"""Amounts that are no statement of their own: the change of the level before them, the value that was left behind."""

from __future__ import annotations

import re

from halfsky.prose.amounts import CHANGE, Amount
from halfsky.prose.proposal import Proposal
from halfsky.prose.subject_words import RATE_UNITS

FROM = re.compile(r"(?:由|从)[^,，。;；\d由从]{0,12}(?:20\d\d年|\d+年)?(?:末|底)?的?$")
TO = re.compile(r"^(?:左右|以上)?(?:下降|提高|提升|增加|增长|减少|上升|降低|升|降|增|扩大)(?:到|至|为)")
THAN = re.compile(r"(?:比|较)(?:上年|去年|前年|20\d\d年|基期|上届|同期)[^,，。;；\d]{0,6}的?$")
BEYOND = re.compile(r"(?:高于|低于|超过|超出|优于|实现|达到|高出|距离?)(?:了)?[^,，]{0,6}$")
AIMED = re.compile(
    r"^(?:[、和][\d.]+[%‰])*(?:以[上下内])?[”\"]?的?(?:《[^》]{2,8}》|规划|控制|预期|年度)?(?:终期|中期)?目标"
)
"""高于45%的控制目标: the goal that the level before it is held against."""

TIMES_OF = re.compile(r"(?:是|为|相当于)[^,，]{0,10}的$")
BARE = re.compile(
    r"(?:的[^,，]{0,6}目标值?)?(?:整整|分别|均|净|平均|大幅|又|再|年均|了)?(?:(?:提高|提升|增加|增长|上升|下降|降低|减少|上涨|回落)(?:幅度|了)?|增幅|降幅|还差|相差|差)(?:达到?|为|超过|近|约)?"
)
"""A change without a name of its own: 增长29.6%, 整整下降了一半."""


def origin_of(text: str, amount: Amount, begin: int) -> str:
    """The words of a value that something was raised or lowered from (由每人每月50元提高到60元); "" for any other."""
    origin = FROM.search(text[begin : amount.start])
    if origin is None or not TO.match(text[amount.end : amount.end + 8]):
        return ""
    return text[begin + origin.start() : amount.end]


def change_of(text: str, amount: Amount, begin: int, level: Proposal) -> str:
    """All that is said of the change of a level, where an amount tells of it (比上年提高0.1%, 超任务13人); "" where the
    amount is something else. `begin` is where the amount's own words begin."""
    before, said = text[begin : amount.start], text[begin : amount.end].strip(" ,，、")
    listed = before.strip() in ("、", "和") and bool(level.change)
    if amount.unit == level.unit and listed and AIMED.match(text[amount.end : amount.end + 16]):
        return f"{level.change}{text[begin : amount.end]}"
    if amount.unit == level.unit and AIMED.match(text[amount.end : amount.end + 24]) and BEYOND.search(before):
        return said
    if amount.unit == "倍" and (TIMES_OF.search(before) or listed):
        return f"{level.change}、{said}" if level.change else said
    bare = BARE.fullmatch(before.strip(" ,，、(（")) and _of_kind(amount, level)
    if not (CHANGE.search(before) or listed or THAN.search(before) or bare):
        return ""
    own = CHANGE.split(before)[0].strip(" ,，、的")
    if len(own) > 2 and own.endswith(("率", "数", "比例", "收入")) and own not in level.subject:
        return ""
    return f"{level.change}、{said}" if level.change else said


def _of_kind(amount: Amount, level: Proposal) -> bool:
    """Whether a bare change can be that of a level: a part of anything, a number of the same things."""
    return bool(level.change) or amount.unit in (*RATE_UNITS, "倍") or amount.unit == level.unit
