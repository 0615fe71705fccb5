"""A checked text as its page shows it: the text in pieces, those that a finding stands on marked with its number."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from halfsky.exchange.harmless import harmless
from halfsky.kernel.text import Text
from halfsky.prose.checks.finding import SEVERITIES, Finding
from halfsky.queries.text_check import Checked

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text. `numbers` are the findings on it, `begins` those that begin with it; `hue` is the graver
    one's."""

    text: str
    numbers: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    hue: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A finding in the list beside the text."""

    number: int
    severity: Text
    hue: str
    kind: Text
    where: Text
    quote: str
    says: Text
    suggestion: Text


def pieces(checked: Checked) -> Iterator[Piece]:
    """The text cut where findings begin and end."""
    text, findings = checked.prose.text, checked.findings
    cuts = sorted({0, len(text), *(f.start for f in findings), *(f.end for f in findings)})
    for start, end in pairwise(cuts):
        here = [n for n, f in enumerate(findings, 1) if f.start <= start and end <= f.end]
        begins = [n for n in here if findings[n - 1].start == start]
        hue = "" if not here else _hue_of_all([findings[n - 1] for n in here])
        yield Piece(text[start:end], tuple(here), tuple(begins), hue)


def rows(checked: Checked) -> list[Row]:
    return [
        Row(
            n,
            SEVERITIES[f.severity],
            _hue(f),
            f.kind.label,
            checked.prose.at(f.start).where,
            checked.quote(f),
            f.says,
            f.suggestion,
        )
        for n, f in enumerate(checked.findings, 1)
    ]


def _hue(finding: Finding) -> str:
    return "bad" if finding.severity == "conflict" else "warn"


def _hue_of_all(findings: list[Finding]) -> str:
    return "bad" if any(f.severity == "conflict" for f in findings) else "warn"


def as_list(checked: Checked, lang: str) -> str:
    """The findings as CSV in an address of its own: nothing has to be kept for it to be taken away."""
    heads = (
        Text("序号", "No."),
        Text("位置", "Place"),
        Text("程度", "Severity"),
        Text("种类", "Kind"),
        Text("原文", "Quote"),
        Text("说明", "Arithmetic"),
        Text("建议", "Suggestion"),
    )
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([h.in_(lang) for h in heads])
    for r in rows(checked):
        told = (r.where.in_(lang), r.severity.in_(lang), r.kind.in_(lang), r.quote, r.says.in_(lang))
        writer.writerow([r.number, *map(harmless, told), harmless(r.suggestion.in_(lang))])
    return _address(out.getvalue().encode("utf-8-sig"), "text/csv;charset=utf-8")


def as_file(content: bytes) -> str:
    """A Word file in an address of its own."""
    return _address(content, WORD)


def _address(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
