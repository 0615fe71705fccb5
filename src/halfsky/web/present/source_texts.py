"""A source text as its page shows it: a stretch of the text with its proposals marked, the proposals beside it, where
each leads once it is accepted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.urls import reverse

from halfsky.exchange.targets import SAID
from halfsky.kernel.content import Content
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.source_text import State
from halfsky.kernel.target import Comparator
from halfsky.kernel.text import Text
from halfsky.prose.shape import TYPES
from halfsky.queries.source_items import Item
from halfsky.queries.source_matches import Match
from halfsky.queries.source_texts import Part, SourceText
from halfsky.web.present.listing import Listing

PER_PAGE = 60
SIGNS = {">=": "≥", "<=": "≤", "about": "约"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text. `numbers` are the proposals on it, `begins` those that begin with it."""

    text: str
    numbers: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    hue: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal in the list. `choices` are the goals to choose from, with whether each is the chosen one; `href` leads
    to what it became; `stands` is what the house holds there now; `heads` is the document that begins with it."""

    item: Item
    kind: Text
    hue: str
    value: str
    agency: Text | None
    choices: tuple[tuple[Match, bool], ...]
    href: str
    became: Text
    wrong: tuple[Refusal, ...]
    stands: Text | None
    heads: Part | None


def stretch(text: SourceText, pages: Sequence[Sequence[int]], page: int) -> tuple[int, int]:
    """What of the text stands on a page of proposals: together the pages show all of it."""
    whole = text.text

    def line_of(number: int) -> int:
        return whole.rfind("\n", 0, text.frozen.items[number - 1]["start"]) + 1

    begin = 0 if page == 0 or not pages else line_of(pages[page][0])
    end = len(whole) if page + 1 >= len(pages) else line_of(pages[page + 1][0])
    return begin, max(begin, end)


def pieces(text: str, begin: int, end: int, rows: Sequence[Row]) -> Iterator[Piece]:
    """A stretch of the text cut where proposals begin and end."""
    spans = [(max(r.item.start, begin), min(r.item.end, end), r) for r in rows if r.item.start < end]
    cuts = sorted({begin, end, *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    for start, stop in pairwise(cuts):
        here = [r for s, e, r in spans if s <= start and stop <= e]
        begins = tuple(r.item.number for s, _, r in spans if s == start)
        hue = "" if not here else min((r.hue for r in here), key=("open", "done", "off").index)
        yield Piece(text[start:stop], tuple(r.item.number for r in here), begins, hue)


def rows(
    items: Sequence[Item], content: Content, wrong: Mapping[int, Collection[Refusal]], standing: Mapping[int, Text]
) -> list[Row]:
    """The proposals of a page, each document headed where it begins."""
    found: list[Row] = []
    part: Part | None = None
    for item in items:
        heads = item.part if part is None or item.part.number != part.number else None
        part = item.part
        found.append(_row(item, content, tuple(wrong.get(item.number, ())), standing.get(item.number), heads))
    return found


def _row(item: Item, content: Content, wrong: tuple[Refusal, ...], stands: Text | None, heads: Part | None) -> Row:
    agency = content.agencies.get(item["agency"])
    return Row(
        item,
        TYPES[item.type],
        {State.OPEN: "open", State.ACCEPTED: "done", State.REJECTED: "off"}[item.state],
        value_of(item),
        agency.name if agency else None,
        choices(item),
        href(item.became),
        became_words(item.became, content),
        wrong,
        stands,
        heads,
    )


def choices(item: Item) -> tuple[tuple[Match, bool], ...]:
    """The goals to choose from: the chosen one, and those that are suggested."""
    known = {m.ref: m for m, _ in item.suggested}
    if item.match is not None:
        known = {item.match.ref: item.match} | known
    return tuple((m, item.match is not None and m.ref == item.match.ref) for m in known.values())


def value_of(item: Item) -> str:
    """The value with its unit: ≥95%, 约200元, 3–5吨; "" where there is none."""
    if not item["value"]:
        return ""
    if item["upper"]:
        return f"{item['value']}–{item['upper']}{item['unit']}"
    return f"{SIGNS.get(item['comparator'], '')}{item['value']}{item['unit']}"


def href(became: Mapping[str, Any]) -> str:
    """Where that stands which a proposal became; "" where it became nothing."""
    match became.get("kind"):
        case "task":
            return reverse("web:record", args=[became["record"]])
        case "target" | "value":
            where = {"code": became["place"], "year": became["year"], "plan": became["plan"], "name": became["number"]}
            return reverse("web:indicator", kwargs=where)
    return ""


def became_words(became: Mapping[str, Any], content: Content) -> Text:
    """What a proposal became, in words."""
    match became.get("kind"):
        case "target":
            what = f"{became['number']} · {became['year']}"
            return Text(f"目标值：{what}", f"target {what}")
        case "value":
            what = f"{became['number']} · {became['year']}"
            return Text(f"指标数值：{what}", f"value {what}")
        case "task":
            register = content.registers.get(became["register"])
            title = register.title if register else Text(became["register"])
            return title + Text(f" № {became['record']}")
    return Text("")


def comparators() -> list[tuple[str, Text]]:
    """How a value may be compared, for the form."""
    known = (Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.EQUAL, Comparator.ABOUT, Comparator.BETWEEN)
    return [(c.value, SAID[c]) for c in known]


COLUMNS = (
    (Text("序号", "No."), 6),
    (Text("位置", "Where"), 12),
    (Text("种类", "Kind"), 8),
    (Text("对象", "Of what"), 30),
    (Text("数值", "Value"), 14),
    (Text("文中的时间", "Time"), 16),
    (Text("年份", "Year"), 8),
    (Text("期限", "Deadline"), 12),
    (Text("区划", "Place"), 16),
    (Text("责任单位", "Responsible"), 18),
    (Text("指标", "Indicator"), 30),
    (Text("原话", "Quote"), 60),
    (Text("谁提出", "Proposed by"), 10),
    (Text("处理", "Decision"), 10),
    (Text("写成", "Became"), 24),
)
BY = {"rules": Text("规则", "rules"), "model": Text("模型", "the model")}


def listing(text: SourceText, items: Sequence[Item], content: Content, lang: str) -> Listing:
    """The proposals as a list to take away."""
    note = f"{text.at.name} · SHA-256 {text.written.sha256}"
    return Listing(text.written.name, note, COLUMNS, [_cells(i, content, lang) for i in items])


def _cells(i: Item, content: Content, lang: str) -> list[str | float | None]:
    agency = content.agencies.get(i["agency"])
    return [
        i.number,
        i.where.in_(lang),
        TYPES[i.type].in_(lang),
        i["subject"],
        value_of(i),
        i["when"],
        i["year"],
        i["day"] if i.type == "task" else "",
        i.of_place.name if i.of_place else i.place_said,
        agency.name.in_(lang) if agency else i.responsible,
        i.match.label if i.match else "",
        i.quote.strip(),
        BY[i.by].in_(lang),
        i.state.label.in_(lang),
        became_words(i.became, content).in_(lang),
    ]


def shape(text: SourceText, items: Sequence[Item]) -> dict[str, Any]:
    """A source text as JSON: what it says, what people made of it."""
    written = text.written
    return {
        "document": written.id,
        "name": written.name,
        "place": written.place,
        "year": written.year,
        "sha256": written.sha256,
        "confidential": text.confidential,
        "characters": len(text.text),
        "parts": [
            {"number": p.number, "start": p.start, "end": p.end, "title": p.title, "year": p.year, "level": p.level}
            | {"place_said": p.place_said, "place": p.place, "responsible": p.responsible}
            for p in text.parts
        ],
        "proposals": [_item_shape(i) for i in items],
    }


def _item_shape(i: Item) -> dict[str, Any]:
    return {
        "number": i.number,
        "state": i.state.value,
        "proposed_by": i.by,
        "part": i.part.number,
        "char_start": i.start,
        "char_end": i.end,
        "quote": i.quote,
        "where": {"zh": i.where.zh, "en": i.where.en},
        **{name: said or None for name, said in i.says.items()},
        "place_said": i.place_said or None,
        "responsible": i.responsible or None,
        "previous_value_or_change": i.change or None,
        "recovered_year": i.anchor,
        "recovered_from": i.why.zh or None,
        "mended": sorted(i.mended),
        "suggested": [{"ref": m.ref, "name": m.name, "likeness": likeness} for m, likeness in i.suggested],
        "became": dict(i.became) or None,
        "decided_by": i.decided_by or None,
    }
