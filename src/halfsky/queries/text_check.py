"""A text checked: its findings with their places in the file, for a page, the command line and comments.

Nothing of it is kept. Where the house holds the figures of a place they are handed in as plain values
(`text_figures.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from halfsky.exchange.prose_comments import Remark
from halfsky.exchange.prose_text import Prose
from halfsky.kernel.text import Text
from halfsky.prose.checks import house as house_rule
from halfsky.prose.checks.check import check
from halfsky.prose.checks.finding import SEVERITIES, Finding, Kind
from halfsky.prose.checks.house import Known
from halfsky.prose.checks.reading import drafted
from halfsky.prose.checks.years import title_year

MOST = 500
"""So many findings are shown: a text with more wants another author, not a longer list."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the house holds for a text: the figures of one place, the year that the text is of where it says none."""

    place: str
    year: int
    known: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A text with its findings in the order of their places, and how many `more` there are than are shown. Compared
    with the house where `figures` are given."""

    prose: Prose
    findings: tuple[Finding, ...]
    figures: Figures | None = None
    more: int = 0

    @property
    def conflicts(self) -> int:
        return sum(f.severity == "conflict" for f in self.findings)

    @property
    def questions(self) -> int:
        return len(self.findings) - self.conflicts

    def quote(self, finding: Finding) -> str:
        return self.prose.text[finding.start : finding.end]

    @property
    def kinds(self) -> list[tuple[Kind, int]]:
        """The kinds that were found with their number, the most frequent first."""
        return Counter(f.kind for f in self.findings).most_common()


def check_prose(prose: Prose, slack: Fraction = Fraction(0), figures: Figures | None = None) -> Checked:
    """Check a text. `slack`: what a printed rate may be off beyond rounding, in points."""
    draft = drafted(prose.text)
    found = list(check(draft, slack))
    if figures is not None:
        year = title_year(draft) or figures.year
        found += house_rule.find(draft, figures.known, year, figures.place)
    found.sort(key=_place)
    return Checked(prose, tuple(found[:MOST]), figures, max(0, len(found) - MOST))


def _place(finding: Finding) -> tuple[int, int]:
    return finding.start, finding.end


def remarks(checked: Checked, lang: str = "zh") -> list[Remark]:
    """The findings as comments."""
    return [Remark(f.start, f.end, _words(f, lang)) for f in checked.findings]


def _words(finding: Finding, lang: str) -> str:
    head = Text(
        f"【{SEVERITIES[finding.severity].zh}·{finding.kind.label.zh}】",
        f"[{SEVERITIES[finding.severity].en}: {finding.kind.label.en}] ",
    ).in_(lang)
    return head + " ".join(filter(None, (finding.says.in_(lang), finding.suggestion.in_(lang))))


def shape(checked: Checked) -> dict[str, object]:
    """The one JSON shape of a check."""
    prose = checked.prose
    return {
        "file": prose.name,
        "kind": prose.kind,
        "characters": len(prose.text),
        "conflicts": checked.conflicts,
        "questions": checked.questions,
        "more": checked.more,
        "compared_with_house": checked.figures is not None,
        "findings": [_finding_shape(checked, f) for f in checked.findings],
    }


def _finding_shape(checked: Checked, f: Finding) -> dict[str, object]:
    where = checked.prose.at(f.start).where
    return {
        "kind": f.kind.value,
        "label": _both(f.kind.label),
        "severity": f.severity,
        "start": f.start,
        "end": f.end,
        "quote": checked.quote(f),
        "where": _both(where),
        "says": _both(f.says),
        "suggestion": _both(f.suggestion),
        "also": [_span(checked, span) for span in f.also],
    }


def _span(checked: Checked, span: Sequence[int]) -> dict[str, object]:
    start, end = span
    return {"start": start, "end": end, "quote": checked.prose.text[start:end]}


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.in_("en")}
