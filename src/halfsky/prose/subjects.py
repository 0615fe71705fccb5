"""What an amount is the amount of: the rate before it, the thing behind it, the thing of the sentence for bare money.

A subject is said as tables say it: 学前三年毛入园率, 月嫂培训班期数, 贫困精神残疾人药费补助资金.
"""

from __future__ import annotations

import re
from itertools import pairwise

from halfsky.prose.amounts import Amount

MEASURE_OF = {
    "人": "人数",
    "元": "",
    "户": "户数",
    "场": "场数",
    "场次": "场次",
    "人次": "人次",
    "期": "期数",
    "次": "次数",
    "例": "例数",
}
RATE_UNITS = ("%", "‰", "/10万", "/万", "百分点", "个百分点", "个千分点", "个万分点", "个10万分点")
OF_ALL = re.compile(
    r"^(?:及)?(?:以上|左右)?的?(?P<what>(?:建有|配备|建立|建成|达到|完成|实现|开展|设立|设有|拥有|纳入|参加|享受|接受|掌握|配齐|成为)[^,，。;；]{2,20})"
)
"""80%以上建有…: what stands behind a share of things says of what it is the share."""
DONE = re.compile(r"(?:完成|做好|开展|组织|实施|推进|举办|推广|落实|建立|签订)(?:了|好)?(?P<what>[^,，:：\d]{4,16})$")
"""完成家庭教育问卷调查,回收率…: the deed of the clause before, of which a rate is told."""
AMONG = re.compile(r"[^,，:：]{2}(?<!其)中$")
"""省十八大代表中,女性占32.8%: the whole that a share is taken of, said in the clause before."""
REASON = re.compile(r"因|被|未")
STATE = re.compile(
    r"(?:都|均|全部|已)*(?P<state>(?:达到|建立|建有|配备|设立|成立|没有|实现|设有|开展|完成|通过)(?:了)?[^,，。;；]{2,16})"
)
SHORT = 4
SHORT_RATE = 5
"""A rate of so few characters behind another one is one of the same things (筛查率、治疗率)."""
CHANGING = re.compile(r"(?:提高|提升|增加|增长|上升|下降|降低|减少|下滑)$")
LEVEL_ONLY = re.compile(r"(?:国家|省|市|县|区|镇|乡|村|校)级(?:以上)?")
EACH = re.compile(
    r"(?:按|按照|根据|标准为|为)?(?:平均)?每(?:人|户|名|家|村|所|生|个家庭)(?:[/每]?(?:年|月|天|日|学期|次))?(?:不低于)?$"
)
RATE = re.compile(r"(?:率|比例|比重|占比|覆盖面|普及程度|水平|指数|系数|比)$")
LEADING = re.compile(
    r"^(?:目前|\d{1,2}月(?:底|初|份|[上中下]旬)?(?:以?前|之前)?|逐步|年内|全年|仍有?|截至目前|截至\S{0,8}|今年以来|近年来|全年|其中|同时|此外|另外|并|共|共计|累计|总计|已|已经|分别|均|现有|现|又|还|再|即|使|让|把|将|要|"
    r"(?:20\d\d|20xx|20XX)年(?:度|末|底|秋季期?|春季期?)?|今年|去年|明年|到|至|我[市县区省州镇乡局委会校]|全[市县区省州镇乡国局旗盟]|各级|各地|辖区(?:内)?|"
    r"确保|力争|争取|努力|积极|大力|继续|进一步|圆满|成功|顺利|如期|先后|免费(?=为|对|给|培训|发放|提供)|通过|为|对|给|向|由|从|在(?![园校岗职册编])|以|使得|有(?=[^效]{2})(?!需求|条件|困难|创业|就业|劳动|意愿)|实现|组织|圆满完成|完成|做到|不断提高|要求)+"
)
TRAILING = re.compile(
    r"(?:必须|[≥≤＞＜<>=]|[由从](?=每?$)|(?:[由从]|比|较)(?:上年|去年|前年|20\d\d年)(?:末|底)?的?|以(?:乡镇|县|村|街道|市)为单位|逐步|每[人户]|不断提高|持续提高|稳步提高|明显提高|[,，、\s]|已经?|分别|(?<![人户年月])均|都|共计?|累计|总计|合计|达到?|达|为|是|约|近|逾|超过|不低于|不少于|不超过|至少|提高到|提升到|增加到|增至|"
    r"下降到|降低到|降至|下降为|提高为|控制在|保持在|稳定在|突破|不足|高于|低于|上升到|增长到|完成|实现|大约|将近|接近|有|到|(?<!以)上|的)+$"
)
VERB = (
    r"发放|发送|投入|投资|审结|办结|结案|立案|起诉|发出|查出|编发|选树|命名|筹集|筹措|募集|落实|争取|拨付|支付|安排|下拨|举办|开展|组织|召开|开设|建立|建成|建设|新建|创建|设立|成立|培训|帮助|帮扶|救助|资助|慰问|走访|"
    r"接待|受理|办理|调解|化解|处理|安置|带动|招聘|聘请|培育|培养|评选|表彰|推荐|命名|打造|改造|修建|砌筑|放映|获得|获|参加|服务|惠及|覆盖|受益|吸纳|吸引|完成|实施|"
    r"提供|印发|发布|签订|签署|配备|配置|新增|减免|代缴|扶持|推进|整治|清淤|检查|筛查|捐赠|捐助|选派|选送|征集|收到|采纳|编印|制作|张贴|悬挂|播放|发展|登记|注册"
)
FOR = re.compile(
    r"^[^。;；]{0,4}?对(?:\d[^,，]{1,8}?的)?(?P<x>[^,，。;；\d]{2,16}?)(?:进行|实施|开展)(?:了)?(?P<y>[^,，。;；]{2,10})"
    r"|^[^。;；]{0,12}?(?:建设|改造|修建|新建|建立|建成|整修|购置|装修|用于|开展|打造)(?:了)?(?:一[所座处个家项批])?(?P<z>[^,，。;；\d]{2,30})"
)
"""What money goes to, where that stands behind it: 投资20万元建设镇中心沼气服务站."""
HELD = re.compile(r"[^,，、]{0,8}?(?:举办|开展|组织|召开|建成|建立|新建|创建|开设)(?:了|各类)?(?P<what>[^,，]{3,})$")
"""136个村举办…培训班69期: behind another count of its clause a deed opens a name of its own."""
AFTER = re.compile(r"^(?P<of>的)?(?P<thing>(?:[^,，。;；:：、()（）]|、(?=[^,，。、\d]{1,10}等)){1,30})")
STOP = re.compile(
    r"(?:从|举办|召开|组织|获得|进行|实施|给予|予以|开展|提供|得到|享受|参加|实现|接受|达到|成为|签署|签订|都|均|已|共|先后|被|因|作为|用于|以上|以下|左右|参与|通过|全部|完成|配备|落实|"
    r"发放|按照?每|进入|掌握|装配|分别|顺利|成功|走上|纳入|需要|没有|每人|每户|每名)"
)
BUILT = re.compile(
    r"(?:建设?|改造|修建|新建|建立|建成|开展|实施|推进|举办|启动|打造|创建|整治|实行|完善|购置|发放|对)(?:了|好)?(?:一[所座处个家项批])?(?P<x>[^,，。;；]{2,24})$"
)


