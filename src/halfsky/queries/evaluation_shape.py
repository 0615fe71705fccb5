"""The JSON shape of an evaluation: of `halfsky evaluate --json` and of the page as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from halfsky.kernel.archive import Dossier, share
from halfsky.kernel.evaluating import Tally, by_domain, by_unit
from halfsky.kernel.evaluation import Background, Evaluation
from halfsky.kernel.index import Index
from halfsky.kernel.inventory import Finding
from halfsky.kernel.plan import Domain
from halfsky.kernel.text import Text
from halfsky.queries.shapes import number

Json = dict[str, Any]


def evaluation_shape(e: Evaluation, lang: str = "zh") -> Json:
    """Counts with the numbers behind them, the index with its parts, problems, and what the archive lacks."""
    a = e.assessment
    return {
        "plan": a.plan.code,
        "place": a.place.code,
        "year": a.year,
        "as_of": a.as_of.isoformat(),
        "snapshot": a.snapshot,
        "demo": a.demo,
        "stage": e.stage.value,
        "background": [_background(b, lang) for b in e.background],
        "total": _tally(e.tally),
        "domains": [{"code": d.code, "name": d.name.in_(lang), **_tally(t)} for d, t in by_domain(a)],
        "units": [
            {"code": u.code if u else None, "name": u.name.in_(lang) if u else None, **_tally(t)} for u, t in by_unit(a)
        ],
        "index": _index(e.index, a.plan.domains, lang),
        "problems": [_problem(f, e.done_about(f.row), lang) for f in e.inventory],
        "archive": {
            "complete": number(share(e.dossiers), 4),
            "rows": [_dossier(d, lang) for d in e.dossiers],
        },
    }


def _background(b: Background, lang: str) -> Json:
    shown = {"element": b.element.code, "name": b.element.name.in_(lang), "unit": b.element.unit}
    return {**shown, "value": number(b.value), "before": number(b.before)}


def _tally(t: Tally) -> Json:
    """Each outcome with the numbers of its rows; `aside` is in no count."""
    counted = {outcome.value: [r.number for r in rows] for outcome, rows in t.groups}
    return {"counted": t.counted, **counted, "aside": [r.number for r in t.aside]}


def _index(found: Index, domains: Iterable[Domain], lang: str) -> Json:
    return {
        "method": found.method.value,
        "weights": "declared" if found.declared else "equal",
        "total": number(found.total, 2),
        "domains": {d.code: number(found.of_domain(d.code), 2) for d in domains if found.in_domain(d.code)},
        "gates": {
            "passed": found.gates.passed,
            "failed": [r.number for r in found.gates.failed],
            "open": [r.number for r in found.gates.open],
            "says": found.gates.says.in_(lang),
        },
        "rows": [
            {
                "code": p.row.number,
                "weight": number(p.weight),
                "must": p.must,
                "score": number(p.score, 2),
                "lack": p.lack.label.in_(lang) if p.lack else None,
            }
            for p in found.parts
        ],
    }


def _problem(f: Finding, followed: Iterable[Text], lang: str) -> Json:
    return {
        "code": f.row.number,
        "name": f.row.name.in_(lang),
        "outcome": f.outcome.value,
        "verdict_code": f.row.verdict.class_.value,
        "trend": f.trend.value if f.trend else None,
        "change": number(f.change, 6),
        "distance": number(f.distance, 6),
        "pace": number(f.pace, 6),
        "needed": number(f.needed, 6),
        "says": f.says.in_(lang),
        "cause": f.cause,
        "followed": [said.in_(lang) for said in followed],
        "lead": f.row.lead.name.in_(lang) if f.row.lead else None,
    }


def _dossier(d: Dossier, lang: str) -> Json:
    return {
        "code": d.row.number,
        "complete": number(d.complete, 4),
        "missing": [
            {"piece": i.piece.value, "says": i.piece.label.in_(lang), "why": i.note.in_(lang)} for i in d.missing
        ],
    }
