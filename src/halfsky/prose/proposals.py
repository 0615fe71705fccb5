"""Prose becomes proposals: targets, results and dated tasks, each with its place in the text. Rules only; nothing is
invented: a value stands in the text, or there is none.

Read `amounts.py` (numbers), `moments.py` (times), `mood.py` (plan or result), `subjects.py` (of what), `bodies.py`
(who), `hanging.py` (changes), `sections.py` (documents and their parts), `undertakings.py` (deeds without a number).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from halfsky.prose.amounts import Amount, amounts
from halfsky.prose.anchors import MASKED, Anchor, fixed
from halfsky.prose.bodies import Body, body_of, titled_body
from halfsky.prose.folding import folded, unglossed
from halfsky.prose.hanging import change_of, origin_of
from halfsky.prose.moments import Moment, moments
from halfsky.prose.mood import Mood, compared, hoped, of_clauses, of_sentence, of_title, turned
from halfsky.prose.proposal import Proposal, Type
from halfsky.prose.sections import around, is_title, moods
from halfsky.prose.sentences import Sentence, clauses, sentences
from halfsky.prose.subject_words import BUILT, GENERIC, RATE_UNITS
from halfsky.prose.subjects import behind_rate, completed, plain, subjects
from halfsky.prose.undertakings import undertakings

__all__ = ["Proposal", "Type", "proposals"]

UNFINISHED = re.compile(r"建设当中|正在建设|正在(?:推进|实施|办理|筹备)|在建|正处于")
REACHING = re.compile(r"(?:达到|完成|安置|建成|培训|新增|创建|新建|每)[^,，。]{0,24}$")
GOAL = re.compile(
    r"(?:^|[,，(（、])(?:年度|全年|省定|市定|县定|下达)?(?:目标任务|任务数?|目标数?|目标值|规划目标|计划数)(?:为|是|数)?[:：]?$"
)
"""Such words name an aim, whatever the sentence tells (实际检查1860名,目标任务1800名)."""
URGING = re.compile(
    r"着力|扎实|深入|认真|积极|大力|切实|进一步|加[强大]|强化|开展|推进|做好|抓|实施|完善|健全|提[升高]|创新|夯实|突出|狠抓|坚持|围绕|注重|发挥|深化|拓展|营造"
)
"""An opening that calls for something (着力增强脱贫信心) names nothing that is counted."""
MARKED = "是、.)）"
"""What a mark ends with that opens a point of a list: a new thing is spoken of."""
BESIDE = ("比", "较", "与", "同")
"""A time behind such a word is compared with: nothing happened in it."""
SHORT = 2
"""A name of so few characters before its measure says too little (救助人数) without the words that open its paragraph."""
NEAR = 6
"""Beside amounts a time makes an undertaking only where it opens its clause."""
LOOSE = 24
"""A quote goes on behind its number to the end of the clause where that is not far."""


def proposals(text: str) -> list[Proposal]:
    """All proposals of a text, in order."""
    bare, places = unglossed(text)
    plain = folded(bare)
    every = sentences(plain)
    reader = _Reader(plain, moods(plain, every), around(plain, every))
    for sentence in every:
        reader.read(sentence)
    found = (replace(p, start=places[p.start], end=places[p.end - 1] + 1) for p in reader.found)
    return sorted(found, key=lambda p: (p.start, p.end))


class _Reader:
    """Goes through the sentences and remembers what they leave unsaid: mood, body, time, topic."""

    def __init__(self, text: str, sections: dict[int, Mood], nearby: dict[int, Mood]) -> None:
        self.text, self.sections, self.nearby = text, sections, nearby
        self.found: list[Proposal] = []
        self.announced: Mood = ""
        self.titled: Mood = ""
        self.part: Mood = ""
        self.body = Body()
        self.when = ""
        self.topic, self.rate = "", ""
        self.fresh = 0
        self.anchor: Anchor | None = None
        self.head, self.headed = "", -1
        self.half: tuple[int, Mood] = (-1, "")

    def read(self, s: Sentence) -> None:
        said = self.text[s.start : s.end]
        times = [replace(m, start=m.start + s.start, end=m.end + s.start) for m in moments(said)]
        if is_title(self.text, s):
            self._begin(said, times)
            return
        if s.heading and not amounts(said):
            self._turn(said, heading=True)
            return
        self.body = body_of(said, self.body)
        self._turn(said, heading=False)
        self._head(s, said)
        self.fresh -= 1
        if self.fresh < 0:
            self.topic = ""
        parts = clauses(self.text, s)
        mood = self._mood(s, said)
        many, carried, here_anchor = len(self.found), self.when, fixed(said)
        here = [replace(a, start=a.start + s.start, end=a.end + s.start) for a in amounts(said)]
        here = [
            a for a in _alone(self.text, here, parts) if not any(m.start <= a.start and a.end <= m.end for m in times)
        ]
        times = [m for m in times if self.text[m.start - 1 : m.start] not in BESIDE]
        self._amounts(s, here, parts, times, mood)
        if here:
            self.fresh = 1
        if not s.heading:
            self._undertakings(parts, times, [a.start for a in here], mood)
        if any(m.kind == "year" for m in times):
            self.when, self.anchor = next(m.text for m in times if m.kind == "year"), here_anchor
        self.found[many:] = [self._anchored(p, carried, here_anchor) for p in self.found[many:]]

    def _head(self, s: Sentence, said: str) -> None:
        """The words that open a numbered paragraph (1、贫困残疾人生活特别救助。) say what it is about."""
        line = self.text.rfind("\n", 0, s.start) + 1
        first = s.start - line <= NEAR and s.start > line
        if first or s.line != self.headed:
            opens = first and len(said) <= LOOSE and not re.search(r"[,，\d]", said)
            self.head, self.headed = (said.strip() if opens and not of_sentence(said) else ""), s.line

    def _anchored(self, p: Proposal, carried: str, here: Anchor | None) -> Proposal:
        """With the words that fix a masked year: those of its own sentence, or of the one that said the year."""
        said = folded(self.text[p.start : p.end]) + p.when
        if here and (MASKED.search(p.when) or here.words in said):
            return replace(p, anchor=here)
        return replace(p, anchor=self.anchor) if MASKED.search(p.when) and p.when == carried else p

    def _full(self, name: str) -> str:
        """A name that says too little behind the words that open its paragraph: 贫困残疾人生活特别救助 + 救助人数."""
        if len(plain(name)) > SHORT or not self.head or name in self.head or URGING.match(self.head):
            return name
        return self.head.removesuffix(name[:2]) + name

    def _completed(self, name: str, clause: tuple[int, int], parts: list[tuple[int, int]], here: list[Amount]) -> str:
        """A name that any deed may have behind what the clause before says is made, where that counts nothing
        (年内建成活动中心,建筑面积4600平方米), else behind what was spoken of last."""
        if not GENERIC.fullmatch(name):
            return name
        at = parts.index(clause)
        made = at and not any(parts[at - 1][0] <= a.start < parts[at - 1][1] for a in here)
        built = BUILT.search(self.text[slice(*parts[at - 1])]) if made else None
        return completed(name, built["x"] if built else self.topic)

    def _begin(self, title: str, times: list[Moment]) -> None:
        """Another document: nothing is carried over from the one before."""
        self.body = titled_body(title)
        self.anchor = None
        self.announced, self.titled, self.part, self.topic = "", of_title(title), "", ""
        self.when = next((m.text for m in times if m.kind == "year"), "")

    def _turn(self, said: str, heading: bool) -> None:
        """What a sentence or a heading announces for what follows."""
        announced = turned(said, heading)
        if announced:
            self.announced = announced
            if heading:
                self.part = announced
        elif heading and (title := of_title(said)):
            self.part, self.announced = title, ""
            self.topic = ""

    def _mood(self, s: Sentence, said: str) -> Mood:
        line, before = self.half
        own = of_sentence(said) or (before if line == s.line else "")
        self.half = (s.line if self.text[s.end : s.end + 1] in (";", "；") else -1, own)
        told = compared(said)
        known = own or self.announced or told or self.part or self.sections.get(s.line, "")
        if not known and self.titled != "result":
            known = self.nearby.get(s.line, "")
        known = known or self.titled
        return known or ("plan" if hoped(said) else "result")

    def _amounts(
        self, s: Sentence, here: list[Amount], parts: list[tuple[int, int]], times: list[Moment], mood: Mood
    ) -> None:
        kept: list[Proposal] = []
        moods = dict(zip(parts, of_clauses([self.text[a:b] for a, b in parts], mood), strict=True))
        first: Amount | None = None
        past, last = "", s.start
        self.rate = ""
        if self.text[s.start - 1 : s.start] in MARKED:
            self.topic = ""
        for amount in here:
            clause = _clause_of(parts, amount.start)
            begin = max(clause[0], last)
            last = amount.end
            if origin := origin_of(self.text, amount, begin):
                first, past = amount, origin
                continue
            if kept and (change := change_of(self.text, amount, begin, kept[-1])):
                kept[-1] = replace(kept[-1], change=change)
                continue
            when = _when(times, clause, amount.start) or self.when
            among = [a for a in here if clause[0] <= a.start < clause[1]]
            topic = self.topic if kept or amount.unit != "元" else ""
            for name in subjects(self.text, first or amount, clause, (s.start, s.end), topic, among):
                made = self._of_amount(amount, first or amount, clause, s, moods[clause])
                whole = behind_rate(name, self.rate) if made.unit in RATE_UNITS else name
                kept.append(
                    replace(
                        made,
                        subject=self._completed(self._full(whole), clause, parts, here),
                        when=when,
                        change=past,
                    )
                )
            first, past = None, ""
            self.rate = kept[-1].subject if kept[-1].unit in RATE_UNITS else ""
            if kept[-1].unit not in ("元", "%") and not GOAL.search(
                self.text[max(s.start, clause[0] - 1) : amount.start]
            ):
                self.topic = kept[-1].subject
        self.found += kept

    def _of_amount(self, a: Amount, named: Amount, clause: tuple[int, int], s: Sentence, mood: Mood) -> Proposal:
        """What an amount says; where it was raised from another, its name and unit stand before that one (`named`)."""
        text, before = self.text, self.text[clause[0] : a.start]
        unit, comparator = _unit(a, text[clause[0] : named.start]), a.comparator
        type_: Type = (
            "target" if mood == "plan" or GOAL.search(text[max(s.start, clause[0] - 1) : a.start]) else "result"
        )
        if UNFINISHED.search(text[s.start : s.end]) and mood != "plan":
            type_ = "task"
        if type_ == "target" and comparator == "=" and unit not in ("元", "%", "‰") and REACHING.search(before):
            comparator = ">="
        start = clause[1] - len(text[clause[0] : clause[1]].lstrip(" 　,，"))
        end = clause[1] if clause[1] - a.end <= LOOSE else a.end
        return Proposal(type_, start, end, "", a.value, a.low, unit, comparator, body=self.body)

    def _undertakings(self, parts: list[tuple[int, int]], times: list[Moment], taken: list[int], mood: Mood) -> None:
        if taken:
            times = [
                m for m in times if m.kind in ("date", "often") and m.start - _clause_of(parts, m.start)[0] <= NEAR
            ]
        for deed in undertakings(self.text, parts, times, taken):
            own = of_sentence(self.text[deed.start : deed.end]) or mood
            type_: Type = "result" if own == "result" else "task"
            if deed.raises and mood == "plan":
                type_ = "target"
            self.found.append(Proposal(type_, deed.start, deed.end, deed.name, when=deed.when, body=self.body))


def _clause_of(parts: list[tuple[int, int]], at: int) -> tuple[int, int]:
    return parts[max(0, bisect_right(parts, at, key=lambda c: c[0]) - 1)]


def _when(times: list[Moment], clause: tuple[int, int], at: int) -> str:
    """The time of an amount: of its own clause first, else the nearest before it in its sentence."""
    own = [m for m in times if clause[0] <= m.start < clause[1]]
    if own:
        return max(own, key=lambda m: ({"date": 3, "often": 2, "year": 2, "since": 1}[m.kind], -m.start)).text
    dated = [m for m in times if m.start < at and m.kind != "often"]
    return dated[-1].text if dated else ""


def _unit(a: Amount, before: str) -> str:
    """元 for each person and year is 元/人·年."""
    if a.unit == "元":
        each = re.search(
            r"每(人|户|名|家|村|所|生|例|个家庭)(?:[/每]?(年|月|天|日|学期|学年|次))?[^,，。\d]{0,12}$", before
        )
        if each:
            who = {"名": "人", "个家庭": "户"}.get(each[1], each[1])
            return f"元/{who}" + (f"·{each[2]}" if each[2] else "")
        head = re.search(r"(人|户)均(年|月)?[^,，。\d]{0,10}$", before)
        return f"元/{head[1]}" + (f"·{head[2]}" if head[2] else "") if head else "元"
    per = re.search(r"(人均|户均)[^,，。\d]{0,10}$", before)
    return f"{a.unit}/{per[1][0]}" if per and a.unit not in ("%", "‰", "年", "岁") else a.unit


def _alone(text: str, here: list[Amount], parts: list[tuple[int, int]]) -> Iterator[Amount]:
    """Without the 全部 of a clause that gives the number (58个村全部达到)."""
    for a in here:
        clause = _clause_of(parts, a.start)
        others = (b for b in here if b is not a and clause[0] <= b.start < clause[1])
        if text[a.start : a.start + 2] not in ("全部", "均达") or not any(others):
            yield a
