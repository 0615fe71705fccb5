"""docs/forms.md: the shipped forms at a glance, printed from the pack. `python -m tests.packs.print_forms`"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from halfsky.kernel.checking import Severity
from halfsky.kernel.content import Content
from halfsky.kernel.form import Form
from halfsky.packs import join, read_pack, shipped

DOCS = Path(__file__).resolve().parents[2] / "docs"
HEAD = """\
# 报表目录 · The forms

随产品提供的报表（内容包 `monitoring-cn`）。格数是每份表要填的数；审核分强制性（必须改正）和核实性（写明原因即可）。
本页由 `python -m tests.packs.print_forms` 印出，不要手改；怎样写报表见 [packs.md](packs.md)。

> The shipped forms. Cells are the figures that one sheet asks; hard checks block, soft ones want an explanation.

| 报表 Form | 编码 Code | 级次 Level | 数据项 Lines | 格 Cells | 强制 Hard | 核实 Soft | 流程 Workflow |
|---|---|---|---|---|---|---|---|
"""


@cache
def content() -> Content:
    """All shipped packs together."""
    return join([read_pack(path) for path in shipped()])


def printed() -> str:
    """The page."""
    forms = sorted(content().forms.values(), key=lambda f: (f.level.depth, f.printed.number, f.code))
    cells = sum(len(form.keys(content().elements)) for form in forms)
    rows = "".join(map(_row, forms))
    return f"{HEAD}{rows}\n共{len(forms)}张表，{cells}格。 · {len(forms)} forms, {cells} cells.\n"


def _row(form: Form) -> str:
    hard = sum(check.severity is Severity.HARD for check in form.checks)
    texts = (
        f"{form.title.zh} {form.title.en}",
        f"`{form.code}`",
        f"{form.level.label.zh} {form.level.value}",
        len(form.lines),
        len(form.keys(content().elements)),
        hard,
        len(form.checks) - hard,
        f"`{form.workflow}`",
    )
    return f"| {' | '.join(map(str, texts))} |\n"


if __name__ == "__main__":
    (DOCS / "forms.md").write_text(printed(), encoding="utf-8")
