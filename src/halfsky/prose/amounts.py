"""The amounts of a folded text, as commitments and results name them: any measure word, Chinese numerals, 全覆盖, 一半.

Wider than `quantities.py`, which checks sums and so takes only what adds up: here a number with whatever it counts is an
amount, unless it is a date, a name, an age, a list number, a price of the market or a slogan that counts itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from halfsky.prose.quantities import TIMES

NUMERALS = "零一二两三四五六七八九十百千"
_RATE_UNITS = r"%|‰|/10万|/万|个百分点|百分点|个千分点|个万分点|个10万分点|个十万分点"
_MEASURES = (
    r"人次|户次|家次|件次|场次|批次|班次|例次|车次|件套|台套|套件|平方米|平方公里|平米|㎡|立方米|公里|千米|公顷|公斤|千克|课时|学时|例次|人份|小时|个月|等奖|口人"
    r"|元/(?:人|户|名|生)(?:[·.•/](?:年|月|天|日|学期|学年|次))?|元|笔|名|人|位|户|个|所|家|件|例|次|场|起|辆|台|套|座|处|项|亩|吨|斤|米|份|村|间|张|册|本|篇|期|条|宗|支|批|对|组|栋|部|面"
    r"|趟|类|种(?!形式|方式|方法|模式|渠道|途径|类)|倍|枚|幅|门|届|档|幢|棵|株|头|只|尾|瓶|盒|袋|车|艘|盏|片|块|根|道|眼|口|轮|堂|节|讲|站|点|周|天|分钟|年|岁"
)
FOUND = re.compile(
    r"(?<![\dA-Za-z.第〔\[(（/])(?:(?P<from>\d+(?:\.\d+)?)\s*(?P<span>[-—–~～至到]+))?\s*"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+(?=[余多万]?[名人户元件个])|\d+)(?P<part>\.\d+)?\s*"
    r"(?P<some>[余多几])?(?P<times>万亿|十万|百万|千万|[十百万亿]|千(?![米克瓦伏卡]))?(?P<more>[余多几])?\s*"
    rf"(?P<unit>{_RATE_UNITS}|{_MEASURES})"
)
SPELLED = re.compile(
    rf"(?<![{NUMERALS}第每某各同任届\d])(?P<said>[{NUMERALS}]{{1,7}}?)(?P<some>[余多])?(?P<times>[万亿])?(?P<more>[余多])?"
    r"(?P<unit>人次|场次|件次|名|人(?!民|均|口普)|户(?!口)|所|家(?![庄村人长属里乡国园务教])|场|次|期|座|处|篇|部|支|批|年|个月|等奖"
    r"|个(?![月别性体人])|类|项(?!目)|条(?!件)|件|份|册|本|间|张|套|台|辆|元|亩|元钱|课时|学时)"
)
LONG = re.compile(r"..|[百千]")
"""A numeral of several characters before a measure word counts something; a single one may be part of a name."""
PERCENT_SAID = re.compile(r"百分之(?P<said>[零一二三四五六七八九十百]+)(?:点(?P<part>[零一二三四五六七八九]+))?")
HALF = re.compile(r"(?:一半|半数)(?P<more>以上)?")
MANY = re.compile(
    r"(?:(?:近|约|逾|超|上)一?(?P<times>百万|千万|十万|[百千万亿])[余多]?"
    r"|(?<![一二两三四五六七八九十百千万亿几数\d])(?P<some>百万|千万|十万|[百千万亿])[余多])"
    r"(?P<unit>人次|场次|人|名|户|元|册|份|亩|家|场|次|件|条|个)"
)
TENTHS = re.compile(
    r"(?:占|达|近|约|超过|超|有|的|[占达]到|不到|不足)(?P<said>[一二两三四五六七八九])成(?P<half>[多半])?(?P<more>以上)?"
    r"(?![长员功绩立就本色分果熟品交型效为])"
)
ALL = re.compile(r"全覆盖|(?:全部|100%)(?=达标|达到|建有|建成|配备|建立|纳入|完成|落实|持证)")
PEOPLE = re.compile(
    r"(?<![\d.])(?P<whole>\d+(?:\.\d+)?)(?P<more>[余多])?(?P<times>[万亿])(?P<some>[余多])?(?=(?:农村|城乡|城镇|贫困|留守|困难|适龄|广大)?"
    r"(?P<who>妇女|儿童|群众|女性|学生|家长|居民|职工|女职工|农民|村民|老人|姐妹|党员|家庭))"
)
"""3.1万妇女: a number of people without a measure word."""
NOUGHT = re.compile(r"(?:[为是]|降到|降至|保持)(?P<zero>0|零)(?=[,，。;；、]|$)")
ZERO = re.compile(r"零(?=误差|事故|上访|投诉|发生|感染|死亡|差错|失误|案件|遗漏)")
SAME = {"名": "人", "位": "人", "口人": "人", "个百分点": "百分点", "个千分点": "千分点", "台套": "台套"}
ONE = re.compile(
    r"每[^,，。;；]{1,50}$|(?:举办|召开|改造|新建|建成|建立|成立|开设|创建|打造|培树|培育|设立)了?$|(?:[开办上搞]|进行|组织|开展|至少|不少于)了?(?:有)?$"
)
"""一 counts only behind such words; elsewhere it is an article (一件好事)."""
DIGITS = "零一二三四五六七八九"

ABOUT_BEFORE = re.compile(r"(?:约|近|大约|将近|接近|逾|(?<!以)上|左右)(?:[达为])?$")
MORE_BEFORE = re.compile(r"(?:不低于|不少于|不小于|至少|(?<!不)超过|高于|突破|不下|>=|≥|＞|>)$")
LESS_BEFORE = re.compile(r"(?:不高于|不超过|不多于|低于|少于|小于|以内|<=|≤|<|控制在)$")
AFTER = re.compile(r"^(?P<about>左右|上下)|^(?:及|\(含\)|（含）)?以(?:(?P<more>上)|(?P<less>[下内]))")

CLOSING = ("人", "个", "名", "件", "份", "本", "间", "张", "套", "台", "条", "项")
CLOSED = r"[,，。;；、]|$"
NAMED = r"[一-龥”\"》]{2}$"
"""互助组五个: a count behind its noun, at the end of a clause."""
COUNTING = re.compile(
    r"(?:[一-龥]了$|共|建成|建立|新建|创建|设立|成立|组建|聘请|聘用|招聘|举办|开展|组织|发放|帮助|培训|新增|救助|安置|召开|打造|培育|完成|命名|落实|不少于|不低于|至少|超过|达)(?:了|到)?[^,，。]{0,6}$"
)
_AGE = re.compile(r"^(?:以[上下内])?(?:的)?(?:婴|幼|儿童|少年|人口|妇女|龄|以下儿童|老人)")
_CHANGE_VERB = r"(?:提高|提升|增加|增长|上升|下降|降低|减少|多|少|高|低|高出|低于|扩大|缩小|回落|下滑|翻)"
CHANGE = re.compile(
    rf"(?:比|较|与|同)(?:上年|去年|前年|上一年|往年|基期|全国|全省|全市|上期|\d{{2,4}}年|20xx年|同期|上年同期|去年同期|年初|规划|上届|之前|原来|目标)"
    rf"[^,，。;；]{{0,10}}?{_CHANGE_VERB}|(?:同比|环比|同期)(?:分别|均|大幅|净)?{_CHANGE_VERB}|(?:超额?|超过|超出|高于|低于|欠)(?:年度|规划|控制|预期|《纲要》)?(?:任务|目标|计划|指标)(?:数|值)?"
    rf"|其中新增|净增"
)


QUOTED_GOAL = re.compile(r"(?:以[上下内])?(?:[、和][\d.]+[%‰])?(?:以[上下内])?”的?目标")
"""实现“低于10‰和13‰”目标: a goal that is only named."""
EACH_IN = re.compile(r"/[人名生][·.•/]")
SPAN = ("-", "—", "–", "~", "～", "至", "到")
FROM = re.compile(r"[由从][^,，。;；]{0,12}$")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it counts at `start`…`end`: 万 and 亿 multiplied out in `value`; a range has `low` below it.
    `unit` is as printed without the multiplier ("" where nothing is counted), `comparator` "=", ">=", "<=" or "about"."""

    start: int
    end: int
    value: Fraction
    unit: str
    comparator: str = "="
    low: Fraction | None = None
    spelled: bool = False


