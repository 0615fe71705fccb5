"""What a check found, as the page lists it and as the script shows it at the cells; one set of words for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from halfsky.kernel.checking import EXPLAIN_MORE, Finding, blocking, demand_reason
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import NOTHING, Text
from halfsky.queries.forms import key_text
from halfsky.queries.sheets import Checked, Sheet
from halfsky.web.present.sheet_grid import (
    cell_name,
    differently_read,
    gravest,
    look_of,
    refusal_text,
    said_at,
    shown_reading,
)

Json = dict[str, Any]

UNREADABLE = Text("填写有误", "cannot be read")
NOT_RUN = Text("未审核：缺少数据", "not run: figures are missing")
EXPLAINED = Text("已说明", "explained")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list. `asks` says that a 核实说明 belongs here, `wrong` why the one given will not do."""

    id: str
    look: str
    kind: Text
    says: Text
    cells: tuple[tuple[str, Text], ...]
    asks: bool = False
    text: str = ""
    wrong: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that is found in a sheet. `blocking` counts what keeps it from being handed in."""

    items: tuple[Item, ...]
    not_run: tuple[Item, ...]
    left: int
    asked: int
    blocking: int

    @property
    def ready(self) -> bool:
        return not self.blocking and not self.left

    @property
    def says(self) -> Text:
        """How far the sheet is, in one sentence."""
        if not self.asked:
            return Text("本表没有要填的格。", "This form asks nothing.")
        if self.ready:
            return Text(
                f"{self.asked}格都已填好，没有需要处理的审核问题。",
                f"All {self.asked} cells are in; nothing is left to do.",
            )
        zh = [f"还有{self.left}格未填"] if self.left else [f"{self.asked}格都已填"]
        en = [f"{self.left} cells left"] if self.left else [f"all {self.asked} cells filled"]
        if self.blocking:
            zh.append(f"{self.blocking}个问题待处理")
            en.append(f"{self.blocking} things to mend or explain")
        return Text("，".join(zh) + "。", ", ".join(en) + ".")


def findings(of: Sheet, checked: Checked | None = None, explained: Mapping[str, str] | None = None) -> Findings:
    """The list for a sheet as it is kept, or for texts just checked with the explanations given so far."""
    found: Checked | Sheet = checked or of
    given = of.explained if explained is None else explained
    wrong = {f.id: why for f in found.findings if (why := _wrong(given.get(f.id, "")))}
    good = {id_: text for id_, text in given.items() if id_ not in wrong}
    items = [_unreadable(of, key, refusal_text(r)) for key, r in found.refused.items()]
    items += [_item(of, f, good, given, wrong) for f in found.findings if f.failed]
    return Findings(
        items=tuple(sorted(items, key=lambda i: ("bad", "open", "good").index(i.look))),
        not_run=tuple(_item(of, f, good, given, wrong) for f in found.findings if not f.failed),
        left=found.left,
        asked=len(of.form.keys(of.content.elements)),
        blocking=len(found.refused) + len(blocking(found.findings, good)),
    )


def cells_shape(of: Sheet, checked: Checked, raw: Mapping[str, str], explained: Mapping[str, str], lang: str) -> Json:
    """What the script puts at the cells: look, sentences, how a text was read; and the computed totals."""
    good = {id_: text for id_, text in explained.items() if not _wrong(text)}
    said = said_at(checked, good)
    cells: Json = {
        key: {"look": gravest(look for look, _ in lines), "says": [t.in_(lang) for _, t in lines if t.zh]}
        for key, lines in said.items()
    }
    for key, answer in checked.answers.items():
        if read := differently_read(raw.get(key, ""), answer):
            cells.setdefault(key, {"look": "", "says": []})["read"] = read
    return {"cells": cells, "totals": {key: shown_reading(r).in_(lang) for key, r in checked.totals.items()}}


def _wrong(text: str) -> Text | None:
    """Why an explanation will not do; None where there is none, or it does."""
    if not text.strip():
        return None
    try:
        demand_reason(text)
    except Refused:
        return EXPLAIN_MORE.at(came=text.strip()).says + EXPLAIN_MORE.todo
    return None


def _item(of: Sheet, f: Finding, good: Mapping[str, str], given: Mapping[str, str], wrong: Mapping[str, Text]) -> Item:
    look = look_of(f, good)
    kind = NOT_RUN if not f.failed else EXPLAINED if look == "good" else f.severity.label
    return Item(
        f.id,
        look,
        kind,
        f.says,
        tuple((key_text(k), cell_name(of, key_text(k))) for k in f.keys),
        asks=look in ("open", "good"),
        text=given.get(f.id, ""),
        wrong=wrong.get(f.id, NOTHING),
    )


def _unreadable(of: Sheet, key: str, says: Text) -> Item:
    known = key.partition("|")[0] in of.content.elements or key.partition("|")[0] in of.form.rates
    cells = ((key, cell_name(of, key)),) if known else ()
    return Item(f"text|{key}", "bad", UNREADABLE, says, cells)
