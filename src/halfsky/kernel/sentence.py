"""The sentence under a verdict: what the figure is, what was wanted, what follows, in the field's own words.

One short sentence per class, then the notes. No adjective that the figures do not carry.
"""

from __future__ import annotations

from fractions import Fraction

from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.indicator import Rhythm
from halfsky.kernel.numbers import printed
from halfsky.kernel.plan import Goal
from halfsky.kernel.rates import Summary
from halfsky.kernel.target import Target
from halfsky.kernel.text import NOTHING, Text
from halfsky.kernel.verdict import Class, Note, Question, Verdict
from halfsky.kernel.words import change, gap, quantity, shown, value_of, wanted


def sentence(q: Question, v: Verdict, name: Text, upper: Target | None = None) -> Text:
    """Why the verdict is what it is. `name` is how the row is called, `upper` the upper level's target as 参照."""
    return _Sentence(q, v, name, upper).whole()


def row_name(indicator_name: Text, goal: Goal, labels: Text) -> Text:
    """How a row is called: by the plan's own name, else the indicator with its breakdown in front (农村孕产妇住院分娩率)."""
    if goal.name.zh:
        return goal.name
    if not goal.cell or labels.zh in indicator_name.zh:
        return indicator_name
    return Text(labels.zh + indicator_name.zh, f"{indicator_name.in_('en')} ({labels.in_('en')})")


def summary_sentence(s: Summary) -> Text:
    """What is reached, in one sentence; never a rate without its coverage, and none where too much is missing."""
    if s.coverage is None:
        return Text("本级没有可量化的目标，不计算达标率。", "No quantifiable target at this level: no rate.")
    coverage = f"{printed(s.coverage * 100, 1)}%"
    head = Text(
        f"可量化指标{s.quantifiable}项，达标{s.reached}项", f"{s.quantifiable} quantifiable, {s.reached} reached"
    )
    if s.rate is None or s.rate_with_missing is None:
        return Text(
            f"{head.zh}；数据覆盖率{coverage}，{len(s.missing)}项无数据，数据不足，暂不计算达标率。",
            f"{head.en}; coverage {coverage}, {len(s.missing)} without data: too little for a rate.",
        )
    whole, known = (f"{printed(rate * 100, 1)}%" for rate in (s.rate_with_missing, s.rate))
    aside = Text(f"；不计无数据项为{known}", f"; {known} without missing rows") if s.missing else NOTHING
    return Text(
        f"{head.zh}，达标率{whole}（数据覆盖率{coverage}{aside.zh}）。",
        f"{head.en}: {whole} (coverage {coverage}{aside.in_('en')}).",
    )


