"""Prose becomes proposals: targets, results and dated tasks, each with its place in the text. Rules only; nothing is
invented: a value stands in the text, or there is none.

Read `amounts.py` (numbers), `moments.py` (times), `mood.py` (plan or result), `subjects.py` (of what), `bodies.py` (who).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from halfsky.prose.amounts import CHANGE, Amount, amounts
from halfsky.prose.bodies import Body, body_of
from halfsky.prose.folding import folded
from halfsky.prose.moments import Moment, moments
from halfsky.prose.mood import Mood, of_sentence, of_title, turned, weighed
from halfsky.prose.sentences import Sentence, clauses, sentences
from halfsky.prose.subjects import LEADING, subject

Type = Literal["target", "result", "task"]
AROUND = 6
"""So many lines before and after are asked where a section does not say whether it plans or tells."""
EACH = re.compile(r"每(?P<who>人|户|名|家|村|所|个)?[^,，。\d]{0,6}?每?(?P<when>年|月|天|日|学期)?[^,，。\d]{0,14}$")
PER_HEAD = re.compile(r"(?:人均|每人|户均|每户|平均每[人户])[^,，。\d]{0,12}$")
UNFINISHED = re.compile(r"建设当中|正在建设|正在(?:推进|实施|办理|筹备)|在建|正处于")
DEED = re.compile(
    r"开展|举办|召开|组织|完成|启动|推进|实施|评估|督导|检查|培训|监测|梳理|宣传|走访|慰问|表彰|建成|建立|落实|部署|编制|印发|出台|上报|报送|汇报|调研|验收|考核|"
    r"迎来|迎接|评选|创建|申报|公布|发布|通报|总结|参加|通过|制定|修订|签订|筹备|整治|排查|核查|调度|取得|实现|普查|征集|活动"
)
VAGUE_YEAR = re.compile(
    r"^\D{0,6}(?:\d{4}|20[xX]{2})年(?:度)?\s*[,，]?\s*(?:我|全|在|是|以|按照|根据|围绕|为|妇|县|市|区|省|镇|乡|主要|工作)"
)
LEVEL_WORDS = re.compile(r"(?:率|比例|水平|数量?|面积|覆盖面?)[^,，。]{0,8}(?:提升|提高|上升|下降|增加|增长|达标)$")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One target, result or task. `start`…`end` is its quote in the text as it came; `value` with multipliers worked
    out, a range has `low`; "" and None where the text does not say."""

    type: Type
    start: int
    end: int
    subject: str
    value: Fraction | None = None
    low: Fraction | None = None
    unit: str = ""
    comparator: str = ""
    when: str = ""
    place: str = ""
    level: str = ""
    responsible: str = ""
    change: str = ""


def proposals(text: str) -> list[Proposal]:
    """All proposals of a text, in order."""
    plain = folded(text)
    every = sentences(plain)
    reader = _Reader(plain, _sections(plain, every))
    for sentence in every:
        reader.read(sentence)
    return sorted(reader.found, key=lambda p: (p.start, p.end))


def _sections(text: str, every: list[Sentence]) -> dict[int, Mood]:
    """What the section of each line says on the whole (it ends where a heading stands), else the lines around it."""
    rows: dict[int, str] = defaultdict(str)
    for s in every:
        rows[s.line] += text[s.start : s.end] + "。"
    order = list(rows)
    found: dict[int, Mood] = {
        line: weighed("".join(rows[n] for n in order[max(0, i - AROUND) : i + AROUND + 1]))
        for i, line in enumerate(order)
    }
    for lines in _between_headings(text, every):
        mood = weighed("。".join(text[s.start : s.end] for s in lines))
        found |= {s.line: mood for s in lines if mood}
    return found


def _between_headings(text: str, every: list[Sentence]) -> Iterator[list[Sentence]]:
    lines: list[Sentence] = []
    for s in every:
        if s.heading and not amounts(text[s.start : s.end]):
            yield lines
            lines = []
        else:
            lines.append(s)
    yield lines