def amounts(text: str) -> list[Amount]:
    """All amounts of a folded text in order, none inside another."""
    found: list[Amount] = []
    for amount in sorted([*_printed(text), *_spelled(text), *_said(text)], key=lambda a: (a.start, -a.end)):
        if found and _spans(text, found[-1], amount):
            found[-1] = replace(amount, start=found[-1].start, low=found[-1].value, comparator="about")
        elif not found or amount.start >= found[-1].end:
            found.append(amount)
    return found


def _spans(text: str, low: Amount, high: Amount) -> bool:
    """3500元至5000元 is one range; 由3500元到5000元 is a change."""
    between = text[low.end : high.start]
    if between not in SPAN or low.unit != high.unit or low.low is not None or low.value >= high.value:
        return False
    return not FROM.search(text[max(0, low.start - 16) : low.start])


def _printed(text: str) -> Iterator[Amount]:
    for m in FOUND.finditer(text):
        unit, rest, before = m["unit"], text[m.end() : m.end() + 8], text[max(0, m.start() - 12) : m.start()]
        if _no_amount(text, m.start(), m.end(), unit, rest, before):
            continue
        times = TIMES[m["times"] or ""]
        value = Fraction(re.sub("[, ]", "", m["whole"]) + (m["part"] or "")) * times
        low = Fraction(m["from"]) * times if m["from"] else None
        low = low if low is None or low < value else None
        about = bool(m["some"] or m["more"] or low is not None)
        unit = EACH_IN.sub(r"/人·", unit) if unit.startswith("元/") else unit
        yield _made(text, m.start(), m.end(), value, unit, about, low)