def subjects(
    text: str, amount: Amount, clause: tuple[int, int], sentence: tuple[int, int], topic: str, others: list[Amount]
) -> list[str]:
    """What is measured, as tables name it; several where rates share one number (甲率、乙率均达到90%). `topic` is what
    the sentence spoke of last; it completes money and people without a name; `others` are all amounts of the clause."""
    last = max((o.end for o in others if o.end <= amount.start), default=clause[0])
    before = re.split(r"[(（](?=[^)）]*$)|[)）][、,，和及]", text[last : amount.start])[-1]
    names = [LEADING.sub("", n) for n in re.split(r"[、和]", _trimmed(before))]
    if (
        len(names) > 1
        and amount.unit in RATE_UNITS
        and "分别" not in before
        and (shared := _sharing(names, bool(re.search(r"均|都", before))))
    ):
        return shared
    return [_subject(text, amount, before, clause, sentence, topic, others)]


def _sharing(names: list[str], each: bool) -> list[str]:
    """Rates that share one number: 高危儿、体弱儿筛查率、管理率、转诊率 are the three rates of 高危儿、体弱儿."""
    first = next((i for i, name in enumerate(names) if RATE.search(name)), len(names))
    rates = names[first:]
    if len(rates) < 2 or not all(RATE.search(name) for name in rates) or (each and first):
        return rates if each and len(rates) > 1 and all(RATE.search(name) for name in rates) else []
    whole = "、".join(names[: first + 1])
    if each and not all(len(name) <= SHORT_RATE for name in rates[1:]):
        return names
    shared = whole[: -len(rates[1])] if len(whole) > len(rates[1]) + 1 else ""
    return [whole, *(shared + name if len(name) <= SHORT_RATE else name for name in rates[1:])]