class _Reader:
    """Goes through the sentences and remembers what they leave unsaid: mood, body, time, topic."""

    def __init__(self, text: str, sections: dict[int, Mood]) -> None:
        self.text, self.sections = text, sections
        self.found: list[Proposal] = []
        self.announced: Mood = ""
        self.titled: Mood = ""
        self.body = Body()
        self.when = ""
        self.topic = ""
        self.fresh = 0
        self.last = 0

    def read(self, s: Sentence) -> None:
        said = self.text[s.start : s.end]
        if s.heading and not amounts(said):
            self._turn(said, heading=True)
            return
        self.body = body_of(said, self.body)
        self._turn(said, heading=False)
        times = moments(said)
        here = [replace(a, start=a.start + s.start, end=a.end + s.start) for a in amounts(said)]
        self.fresh -= 1
        if self.fresh < 0:
            self.topic = ""
        kept = self._amounts(s, _alone(self.text, here, s), times)
        if kept:
            self.fresh = 1
        if not kept and not s.heading:
            self.found += self._undertakings(s, times)

    def _turn(self, said: str, heading: bool) -> None:
        """What a sentence or a heading announces for what follows."""
        announced = turned(said, heading)
        if announced:
            self.announced = announced
            if heading:
                self.titled = announced
        elif heading and (title := of_title(said)):
            self.titled, self.announced = title, ""
            self.topic = ""

    # -- amounts ----------------------------------------------------------------------------------------------------

    def _amounts(self, s: Sentence, here: list[Amount], times: list[Moment]) -> list[Proposal]:
        parts = clauses(self.text, s)
        mood = self._mood(s)
        when = self._when(s, times)
        kept: list[Proposal] = []
        for amount in here:
            clause = next(c for c in parts if c[0] <= amount.start < max(c[1], c[0] + 1))
            hangs = bool(kept) and self._hangs_on(amount, clause, s, kept)
            self.last = amount.end
            if hangs or _inside_moment(amount, s, times):
                continue
            made = self._of_amount(amount, clause, s, mood, when)
            kept.append(made)
            self.topic = made.subject if made.unit not in ("元", "%") else self.topic
        self.found += kept
        return kept

    def _hangs_on(self, amount: Amount, clause: tuple[int, int], s: Sentence, kept: list[Proposal]) -> bool:
        """Whether an amount is the change of the level before it (比上年提高0.1%, 超任务13人): then it goes there."""
        last, begin = kept[-1], max(clause[0], self.last)
        listed = self.text[self.last : amount.start].strip() in ("、", "和") and bool(last.change)
        if not CHANGE.search(self.text[begin : amount.start]) and not listed:
            return False
        own = CHANGE.split(self.text[begin : amount.start])[0].strip(" ,，、的")
        if len(own) > 4 and own.endswith(("率", "数", "比例", "收入")) and own not in last.subject:
            return False
        said = self.text[begin : amount.end].strip(" ,，、")
        kept[-1] = replace(last, change=f"{last.change}、{said}" if last.change else said)
        return True

    def _of_amount(self, a: Amount, clause: tuple[int, int], s: Sentence, mood: Mood, when: str) -> Proposal:
        text = self.text
        unit, comparator = self._unit(a, clause), a.comparator
        type_: Type = "target" if mood == "plan" else "result"
        if UNFINISHED.search(text[s.start : s.end]) and mood != "plan":
            type_ = "task"
        if (
            type_ == "target"
            and comparator == "="
            and unit != "元"
            and re.search(r"(?:达到|完成|安置|建成|培训|新增|创建|每)[^,，。]{0,24}$", text[clause[0] : a.start])
        ):
            comparator = ">=" if unit != "%" or "达到" not in text[clause[0] : a.start] else "="
        name = subject(text, a, clause, (s.start, s.end), self.topic, self._others(clause))
        end = max(a.end, _until(text, a.end, clause[1]))
        return Proposal(
            type_,
            clause[0] + _lead(text[clause[0] : clause[1]]),
            end,
            name,
            a.value,
            a.low,
            unit,
            comparator,
            when,
            self.body.place,
            self.body.level,
            self.body.responsible,
        )

    def _others(self, clause: tuple[int, int]) -> list[Amount]:
        """The amounts of a clause, in order."""
        said = self.text[clause[0] : clause[1]]
        return [replace(a, start=a.start + clause[0], end=a.end + clause[0]) for a in amounts(said)]

    def _unit(self, a: Amount, clause: tuple[int, int]) -> str:
        """元 for each person and year is 元/人·年."""
        before = self.text[clause[0] : a.start]
        if a.unit == "元":
            each = re.search(r"每(人|户|名|家|村|所|生|例|个家庭)(?:每?(年|月|天|日|学期))?[^,，。\d]{0,12}$", before)
            if each:
                who = {"名": "人", "个家庭": "户"}.get(each[1], each[1])
                return f"元/{who}" + (f"·{each[2]}" if each[2] else "")
            head = re.search(r"(人|户)均(年|月)?[^,，。\d]{0,10}$", before)
            return f"元/{head[1]}" + (f"·{head[2]}" if head[2] else "") if head else "元"
        per = re.search(r"(人均|户均)[^,，。\d]{0,10}$", before)
        return f"{a.unit}/{per[1][0]}" if per and a.unit not in ("%", "‰") else a.unit

    def _mood(self, s: Sentence) -> Mood:
        said = self.text[s.start : s.end]
        return of_sentence(said) or self.announced or self.sections.get(s.line, "") or self.titled or "result"

    def _when(self, s: Sentence, times: list[Moment]) -> str:
        if times:
            best = max(times, key=lambda m: ({"date": 3, "often": 2, "year": 2, "since": 1}[m.kind], -m.start))
            years = [m.text for m in times if m.kind == "year"]
            self.when = years[0] if years else self.when
            return best.text
        return self.when

    # -- undertakings without a number ------------------------------------------------------------------------------

    def _undertakings(self, s: Sentence, times: list[Moment]) -> Iterator[Proposal]:
        """Clauses with a date, a named day or a frequency, and a deed: one proposal for each run of such clauses."""
        said = self.text[s.start : s.end]
        telling = [m for m in times if m.kind in ("date", "often") or (m.kind == "year" and _bound(said, m))]
        if not telling:
            return
        parts = clauses(self.text, s)
        mood = self._mood(s)
        taken = -1
        for m in telling:
            at = m.start + s.start
            i = next((n for n, c in enumerate(parts) if c[0] <= at < max(c[1], c[0] + 1)), None)
            if i is None or i <= taken:
                continue
            last = i
            while last + 1 < len(parts) and not DEED.search(self.text[parts[i][0] : parts[last][1]]):
                last += 1
            taken = last
            start, end = parts[i][0] + _lead(self.text[parts[i][0] : parts[i][1]]), parts[last][1]
            quote = self.text[start:end]
            if len(quote) < 6 or not (DEED.search(quote) or LEVEL_WORDS.search(quote)):
                continue
            type_: Type = "result" if (of_sentence(quote) or mood) == "result" else "task"
            if LEVEL_WORDS.search(quote) and mood == "plan":
                type_ = "target"
            yield Proposal(
                type_,
                start,
                end,
                _named(quote, m.text),
                None,
                None,
                "",
                "",
                m.text,
                self.body.place,
                self.body.level,
                self.body.responsible,
            )


