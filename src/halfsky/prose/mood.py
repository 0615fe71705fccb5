"""Whether a sentence tells what was done or what is to be done. Titles are not trusted: 工作计划 stands over summaries.

Words of the sentence decide; where they say nothing, what the text said last: 现将…总结如下, 做好以下工作.
"""

from __future__ import annotations

import re
from typing import Literal

Mood = Literal["plan", "result", ""]

PLAN = re.compile(
    r"确保|力争|争取(?=[^,，。;；]{0,30}(?:不少于|不低于|以上|达到))|争取(?!到(?![12“十“明今年])|[^,，。;；]{0,24}(?:资金|经费|贴息|金(?=[\d支])|补助|款|项目|物资|名额|邮包|支持|[\d.]+[万亿]?元)(?![^,，。;；]{0,4}(?:不少于|不低于|达|以上|\d{3,}[^,，。;；]{0,6}以上)))|计划(?!生育|[”》])|拟(?!定)|将(?=[于在会继进建开举完成组为对达实新从,，]|建成|达到|全面|深入|重点|大力|积极|联合|指导|启动|适时)|即将|"
    r"(?<!目标)(?<!重)(?<!主)(?<!需)(?:要|必须)(?=[达在完实建确做把加]|求|培训|扶持|争取|创建|新增|发展|重点|着力|突出|大力|继续|进一步|积极|全力|认真|切实)|到20\d\d年(?!以来|的)|到20xx年|到20XX年|到“?十[一二三四五]|“?十[一二三四五]五”?(?:期间|时期|末)|年底前|之前完成|\d月(?:底|份|中旬|上旬|下旬)?以?前|学期前|"
    r"目标(?:是|为|值)|预期(?!寿命|可|达标|能)|预计|预算(?=投资|总投资|投入|资金)|今后|未来|下一步|下步|明年|打算|希望(?=各|大家|全|同志|广大)|每[^,，。;；\d]{1,12}至少|有望|至年底|务必|应(?=达|当|不|在|于)|"
    r"继续(?=举办|开展|推进|实施|组织)|进一步(?=加强|完善|强化|提高|推进|加大|深化)"
)
RESULT = re.compile(
    r"已(?!经?成为)|(?<![为除])了(?!解)|截至|截止|目前|今年以来|以来|年来(?!存在)|共(?!同|享|建|青|产|识|创|有制)|累计(?!突破|达到)|圆满|如期|"
    r"先后|荣获|获评|评为|入选|获得(?!感)|取得|均达|超额|顺利|成功(?!率)|有效(?!期|率)|得到|超任务|超目标"
)
"""That a rate stands at a value says nothing: plans and reports say it alike."""
DONE = re.compile(
    r"已(?!经?成为)|截至(?!20\d\d年底前)|截止|今年以来|据统计|据了解|提前(?:完成|实现|达到)|(?<!\d)1[-—~～至到月]{1,2}\d{1,2}月|前三季度|超额完成|同比|[比较](?:上年|去年)"
)
"""What can only be said of what was done; 共 and 了 stand in plans as well."""
TO_PLAN = re.compile(
    r"(?:做好|抓好|落实|完成|重点(?:做好|抓好|开展))[^。]{0,12}(?:以下|下列|如下)[^。]{0,12}(?:工作|任务|项目)?|工作(?:思路|打算|安排|计划|要点|目标|任务)(?:如下|是|[:：])|"
    r"(?:下一步|下步|明年|来年|今后|下年度?|下阶段|下半年|新的一年|20\d\d年)(?:的)?(?:主要|重点)?(?:工作)?(?:打算|计划|安排|思路|任务|要点|目标(?!值|完成))|(?:下一步|下步|明年|今后|下年度?|下阶段|下半年)(?:的)?(?:主要|重点)?工作|主要目标任务|总体目标|具体目标|主要目标|发展目标|策略措施|重点工作|工作要点|预期目标"
)
TO_RESULT = re.compile(
    r"(?:总结|报告|汇报|情况|成效|做法|完成情况|开展情况)(?:通报|汇报)?如下|(?:主要|取得的?|工作)(?:做法|成效|成绩|进展|情况|工作)(?:及成效)?$|工作(?:开展|完成|落实|进展)情况|"
    r"工作回顾|主要工作(?:及|和)?成效|成绩(?:显著)?$|基本情况|存在(?:的)?(?:问题|困难|不足)|取得了[^。]{0,10}(?:成绩|成效|进展)|运行情况|上年工作|实施情况"
)
TITLE_PLAN = re.compile(r"计划|要点|规划|安排|思路|打算|方案|目标(?!值|人群|完成)|任务(?!完成)")
BOTH = re.compile(r"及|和|暨|与|、")
TITLE_RESULT = re.compile(r"总结|汇报|报告|回顾|情况|述职|成效|通报|公报|统计")


