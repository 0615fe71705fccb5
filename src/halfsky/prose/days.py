"""The year and the day that the words of a text mean: 到2025年, 6月底前, 今年上半年. What they leave open stays open."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from halfsky.prose.amounts import numeral
from halfsky.prose.folding import folded

YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)年")
SPELLED = re.compile(r"(?P<year>[二一][○〇零一二三四五六七八九]{3})年")
DIGITS = "〇一二三四五六七八九"
PLANS = {"十一": 2010, "十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030}
PLANNED = re.compile(r"(?P<plan>十[一二三四五])五?[”\"]?(?:规划)?(?:末|期末)")
PART = re.compile(r"上半年|下半年|季度|\d+月|[一二三四五六七八九十]+月|年中|截至|截止|目前|学期")
THIS = re.compile(r"今年|本年|当年|年底|年末|年内|全年|岁末|年度")
NEXT, LAST = re.compile(r"明年|下年"), re.compile(r"去年|上年")
NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
MONTH = re.compile(rf"(?:{NUMBER}[-—–~～至到])?(?P<month>{NUMBER})月")
DAY = re.compile(rf"月(?:份)?(?:{NUMBER}[-—–~～至到])?(?P<day>{NUMBER})[日号]")
TENTH = {"上旬": 10, "初": 10, "中旬": 20, "中": 20}
QUARTER = re.compile(r"(?P<n>[一二三四])季度")
NAMED = {
    "妇女节": (3, 8), "三八": (3, 8), "学雷锋": (3, 5), "五四": (5, 4), "青年节": (5, 4), "劳动节": (5, 1),
    "国际家庭日": (5, 15), "六一": (6, 1), "儿童节": (6, 1), "国际禁毒日": (6, 26), "建党节": (7, 1), "世界人口日": (7, 11),
    "建军节": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "国际女童日": (10, 11), "世界儿童日": (11, 20),
    "世界艾滋病日": (12, 1), "国际残疾人日": (12, 3), "宪法日": (12, 4), "元旦": (1, 1),
}  # fmt: skip
"""Days that lie alike in every year; those that move are left to people."""


def year_meant(when: str, own: int | None = None) -> int | None:
    """The year that a time means; `own` is that of the document, which 今年 and a month without a year are in. None where
    the words leave it open (20xx年 has its year from elsewhere).

    >>> year_meant("到2025年"), year_meant("今年6月底前", 2024), year_meant("“十四五”末"), year_meant("20xx年", 2024)
    (2025, 2024, 2025, None)
    """
    said = folded(when)
    years = YEAR.findall(said)
    if years:
        return int(years[-1])
    if spelled := SPELLED.search(said):
        digits = "".join(str(DIGITS.index(c)) if c in DIGITS else "0" for c in spelled["year"])
        return int(digits)
    if re.search(r"20[xX×*]{2}", said):
        return None
    if planned := PLANNED.search(said):
        return PLANS[planned["plan"]]
    if own is None:
        return None
    if NEXT.search(said):
        return own + 1
    return own - 1 if LAST.search(said) else own


def whole_year(when: str) -> bool:
    """Whether a time is a year and no part of one: what was done in half a year is no figure of the year."""
    said = folded(when)
    return not PART.search(said) or bool(re.search(r"年(?:底|末)|12月底|十二月底", said))


def day_meant(when: str, year: int | None) -> dt.date | None:
    """The last day on which something may be done that is to be done by a time of a year; None where the words name no
    day, no month and no year's end.

    >>> day_meant("6月底前", 2025), day_meant("2025年第三季度", 2025), day_meant("春节前", 2025)
    (datetime.date(2025, 6, 30), datetime.date(2025, 9, 30), None)
    """
    said = folded(when)
    if year is None:
        return None
    if month := MONTH.search(said):
        return _in_month(said, year, _counted(month["month"]))
    if quarter := QUARTER.search(said):
        return _end(year, 3 * _counted(quarter["n"]))
    if re.search(r"上半年|年中", said):
        return _end(year, 6)
    bare = re.sub(r"[·.“”\"]", "", said)
    for name, (m, d) in NAMED.items():
        if name in bare:
            return dt.date(year, m, d)
    if YEAR.search(said) or THIS.search(said) or NEXT.search(said) or "下半年" in said or PLANNED.search(said):
        return None if re.search(r"学期|暑|寒假|汛期|[春秋]季|以来", said) else _end(year, 12)
    return None


def _in_month(said: str, year: int, month: int) -> dt.date | None:
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    if day := DAY.search(said):
        wanted = _counted(day["day"])
        return dt.date(year, month, wanted) if 1 <= wanted <= last else None
    tenth = re.search(r"月(?:份)?(?P<part>上旬|中旬|初|中)", said)
    return dt.date(year, month, TENTH[tenth["part"]] if tenth else last)


def _end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _counted(said: str) -> int:
    return int(said) if said.isdigit() else int(numeral(said) or 0)