def _alone(text: str, here: list[Amount], s: Sentence) -> list[Amount]:
    """Without the 全部 of a clause that gives the number (58个村全部达到)."""
    parts = clauses(text, s)

    def spoken_for(a: Amount) -> bool:
        if text[a.start : a.start + 2] not in ("全部", "均达"):
            return False
        clause = next((c for c in parts if c[0] <= a.start < max(c[1], c[0] + 1)), None)
        return clause is not None and any(b is not a and clause[0] <= b.start < clause[1] for b in here)

    return [a for a in here if not spoken_for(a)]


def _bound(said: str, m: Moment) -> bool:
    """Whether a bare year dates a deed, and does not open a speech: 2019年度统计监测, 2025年实现; not 2025年，我县在…."""
    after = said[m.end : m.end + 14]
    if m.text in ("全年",):
        return True
    if (
        VAGUE_YEAR.match(said)
        and m.start < 4
        and not re.match(r"[,，]?(?:我们)?(?:将|即将|要|确保|力争|实现|完成|启动|建成)", after)
    ):
        return False
    return bool(
        re.match(
            r"(?:度)?[,，]?(?:我们)?(?:将|即将|确保|力争|实现|完成|启动|建成|开展|举办|统计|监测|召开|中期|目标)", after
        )
        or m.text.endswith(("年度", "年底", "年末", "前"))
    )


def _inside_moment(a: Amount, s: Sentence, times: list[Moment]) -> bool:
    return any(m.start + s.start <= a.start and a.end <= m.end + s.start for m in times)


def _lead(clause: str) -> int:
    return len(clause) - len(clause.lstrip(" 　,，"))


def _until(text: str, at: int, end: int) -> int:
    """A quote goes on to the end of its clause where the thing stands behind the number."""
    return end if end - at <= 24 else at


def _named(quote: str, when: str) -> str:
    """The undertaking without its time: 评估督导组赴各县市区督导."""
    said = quote.replace(when, "").strip(" ,，、的在于")
    said = re.sub(r"^(?:并|要求?|将|定于|拟|计划|确保|继续|全面|高质量|认真|结合[^,，]*[,，])+", "", said)
    deed = re.search(
        r"(?:开展|举办|召开|组织|启动|完成|参加|实施|推进|做好|梳理|监测)(?:了|好)?(?P<what>[^,，。]{2,30})", said
    )
    what = (deed["what"] if deed else said).strip("了的")
    return LEADING.sub("", what)[:40] or said[:40]
