"""First gate, collecting: `forms/NAME.yaml`, one form a file, and `workflows.yaml`, as far as each file tells alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import TypeVar

from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.packs.files import Files
from halfsky.packs.form_notation import CheckEntry, FormEntry, WorkflowEntry
from halfsky.packs.kinds import Placed
from halfsky.packs.notation import Row
from halfsky.packs.reading import read_entries
from halfsky.packs.spot import Complaints, Spot
from halfsky.packs.structure import Items, Scalar, load

NOT_A_LIST = problem(
    "400.235",
    ("{file} 应是一个列表。", "{file} must be a list."),
    ("请把每一条写成以“- {first}:”开头的一段。", "Begin every entry with “- {first}:”."),
)
DOUBLED_ENTRY = problem(
    "400.236",
    ("“{key}”与第 {first} 行重复。", "“{key}” repeats line {first}."),
    ("请只保留一处。", "Keep one of them."),
)
OTHER_FILE = problem(
    "400.321",
    ("文件名与报表编码“{form}”不一致。", "The file is not named after its form “{form}”."),
    ("一个文件一张表：请把文件改名为 forms/{form}.yaml，或改正编码。", "Name it forms/{form}.yaml: one form a file."),
)
ONE_KIND = problem(
    "400.322",
    (
        "一条审核要写且只写一种：{known}；这里写了{came}。",
        "A check is of exactly one kind, {known}; here stands {came}.",
    ),
    ("请拆成几条，或补上一种。", "Split it, or say of which kind it is."),
)
OUT_OF_KIND = problem(
    "400.323",
    ("“{key}”只与“{kind}”一起写，“{kind}”{must}“{key}”。", "{key} belongs to {kind}, which {must} {key}."),
    ("请补上或删去。", "Add it or take it out."),
)

FORMS = "forms/"
WORKFLOWS = "workflows.yaml"
CHECK_KINDS = ("hard", "soft", "siblings", "below", "alike")
_NOTHING = Text("无", "none")
_MAY = Text("可以有", "may have")
_MUST = Text("必须有", "must have")

E = TypeVar("E", bound=Row)


def is_form(name: str) -> bool:
    """Whether a file of a pack is a form."""
    path = PurePosixPath(name)
    return f"{path.parent}/" == FORMS and path.suffix == ".yaml"


def read_forms(files: Files, complaints: Complaints) -> tuple[FormEntry, ...]:
    """The forms of a pack in the order of their files."""
    found = []
    for name in sorted(filter(is_form, files.blobs)):
        with complaints.gathered():
            form = read_entries(FormEntry, load(files.text(name), files.path(name)), complaints)
            if form is not None:
                _check_form(form, PurePosixPath(name).stem, complaints)
                found.append(form)
    return tuple(found)


def read_workflows(files: Files, complaints: Complaints) -> tuple[WorkflowEntry, ...]:
    """The workflows of a pack."""
    return read_list(files, WORKFLOWS, WorkflowEntry, "workflow", complaints)


def read_list(files: Files, name: str, cls: type[E], key: str, complaints: Complaints) -> tuple[E, ...]:
    """A file that lists entries, each under a code of its own; nothing where there is no such file."""
    if name not in files.blobs:
        return ()
    node = load(files.text(name), files.path(name))
    if isinstance(node, Scalar) and not node.text:
        return ()
    if not isinstance(node, Items):
        raise NOT_A_LIST.at(str(node.spot), file=name, first=key)
    entries = [e for item in node.items if (e := read_entries(cls, item, complaints)) is not None]
    demand_once(((getattr(e, key), e.spot) for e in entries), complaints)
    return tuple(entries)


def demand_once(words: Iterable[tuple[str, Spot]], complaints: Complaints) -> None:
    """Complain of a word that stands twice."""
    seen: dict[str, Spot] = {}
    for word, spot in words:
        if word in seen:
            complaints.add(DOUBLED_ENTRY.at(str(spot), key=word, first=seen[word].line))
        seen.setdefault(word, spot)


def _check_form(form: FormEntry, name: str, complaints: Complaints) -> None:
    if form.form != name:
        complaints.add(OTHER_FILE.at(form.at("form"), form=form.form))
    demand_once(((e, e.spot) for section in form.lines for e in section.elements), complaints)
    demand_once(_columns(form), complaints)
    for check in form.checks:
        _check_kind(check, complaints)


def _columns(form: FormEntry) -> list[tuple[str, Spot]]:
    """The blocks of columns by the dimensions that they are the product of."""
    found: list[tuple[str, Spot]] = []
    for block in form.columns:
        if isinstance(block, Placed):
            found.append((block, block.spot))
        elif isinstance(block, Mapping) and block:
            found.append((" × ".join(sorted(block)), next(iter(block)).spot))
            for categories in block.values():
                found += [(f"{' × '.join(block)}={c}", c.spot) for c in categories]
    return found


def _check_kind(check: CheckEntry, complaints: Complaints) -> None:
    kinds = [kind for kind in CHECK_KINDS if getattr(check, kind)]
    if len(kinds) != 1:
        came = "、".join(kinds) or _NOTHING
        complaints.add(ONE_KIND.at(check.at(), known="、".join(CHECK_KINDS), came=came))
        return
    for key, kind in (("times", "siblings"), ("of", "below"), ("blocks", "below")):
        there = bool(getattr(check, key))
        if (there and kind not in kinds) or (key == "of" and not there and kind in kinds):
            complaints.add(OUT_OF_KIND.at(check.at(key), key=key, kind=kind, must=_MUST if key == "of" else _MAY))
