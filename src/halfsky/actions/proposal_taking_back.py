"""Taking an accepted proposal back: what stood before stands again, as long as nothing was built upon it. A record that
a task became goes its own way and is cancelled by its own moves."""

from __future__ import annotations

from typing import Any

from halfsky.actions.acting import acting
from halfsky.actions.proposal_decisions import write
from halfsky.kernel.access import IMPORT_VALUES, WRITE_DOCUMENTS, Permission, Viewer, demand
from halfsky.kernel.refusals import problem
from halfsky.kernel.source_text import State, key
from halfsky.queries import places
from halfsky.queries.source_texts import SOURCE, no_proposal, source_text
from halfsky.store.house import House
from halfsky.store.models import LogEntry, TargetRow, Value
from halfsky.store.models.value import HOUSE

NOT_ACCEPTED = problem(
    "409.1337",
    ("第{number}条没有被接受，不用撤回。", "Proposal {number} is not accepted; nothing has to be taken back."),
    ("请刷新页面。", "Reload the page."),
)
OWN_WAY = problem(
    "409.1338",
    ("第{number}条已成为台账里的一条记录，不能在这里撤回。", "Proposal {number} has become a record, which stays."),
    ("请在该记录的页面上办理“取消”。", "Cancel it on the page of the record."),
)
BUILT_UPON = problem(
    "409.1339",
    ("第{number}条写入的数后来又改过，不能撤回。", "What proposal {number} set has been changed since, and stays."),
    ("请在数据导入或目标分解中直接改。", "Change it where values and targets are set."),
)
KINDS: dict[str, tuple[Any, Permission, tuple[str, ...]]] = {
    "target": (TargetRow, WRITE_DOCUMENTS, ("plan", "place", "group", "number", "cell", "year")),
    "value": (Value, IMPORT_VALUES, ("indicator", "cell", "place", "period")),
}
"""Of what a proposal became: its table, the right to set it, and what the revisions of one thing share."""


def take_back(house: House, viewer: Viewer, number: int, n: int) -> None:
    """Undo the acceptance of a proposal: its revisions end, and those before them are in force again."""
    text = source_text(house, viewer, number)
    if n not in text.numbers:
        raise no_proposal(number, n)
    if text.state(n) is not State.ACCEPTED:
        raise NOT_ACCEPTED.at(number=n)
    became = text.decision(n)["became"]
    if became["kind"] not in KINDS:
        raise OWN_WAY.at(number=n)
    at = places.place(house, became["place"])
    demand(viewer, KINDS[became["kind"]][1], at, house.today())
    with acting(house, viewer, f"{became['kind']}s.take_back", f"{SOURCE} {number}", at) as act:
        write(house, viewer, number, n, lambda said: _reopen(said, n))
        _revert(became, n)
        act.detail = {"text": key(number, n), "undone": became["position"]}


def _reopen(said: dict[str, Any], n: int) -> None:
    if said.pop("became", None) is None:
        raise NOT_ACCEPTED.at(number=n)
    said["state"] = State.OPEN.value


def _revert(became: dict[str, Any], n: int) -> None:
    """End the revisions that an act made; the newest before them that was not itself taken back is in force again, one
    of the house before one of a pack."""
    table, _, same = KINDS[became["kind"]]
    rows = table._default_manager
    mine = list(rows.filter(position=became["position"]))
    if any(not row.current for row in mine):
        raise BUILT_UPON.at(number=n)
    undone = [e.detail["undone"] for e in LogEntry.objects.filter(action=f"{became['kind']}s.take_back")]
    for row in mine:
        rows.filter(pk=row.pk).update(current=False)
        thing = {name: getattr(row, name) for name in same}
        before = rows.filter(**thing, revision__lt=row.revision).exclude(position__in=undone).order_by("-revision")
        earlier = before.filter(origin=HOUSE).first() or before.first()
        if earlier is not None:
            rows.filter(pk=earlier.pk).update(current=True)