def _made(
    text: str, start: int, end: int, value: Fraction, unit: str, about: bool, low: Fraction | None = None
) -> Amount:
    before, after = text[max(0, start - 5) : start], AFTER.match(text[end : end + 5])
    comparator = "="
    if about or ABOUT_BEFORE.search(before) or (after and after["about"]):
        comparator = "about"
    elif MORE_BEFORE.search(before) or (after and after["more"]):
        comparator = ">="
    elif LESS_BEFORE.search(before) or (after and after["less"]):
        comparator = "<="
    return Amount(start, end, value, SAME.get(unit, unit), comparator, low)


def _no_amount(text: str, start: int, end: int, unit: str, rest: str, before: str) -> bool:
    """Dates, ages, names, prices, list numbers: what is printed like an amount and commits nobody."""
    if (
        before.endswith(("第", "届", "十", "邮编", "编号", "QQ", "NO.", "附件", "附表", "“"))
        and unit != "%"
        and (not before.endswith("“") or rest.startswith(("”", "工程", "行动", "计划")))
    ):
        return True
    if unit == "年" and not re.search(
        r"(?:获得|连续|为期|延长|不少于|历时|年限|寿命)(?:达到?|为|延长到?|提高到)?$", before
    ):
        return True
    if unit in ("天", "周", "小时", "分钟", "点", "节", "届", "轮", "站") and not re.search(
        r"(?:开展|举办|培训|讲授|不少于|累计|共|历时|为期|建成?|设立|新增|完成)[^,，。]{0,8}$", before
    ):
        return True
    if QUOTED_GOAL.match(text, end):
        return True
    if rest.startswith(("方面", "环节", "层面", "周年", "年级", "世纪", "代会", "大精神")) or unit == "周":
        return True
    if unit in ("个月", "年", "个") and _AGE.match(rest):
        return True
    if unit in ("个月", "年") and re.match(r"[^,，。;；、\d]{2,14}率", text[end : end + 16]):
        return True
    if unit == "岁" and not re.search(r"寿命[^,，。;；\d]{0,6}$", before):
        return True
    if unit == "元" and (
        re.search(r"(?:价格|售价|市价|单价|均价|(?<=[^物折作])价(?!值))[^,，。]{0,6}$", before) or rest.startswith("/")
    ):
        return True
    if re.search(r"相当于$", before) or re.match(r"的?[^,，。]{0,10}相当于", rest):
        return True
    return unit in ("公斤", "斤", "千克") and "相当于" in text[max(0, start - 24) : end + 24]


