"""`halfsky packs check DIR` and `halfsky packs schema`, for those who write content packs, need no house;
`halfsky packs install DIR` brings packs into one, or newer versions of those that it has; `halfsky packs clone PLAN`
writes the draft of the next plan, with base values where a house is named."""

from __future__ import annotations

import json
from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from halfsky.cli import Subparsers
from halfsky.kernel.period import Period
from halfsky.kernel.text import LANGS, Text

if TYPE_CHECKING:
    from halfsky.packs import RawPack
    from halfsky.packs.cloning import Bases
    from halfsky.packs.gates import Checked

INSTALLED = Text("已安装：{packs}。", "Installed: {packs}.")
CLONED = Text(
    "已写成 {path}：目标 {goals} 项，目标值 {targets} 个，建议基期值 {bases} 个，均为待复核。",
    "Written to {path}: {goals} goals, {targets} targets, {bases} base values proposed, all to be checked.",
)
NOTHING_NEW = Text("没有变化：已安装的就是这个版本。", "Nothing has changed: this version is installed.")


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import house_argument

    parser = subparsers.add_parser(
        "packs", help="内容包：检查、安装、JSON Schema。 Content packs: check, install, JSON Schema."
    )
    below = parser.add_subparsers(title="命令 commands", metavar="check|install|clone|schema", required=True)
    check = below.add_parser("check", help="检查内容包，四道关。 Take a pack through the four gates.")
    check.add_argument("pack", type=Path, metavar="DIR", help="内容包的文件夹或 zip 文件，或放着几个内容包的文件夹")
    check.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    check.set_defaults(what=_check)
    bring = below.add_parser("install", help="安装或升级内容包。 Install packs or newer versions of them.")
    bring.add_argument("pack", type=Path, nargs="+", metavar="DIR", help="内容包的文件夹或 zip 文件，可写几个")
    bring.add_argument("--rules-seen", action="store_true", help="已看过预警规则的变化，照装 rules that warn otherwise")
    bring.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    house_argument(bring)
    bring.set_defaults(what=_install)
    clone = below.add_parser("clone", help="续编规划：写成新内容包。 Draft the next plan of one that there is.")
    clone.add_argument("plan", metavar="PLAN", help="原规划的代号，如 women-2021")
    clone.add_argument("--years", required=True, metavar="A..B", help="新规划的年份，5年或10年，如 2031..2040")
    clone.add_argument("--code", required=True, metavar="NEW", help="新规划的代号，如 women-2031")
    clone.add_argument("--out", required=True, type=Path, metavar="DIR", help="写到哪个文件夹")
    clone.add_argument("--keep-targets", action="store_true", help="带上原目标值（待复核）。 Carry the old targets.")
    clone.add_argument("--house", type=Path, metavar="DIR", help="数据目录：用其中已安装的规划和最近数据建议基期值")
    clone.add_argument("--user", default="", metavar="NAME", help=SUPPRESS)
    clone.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    clone.set_defaults(what=_clone)
    schema = below.add_parser("schema", help="打印给编辑器用的 JSON Schema。 Print the JSON Schema for editors.")
    schema.add_argument(
        "file",
        nargs="?",
        choices=("pack", "warnings", "form", "register", "scheme", "template", "workflows"),
        default="pack",
        help="哪个文件，默认 pack.yaml",
    )
    schema.set_defaults(what=_schema)
    for command in (check, bring, clone, schema):
        command.add_argument("--lang", choices=LANGS, default=SUPPRESS, help=SUPPRESS)
    return parser


def run(args: Namespace) -> int:
    done: int = args.what(args)
    return done


def _check(args: Namespace) -> int:
    from halfsky.packs.gates import check

    found = check(args.pack)
    if args.json:
        print(json.dumps(_shape(found), ensure_ascii=False, indent=1))
    else:
        _say(found)
    return 0 if found.refused_at is None else 1


def _install(args: Namespace) -> int:
    from halfsky.cli.common import opened

    house, viewer = opened(args)
    from halfsky.actions.packs import install

    done = install(house, viewer, args.pack, args.rules_seen)
    if args.json:
        print(json.dumps({"installed": done}, ensure_ascii=False))
        return 0
    said = INSTALLED.format(packs="、".join(done)) if done else NOTHING_NEW
    print(said.in_(viewer.lang))
    return 0


def _clone(args: Namespace) -> int:
    from halfsky.cli.common import demand_folder, language
    from halfsky.packs.cloning import Cloning, write_clone
    from halfsky.packs.kinds import SPAN

    demand_folder(args.out)
    years = SPAN.read(args.years)
    assert isinstance(years, Period)
    old, bases = _old_plan(args, years.year)
    done = write_clone(Cloning(old, args.code, years, args.keep_targets, bases), args.out)
    if args.json:
        said = {"path": str(done.folder), "goals": done.goals, "targets": done.targets, "bases": done.bases}
        print(json.dumps(said, ensure_ascii=False))
        return 0
    words = CLONED.format(path=done.folder, goals=done.goals, targets=done.targets, bases=done.bases)
    print(words.in_(language()))
    return 0


def _old_plan(args: Namespace, before: int) -> tuple[RawPack, Bases]:
    """The plan that is carried on, and base values from the figures of a house where one is named."""
    from halfsky.packs import read_pack, shipped
    from halfsky.packs.cloning import NOT_A_PLAN

    if args.house is not None:
        from halfsky.cli.common import opened

        house, viewer = opened(args)
        from halfsky.queries.next_plan import installed_pack, latest_bases

        return installed_pack(house, args.plan), latest_bases(house, viewer, args.plan, before)
    path = next((p for p in shipped() if p.name == args.plan), None)
    if path is None:
        raise NOT_A_PLAN.at(came=args.plan)
    return read_pack(path), {}


def _schema(args: Namespace) -> int:
    from halfsky.packs.schema import schemas

    print(json.dumps(schemas()[args.file], ensure_ascii=False, indent=2))
    return 0


def _shape(found: Checked) -> dict[str, object]:
    from halfsky.packs.gates import Gate

    return {
        "passed": found.refused_at is None,
        "packs": [
            {"pack": p.code, "version": p.head.version, "kind": p.head.kind, "fingerprint": p.fingerprint}
            for p in found.packs
        ],
        "gates": [{"gate": gate.value, "passed": found.passed(gate)} for gate in Gate],
        "refusals": [refusal.as_json() for refusal in found.refusals],
    }


def _say(found: Checked) -> None:
    """The packs and the gates on stdout, the complaints on stderr."""
    from halfsky.cli.common import complain, language
    from halfsky.kernel.refusals import Refused
    from halfsky.kernel.text import Text
    from halfsky.packs.gates import Gate

    lang = language()
    for pack in found.packs:
        print(f"{pack.code} {pack.head.version}  {pack.head.title.in_(lang)}  {pack.fingerprint[:12]}")
    words = {
        True: Text("通过", "passed"),
        False: Text(f"{len(found.refusals)}处不通过", f"{len(found.refusals)} complaints"),
        None: Text("未检查", "not checked"),
    }
    for gate in Gate:
        print(f"{gate.label.in_(lang)}  {words[found.passed(gate)].in_(lang)}")
    if found.refusals:
        complain(Refused(found.refusals))
