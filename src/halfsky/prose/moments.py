"""When something is to be done or was done: dates, named days, seasons, frequencies, spans, in the words of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["date", "year", "often", "since"]

_YEAR = r"(?:\d{4}|20[xX×*]{2}|[二○〇零一][○〇零一二三四五六七八九]{3})年"
_MONTH = r"(?:\d{1,2} ?|[一二三四五六七八九十]{1,2})月(?:份)?"
_PART = r" ?(?:上旬|中旬|下旬|初|中|底|末|(?:\d{1,2} ?|[一二三四五六七八九十]{1,3})[日号])"
NAMED = (
    r"[“\"]?三[·.]?八(?!红旗|[”\"]红旗|绿色|[”\"]绿色|服务|女能手)[”\"]?(?:国际(?:劳动)?妇女)?节?|[“\"]?六[·.]?一(?![一二三四五六七八九十个路班])[”\"]?(?:国际)?(?:儿童)?节?|[“\"]?五[·.]?四[”\"]?(?:青年)?节"
    r"|[“\"](?:\d{1,2}|十一|十二)[·.]\d{1,2}[”\"]|(?:\d{1,2}[·.]\d{1,2})(?=国际|全国|宪法|世界)|春节|元旦|国庆节?|中秋节?|端午节?|重阳节|母亲节|父亲节|教师节|劳动节"
    r"|国际家庭日|世界人口日|世界儿童日|国际禁毒日|国家宪法日|世界艾滋病日|国际女童日|世界读书日|全国助残日|国际残疾人日"
    r"|家庭教育宣传周|维权月|普法宣传周|消除对妇女(?:的)?暴力日|学雷锋日|儿童节|妇女节|青年节|建军节|建党节"
)
DATE = re.compile(
    rf"(?:{_YEAR})?(?:{_MONTH})(?:{_PART})?(?:\s*[-—–~～至到]\s*(?:{_YEAR})?(?:{_MONTH}|{_PART})(?:{_PART})?)?(?:以?前|之前|期间|起)?"
    rf"|(?:{_YEAR})?\d{{1,2}}[-—–~～至到]\d{{1,2}}月(?:份)?(?:{_PART})?"
    rf"|(?:{_YEAR}|今年|明年|当年|本年度?)?(?:至|到)?(?:年底|年末|岁末|上半年|下半年|第?[一二三四1-4]季度|年内|年初|年中|暑期|暑假|寒假|寒暑假|汛期|秋季期?|春季期?|本学期|开学第[一二三四]周|开学初)(?:验收)?(?:以?前|之前|期间)?"
    rf"|(?:建党|建国|建军|建团|新中国成立|改革开放|抗战胜利)\d+周年"
    rf"|(?:第(?:\d{{1,3}}|[一二三四五六七八九十百]{{1,5}})(?:个|次|届))?[“\"]?(?:{NAMED})[”\"]?(?:之前|前后?|期间|前夕|当[天日])?"
)
YEAR = re.compile(
    rf"(?:到|至|截至|截止)?(?:{_YEAR}(?:度|末|底|内)?|[“\"]?十[一二三四五][”\"]?(?:期间|末|时期)|今年|明年|去年|本年度?|全年|年度)(?:以?前|之前)?"
)
OFTEN = re.compile(
    r"每(?:个)?(?:年|月|季度?|周|半年|学期|日|天|两年|三年)(?:至少|不少于)?|按月|按季度?|月调度|季通报|逐月|逐季|年年"
)
SINCE = re.compile(
    r"自[^,，。;；]{2,16}以来|(?:今年|\d{4}年|近年|近几年|一年|半年|建[会党国]|开展|实施)以来|截至目前|目前(?:为止)?|至今|截止目前|近年来|近期|近日|日前|规划实施\d*年来"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time at `start`…`end`, as it is written."""

    start: int
    end: int
    text: str
    kind: Kind


def moments(text: str) -> list[Moment]:
    """All times of a folded text in order; where several begin together the longest."""
    found: list[Moment] = []
    for moment in sorted(_every(text), key=lambda m: (m.start, -(m.end - m.start))):
        if not found or moment.start >= found[-1].end:
            found.append(moment)
    return found


def _every(text: str) -> Iterator[Moment]:
    for pattern, kind in ((SINCE, "since"), (OFTEN, "often"), (DATE, "date"), (YEAR, "year")):
        for m in pattern.finditer(text):
            if m.group() and not _part_of_word(text, m):
                yield Moment(m.start(), m.end(), m.group(), kind)  # type: ignore[arg-type]


def _part_of_word(text: str, m: re.Match[str]) -> bool:
    """月 of 月嫂, 年度 of a document's name, 第…届."""
    after, before = text[m.end() : m.end() + 3], text[max(0, m.start() - 3) : m.start()]
    if m.group() in ("年度", "年中") and not re.search(r"\d$", before):
        return True
    return bool(re.match(r"确定|制定|下达|签订的|提出的|嫂|子|饼|球|经|薪|均|票|刊", after)) or before.endswith(
        ("岁", "个", "第", "0-6", "满")
    )