def _spelled(text: str) -> Iterator[Amount]:
    for m in SPELLED.finditer(text):
        value, rest, before = numeral(m["said"]), text[m.end() : m.end() + 6], text[max(0, m.start() - 60) : m.start()]
        if value is None or (not m["times"] and _slogan(m["said"], m["unit"], before, rest)):
            continue
        times = TIMES[m["times"] or ""]
        made = _made(text, m.start(), m.end(), value * times, m["unit"], bool(m["more"] or m["some"]))
        yield Amount(made.start, made.end, made.value, made.unit, made.comparator, None, True)


def _slogan(said: str, unit: str, before: str, rest: str) -> bool:
    """一 is seldom a count, and small numerals are often part of a name: 三个代表, 十大工程, 九年义务教育."""
    if said in "百千":
        return True
    if said in "一零" and unit != "等奖":
        return not (
            (unit in ("个", "所", "处", "座", "家", "场", "次", "期") and re.search(ONE, before))
            or (unit == "件" and re.search(r"[办做]了?好?$", before))
            or (unit in ("人", "名", "项", "件", "户") and re.search(r"(?:至少|不少于)有?$", before))
        )
    if unit == "年":
        return not before.endswith(("连续", "为期"))
    if unit == "等奖":
        return not re.search(r"[得获取][^,，。]{0,6}$", before)
    if rest.startswith(("”", "会一课", "一", "建", "大", "方面", "合一", "以上学历")) or before.endswith(
        ("“", "第", "前", "“双", "十", "含", "包括", "包含")
    ):
        return True
    if LONG.match(said) or (unit in CLOSING and re.match(CLOSED, rest) and re.search(NAMED, before)):
        return False
    if unit in ("人", "次", "部", "支", "个月", "个", "项", "类", "条", "件", "份", "本", "间", "张", "套", "台"):
        return not (COUNTING.search(before) and not re.match(r"[“\"《]", rest))
    return False


def _said(text: str) -> Iterator[Amount]:
    for m in PERCENT_SAID.finditer(text):
        whole = numeral(m["said"])
        if whole is not None:
            part = "".join(str(DIGITS.index(c)) for c in m["part"] or "")
            yield _made(text, m.start(), m.end(), Fraction(f"{int(whole)}.{part or 0}"), "%", False)
    for m in HALF.finditer(text):
        yield Amount(m.start(), m.end(), Fraction(50), "%", ">=" if m["more"] else "=")
    for m in MANY.finditer(text):
        value = Fraction(TIMES[m["times"] or m["some"]])
        yield Amount(m.start(), m.end(), value, SAME.get(m["unit"], m["unit"]), "about")
    for m in TENTHS.finditer(text):
        tenths = 10 * (numeral(m["said"]) or 0) + (5 if m["half"] == "半" else 0)
        about = "about" if m["half"] == "多" or m.group().startswith(("近", "约")) else ">=" if m["more"] else "="
        yield Amount(m.start("said"), m.end(), Fraction(tenths), "%", about)
    for m in ALL.finditer(text):
        yield Amount(m.start(), m.end(), Fraction(100), "%", "=")
    for m in PEOPLE.finditer(text):
        unit = "户" if m["who"] == "家庭" else "人"
        value = Fraction(m["whole"]) * TIMES[m["times"]]
        yield _made(text, m.start(), m.end(), value, unit, bool(m["more"] or m["some"]))
    for m in NOUGHT.finditer(text):
        yield Amount(m.start("zero"), m.end(), Fraction(0), "", "=")
    for m in ZERO.finditer(text):
        yield Amount(m.start(), m.end() + 2, Fraction(0), "", "=")


def numeral(said: str) -> Fraction | None:
    """A Chinese numeral below ten thousand: 二十三, 一百零五; None where it is none."""
    total, digit = 0, 0
    for c in said:
        if c in "十百千":
            total, digit = total + (digit or 1) * {"十": 10, "百": 100, "千": 1000}[c], 0
        elif digit or c not in DIGITS + "两":
            return None
        else:
            digit = 2 if c == "两" else DIGITS.index(c)
    return Fraction(total + digit)
