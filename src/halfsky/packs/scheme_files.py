"""First gate, appraisal schemes: `schemes/NAME.yaml`, one scheme a file, as far as the file tells alone."""

from __future__ import annotations

from pathlib import PurePosixPath

from halfsky.kernel.refusals import problem
from halfsky.kernel.scheme import Way
from halfsky.packs.files import Files
from halfsky.packs.reading import read_entries
from halfsky.packs.scheme_notation import ItemEntry, SchemeEntry
from halfsky.packs.spot import Complaints
from halfsky.packs.structure import load

OTHER_FILE = problem(
    "400.1080",
    ("文件名与办法编码“{scheme}”不一致。", "The file is not named after its scheme “{scheme}”."),
    (
        "一个文件一个办法：请把文件改名为 schemes/{scheme}.yaml，或改正编码。",
        "Name it schemes/{scheme}.yaml: one scheme a file.",
    ),
)
LACKS = problem(
    "400.1081",
    ("考核办法还要写明“{key}”。", "The scheme must also say “{key}”."),
    (
        "自行编写的办法写 title、years、at、groups；沿用别的办法的写 adopts、number、published。",
        "A scheme of its own says title, years, at and groups; one that adopts another: adopts, number and published.",
    ),
)
MISFIT = problem(
    "400.1082",
    ("“{label}”的类型是{kind}，“{key}”写得不对。", "“{label}” is of the kind “{kind}”; its “{key}” does not fit."),
    (
        "fact 要写公式 by，judged 不写，deduct 可写可不写；points 大于零；most 只用于 deduct，也大于零。",
        "fact has a formula (by), judged has none, deduct may; points are more than zero; most is for deduct alone.",
    ),
)
SCHEMES = "schemes/"


def is_scheme(name: str) -> bool:
    """Whether a file of a pack is a scheme."""
    path = PurePosixPath(name)
    return f"{path.parent}/" == SCHEMES and path.suffix == ".yaml"


def read_schemes(files: Files, complaints: Complaints) -> tuple[SchemeEntry, ...]:
    """The schemes of a pack in the order of their files."""
    found = []
    for name in sorted(filter(is_scheme, files.blobs)):
        with complaints.gathered():
            entry = read_entries(SchemeEntry, load(files.text(name), files.path(name)), complaints)
            if entry is not None:
                _check(entry, PurePosixPath(name).stem, complaints)
                found.append(entry)
    return tuple(found)


def _check(entry: SchemeEntry, name: str, complaints: Complaints) -> None:
    if entry.scheme != name:
        complaints.add(OTHER_FILE.at(entry.at("scheme"), scheme=entry.scheme))
    own = {"title": entry.title.zh, "years": entry.years, "at": entry.levels, "groups": entry.groups}
    said = {"number": entry.number, "published": entry.published}
    wanted = said if entry.adopts or any(said.values()) else {}
    for key, there in {**({} if entry.adopts else own), **wanted}.items():
        if not there:
            complaints.add(LACKS.at(entry.at(key), key=key))
    for item in (item for section in entry.groups.values() for item in section.items.values()):
        for key in _unfit(item):
            complaints.add(MISFIT.at(item.at(key), label=item.label, kind=item.kind.label, key=key))


def _unfit(item: ItemEntry) -> list[str]:
    wrong = {
        "by": bool(item.formula) is not (item.kind is Way.FACT) and item.kind is not Way.DEDUCT,
        "points": item.points <= 0,
        "most": item.most is not None and (item.kind is not Way.DEDUCT or item.most <= 0),
    }
    return [key for key, unfit in wrong.items() if unfit]
