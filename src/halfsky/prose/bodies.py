"""Who speaks and of where: the place, its level and the unit that answers, from the sentence, else from the section."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

LEVELS = (
    ("国家级", re.compile(r"全国(?!巾帼|三八|最美|五好|先进|文明|妇联|示范|优秀|模范|助残)|国务院")),
    ("省级", re.compile(r"全省|全区(?=妇女儿童规划|各市)|自治区|我省|省委|省政府|全自治区|直辖市")),
    ("市级", re.compile(r"全市|我市|市委|市政府|市人民政府|本市|州委|全州|我州|各县市区")),
    ("县级", re.compile(r"全县|我县|县委|县政府|本县|全区|我区|区委|区政府|全旗|我旗")),
    ("乡镇级", re.compile(r"全镇|我镇|镇党委|镇政府|全乡|我乡|乡党委|街道(?:办|妇|党)|全街道|乡镇妇联|本镇")),
    ("村级", re.compile(r"全村|我村|村委会|村党支部|本村|社区居委会|我社区|本社区")),
    ("单位", re.compile(r"我局|我校|我院|我委|我公司|全局|全校|全院|本单位|我厅|我行|我中心")),
)
SAID = {"国家级": "全国", "省级": "全省", "市级": "全市", "县级": "全县", "乡镇级": "全镇", "村级": "全村"}
UNIT = re.compile(
    r"(?:国务院|自治区|[省市县区州旗乡镇]|街道)?"
    r"(?:妇儿工委办(?:公室)?|妇儿工委|妇女儿童工作委员会(?:办公室)?|妇联|残联|团委|总工会|教育体育局|教体局|教育[局厅委]|体育局|卫生?(?:健康?)?(?:计生)?[局厅委]|卫健[局委]|卫计[局委]|民政[局厅]|公安[局厅]|"
    r"司法[局厅]|法院|检察院|统计局|财政[局厅]?|人社[局厅]|人力资源和?社会保障[局厅]|组织部门?|宣传部|农业农村局|文旅局|医保局|政府督查室|城管局|住建局|党委政府|党委|四大班子领导)"
)


@dataclass(frozen=True, slots=True)
class Body:
    """The place as it is said, its level, and who answers; empty where the text has not said."""

    place: str = ""
    level: str = ""
    responsible: str = ""


def body_of(text: str, before: Body) -> Body:
    """What a sentence says of it, on top of what the section has said."""
    found = before
    said = [(m.start(), level) for level, words in LEVELS if (m := words.search(text))]
    if said:
        level = min(said)[1]
        named = re.search(r"全[省市县区镇乡村州旗国]", text)
        found = replace(found, level=level, place=named.group(0) if named else before.place or SAID.get(level, ""))
    unit = UNIT.search(text)
    return replace(found, responsible=unit.group(0)) if unit else found


TITLED = re.compile(
    r"^\s*(?:\d{4}年|20[xX]{2}年)?(?P<place>[一-龥]{2,5}?(?P<rank>自治区|自治州|自治县|省|市|县|区|州|旗|镇|乡|街道))(?!域|级|直|委)"
)
RANKS = {"自治区": "省级", "省": "省级", "市": "市级", "自治州": "市级", "州": "市级", "自治县": "县级", "县": "县级"}
RANKS |= {"区": "县级", "旗": "县级", "镇": "乡镇级", "乡": "乡镇级", "街道": "乡镇级"}


def titled_body(title: str) -> Body:
    """Who speaks by the title of a document: 明江市教育局2025年工作要点."""
    place, unit = TITLED.match(title), UNIT.search(title)
    name = place["place"] if place else ""
    who = unit.group(0) if unit else ""
    return Body(
        name, RANKS[place["rank"]] if place else "", name + who.removeprefix(name[-1:]) if name and who else who
    )
