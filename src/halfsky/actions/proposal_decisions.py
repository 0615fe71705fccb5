"""What people decide on the proposals of a source text: mended, rejected, taken up again; accepting is
`proposal_accepting.py`. A decision is written into the document's row under the lock of its act."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from halfsky.actions.acting import Act, acting, user_of
from halfsky.actions.proposal_parts import read_parts
from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import problem
from halfsky.kernel.source_text import State
from halfsky.queries.source_items import item
from halfsky.queries.source_texts import SOURCE, SourceText, no_proposal, source_text
from halfsky.store.house import House
from halfsky.store.models import Document

DECIDED = problem(
    "409.1324",
    ("第{number}条{state}，不能再改。", "Proposal {number} is {state} and stays."),
    ("要改，请先撤回。", "Take it back first."),
)


def mend(house: House, viewer: Viewer, number: int, n: int, given: Mapping[str, str]) -> None:
    """Write what people say of a proposal beside what the text says; parts that it has already are not kept."""
    text = source_text(house, viewer, number)
    read = changed(house, viewer, text, n, given)
    if not read:
        return
    with acting(house, viewer, "texts.mend", f"{SOURCE} {number}", text.at) as act:
        decide(house, viewer, text, n, act, text.state(n), mended=read)
        act.detail = {"document": number, "proposals": [n]}


def changed(house: House, viewer: Viewer, text: SourceText, n: int, given: Mapping[str, str]) -> dict[str, str]:
    """What people wrote that differs from the proposal as it stands; refuses what cannot be read."""
    one = item(house, viewer, text, n)
    read = read_parts(house, viewer, text, given, one["year"])
    return {part: said for part, said in read.items() if said != one[part]}


def reject(house: House, viewer: Viewer, number: int, numbers: Collection[int]) -> None:
    """Put proposals aside; those that are accepted stay."""
    _set(house, viewer, number, numbers, State.REJECTED, "texts.reject")


def reopen(house: House, viewer: Viewer, number: int, numbers: Collection[int]) -> None:
    """Take up again what was put aside."""
    _set(house, viewer, number, numbers, State.OPEN, "texts.reopen")


def _set(house: House, viewer: Viewer, number: int, numbers: Collection[int], state: State, action: str) -> None:
    text = source_text(house, viewer, number)
    wanted = sorted(n for n in numbers if n not in text.numbers or text.state(n) is not state)
    if not wanted:
        return
    with acting(house, viewer, action, f"{SOURCE} {number}", text.at) as act:
        for n in wanted:
            decide(house, viewer, text, n, act, state)
        act.detail = {"document": number, "proposals": wanted}


def decide(
    house: House,
    viewer: Viewer,
    text: SourceText,
    n: int,
    act: Act,
    state: State,
    mended: Mapping[str, str] | None = None,
    became: Mapping[str, Any] | None = None,
) -> None:
    """Write one decision, inside an act; refuses where it is accepted already. `mended` is added to what was."""
    if n not in text.numbers:
        raise no_proposal(text.written.id, n)

    def change(said: dict[str, Any]) -> None:
        if said.get("state") == State.ACCEPTED:
            raise DECIDED.at(number=n, state=State.ACCEPTED.label)
        if mended:
            said["mended"] = {**said.get("mended", {}), **mended}
        said["state"] = state.value
        if became:
            said["became"] = {**became, "position": act.position}

    write(house, viewer, text.written.id, n, change)


def write(house: House, viewer: Viewer, number: int, n: int, change: Callable[[dict[str, Any]], None]) -> None:
    """Change what was decided for a proposal, inside an act; it bears the name of who did it last."""
    row = Document.objects.select_for_update().get(pk=number)
    said = row.brief.setdefault("said", {}).setdefault(str(n), {})
    change(said)
    user = user_of(viewer)
    said |= {"by": user.name or user.username, "at": house.now().isoformat(timespec="seconds")}
    row.save(update_fields=["brief"])