def _subject(
    text: str,
    amount: Amount,
    before: str,
    clause: tuple[int, int],
    sentence: tuple[int, int],
    topic: str,
    others: list[Amount],
) -> str:
    earlier = text[sentence[0] : clause[0]].rstrip(",，:： ")
    if not amount.unit and amount.end - amount.start == 1:
        return LEADING.sub("", _trimmed(before))
    if not amount.unit:
        return _trimmed(re.sub(r"(?:做到|实现|达到|保持)了?$", "", before)) + text[amount.end - 2 : amount.end]
    if amount.unit == "等奖":
        named = re.findall(r"“([^”]{2,20})”", text[sentence[0] : amount.start])
        return (f"“{named[-1]}”" if named else topic) + "获奖等次"
    if shared := _shared(text, amount, clause, others):
        return LEADING.sub("", shared)
    following = min((o.start for o in others if o.start >= amount.end), default=clause[1])
    after = text[amount.end : following]
    if amount.unit in RATE_UNITS or RATE.search(_trimmed(before)):
        return _rate(before, after, earlier, topic)
    beside = any(o.end <= amount.start for o in others)
    return _count(before, after, amount, topic, earlier, text[amount.end : sentence[1]], beside)


def _shared(text: str, amount: Amount, clause: tuple[int, int], others: list[Amount]) -> str:
    """甲率、乙率分别达到1%、2%: the name that stands where the number does."""
    run = list(others)
    for left, right in pairwise(others):
        if not re.fullmatch(r"(?:及|\(含\))?(?:以[上下内]|左右)?[、和]", text[left.end : right.start].strip()):
            run = []
    if (
        len(run) < 2
        or amount not in run
        or not (len({o.unit for o in run}) == 1 or all(o.unit in RATE_UNITS for o in run))
    ):
        return ""
    parts = re.split(r"[、和]", _trimmed(text[clause[0] : run[0].start]))
    if len(parts) != len(run):
        return ""
    said = parts[run.index(amount)]
    if RATE.search(said) or said.endswith("数"):
        return said
    ending = re.search(r"(?:中|领导班子|班子|队伍)[^、]*(?:率|比例|比重|人数|数)$", parts[-1])
    ending = ending or re.search(r"[^、]{0,4}(?:率|比例|比重|人数|数量)$", parts[-1])
    return said + (ending.group(0) if ending else "")


def _rate(before: str, after: str, earlier: str, topic: str) -> str:
    """The words before a rate; where it has none of its own, those behind it or of the clause before."""
    said = LEADING.sub("", _trimmed(before))
    share = OF_ALL.match(after)
    if share and not RATE.search(said):
        return f"{said}{share['what']}比例"
    done = re.fullmatch(r"(?:(?P<what>[^,，]*?)(?:全年|年度)?(?:目标任务|目标|任务|计划)(?:数|量)?|应[^,，]*?数)", said)
    if done and re.search(r"完成|超|达", before):
        return (done["what"] or plain(topic)) + "任务完成率"
    if not said:
        said = LEADING.sub("", _trimmed(re.split(r"[,，:：]", earlier)[-1]))
        said = re.sub(r"(?<=[率重例])(?:提高|提升|增加|增长|上升|下降|降低|减少)[\d.]+.*$", "", said)
    if said.endswith("占") and AMONG.search(earlier):
        return LEADING.sub("", re.split(r"[,，:：]", earlier)[-1]) + said + "比"
    if said.endswith("占"):
        return (said if len(said) > 1 else plain(topic) + said) + "比"
    if said.startswith("占"):
        return plain(topic) + said + ("" if said.endswith(("比例", "比重")) or said == "占" else "比例")
    if len(said) <= 4 and RATE.search(said) and (done_last := DONE.search(earlier)):
        return done_last["what"] + said
    if len(said) <= 4 and RATE.search(said) and topic:
        return plain(topic) + said
    if CHANGING.search(said):
        return said + "幅度"
    return said or topic


def plain(topic: str) -> str:
    """A topic without its measure: 资助学生 of 资助学生人次."""
    return re.sub(r"(?:人数|户数|人次|件数|次数|件次|场次|期数|例数|标准|数)$", "", topic)


