"""The next plan: a pack folder made of an old plan, its domains, goals and duties carried over, its targets beside.

Nothing of it is decided: every row is marked 待复核. What the old plan asked stands in the note of every goal, for
comparison. Without `keep` the new plan has no targets, so goals that had numbers wait as qualitative ones, as a goal
without a target may not say that it is to be reached; with `keep` the old targets are carried to the new years.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from halfsky.kernel.breakdown import Cell
from halfsky.kernel.numbers import exactly
from halfsky.kernel.period import Period
from halfsky.kernel.place import SIX_LEVELS
from halfsky.kernel.plan import GoalKind
from halfsky.kernel.refusals import problem
from halfsky.packs.files import HEAD
from halfsky.packs.kinds import PACK_CODE
from halfsky.packs.notation import DutyRow, GoalRow, TargetRow
from halfsky.packs.pack import RawPack
from halfsky.packs.reading import notation as fields_of

NOT_A_PLAN = problem(
    "400.1050",
    ("“{came}”不是可以续编的规划。", "“{came}” is no plan that can be carried on."),
    (
        "请写规划内容包的代号（kind: plan），地方规划随上级新规划另行编制。",
        "Name a pack of the kind plan; a local plan is written anew under the new plan above it.",
    ),
)
BAD_YEARS = problem(
    "400.1051",
    ("{years} 不能作新规划的年份。", "{years} cannot be the years of the next plan."),
    (
        "请写5年或10年，并且在原规划（{old}）之后，如 2031..2040。",
        "Take 5 or 10 years after {old}, such as 2031..2040.",
    ),
)
THERE_ALREADY = problem(
    "409.1052",
    ("“{path}”已经存在。", "“{path}” is there already."),
    ("请换一个位置，或先移走原来的文件夹。", "Choose another place, or move the folder away first."),
)
SAME_CODE = problem(
    "400.1053",
    ("新规划的代号不能与原规划相同（{came}）。", "The next plan needs a code of its own ({came})."),
    ("请另取代号，如 women-2031。", "Choose another, such as women-2031."),
)
LENGTHS = (5, 10)
REVIEW = "待复核"
DECLARED = frozenset({"goals", "targets", "duties", "weights"})
"""What a plan says of itself; whatever else its pack declares, the next plan uses from there."""


@dataclass(frozen=True, slots=True)
class Base:
    """A base value that is proposed for a goal: its year, and the value as printed."""

    year: int
    value: str


Bases = Mapping[tuple[str, Cell], Base]
"""Base values by goal number and breakdown."""


@dataclass(frozen=True, slots=True)
class Cloned:
    """What a clone holds: its folder, and how many goals, targets and bases are in it."""

    folder: Path
    goals: int
    targets: int
    bases: int


@dataclass(frozen=True, slots=True)
class Cloning:
    """An old plan and what its successor is to be called, for which years, with or without the old targets."""

    old: RawPack
    code: str
    years: Period
    keep: bool = False
    bases: Bases = field(default_factory=dict)

    @property
    def base_year(self) -> int:
        """The year before the plan begins, or the newest one with figures where that is earlier."""
        latest = max((b.year for b in self.bases.values()), default=self.years.year - 1)
        return min(latest, self.years.year - 1)

    def year_of(self, year: int) -> int:
        """Where a year of the old plan comes to lie: the last becomes the last, one half-way stays half-way."""
        old = self.old.head.years
        assert old is not None
        if year == old.number:
            return self.years.number
        share = (year - old.year + 1) * (self.years.number - self.years.year + 1) // (old.number - old.year + 1)
        return self.years.year + max(share, 1) - 1


def check_cloning(of: Cloning) -> None:
    """Refuse what cannot be the next plan."""
    old = of.old.head.years
    if of.old.head.kind not in ("plan", "teaching") or old is None or of.old.head.extends:
        raise NOT_A_PLAN.at(came=of.old.code)
    if of.years.number - of.years.year + 1 not in LENGTHS or of.years.year <= old.number:
        raise BAD_YEARS.at(years=of.years, old=old)
    PACK_CODE.read(of.code)
    if of.code == of.old.code:
        raise SAME_CODE.at(came=of.code)


def write_clone(of: Cloning, out: Path) -> Cloned:
    """Write the folder of the next plan. Refuses a place where something is already."""
    check_cloning(of)
    if out.exists():
        raise THERE_ALREADY.at(path=out)
    goals, duties = of.old.of(GoalRow), of.old.of(DutyRow)
    targets = _targets(of) if of.keep else []
    out.mkdir(parents=True)
    (out / HEAD).write_text(_head(of), "utf-8")
    _table(out / "goals.csv", GoalRow, (_goal(of, g) for g in goals))
    _table(out / "targets.csv", TargetRow, targets)
    _table(out / "duties.csv", DutyRow, ({"number": d.number, "role": d.role, "agency": d.agency} for d in duties))
    (out / "NOTES.md").write_text(_notes(of), "utf-8")
    return Cloned(out, len(goals), len(targets), sum((g.number, g.breakdown) in of.bases for g in goals))


def _head(of: Cloning) -> str:
    """pack.yaml."""
    head, old = of.old.head, of.old.head.years
    zh, en = (_renamed(text, old, of.years) for text in (head.title.zh, head.title.en))
    uses = [*head.uses, *([of.old.code] if _declares_more(of.old) else [])]
    lines = [
        f"pack: {of.code}",
        "version: 0.1.0",
        "kind: plan",
        f"title: {{zh: {_quoted(zh)}, en: {_quoted(en)}}}",
        f"uses: [{', '.join(uses)}]",
        f"years: {of.years}",
        f"base_year: {of.base_year}",
        *([f"subject: {head.subject}"] if head.subject else []),
        "domains:",
        *(f"  - {{code: {d.code}, zh: {_quoted(d.zh)}, en: {_quoted(d.en)}}}" for d in head.domains),
    ]
    return "\n".join(lines) + "\n"


def _renamed(title: str, old: Period | None, new: Period) -> str:
    """The title with the new years in the place of the old ones, marked as a draft."""
    named = title
    if old is not None:
        for dash in ("—", "–", "-", "－"):
            named = named.replace(f"{old.year}{dash}{old.number}", f"{new.year}{dash}{new.number}")
    if named == title:
        named = f"{title} {new.year}—{new.number}"
    return named


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _declares_more(old: RawPack) -> bool:
    """Whether the old pack declares indicators, agencies, sources or anything else that its goals may name."""
    return any(rows and not name.startswith("examples/") for name, rows in old.tables.items() if name not in DECLARED)


def _goal(of: Cloning, goal: GoalRow) -> dict[str, str]:
    """A goal carried over; its old targets stand in the note."""
    base = of.bases.get((goal.number, goal.breakdown))
    asked = [t for t in of.old.of(TargetRow) if t.number == goal.number and not t.plan]
    waits = goal.kind.quantifiable and not (of.keep and asked)
    kind = GoalKind.QUALITATIVE if waits else goal.kind
    notes = [
        f"原规划目标：{_asked(asked)}" if asked else "",
        f"原种类：{goal.kind.value}，补上目标值后改回" if waits else "",
    ]
    return {
        "number": goal.number,
        "domain": goal.domain,
        "indicator": goal.indicator,
        "breakdown": str(goal.breakdown),
        "kind": kind.value,
        "goal": goal.goal,
        "goal_en": goal.goal_en,
        "name": goal.name,
        "name_en": goal.name_en,
        "base_year": str(base.year) if base else "",
        "base": base.value if base else "",
        "source": ";".join(goal.source),
        "review": REVIEW,
        "note": "；".join(filter(None, [*notes, goal.note])),
    }


def _asked(targets: Iterable[TargetRow]) -> str:
    """What the old plan asked, short: <= 12（2030年）、<= 14（2025年）."""
    return "、".join(
        f"{t.comparator.value} {t.value.shown}（{t.year}年{'，' + str(t.breakdown) if t.breakdown else ''}"
        f"{'，' + t.place if t.place not in ('', SIX_LEVELS.root) else ''}）"
        for t in targets
    )


def _targets(of: Cloning) -> list[dict[str, str]]:
    """The old targets in the new years; of two that come to lie in one year the later counts."""
    found: dict[tuple[object, ...], dict[str, str]] = {}
    for t in sorted(of.old.of(TargetRow), key=lambda t: t.year):
        if t.plan or t.group:
            continue
        year = of.year_of(t.year)
        found[t.number, t.breakdown, t.place, year] = {
            "number": t.number,
            "breakdown": str(t.breakdown),
            "place": t.place,
            "year": str(year),
            "comparator": t.comparator.value,
            "value": t.value.shown,
            "value2": "" if t.value2 is None else exactly(t.value2),
            "tolerance": "" if t.tolerance is None else exactly(t.tolerance),
            "holds": f"each {t.holds.value}" if t.holds else "here",
            "source": ";".join(t.source),
            "review": REVIEW,
        }
    return list(found.values())


def _notes(of: Cloning) -> str:
    """NOTES.md: what this pack is and what is still to be done."""
    carried = "带有原规划的目标值" if of.keep else "没有目标值"
    return (
        f"# {of.code}\n\n由 {of.old.code} 续编的草稿，{carried}，全部标为{REVIEW}。\n\n"
        "- goals.csv 的 note 列是原规划的目标，供对照；goal、goal_en 是原规划的表述，请逐条改写。\n"
        "- 没有目标值的定量目标暂列为定性目标（qualitative）：在 targets.csv 中补上目标值后，把 kind 改回原种类。\n"
        f"- base_year 和 base 由最近数据建议（规划基期 {of.base_year}年），请按正式公布数核对。\n"
        "- duties.csv 沿用原分工，请按新规划的任务分工核对；各项权重（weights.csv）没有带过来，由新规划另定。\n\n"
        f"A draft carried on from {of.old.code}; everything in it is to be checked.\n"
    )


def _table(path: Path, of: type[GoalRow | TargetRow | DutyRow], rows: Iterable[Mapping[str, str]]) -> None:
    """A CSV with the columns that the notation knows."""
    columns = [f.name for f in fields_of(of)]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), "utf-8")
