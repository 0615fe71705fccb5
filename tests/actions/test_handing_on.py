"""Roles and open sheets when places change: what the plan says is what the act does; nobody gains a stranger's place.

平南县 (filler, colleague, teacher, statistics, office, leader) is merged into 桂平市 (sibling, sibling_office), which
keeps its code, or is abolished; the yearly form of 2025 is open for the city and nobody has handed in yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.handing_on import Fate
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.actions.test_submissions import numbers
from tests.collecting import GANGBEI, GUIGANG, GUIPING, PINGNAN, WHY, People, accepted, answers, handed_in
from tests.faces.conftest import Cast, rounds_template
from tests.houses import opened
from tests.rounds import COUNTY, NEIGHBOUR, TOWN, VACCINATION, YEAR, hand_in, person, take

if TYPE_CHECKING:
    from halfsky.actions.tree_changes import Changed
    from halfsky.store.models import RoundRow

__all__ = ["rounds_template"]
DAY, WITHIN, AHEAD = dt.date(2026, 7, 1), dt.date(2025, 7, 1), dt.date(2027, 1, 1)
TODAY, YESTERDAY = dt.date(2026, 11, 22), dt.date(2026, 11, 21)
OURS = ("filler", "colleague", "teacher", "statistics", "office", "leader")
Held = set[tuple[str, str, dt.date | None, dt.date | None]]


def merged(house: House, admin: Viewer, day: dt.date = DAY, *, dry: bool = False) -> Changed:
    from halfsky.actions.tree_changes import Part, merge

    return merge(house, admin, [PINGNAN, GUIPING], Part(GUIPING), day, dry=dry)


def abolished(house: House, admin: Viewer, *, dry: bool = False) -> Changed:
    from halfsky.actions.tree_changes import abolish

    return abolish(house, admin, PINGNAN, DAY, dry=dry)


def held(house: House, *names: str) -> Held:
    """Who holds what where: user, name of the place, first and last day."""
    from halfsky.queries import places
    from halfsky.store.models import GrantRow

    rows = GrantRow.objects.filter(user__username__in=names).select_related("user")
    return {(g.user.username, places.by_id(house, g.place_id).name, g.since, g.until) for g in rows}


def owes(house: House, people: People, who: str) -> list[str]:
    """The places whose sheets somebody is asked for."""
    from halfsky.queries.rounds import tasks

    return sorted(t.place.name for t in tasks(house, people[who]))


def submit_for(house: House, people: People, row: RoundRow, who: str) -> Callable[[], object]:
    """Handing in the sheet of 平南县."""
    from halfsky.actions.submissions import submit
    from halfsky.queries.sheets import check_answers

    def call() -> object:
        given = answers(house, row)
        found = check_answers(house, people[who], row.pk, PINGNAN, given).findings
        return submit(house, people[who], row.pk, PINGNAN, given, {f.id: WHY for f in found if f.failed})

    return call


def test_the_plan_says_what_becomes_of_every_role_and_sheet(city: House, people: People, row: RoundRow) -> None:
    from tests.houses import admin_of

    seen = merged(city, admin_of(city), dry=True)
    assert {(h.user, h.fate, h.to) for h in seen.handings} == {
        *((who, Fate.GOES, "桂平市") for who in OURS),
        ("sibling", Fate.STAYS, ""),
        ("sibling_office", Fate.STAYS, ""),
    }
    assert [(o.place.name, o.says.zh) for o in seen.owed] == [("平南县", "未上报，由桂平市填报")]
    assert (seen.roles, seen.sheets) == (8, 1)
    gone = abolished(city, admin_of(city), dry=True)
    assert {(h.user, h.fate, h.to) for h in gone.handings} == {(who, Fate.ENDS, "") for who in OURS}
    assert [o.says.zh for o in gone.owed] == ["未上报，由贵港市填报"]
    assert held(city, *OURS) == {(who, "平南县", None, None) for who in OURS}


def test_after_a_merger_roles_go_on_at_the_successor_and_nobody_else_gains(
    city: House, people: People, row: RoundRow
) -> None:
    from halfsky.store.models import LogEntry

    others = ("sibling", "sibling_office", "city_office", "city_filler", "stranger")
    before = held(city, *others)
    merged(city, admin_of(city))
    # Held there until yesterday, and at the successor from today, though the change is entered months late.
    assert held(city, "filler") == {("filler", "平南县", None, YESTERDAY), ("filler", "桂平市", TODAY, None)}
    assert held(city, *others) == before
    assert owes(city, people, "filler") == owes(city, people, "sibling") == ["平南县", "桂平市"]
    assert [owes(city, people, who) for who in ("teacher", "city_filler", "stranger")] == [[], [], []]
    entry = LogEntry.objects.order_by("-position")[0]
    assert entry.action == "places.change"
    assert {(said["user"], said["to"]) for said in entry.detail["roles"]} == {(who, "桂平市") for who in OURS}
    assert [said["to"] for said in entry.detail["sheets"]] == [GUIPING]


def test_the_successor_fills_in_checks_and_accepts_what_was_owed(city: House, people: People, row: RoundRow) -> None:
    """Owner: who filled in for the old county or fills in for the new one; colleague: the teacher of the same county;
    strangers: the city's filler, who serves a larger place, and one without any role."""
    from halfsky.actions.submissions import take_step
    from halfsky.queries.inbox import inbox
    from halfsky.queries.rounds import waiting
    from halfsky.store.models import Submission

    merged(city, admin_of(city))
    for who in ("teacher", "city_filler", "leader", "stranger", "nobody"):
        assert numbers(submit_for(city, people, row, who)) <= {"403.10", "401.10", "403.65"}
    (notice,) = [n for n in inbox(city, people["sibling"]) if n.kind == "handed_on"]
    assert "平南县自2026-07-01起撤并" in notice.says.zh and notice.href == f"/rounds/{row.pk}/{PINGNAN}"
    submit_for(city, people, row, "sibling")()
    sheet = Submission.objects.get(round=row)
    assert sheet.place_id == place_id(city, PINGNAN)
    assert [n.kind for n in inbox(city, people["statistics"])] == ["to_review"]
    assert [w.unit.place.name for w in waiting(city, people["statistics"])] == ["平南县"]
    assert waiting(city, people["city_statistics"]) == []
    take_step(city, people["statistics"], sheet.pk, "review")
    assert take_step(city, people["sibling_office"], sheet.pk, "accept").current