class _Sentence:
    def __init__(self, q: Question, v: Verdict, name: Text, upper: Target | None) -> None:
        self.q, self.v, self.name, self.upper = q, v, name, upper
        self.goal_words = wanted(q.target, q.indicator, v.bar) if q.target else NOTHING

    def whole(self) -> Text:
        body: Text = getattr(self, f"_{self.v.class_.value}")()
        said = body + self._remarks()
        return Text(said.zh, said.en[:1].upper() + said.en[1:])

    # -- openings ---------------------------------------------------------------------------------------------------

    def _fact(self, o: Observation) -> Text:
        value = value_of(o, self.q.indicator, self.v.bar)
        when = o.period.label
        return Text(
            f"{when.zh}{self.name.zh}为{value.zh}", f"{self.name.in_('en')} was {value.in_('en')} in {when.in_('en')}"
        )

    def _now(self) -> Text:
        return self._fact(self.v.observation) if self.v.observation else self.name

    def _say(self, zh: str, en: str, **values: object) -> Text:
        """`{now}`, `{goal}` and `{year}` (of the target) are at hand in every sentence."""
        target_year = self.q.target.year if self.q.target else ""
        return Text(zh, en).format(now=self._now(), goal=self.goal_words, year=target_year, **values)

    def _amount(self, value: Fraction) -> Text:
        return quantity(shown(value, self.q.indicator.decimals, self.v.bar), self.q.indicator.unit)

    # -- one per class ----------------------------------------------------------------------------------------------

    def _reached(self) -> Text:
        if self.v.parts:
            return self._parts("，已达标。", ": reached.")
        return self._say(
            "{now}，达到{year}年{goal}的目标，已达标。", "{now}, meeting the {year} target ({goal}): reached."
        )

    def _not_reached(self) -> Text:
        if self.v.parts:
            return self._parts("，未达标。", ": not reached.")
        return self._say(
            "{now}，未达到{year}年{goal}的目标，未达标。", "{now}, missing the {year} target ({goal}): not reached."
        )

    def _early(self) -> Text:
        if self.v.parts:
            return self._parts("，提前达标。", ": reached early.")
        return self._say(
            "{now}，已达到{year}年{goal}的目标，提前达标。",
            "{now}, already meeting the {year} target ({goal}): reached early.",
        )

    def _kept(self) -> Text:
        if self.v.parts:
            return self._parts("，保持达标。", ": kept.")
        return self._say("{now}，符合{goal}的目标，保持达标。", "{now}, within the target ({goal}): kept.")

    def _relapsed(self) -> Text:
        return self._say(
            "{now}，曾达到{goal}的目标，现未达到，达标后回落。",
            "{now}; the target ({goal}) was met before and is lost now: reached, then lost.",
        )

    def _expected(self) -> Text:
        if (f := self.v.forecast) is not None and Note.BY_PROGRESS_LINE not in self.v.notes:
            return self._say(
                "{now}，尚未达到{year}年{goal}的目标；按{since}年以来的趋势，预计{year}年为{ahead}，预期可达标。",
                "{now}, not yet at the {year} target ({goal}); by the trend since {since} it will be {ahead} in {year}: expected to reach.",
                since=f.since,
                ahead=self._amount(f.value),
            )
        return self._by_line("不低于序时进度，预期可达标。", "not behind the line: expected to reach.")

    def _difficult(self) -> Text:
        if (f := self.v.forecast) is not None and Note.BY_PROGRESS_LINE not in self.v.notes:
            return self._say(
                "{now}，尚未达到{year}年{goal}的目标；按{since}年以来的趋势，预计{year}年为{ahead}，达标困难。",
                "{now}, not yet at the {year} target ({goal}); by the trend since {since} it will be {ahead} in {year}: hard to reach.",
                since=f.since,
                ahead=self._amount(f.value),
            )
        behind = gap(self.v.progress.behind, self.q.indicator) if self.v.progress else NOTHING
        return self._by_line(f"滞后{behind.zh}，达标困难。", f"{behind.in_('en')} behind: hard to reach.")

    def _by_line(self, zh: str, en: str) -> Text:
        assert self.v.progress is not None
        return self._say(
            "{now}，尚未达到{year}年{goal}的目标；基期以来数据不足4个，按序时进度{at}年应为{expected}，" + zh,
            "{now}, not yet at the {year} target ({goal}); with fewer than four values, the straight line asks for {expected} in {at}, "
            + en,
            at=self.v.progress.year,
            expected=self._amount(self.v.progress.expected),
        )

    def _unclear(self) -> Text:
        if Note.PARTS_FAILED in self.v.notes:
            return self._parts("，目标年未到，趋势不明。", "; the target year is still to come: unclear.")
        if Note.NO_DIRECTION in self.v.notes:
            return self._say(
                "{now}{change}；目标“{text}”没有给出数值，本系统不作好坏判断。",
                "{now}{change}; the goal gives no number, so no judgement is made.",
                change=self._since_previous(),
                text=self.q.goal.text,
            )
        if self.q.target is None:
            return self._say(
                "{now}，基期以来没有其他年度的数据可比，趋势不明。",
                "{now}; no other value since the base year: unclear.",
            )
        if Note.ONE_POINT in self.v.notes:
            return self._say(
                "{now}，尚未达到{year}年{goal}的目标；基期以来尚无后续数据，趋势不明。",
                "{now}, not yet at the {year} target ({goal}); there is no value after the base: unclear.",
            )
        return self._say(
            "{now}，尚未达到{year}年{goal}的目标；缺基期数，以首年为起点，数据不足4个，趋势不明。",
            "{now}, not yet at the {year} target ({goal}); no base value and fewer than four values: unclear.",
        )

    def _pending(self) -> Text:
        if Note.NO_TOLERANCE in self.v.notes:
            return self._say(
                "{now}；目标为“{goal}”，容差未明确，待定。",
                "{now}; the target is “{goal}” without an issued tolerance: pending.",
            )
        if Note.PARTS_OPEN in self.v.notes:
            return self._parts("，待定。", ": pending.")
        return self._say(
            "{year}年数据尚未公布（{now}），{goal}的目标待定。",
            "The figure of {year} is not published yet ({now}); the target ({goal}) is pending.",
        )

    def _no_data(self) -> Text:
        reason = (self.v.reason or Absence.NOT_PROVIDED).label
        latest = NOTHING
        if self.v.latest is not None:
            value = value_of(self.v.latest, self.q.indicator)
            latest = Text(
                f"；最近为{self.v.latest.period.label.zh}的{value.zh}",
                f"; the latest is {value.in_('en')} of {self.v.latest.period.label.in_('en')}",
            )
        return Text(
            f"{self.name.zh}：没有可用于判定{self.q.year}年的数据（{reason.zh}{latest.zh}）。",
            f"{self.name.in_('en')}: no figure may judge {self.q.year} ({reason.in_('en')}{latest.in_('en')}).",
        )

    def _better(self) -> Text:
        return self._trend("趋势向好", "getting better")

    def _steady(self) -> Text:
        now, start = self.v.observation, self.v.base
        if now is not None and start is not None and now.value == start.value:
            return self._say(
                "{now}，与{at}年相同，基本持平。", "{now}, the same as in {at}: about level.", at=start.year
            )
        return self._trend("基本持平", "about level")

    def _worse(self) -> Text:
        return self._trend("趋势变差", "getting worse")

    def _trend(self, zh: str, en: str) -> Text:
        now, start = self.v.observation, self.v.base
        assert now is not None and start is not None
        moved = change(now.value, start.value, self.q.indicator)
        return self._say(
            "{now}，较{at}年{moved}，" + zh + "。", "{now}, {moved} on {at}: " + en + ".", at=start.year, moved=moved
        )

    def _monitored(self) -> Text:
        if self.v.observation is None:
            return self._no_data()
        return self._say(
            "{now}{change}；监测指标，未设目标。",
            "{now}{change}; monitored only, no target.",
            change=self._since_previous(),
        )

    def _no_target(self) -> Text:
        if self.v.observation is None:
            return self._no_data()
        if self.upper is None:
            return self._say("{now}；本级未设目标。", "{now}; no target at this level.")
        above = wanted(self.upper, self.q.indicator)
        return self._say(
            "{now}；本级未设目标，上级{at}年目标为{above}（参照）。",
            "{now}; no target at this level, the upper level's for {at} is {above} (for reference).",
            at=self.upper.year,
            above=above,
        )

    # -- parts and remarks ------------------------------------------------------------------------------------------

    def _parts(self, zh: str, en: str) -> Text:
        assert self.v.bar is not None and self.q.target is not None and self.q.target.each is not None
        met = [p for p in self.v.parts if p.value is not None and self.v.bar.meets(p.value)]
        failed = [p for p in self.v.parts if p.value is not None and not self.v.bar.meets(p.value)]
        open_ = [p for p in self.v.parts if p.value is None]
        unit = self.q.target.each.label
        said = Text(
            f"{len(self.v.parts)}个{unit.zh}单位中{len(met)}个达到",
            f"{len(met)} of {len(self.v.parts)} ({unit.in_('en')}) meet it",
        )
        for group, word in ((failed, Text("未达到", "do not")), (open_, Text("未报", "have not reported"))):
            if group:
                names = Text("、".join(p.name.zh for p in group), ", ".join(p.name.in_("en") for p in group))
                said = Text(
                    f"{said.zh}，{len(group)}个{word.zh}（{names.zh}）",
                    f"{said.en}, {len(group)} {word.en} ({names.en})",
                )
        return Text(f"{self.name.zh}：{said.zh}{zh}", f"{self.name.in_('en')}: {said.en}{en}")

    def _since_previous(self) -> Text:
        now, before = self.v.observation, self.v.previous
        if now is None or before is None:
            return NOTHING
        moved = change(now.value, before.value, self.q.indicator)
        return Text(f"，较{before.year}年{moved.zh}", f", {moved.in_('en')} on {before.year}")

    def _remarks(self) -> Text:
        said = NOTHING
        for note in self.v.notes:
            said += self._remark(note)
        waits = self.v.class_ in (Class.NO_DATA, Class.UNCLEAR, Class.PENDING)
        if self.v.next_year and (waits or Note.BY_PROGRESS_LINE in self.v.notes):
            rhythm = (
                self.q.indicator.validity.rhythm.label
                if self.q.indicator.validity.rhythm is not Rhythm.ANNUAL
                else NOTHING
            )
            said += Text(
                f"下次取数：{self.v.next_year}年{rhythm.zh}。", f"Next figure: {self.v.next_year} ({rhythm.in_('en')})."
            )
        return said

    def _remark(self, note: Note) -> Text:
        v = self.v
        if note is Note.LOW_CONFIDENCE and v.forecast:
            low, high = self._amount(v.forecast.low), self._amount(v.forecast.high)
            return Text(
                f"按以往速度在{low.zh}至{high.zh}之间，把握不大。",
                f"By past pace it lies between {low.in_('en')} and {high.in_('en')}: not certain.",
            )
        if note is Note.WEAKENING:
            return Text(
                f"已连续{v.worse_running}次走弱，达标但走弱。",
                f"Worse {v.worse_running} times running: met but weakening.",
            )
        if note is Note.SMALL_COUNT and v.observation and v.observation.cases is not None:
            pooled = v.observation.pooled
            rate = (
                Text(
                    f"，三年合并为{self._amount(pooled).zh}", f", three years pooled: {self._amount(pooled).in_('en')}"
                )
                if pooled is not None
                else NOTHING
            )
            cases = shown(v.observation.cases, 0)
            word = "case" if cases == "1" else "cases"
            return Text(f"小样本：{cases}例{rate.zh}。", f"Small count: {cases} {word}{rate.in_('en')}.")
        if (
            note is Note.BREAK
            and v.base
            and v.observation
            and self.q.indicator.stretch(v.observation.year) > v.base.year
        ):
            return Text("口径调整，基期按衔接数。", "The definition changed; the base is its linking value.")
        return _PLAIN_REMARKS.get(note, NOTHING)


_PLAIN_REMARKS: dict[Note, Text] = {
    Note.BASE_ALREADY_MET: Text("基期已达标。", "The base year already met it."),
    Note.EARLIER_VALUE: Text("（使用上年数据。）", "(Last year's value is used.)"),
    Note.NO_CASES: Text("全年0例（小样本）。", "No case in the year (small count)."),
    Note.BREAK: Text("口径调整，不与调整前比较。", "The definition changed; no comparison across the change."),
}
