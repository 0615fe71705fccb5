"""Every entry of the log names the place that it concerns, and who reads the log of a place finds those of it alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import halfsky
from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refusal
from halfsky.store.house import House
from tests.collecting import GUIGANG, GUIPING, PINGNAN, People, accepted
from tests.houses import admin_of, viewer

if TYPE_CHECKING:
    from halfsky.store.models import RoundRow

ACTIONS = Path(halfsky.__file__).parent / "actions"


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every place in the actions where an entry is written: the file, and the call of `acting` or `log.append`."""
    for file in sorted(ACTIONS.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("acting", "log.append"):
                yield f"{file.name}:{node.lineno}", node


def names_a_place(call: ast.Call) -> bool:
    if ast.unparse(call.func) == "log.append":
        return any(isinstance(n, ast.Call) and ast.unparse(n.func) in ("placed", "_subject") for n in call.args)
    given = [k.value for k in call.keywords if k.arg == "at"] or call.args[4:5]
    return bool(given) and not (isinstance(given[0], ast.Constant) and given[0].value is None)


def action_of(call: ast.Call) -> str:
    said = call.args[2]
    return said.value if isinstance(said, ast.Constant) else ast.unparse(said)


def test_every_action_names_its_place_or_is_of_the_whole_house(house: House) -> None:
    from halfsky.actions.acting import WHOLE_HOUSE

    found = list(calls())
    without = {where: action_of(call) for where, call in found if not names_a_place(call)}
    assert len(found) > 60
    assert {where: name for where, name in without.items() if name not in WHOLE_HOUSE} == {}


def test_what_was_done_stands_under_the_place_it_concerns(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.acting import WHOLE_HOUSE
    from halfsky.actions.rounds import close_round, remind
    from halfsky.store.models import LogEntry

    accepted(city, people, row)
    remind(city, people["city_office"], row.pk, [GUIPING])
    close_round(city, people["city_office"], row.pk)
    said = list(LogEntry.objects.exclude(action__in=WHOLE_HOUSE).values_list("action", "subject"))
    under = {(action, subject.split()[0]) for action, subject in said}
    assert {("rounds.open", GUIGANG), ("rounds.remind", GUIGANG), ("rounds.close", GUIGANG)} <= under
    assert {("sheets.submit", PINGNAN), ("sheets.review", PINGNAN), ("sheets.accept", PINGNAN)} <= under
    assert {("users.add", GUIGANG), ("users.add", PINGNAN), ("users.grant", "0" * 12)} <= under
    assert all(len(code) == 12 and code.isdigit() for _, code in under)


def seen(house: House, who: Viewer) -> set[tuple[str, str]]:
    from halfsky.queries.log import entries

    return {(e.action, e.place) for e in entries(house, who, limit=500)}


def test_the_auditor_of_a_county_finds_what_concerns_it_and_what_she_did_herself(
    city: House, people: People, row: RoundRow
) -> None:
    from halfsky.actions.users import set_language
    from halfsky.queries.log import entries

    accepted(city, people, row)
    auditor = viewer(city, "auditor", "auditor", PINGNAN)
    set_language(city, people["sibling"], "en")
    set_language(city, people["teacher"], "en")
    found = seen(city, auditor)
    assert {place for _, place in found} == {PINGNAN}
    assert {("sheets.submit", PINGNAN), ("users.language", PINGNAN), ("users.add", PINGNAN)} <= found
    assert {place for _, place in seen(city, people["sibling_office"])} == {GUIPING}
    assert {GUIGANG, PINGNAN, GUIPING} == {place for _, place in seen(city, people["city_office"])} - {""}
    shown = next(e for e in entries(city, auditor) if e.action == "sheets.submit")
    assert (shown.place_name, shown.subject) == ("平南县", "health-yearly 2025")


def test_ones_own_acts_are_seen_wherever_they_were_done(city: House, people: People, row: RoundRow) -> None:
    """The office of the county takes a list away of the city: it is of the city, and hers."""
    from halfsky.actions.exports import log_export
    from halfsky.queries.places import place

    log_export(city, people["office"], "rounds", "", place(city, GUIGANG), "csv", 1)
    assert ("export.rounds", GUIGANG) in seen(city, people["office"])
    assert ("export.rounds", GUIGANG) not in seen(city, people["sibling_office"])


def test_a_place_that_was_recoded_keeps_its_earlier_entries(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.tree_changes import recode

    recode(city, admin_of(city), PINGNAN, "450899000000", city.today())
    assert ("users.add", PINGNAN) in seen(city, people["office"])
    assert not {place for _, place in seen(city, people["sibling_office"])} & {PINGNAN, "450899000000"}


def test_who_holds_the_right_nowhere_is_refused(city: House, people: People) -> None:
    from halfsky.queries.log import entries, last_check

    for who, number in (("filler", "403.10"), ("stranger", "403.10"), ("nobody", "401.10")):
        for ask in (entries, last_check):
            with pytest.raises(Refusal) as refused:
                ask(city, people[who])
            assert refused.value.number == number


def test_a_county_is_told_whether_the_whole_chain_is_intact(city: House, people: People) -> None:
    from halfsky.actions.nightly import check_log, check_log_now
    from halfsky.queries.log import last_check, whole

    check_log(city)
    checked = last_check(city, people["office"])
    assert checked is not None and checked.chain.whole
    assert not whole(city, people["office"]) and whole(city, admin_of(city))
    with pytest.raises(Refusal) as refused:
        check_log_now(city, people["office"])
    assert refused.value.number == "403.10"
