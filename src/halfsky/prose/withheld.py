"""What of a text is kept back before it may leave the machine: telephone and identity numbers, addresses, and names of
persons where words say that they are names. Whatever is kept back is covered sign by sign, so every place stays the
same place.

Names that nothing announces cannot be told from words without knowing them; so this is a second fence. The first is
that internal texts are not sent at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from halfsky.prose.folding import folded

COVER = "＊"
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章"
    "鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景"
    "薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁"
)
"""Usual surnames; a rarer one is still covered behind words like 联系人."""
_NAME = rf"[{SURNAMES}][一-龥·]{{1,2}}"
_AFTER = (
    "联系人|联络员|负责人|责任人|经办人|承办人|填表人|填报人|制表人|签发人|签发|审核人|审核|校对|校核|起草人|撰稿|报告人|主讲人|当事人|"
    "姓名|监护人|受助人|申请人|户主|记者|通讯员|文书|家长"
)
_TITLES = (
    "书记|省长|市长|县长|区长|州长|旗长|镇长|乡长|主席|主任|部长|厅长|局长|处长|科长|院长|校长|园长|所长|秘书长|秘书|常委|委员|干事|会长|"
    "副县长|副市长"
)
KINDS: Mapping[str, re.Pattern[str]] = {
    "e_mail": re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"),
    "identity": re.compile(r"(?<![\dA-Za-z])[1-9]\d{5}(?:\d{2})?\d{6}\d{2,3}[\dXx](?!\d)|(?<!\d)\d{15,19}(?!\d)"),
    "mobile": re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"),
    "telephone": re.compile(
        r"(?<!\d)(?:[(（]?0\d{2,3}[)）]?[- —]?)\d{7,8}(?:[-转]\d{1,5})?(?!\d)|(?<!\d)400[- ]?\d{3}[- ]?\d{4}(?!\d)"
    ),
    "telephone_said": re.compile(r"(?:电话|手机|传真|热线|座机)(?:号码?)?[:：\s]{0,3}(?P<it>\d[\d\- 转、,，]{5,30}\d)"),
    "account": re.compile(r"(?:QQ|qq|微信)(?:群?号)?[:：\s]{0,3}(?P<it>[A-Za-z0-9_-]{5,24})"),
    "address": re.compile(r"(?:住址|地址|家住|户籍地|身份证号?码?)[:：\s]{0,3}(?P<it>[^\s。；;，,]{2,60})"),
    "name_said": re.compile(
        rf"(?:{_AFTER})(?:姓名)?(?:\s{{0,4}}[:：]\s{{0,4}}|[ 　]{{1,8}})(?P<it>[一-龥·]{{2,4}}(?:\s{{0,3}}[、,，和/]\s{{0,3}}[一-龥·]{{2,3}}){{0,8}})"
    ),
    "name_titled": re.compile(
        rf"(?:{_TITLES})(?P<it>{_NAME})(?=[强指说出要在、，,。：:；;（(\s讲作做主带率到参对就亲介汇表代传通宣部率深等]|同志|一行|$)"
    ),
    "name_addressed": re.compile(rf"(?P<it>{_NAME})(?=同志(?!们)|先生|女士|小姐|老师(?!们)|大姐|阿姨|某)"),
    "name_anonymous": re.compile(rf"(?P<it>[{SURNAMES}]某某?)"),
}
"""By kind what is covered; of a pattern with `it`, that part alone."""
MARK = re.compile(
    r"^\s*(?:绝密|机密|秘密)\s*(?:[★☆*].{0,8})?$|内部(?:资料|文件|参阅|参考|使用)|不得外传|严禁外传|注意保密|不宜公开"
)
MARK_WITHIN = 12
"""A text bears such a mark in its first lines, if at all."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A text with everything personal covered, as long as before; how many stretches of each kind were."""

    text: str
    counts: Mapping[str, int]


def withhold(text: str) -> Withheld:
    """Cover what is personal.

    >>> withhold("联系人：王小明，电话13800000000。").text
    '联系人：＊＊＊，电话＊＊＊＊＊＊＊＊＊＊＊。'
    """
    plain, out, counts = folded(text), list(text), Counter[str]()
    for kind, pattern in KINDS.items():
        for found in pattern.finditer(plain):
            start, end = found.span("it" if "it" in pattern.groupindex else 0)
            if any(c != COVER for c in out[start:end]):
                counts[kind] += 1
            out[start:end] = [c if c == "\n" else COVER for c in out[start:end]]
    return Withheld("".join(out), dict(counts))


def marked_internal(text: str) -> bool:
    """Whether a text says of itself that it is not for everybody."""
    return any(MARK.search(folded(line)) for line in text.split("\n")[:MARK_WITHIN])
