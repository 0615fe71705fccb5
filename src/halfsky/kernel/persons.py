"""What Halfsky never asks of a person: ethnicity, religion, political face, opinion, dress, kinship, reliability.

A declaration with such a field is refused, in open and in confidential registers alike; an import skips such columns,
says so, and keeps neither them nor the file. Aggregates that departments deliver (a share of minority cadres) are
ordinary elements and are not meant here. The carer's relation within one care record is the one exception.
"""

from __future__ import annotations

import re

from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

SORTS_PERSONS = problem(
    "400.883",
    (
        "“{label}”按{what}区分个人，任何台账都不设这样的栏目或选项。",
        "“{label}” sorts persons by {what}; no register has such a field or choice.",
    ),
    (
        "本系统只为服务登记个人，不按民族、宗教、政治面貌、观点、着装、亲缘关系对人分类；请删去。部门提供的汇总数可作为指标。",
        "Records of persons exist for a service alone. Take it out; aggregates of departments are ordinary indicators.",
    ),
)

_WORDS: tuple[tuple[Text, re.Pattern[str]], ...] = (
    (Text("民族", "ethnicity"), re.compile(r"民族|族别|族群|少数族|种族|ethnic|nationalit|minorit|\brace\b", re.I)),
    (Text("宗教信仰", "religion"), re.compile(r"宗教|信教|信仰|教派|礼拜|朝觐|religio|\bfaith\b|mosque|church", re.I)),
    (
        Text("政治面貌", "political membership"),
        re.compile(r"政治面貌|政治表现|政治可靠|党派|党团|是否党员|入党|politic(?!al rights)|party member", re.I),
    ),
    (
        Text("思想观点", "opinion"),
        re.compile(r"思想动态|思想状况|观点|言论|立场|意识形态|political opinion|loyal|ideolog", re.I),
    ),
    (
        Text("着装外貌", "dress"),
        re.compile(r"着装|服饰|蒙面|面纱|头巾|蓄须|胡须|\bdress\b|\bveil|headscar|beard", re.I),
    ),
    (
        Text("亲缘关系", "kinship"),
        re.compile(r"亲属|亲缘|血缘|家族|宗族|社会关系|境外关系|海外关系|kinship|relatives|clan", re.I),
    ),
    (
        Text("所谓重点人员", "so-called key persons"),
        re.compile(r"重点人员|重点人群|重点对象|危险等级|可疑|管控|稳控|前科|key person|suspic|blacklist|黑名单", re.I),
    ),
)
_CARER = re.compile(
    r"(照料|照护|监护|看护)人?.{0,6}(关系|亲属)|关系.{0,6}(照料|监护)人"
    r"|(carer|guardian).{0,12}(relation|kinship)|(relation|kinship).{0,12}(carer|guardian)",
    re.I,
)


def carer_relation(label: Text) -> bool:
    """Whether a field asks how the carer is related: the one exception, once in a record about a person."""
    return any(_CARER.search(said) for said in (label.zh, label.en))


def sorts_by(label: str) -> Text | None:
    """By what a field or column of this name would sort persons; None for all others."""
    if _CARER.search(label):
        return None
    return next((what for what, pattern in _WORDS if pattern.search(label)), None)


def demand_serves(label: Text, where: str = "") -> None:
    """Refuse a label that sorts persons, in either language."""
    for said in filter(None, (label.zh, label.en)):
        if what := sorts_by(said):
            raise SORTS_PERSONS.at(where, label=said, what=what)
