"""Tables for a terminal: columns that line up though a Chinese character is two columns wide."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

from halfsky.kernel.assessment import Assessment
from halfsky.kernel.sentence import summary_sentence
from halfsky.kernel.words import value_of, wanted


def width(text: str) -> int:
    """How many columns a text takes."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def table(rows: Sequence[Sequence[str]], gap: str = "  ") -> list[str]:
    """The rows as lines, every column as wide as its widest cell."""
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    return [
        gap.join(cell + " " * (w - width(cell)) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def print_assessment(a: Assessment, lang: str) -> None:
    """The verdict table with its summary."""
    zh = lang == "zh"
    print(f"{a.plan.title.in_(lang)} · {a.place.name} · {a.year}")
    head = (
        ("编号", "指标", "数值", "数据年度", "目标", "判定", "")
        if zh
        else ("no.", "indicator", "value", "of", "target", "verdict", "")
    )
    rows = [head]
    for r in a.rows:
        v = r.verdict
        rows.append(
            (
                r.number,
                r.name.in_(lang),
                value_of(v.observation, r.indicator, v.bar).in_(lang)
                if v.observation
                else (v.reason.label.in_(lang) if v.reason else ""),
                str(v.observation.year) if v.observation else "",
                f"{wanted(r.target, r.indicator, v.bar).in_(lang)} ({r.target.year})" if r.target else "",
                v.class_.label.in_(lang),
                ("待复核" if zh else "to be checked") if r.needs_review else "",
            )
        )
    print("\n".join(table(rows)))
    print("\n" + summary_sentence(a.summary).in_(lang))
    print(f"截至 {a.as_of} · 数据版本 {a.snapshot}" if zh else f"as of {a.as_of} · snapshot {a.snapshot}")
    if a.redrawn or a.tree:
        print(f"{a.by_tree.label.in_(lang)}{'：' if zh else ': '}{a.by_tree.says.in_(lang)}")
    if a.demo:
        print("演示数据" if zh else "Invented data, for demonstration only")