BOUNDS = re.compile(r"不低于|不少于|不超过|控制在")
CHANGES = re.compile(r"(?:比|较)(?:上年|去年|20\d\d年|20xx年|同期)|同比")
"""Plans use bounds and reports changes, but either may hold the other: they count for whole sections, not for one
sentence against what was announced."""
HOPE = re.compile(
    r"(?:率|比例|比重|覆盖面|年限|寿命|水平)[^,，。;；]{0,12}(?:达到|保持在|控制在|稳定在|提高到|下降到|降到|降低到|不低于|不少于|不超过)"
    r"|[\d%‰万人次个所名元场户年期](?:以上|以下|以内)"
)
"""How goals are said. Reports say some of it as well, so it counts only where nothing else does."""


def compared(text: str) -> Mood:
    """ "result" where a sentence compares with last year and sets no bound."""
    return "result" if CHANGES.search(text) and not BOUNDS.search(text) else ""


def hoped(text: str) -> bool:
    """Whether a sentence by itself, without any word on what was done, sounds like a goal."""
    return bool(HOPE.search(text)) and not CHANGES.search(text)


def of_sentence(text: str) -> Mood:
    """What the words of a sentence say; "" where they leave it open."""
    plan, result = len(PLAN.findall(text)), len(RESULT.findall(text))
    if plan > result:
        return "plan"
    if result > plan:
        return "result"
    return ""


def of_clauses(said: list[str], whole: Mood) -> list[Mood]:
    """The mood of each clause of a sentence that tells and plans (已培训100人,力争年底前达到200人): its own, else that of
    the clause before, else of the one behind; `whole` for all where a sentence does only one of the two."""
    own = [_strongly(clause) for clause in said]
    if not {"plan", "result"} <= set(own):
        return [whole] * len(said)
    first = next(mood for mood in own if mood)
    found: list[Mood] = []
    for mood in own:
        found.append(mood or (found[-1] if found else first))
    return found


def _strongly(clause: str) -> Mood:
    if DONE.search(clause):
        return "result"
    return "plan" if PLAN.search(clause) else ""


def turned(text: str, heading: bool) -> Mood:
    """The mood that a sentence announces for what follows it; within running text only where it says so at its end."""
    tail = text if heading else text[-28:]
    if not heading and not re.search(r"如下|以下|下列|[:：]\s*$", tail):
        return ""
    plan, result = TO_PLAN.search(tail), TO_RESULT.search(tail)
    if plan and (not result or plan.start() >= result.start()):
        return "plan"
    return "result" if result else ""


def weighed(text: str) -> Mood:
    """What most words of a whole section say; "" where they do not say it clearly."""
    plan = len(PLAN.findall(text)) + len(BOUNDS.findall(text))
    result = len(RESULT.findall(text)) + len(CHANGES.findall(text))
    if plan >= 2 * result and plan >= 2:
        return "plan"
    return "result" if result >= 2 * plan and result >= 2 else ""


def of_title(text: str) -> Mood:
    """What a heading promises; weaker than any sentence."""
    plan, result = _last(TITLE_PLAN, text), _last(TITLE_RESULT, text)
    if plan >= 0 and result >= 0 and BOTH.search(text[min(plan, result) :]):
        return ""
    return "plan" if plan > result else "result" if result > plan else ""


def _last(words: re.Pattern[str], text: str) -> int:
    """Where such a word stands last, as the last noun of a title says what it is (规划实施情况汇报); -1 for nowhere."""
    return max((m.start() for m in words.finditer(text)), default=-1)