def test_what_was_handed_in_stays_with_the_old_place_and_counts_there(
    city: House, people: People, row: RoundRow
) -> None:
    from halfsky.queries.assessments import assess
    from halfsky.queries.sheets import sheet
    from halfsky.store.models import Submission

    accepted(city, people, row)
    seen = merged(city, admin_of(city), dry=True)
    assert [o.says.zh for o in seen.owed] == ["已上报，表留在原区划；退回时由桂平市修改"]
    merged(city, admin_of(city))
    assert Submission.objects.get().place_id == place_id(city, PINGNAN)
    # The figures of the county that ended are still open to those who served it, by way of the successor.
    found = assess(city, people["office"], "women-2021", PINGNAN, 2025).row("W1.07")
    assert found and found.verdict.observation and found.verdict.observation.shown == "100.0"
    assert sheet(city, people["leader"], row.pk, PINGNAN).state == "accepted"
    assert numbers(lambda: assess(city, people["stranger"], "women-2021", PINGNAN, 2025)) == {"403.10"}


def test_a_returned_sheet_is_mended_by_the_successor(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.submissions import take_step

    given = handed_in(city, people, row)
    merged(city, admin_of(city))
    take_step(city, people["sibling_office"], given.pk, "return", "请核对。")
    assert "平南县" in owes(city, people, "sibling")
    submit_for(city, people, row, "sibling")()


def test_what_is_abolished_leaves_its_roles_behind_and_its_sheet_to_the_place_above(
    city: House, people: People, row: RoundRow
) -> None:
    abolished(city, admin_of(city))
    assert held(city, *OURS) == {(who, "平南县", None, YESTERDAY) for who in OURS}
    assert owes(city, people, "filler") == [] and owes(city, people, "city_filler") == ["平南县"]
    assert numbers(submit_for(city, people, row, "filler")) == {"403.10"}
    submit_for(city, people, row, "city_filler")()


def test_a_change_within_the_period_asks_by_the_new_tree(city: House, people: People, row: RoundRow) -> None:
    seen = merged(city, admin_of(city), WITHIN, dry=True)
    assert [o.says.zh for o in seen.owed] == ["未上报，不再填报；本期按新区划由桂平市填报"]
    merged(city, admin_of(city), WITHIN)
    assert owes(city, people, "filler") == owes(city, people, "sibling") == ["桂平市"]
    assert numbers(submit_for(city, people, row, "sibling")) == {"404.741"}


def test_a_change_entered_ahead_lets_everything_be_until_its_day(city: House, people: People, row: RoundRow) -> None:
    merged(city, admin_of(city), AHEAD)
    eve = AHEAD - dt.timedelta(1)
    assert held(city, "filler") == {("filler", "平南县", None, eve), ("filler", "桂平市", AHEAD, None)}
    assert owes(city, people, "filler") == ["平南县"] and owes(city, people, "sibling") == ["桂平市"]


def test_parts_of_a_divided_place_are_given_anew_and_a_moved_one_keeps_everyone(
    city: House, people: People, row: RoundRow
) -> None:
    from halfsky.actions.tree_changes import Part, move, split

    parts = [Part("450822", "东县"), Part("450823", "西县")]
    seen = split(city, admin_of(city), PINGNAN, parts, DAY, dry=True)
    assert {h.fate for h in seen.handings} == {Fate.ENDS}
    assert [o.says.zh for o in seen.owed] == ["未上报，由贵港市填报"]
    moved = move(city, admin_of(city), PINGNAN, "450400000000", DAY)
    assert {h.fate for h in moved.handings} == {Fate.STAYS} and moved.owed == ()
    assert held(city, "filler") == {("filler", "平南县", None, None)}
    assert owes(city, people, "filler") == ["平南县"]
    handed_in(city, people, row)


def test_rights_over_persons_stay_with_the_old_place(city: House, people: People) -> None:
    from halfsky.store.models import GrantRow, User

    GrantRow.objects.create(
        user=User.objects.get(username="stranger"), role="case_worker", place_id=place_id(city, PINGNAN)
    )
    seen = merged(city, admin_of(city))
    assert ("stranger", Fate.KEPT) in {(h.user, h.fate) for h in seen.handings}
    assert held(city, "stranger") == {("stranger", "平南县", None, None)}


def test_what_is_lent_follows_its_lender_and_nothing_is_given_twice(city: House, people: People) -> None:
    from halfsky.actions.terms import lend
    from halfsky.actions.users import grant
    from halfsky.store.models import GrantRow

    mine = GrantRow.objects.get(user__username="filler")
    lend(city, people["filler"], mine.pk, "leader", dt.date(2026, 12, 31))
    grant(city, admin_of(city), "colleague", "liaison", GUIPING, "health")
    merged(city, admin_of(city))
    assert [(g.place.name, g.lent_by) for g in people["leader"].grants if g.holds_on(TODAY) and g.lent_by] == [
        ("桂平市", "filler")
    ]
    assert len([g for g in people["colleague"].grants if g.holds_on(TODAY)]) == 1


def test_taking_the_change_back_gives_every_role_back(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.taking_back import take_back
    from halfsky.actions.tree_changes import Part, merge
    from halfsky.store.models import Notice

    before, told = held(city, *OURS), Notice.objects.count()
    done = merge(city, admin_of(city), [PINGNAN, GANGBEI], Part("450806", "江区"), DAY)
    assert held(city, *OURS) != before and Notice.objects.count() == told + 2
    assert done.number and take_back(city, admin_of(city), done.number) == 1
    assert (held(city, *OURS), Notice.objects.count()) == (before, told)
    assert owes(city, people, "filler") == ["平南县"]


def test_roles_that_changed_again_keep_the_change_from_being_taken_back(city: House, people: People) -> None:
    from halfsky.actions.taking_back import take_back
    from halfsky.actions.terms import end_grant
    from halfsky.store.models import GrantRow

    done = merged(city, admin_of(city))
    end_grant(city, admin_of(city), GrantRow.objects.get(user__username="leader", until=None).pk)
    with pytest.raises(Refused) as refused:
        take_back(city, admin_of(city), done.number or 0)
    assert refused.value.refusals[0].number == "409.731"


def test_a_round_opened_later_asks_the_successor_too(city: House, people: People) -> None:
    """The merger lies between the period and the opening: the old county still owes its year."""
    from halfsky.actions.rounds import open_round, remind
    from halfsky.queries.inbox import inbox

    merged(city, admin_of(city))
    row = open_round(city, people["city_office"], "health-yearly", "2025", GUIGANG)
    assert owes(city, people, "sibling") == ["平南县", "桂平市"]
    remind(city, people["city_office"], row.pk, [PINGNAN])
    assert [n.kind for n in inbox(city, people["filler"])] == ["remind", "opened", "opened"]


@pytest.fixture
def town(rounds_template: Path, tmp_path: Path) -> Iterator[House]:
    """Two open rounds of 示例市 (tests/rounds.py), whose county 演示东河区 and its neighbour are to be merged."""
    yield from opened(rounds_template, tmp_path / "town")


def test_townships_of_a_merged_county_are_checked_by_the_successor(town: House) -> None:
    from halfsky.actions.tree_changes import Part, merge
    from halfsky.queries.rounds import progress, rounds, waiting

    merge(town, admin_of(town), [COUNTY, NEIGHBOUR], Part(NEIGHBOUR), DAY)
    number = hand_in(town, "town", TOWN, 12000, 11900)
    sibling = person(town, "sibling")
    assert [w.unit.place.code for w in waiting(town, sibling)] == [TOWN]
    assert waiting(town, person(town, "owner")) == []
    take(town, "sibling", number, "accept")
    assert TOWN in {u.place.code for u in progress(town, sibling, 1, TOWN).units}
    assert 1 in {r.id for r in rounds(town, sibling, NEIGHBOUR)}


def test_the_pages_of_what_has_ended_open_for_who_answers_for_it(town: House) -> None:
    from halfsky.actions.tree_changes import Part, merge

    merge(town, admin_of(town), [COUNTY, NEIGHBOUR], Part(NEIGHBOUR), DAY)
    cast = Cast(town)
    pages = (f"/rounds/2/{COUNTY}", f"/at/{COUNTY}/{YEAR}/plans/women-2021", f"/rounds/2?at={COUNTY}", "/tasks")
    assert [cast("women").get(page).status_code for page in pages] == [200] * 4
    assert f"/rounds/2/{COUNTY}" in cast("women").get("/tasks").content.decode()
    assert [cast("town").get(page).status_code for page in pages[:2]] == [403] * 2


def test_a_round_of_a_county_that_ends_is_managed_by_the_successor(town: House) -> None:
    from halfsky.actions.rounds import close_round, open_round
    from halfsky.actions.tree_changes import Part, merge
    from halfsky.queries.rounds import rounds

    row = open_round(town, person(town, "office"), VACCINATION, str(YEAR - 1), COUNTY)
    merge(town, admin_of(town), [COUNTY, NEIGHBOUR], Part(NEIGHBOUR), DAY)
    sibling = person(town, "sibling")
    (found,) = [r for r in rounds(town, sibling, NEIGHBOUR) if r.id == row.pk]
    assert found.tally.due == found.tally.missing > 0
    for who in ("women", "town"):
        with pytest.raises(Refused):
            close_round(town, person(town, who), row.pk)
    assert close_round(town, sibling, row.pk).state == "closed"


def admin_of(house: House) -> Viewer:
    from tests import houses

    return houses.admin_of(house)


def place_id(house: House, code: str) -> int:
    from halfsky.queries import places

    return places.place(house, code, DAY - dt.timedelta(1)).id
