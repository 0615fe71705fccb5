"""Undertakings without a number: clauses with a date, a named day, a season or a frequency, and a deed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from halfsky.prose.moments import Moment
from halfsky.prose.subject_words import LEADING

DEED = re.compile(
    r"开展|举办|召开|组织|完成|启动|推进|实施|评估|督导|检查|培训|监测|梳理|宣传|走访|慰问|表彰|建成|建立|落实|部署|编制|印发|出台|上报|报送|汇报|调研|验收|考核|"
    r"迎来|迎接|评选|创建|申报|公布|发布|通报|总结|参加|通过|制定|修订|签订|筹备|整治|排查|核查|调度|取得|实现|普查|征集|活动|举行|开放|投入使用|竣工|开工|换届|更新|摸排|挂牌|揭牌|开园|启用|上线"
)
LEVEL_WORDS = re.compile(r"(?:率|比例|水平|数量?|面积|覆盖面?)[^,，。]{0,8}(?:提升|提高|上升|下降|增加|增长|达标)$")
REACHED = re.compile(r"达到|接近|提高|提升|缩小|优化|改善|健全|完善|形成")
"""What a plan wants of a year without a number: 到2025年,发展水平达到全省平均."""
OPENING = re.compile(
    r"^\D{0,6}(?:\d{4}|20[xX]{2})年(?:度)?\s*[,，]?\s*(?:我|全|在|是|以|按照|根据|围绕|为|妇|县|市|区|省|镇|乡|主要|工作)"
)
"""A year that opens a speech or a report, and dates no deed."""
BINDING = re.compile(
    r"(?:度)?[,，]?(?:我们)?(?:将|即将|确保|力争|实现|完成|启动|建成|开展|举办|统计|监测|召开|中期|目标)"
)
UNTIL = re.compile(r"[到至](?:\d{4}|20[xX]{2}|“?十)")
VAGUE = re.compile(r"近期|\d年来")
ON = re.compile(r"\s*(?:针对|结合|围绕|对照|利用|借助|抓住)")
BY = re.compile(r"\s*(?:综合|根据|按照|依据|经过|鉴于)")
DOING = re.compile(r"开展|举办|召开|组织|完成|启动|推进|实施|建立|落实|印发|进行|做好|加强")
ANNOUNCING = re.compile(r"现将[^。]{0,40}如下|(?:汇报|报告|总结|通报)如下")
"""Such a sentence says that something will be told."""
SPANNED = re.compile(r"(?:上半年|下半年|季度|全年)$")
OF_WORK = re.compile(r"的?(?:重点|主要)?(?:工作|任务|情况|目标)(?:情况|任务|重点)?(?=[,，。;；、]|$)")
"""总结上半年工作情况,部署下半年工作任务: the time is that of the work, and dates no deed."""
SHORTEST = 6
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A deed at `start`…`end` of the text; `raises` says that it wants a level to rise or fall."""

    start: int
    end: int
    name: str
    when: str
    raises: bool


def undertakings(
    text: str, parts: list[tuple[int, int]], times: list[Moment], taken: list[int]
) -> Iterator[Undertaking]:
    """Of a sentence that consists of the clauses `parts`: a time's clause and those after it up to a deed. `times` have
    places in the text; a run that holds one of the places `taken` (of amounts) is not one."""
    done = -1
    begin = parts[0][0]
    said = text[begin : parts[-1][1]]
    for moment in times:
        if not (moment.kind in ("date", "often") or _bound(said, moment, begin)):
            continue
        if SPANNED.search(moment.text) and OF_WORK.match(text, moment.end):
            continue
        i = next((n for n, c in enumerate(parts) if c[0] <= moment.start < max(c[1], c[0] + 1)), None)
        if i is None or i <= done:
            continue
        last = i
        if BY.match(text[parts[i][0] : parts[i][1]]) or ANNOUNCING.search(said):
            continue
        while last + 1 < len(parts) and not _does(text[parts[i][0] : parts[last][1]]):
            last += 1
        done = last
        whole = text[parts[i][0] : parts[last][1]]
        start = parts[i][1] - len(text[parts[i][0] : parts[i][1]].lstrip(" ,，"))
        quote = text[start : parts[last][1]]
        if len(quote) < SHORTEST or any(parts[i][0] <= at < parts[last][1] for at in taken):
            continue
        raises = bool(LEVEL_WORDS.search(quote))
        done_by = UNTIL.match(moment.text) and REACHED.search(quote)
        if raises or done_by or DEED.search(whole.replace(moment.text, "", 1)):
            yield Undertaking(start, parts[last][1], named(quote, moment.text), moment.text, raises or bool(done_by))


def _does(run: str) -> bool:
    """Whether clauses hold a deed; one that begins with what it is based on must say what is done."""
    return bool((DOING if ON.match(run) else DEED).search(run))


def _bound(said: str, moment: Moment, begin: int) -> bool:
    """Whether a bare year dates a deed, and does not open a speech: 2019年度统计监测, 2025年实现; not 2025年,我县在."""
    if moment.kind == "since":
        return bool(VAGUE.search(moment.text))
    if moment.text == "全年":
        return True
    if UNTIL.match(moment.text):
        return True
    at = moment.start - begin
    after = said[moment.end - begin : moment.end - begin + 14]
    if OPENING.match(said) and at < 4 and not BINDING.match(after):
        return False
    return bool(BINDING.match(after)) or moment.text.endswith(("年度", "年底", "年末", "前"))


def named(quote: str, when: str) -> str:
    """The undertaking without its time: 评估督导组赴各县市区督导."""
    said = quote.replace(when, "").strip(" ,，、的在于")
    said = re.sub(r"^(?:并|要求?|将|定于|拟|计划|确保|继续|全面|高质量|认真|结合[^,，]*[,，])+", "", said)
    of = re.search(r"对(?P<x>[^,，。]{2,24}?)(?:开展|进行|组织|实施)(?:了|好)?(?P<y>[^,，。]{2,16})", said)
    if of:
        return f"{of['x']}{of['y']}"[:LONGEST_NAME]
    deed = re.search(
        r"(?:开展|举办|举行|召开|组织|启动|完成|参加|实施|推进|做好|梳理|监测|报送|上报|建成)(?:了|好)?(?P<what>[^,，。]{2,30})",
        said,
    )
    what = (deed["what"] if deed else said).strip("了的")
    what = re.sub(r"^(?:开展|召开|举办|进行|组织)(?:了|好)?", "", what)
    return LEADING.sub("", what).strip(" ,，、")[:LONGEST_NAME] or said[:LONGEST_NAME]