def _count(
    before: str, after: str, amount: Amount, topic: str, earlier: str, rest: str, others_before: bool = False
) -> str:
    bare = re.sub(r"(?:每年|每月|年均|全年)(?:至少)?$", "", LEADING.sub("", _trimmed(before)))
    if others_before and (held := HELD.match(bare)):
        bare = held["what"]
    thing = _thing(after)
    ending = MEASURE_OF.get(amount.unit, "数")
    if amount.unit.startswith("元"):
        return _money(before, thing, topic, earlier, rest)
    if LEVEL_ONLY.fullmatch(bare) and topic:
        return bare + re.sub(r"^(?:国家|省|市|县|区|镇|乡)级(?:以上)?", "", plain(topic)) + ending
    if REASON.match(after) and topic:
        return plain(topic) + re.match(r"[^,，。;；]{0,16}", after)[0] + ending  # type: ignore[index]
    if thing:
        state = STATE.match(after[after.find(thing) + len(thing) :])
        if state and len(thing) <= SHORT:
            return f"{state['state']}的{thing}{ending}"
        deed = _deed(after, thing)
        verb = re.search(rf"({VERB})(?:了|出)?$", bare)
        head = "" if verb or len(bare) > 12 or re.search(r"[:：]", bare) else bare
        said = f"{thing}{deed}" if deed else f"{verb.group(1)}{thing}" if verb else f"{head}{thing}"
        return said if said.endswith(ending) else said + ending
    if not bare:
        bare = LEADING.sub("", _trimmed(re.split(r"[,，:：]", earlier)[-1])) if earlier and not topic else plain(topic)
    if not bare:
        return ""
    if re.fullmatch(VERB, bare) and topic:
        return bare + re.sub(rf"^(?:{VERB}|共)+", "", plain(topic)) + ending
    if amount.unit in ("亩", "平方米", "公顷", "平方公里") and not bare.endswith("面积"):
        return bare + "面积"
    return bare if bare.endswith(("数", "次", "量", "面积", "长度", "年限", "寿命", ending)) else bare + ending


def _money(before: str, thing: str, topic: str, earlier: str, rest: str) -> str:
    """Money by its own name; a name that any money may have is completed by what the money was for."""
    bare = re.sub(r"(?:提高|增加|上调|调整)到?$", "", EACH.sub("", LEADING.sub("", _trimmed(before))))
    what = plain(topic)
    each = bool(EACH.search(_trimmed(before)))
    kind = re.search(
        r"(?P<name>[^,，、:：]*?(?:资金|经费|贷款|款物?|补助金?|补贴|慰问金|费用?|投资|投入|收入|收益|价值|物资|救助金|奖金|金额|标准|产值|存款|损失|生活费))$",
        bare,
    )
    name = re.sub(rf"^(?:{VERB})+(?:了)?(?=.{{2,}})", "", kind["name"]) if kind else bare
    name = name or (kind["name"] if kind else "")
    if len(name) > 10 or re.fullmatch(rf"(?:{VERB})", name):
        for_what = FOR.search(rest)
        verb = re.search(rf"(?:{VERB})$", name)
        if for_what and verb:
            return (for_what["x"] or "") + (for_what["y"] or for_what["z"] or "") + verb[0]
    built = BUILT.search(re.split(r"[,，]", earlier)[-1]) if earlier else None
    what = what or (built["x"] if built else "")
    if each and not kind:
        return (bare or what) + "标准"
    if len(name) <= 6 and what and name not in what and what not in name:
        return what + (name or "资金")
    return name or thing or plain(topic)


def _thing(after: str) -> str:
    """The noun behind a count: 名[下肢残疾人]装配假肢."""
    found = AFTER.match(after)
    if found is None:
        return ""
    thing = re.sub(r"^(?:及|或)?(?:以[上下内]|左右|上下)", "", found["thing"])
    if not thing or thing[0].isdigit():
        return ""
    stop = STOP.search(thing, 1)
    return (thing[: stop.start()] if stop else thing).strip("的了余多 ”“")


def _deed(after: str, thing: str) -> str:
    """What is done with it, where that stands behind: 进行了[药费补助]."""
    rest = after[after.find(thing) + len(thing) :]
    found = re.match(
        r"[的]?(?:都|均|已|全部)?(?:进行|实施|给予|予以|提供|获得|得到|享受|开展|参加|接受|签署|签订)(?:了)?(?P<deed>[^,，。;；、\d]{2,14})|(?P<own>装配[^,，。;；]{2,8})",
        rest,
    )
    return ((found["deed"] or found["own"]) if found else "").strip("的了")


def _trimmed(text: str) -> str:
    return TRAILING.sub("", text.strip(" ,，、:："))
