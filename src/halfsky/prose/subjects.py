"""What an amount is the amount of: the rate before it, the thing behind it, the thing of the sentence for bare money.

A subject is said as tables say it: 学前三年毛入园率, 月嫂培训班期数, 贫困精神残疾人药费补助资金.
"""

from __future__ import annotations

import re
from itertools import pairwise

from halfsky.prose.amounts import Amount
from halfsky.prose.subject_words import (
    AFTER,
    AGENT,
    ALSO,
    AMONG,
    ANY_MONEY,
    BUILT,
    CHANGING,
    DONE,
    EACH,
    FOR,
    GENERIC,
    HELD,
    LEADING,
    LEVEL_ONLY,
    MEASURE_OF,
    NAMED_MONEY,
    OF_ALL,
    OF_SOME,
    RATE,
    RATE_UNITS,
    RATES,
    REASON,
    SHORT,
    SHORT_RATE,
    SIZED,
    STATE,
    STOP,
    TRAILING,
    VERB,
)


def subjects(
    text: str, amount: Amount, clause: tuple[int, int], sentence: tuple[int, int], topic: str, others: list[Amount]
) -> list[str]:
    """What is measured, as tables name it; several where rates share one number (甲率、乙率均达到90%). `topic` is what
    the sentence spoke of last; it completes money and people without a name; `others` are all amounts of the clause."""
    last = max((o.end for o in others if o.end <= amount.start), default=clause[0])
    before = re.split(r"[(（](?=[^)）]*$)|[)）][、,，和及]", text[last : amount.start])[-1]
    names = [led(n) for n in re.split(r"[、和]", _trimmed(before))]
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
    if earlier and text[clause[0] - 1] in ":：":
        topic = led(re.split(r"[,，:：]", earlier)[-1]) or topic
    if not amount.unit and amount.end - amount.start == 1:
        return led(_trimmed(before))
    if not amount.unit:
        return _trimmed(re.sub(r"(?:做到|实现|达到|保持)了?$", "", before)) + text[amount.end - 2 : amount.end]
    if amount.unit == "等奖":
        named = re.findall(r"“([^”]{2,20})”", text[sentence[0] : amount.start])
        return (f"“{named[-1]}”" if named else topic) + "获奖等次"
    if shared := _shared(text, amount, clause, others):
        return led(shared)
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
    said_before = led(_trimmed(text[clause[0] : run[0].start]))
    if not said_before and (told := RATES.findall(text[max(0, clause[0] - LOOK_BACK) : clause[0]])):
        said_before = led(told[-1])
    parts = re.split(r"[、和]", said_before)
    if len(parts) != len(run):
        return ""
    said = parts[run.index(amount)]
    if RATE.search(said) or said.endswith("数"):
        return said
    ending = re.search(r"(?:中|领导班子|班子|队伍)[^、]*(?:率|比例|比重|人数|数)$", parts[-1])
    ending = ending or re.search(r"[^、]{0,4}(?:率|比例|比重|人数|数量)$", parts[-1])
    return said + (ending.group(0) if ending else "")


LOOK_BACK = 120
"""So many characters before its clause the names of a list of values are looked for."""


