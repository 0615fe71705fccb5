"""An evaluation as its page and its tables show it: the index by domain, dossiers by unit, a line an indicator."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from halfsky.exchange.plan_book import COMPILED, INVENTED
from halfsky.kernel.archive import Dossier, share
from halfsky.kernel.evaluating import outcome
from halfsky.kernel.evaluation import Evaluation
from halfsky.kernel.index import Part
from halfsky.kernel.inventory import Finding
from halfsky.kernel.numbers import rounded
from halfsky.kernel.plan import Agency, Domain
from halfsky.kernel.text import Text
from halfsky.kernel.words import wanted
from halfsky.web.present.listing import Cell, Listing

COLUMNS: tuple[tuple[Text, int], ...] = (
    (Text("编号", "number"), 9),
    (Text("领域", "domain"), 16),
    (Text("指标", "indicator"), 34),
    (Text("单位", "unit"), 8),
    (Text("牵头单位", "lead"), 14),
    (Text("评估结果", "outcome"), 14),
    (Text("判定", "verdict"), 12),
    (Text("本年值", "value"), 10),
    (Text("数据年度", "data year"), 9),
    (Text("目标", "target"), 22),
    (Text("目标年度", "target year"), 9),
    (Text("较基期变化", "change since the base"), 11),
    (Text("距目标", "distance"), 10),
    (Text("基期以来年均", "pace so far"), 12),
    (Text("每年需", "pace needed"), 10),
    (Text("权重", "weight"), 8),
    (Text("得分", "score"), 8),
    (Text("不参与指数的原因", "why not in the index"), 18),
    (Text("资料完整率（%）", "dossier complete (%)"), 12),
    (Text("所缺资料", "what the dossier lacks"), 40),
    (Text("说明", "what the figures say"), 60),
)
ASIDE = Text("不计入", "in no count")


@dataclass(frozen=True, slots=True)
class Realised:
    """The index of one domain."""

    domain: Domain
    parts: tuple[Part, ...]
    counted: int
    share: Fraction | None
    value: Fraction | None


def domains(e: Evaluation) -> tuple[Realised, ...]:
    """The index by domain, in the plan's order."""
    found = e.index
    return tuple(
        Realised(d, parts, sum(p.counted for p in parts), found.share(parts), found.of_domain(d.code))
        for d in e.assessment.plan.domains
        if (parts := found.in_domain(d.code))
    )


def unit_files(e: Evaluation) -> tuple[tuple[Agency | None, tuple[Dossier, ...], Fraction | None], ...]:
    """The dossiers of each leading unit with their completeness, the least complete first."""
    leads = {d.row.lead.code if d.row.lead else "": d.row.lead for d in e.dossiers}
    of = [
        (lead, tuple(d for d in e.dossiers if (d.row.lead.code if d.row.lead else "") == code))
        for code, lead in leads.items()
    ]
    measured = [(lead, some, share(some)) for lead, some in of]
    return tuple(sorted(measured, key=lambda m: (m[2] is None, m[2] or 0, m[0].code if m[0] else "")))


def listing(e: Evaluation, lang: str) -> Listing:
    """A line an indicator: outcome, problem, score, dossier."""
    a = e.assessment
    year = Text(f"{a.year}年", str(a.year)).in_(lang)
    title = " · ".join((a.place.name, a.plan.title.in_(lang), year, e.stage.label.in_(lang)))
    day = Text(f"截至{a.as_of.isoformat()}，数据版本{a.snapshot}，", f"as of {a.as_of.isoformat()}, {a.snapshot}, ")
    note = day.in_(lang) + e.index.method.label.in_(lang) + (INVENTED if a.demo else COMPILED).in_(lang)
    return Listing(title, note, COLUMNS, _lines(e, lang))


def _lines(e: Evaluation, lang: str) -> list[list[Cell]]:
    problems = {id(f.row): f for f in e.inventory}
    parts = {id(p.row): p for p in e.index.parts}
    dossiers = {id(d.row): d for d in e.dossiers}
    names = {d.code: d.name.in_(lang) for d in e.assessment.plan.domains}
    out: list[list[Cell]] = []
    for row in e.assessment.rows:
        now, found = row.verdict.observation, outcome(row.verdict)
        problem, part, dossier = problems.get(id(row)), parts.get(id(row)), dossiers.get(id(row))
        out.append(
            [
                row.number,
                names.get(row.goal.domain, ""),
                row.name.in_(lang),
                row.indicator.unit,
                row.lead.name.in_(lang) if row.lead else None,
                (found.label if found else ASIDE).in_(lang),
                row.verdict.class_.label.in_(lang),
                float(now.value) if now else None,
                now.year if now else None,
                wanted(row.target, row.indicator, row.verdict.bar).in_(lang) if row.target else None,
                row.target.year if row.target else None,
                *(_number(x) for x in _figures(problem)),
                _number(part.weight) if part else None,
                _number(part.score, 2) if part else None,
                part.lack.label.in_(lang) if part and part.lack else None,
                _number(dossier.complete * 100, 1) if dossier and dossier.complete is not None else None,
                _lacks(dossier, lang) if dossier else None,
                problem.says.in_(lang) if problem else None,
            ]
        )
    return out


def _figures(problem: Finding | None) -> tuple[Fraction | None, ...]:
    if problem is None:
        return (None,) * 4
    return problem.change, problem.distance, problem.pace, problem.needed


def _lacks(dossier: Dossier, lang: str) -> str | None:
    said = [i.piece.label.in_(lang) + (f"（{i.note.in_(lang)}）" if i.note.zh else "") for i in dossier.missing]
    return "；".join(said) or None


def _number(value: Fraction | None, decimals: int = 6) -> float | None:
    return None if value is None else float(rounded(value, decimals))