def _rate(before: str, after: str, earlier: str, topic: str) -> str:
    """The words before a rate; where it has none of its own, those behind it or of the clause before."""
    said = led(_trimmed(before))
    share = OF_ALL.match(after)
    if share and not RATE.search(said):
        return f"{said}{share['what']}比例"
    some = OF_SOME.match(after)
    if some and not RATE.search(said):
        return f"{some['what']}的{some['who']}比例"
    done = re.fullmatch(r"(?:(?P<what>[^,，]*?)(?:全年|年度)?(?:目标任务|目标|任务|计划)(?:数|量)?|应[^,，]*?数)", said)
    if done and re.search(r"完成|超|达", before):
        return (done["what"] or plain(topic)) + "任务完成率"
    if not said:
        said = led(_trimmed(re.split(r"[,，:：]", earlier)[-1]))
        said = _trimmed(re.sub(r"(?<=[率重例数])[^率重例数\d]{0,8}\d.*$", "", said))
    if said in ("占", "仅占", "只占") and (sized := SIZED.search(earlier)):
        return led(sized["name"])
    if said.endswith("占") and AMONG.search(earlier):
        return led(re.split(r"[,，:：]", earlier)[-1]) + said + "比"
    if said.endswith("占"):
        return (said if len(said) > 1 else plain(topic) + said) + "比"
    if said.startswith("占"):
        return plain(topic) + said + ("" if said.endswith(("比例", "比重")) or said == "占" else "比例")
    if len(said) <= 4 and RATE.search(said) and (done_last := DONE.search(earlier)):
        return done_last["what"] + said
    if len(said) <= 4 and RATE.search(said) and topic and said not in topic:
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
    bare = re.sub(r"(?:每年|每月|年均|全年)(?:至少)?$", "", led(_trimmed(before)))
    if others_before and (held := HELD.match(bare)):
        bare = held["what"]
    after = ALSO.sub("", after)
    thing = _thing(after)
    ending = MEASURE_OF.get(amount.unit, "数")
    if amount.unit.startswith("元"):
        return _money(before, after, thing, topic, earlier, rest)
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
        bare = led(_trimmed(re.split(r"[,，:：]", earlier)[-1])) if earlier and not topic else plain(topic)
    if not bare:
        return ""
    if re.fullmatch(VERB, bare) and topic:
        return bare + re.sub(rf"^(?:{VERB}|共)+", "", plain(topic)) + ending
    if amount.unit in ("亩", "平方米", "公顷", "平方公里") and not bare.endswith("面积"):
        return bare + "面积"
    return bare if bare.endswith(("数", "次", "量", "面积", "长度", "年限", "寿命", ending)) else bare + ending


def _money(before: str, after: str, thing: str, topic: str, earlier: str, rest: str) -> str:
    """Money by its own name; a name that any money may have is completed by what the money was for."""
    bare = re.sub(r"(?:提高|增加|上调|调整)到?$", "", EACH.sub("", led(_trimmed(before))))
    what = plain(topic)
    each = bool(EACH.search(_trimmed(before)))
    kind = re.search(
        r"(?P<name>[^,，、:：]*?(?:资金|经费|贷款|款物?|补助金?|补贴|慰问金|费用?|投资|投入|收入|收益|价值|物资|救助金|奖金|金额|标准|产值|存款|损失|生活费))$",
        bare,
    )
    name = re.sub(rf"^(?:{VERB})+(?:了)?(?=.{{2,}})", "", kind["name"]) if kind else bare
    name = name or (kind["name"] if kind else "")
    given = not name or re.fullmatch(rf"(?:{VERB}|[^,，]{{0,12}}给予?)了?", name)
    if not kind and given and (named := NAMED_MONEY.match(after)):
        name = named["name"]
    if len(name) > 10 or name in ANY_MONEY or re.fullmatch(rf"(?:{VERB})", name):
        for_what = FOR.search(rest)
        verb = name if name in ANY_MONEY else (re.search(rf"(?:{VERB})$", name) or [""])[0]
        if for_what and verb:
            return (for_what["x"] or "") + (for_what["y"] or for_what["z"] or for_what["w"] or "") + verb
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


def completed(name: str, topic: str) -> str:
    """A name that any deed may have behind the one that was spoken of: 单身职工联谊活动 + 每场人数."""
    base = plain(topic)
    return base + name if base and not GENERIC.fullmatch(base) and base not in name else name


def behind_rate(name: str, rate: str) -> str:
    """妇女病普查率…，治疗率…: a rate that is only a deed's is told of what the rate before it was told of."""
    if len(name) != 3 or not name.endswith("率") or len(rate) <= len(name) + 1 or not rate.endswith("率"):
        return name
    return rate[: -len(name)] + name


def led(name: str) -> str:
    """A name without its time, its place and who acts (五年来全区各级妇联共表彰…): they have fields of their own."""
    return LEADING.sub("", AGENT.sub("", LEADING.sub("", name)))


def _trimmed(text: str) -> str:
    return TRAILING.sub("", text.strip(" ,，、:："))
