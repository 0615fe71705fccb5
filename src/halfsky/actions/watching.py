"""Watching: whenever figures, targets, packs or the tree change, and every night, the places concerned are judged anew,
and what warns otherwise than before is kept as a row, told, and moves what follows it.

Judged are the places down to the counties that have figures or targets of their own or below them. What is asked of
the database are rows and entries since the last time, whose position lies in a file of `run/`: where that is missing,
everything is judged.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models import Q, QuerySet

from halfsky.actions.acting import acting
from halfsky.actions.notices import tell
from halfsky.actions.record_deadlines import move_on
from halfsky.kernel.access import ANSWER, COMMITTEE, KEEP_RECORDS, Permission, Viewer
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.filing import COUNTING
from halfsky.kernel.place import SIX_LEVELS, Level, Place
from halfsky.kernel.plan import Plan
from halfsky.kernel.text import Text, listed
from halfsky.kernel.warning import Level as Grade
from halfsky.kernel.watching import Followed, Warned, changed, followed, state
from halfsky.queries import places, plans
from halfsky.queries.assessments import figures, judged
from halfsky.queries.hidden import Sight, everything
from halfsky.queries.watched import as_columns, warned
from halfsky.store.folder import write_whole
from halfsky.store.head import head
from halfsky.store.house import House
from halfsky.store.locks import alone
from halfsky.store.models import LogEntry, PlaceVersion, Submission, TargetRow, TreeEdition, Value, WarningState
from halfsky.store.models.place import ids
from halfsky.store.viewers import operator

WATCHING_LOCK = "watching"
DEEPEST = Level.COUNTY
"""Plans are judged down to the counties."""
TAKEN_BACK = ("targets.take_back", "values.take_back")
"""What leaves no new row: the entry alone says of which place."""
MOST_NAMED = 3
"""So many indicators are named in a notice."""
NEW_REDS = Text("{place}新增红色预警{n}项：{names}。", "{place} has {n} new red warnings: {names}.")
AND_MORE = Text("{names}等", "{names} and others")


def watch(house: House, entry: LogEntry | None = None) -> int:
    """Judge anew what may have changed since the last time. Returns how many states have changed."""
    with alone(house.folder, WATCHING_LOCK):
        before, now = _last(house), _mark(house)
        if before == now:
            return 0
        touched = _touched(before["position"]) if before and before["of"] == now["of"] else None
        count = _watched(house, _judged_places(house, touched))
        write_whole(house.folder.run / "watched.json", json.dumps(now))
    return count


def sweep(house: House) -> int:
    """Judge every place: a day has passed, which some rules look at."""
    return _watched(house, _judged_places(house, None))


def _last(house: House) -> dict[str, int | str]:
    try:
        found: dict[str, int | str] = json.loads((house.folder.run / "watched.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _mark(house: House) -> dict[str, int | str]:
    """What has been seen: the position in the log; and what everything depends on."""
    tree = TreeEdition.objects.order_by("-number").values_list("number", flat=True).first()
    return {"position": head().position, "of": f"{house.packs_fingerprint()} {tree}"}


def _touched(since: int | str) -> set[int] | None:
    """The places of which something came since a position; None where everything may have changed."""
    later = LogEntry.objects.filter(position__gt=since)
    if later.filter(action__startswith="places.").exists():
        return None
    told = Q(action__startswith="sheets.") | Q(action__in=TAKEN_BACK)
    subjects = later.filter(told).values_list("subject", flat=True)
    codes = {subject[: SIX_LEVELS.digits] for subject in subjects}
    found = set(PlaceVersion.objects.filter(code__in=codes).values_list("place", flat=True))
    if TargetRow.objects.filter(position__gt=since, place=None).exists():
        return None
    for rows in (Value.objects.all(), TargetRow.objects.all()):
        found |= set(rows.filter(position__gt=since).values_list("place", flat=True))
    return found


def _judged_places(house: House, touched: Collection[int] | None) -> list[Place]:
    """The places to be judged, those further down first: touched ones and all above them; of everything that holds a
    figure or a target, where None is given."""
    if touched is None:
        touched = {
            *Value.objects.filter(current=True).values_list("place", flat=True).distinct(),
            *TargetRow.objects.filter(current=True).exclude(place=None).values_list("place", flat=True).distinct(),
            *Submission.objects.filter(current=True, state__in=COUNTING).values_list("place", flat=True).distinct(),
        }
    ways = PlaceVersion.objects.on(house.today()).filter(place__in=touched).values_list("path", flat=True)
    found = places.by_ids(house, {number for path in ways for number in ids(path)})
    deep = [p for p in found if p.level.depth <= DEEPEST.depth and not p.stand_in]
    return sorted(deep, key=lambda p: (-p.level.depth, p.code))


def _watched(house: House, at: Iterable[Place]) -> int:
    count, viewer = 0, operator(house)
    for place in at:
        count += _watch_place(house, viewer, place)
    return count


def _watch_place(house: House, viewer: Viewer, place: Place) -> int:
    """Judge one place and keep what has changed."""
    found, before, today = states(house, viewer, place), warned(place.id), house.today()
    now = {spelled: changed(before.get(spelled), one, today) for spelled, one in found.items()}
    new = {spelled: one for spelled, one in now.items() if one is not None}
    gone = [followed(spelled) for spelled in before.keys() - found.keys()]
    if not new and not gone:
        return 0
    with acting(house, viewer, "warnings.change", "", place) as act:
        for series in (*gone, *map(followed, new)):
            _rows(place, series).update(current=False)
        WarningState.objects.bulk_create(
            WarningState(
                place_id=place.id,
                indicator=followed(spelled).indicator,
                cell=str(followed(spelled).cell),
                position=act.position,
                **as_columns(one),
            )
            for spelled, one in new.items()
        )
        act.detail = {"changed": len(new), "gone": len(gone)}
        if before:
            _tell(house, viewer, place, {s: one for s, one in new.items() if _turned_red(before.get(s), one)})
    move_on(house, {place.id})
    return len(new) + len(gone)


def _rows(place: Place, series: Followed) -> QuerySet[WarningState]:
    return WarningState.objects.filter(place=place.id, indicator=series.indicator, cell=str(series.cell), current=True)


def _turned_red(before: Warned | None, now: Warned) -> bool:
    return now.level is Grade.RED and (before is None or before.level is not Grade.RED)


def states(house: House, viewer: Viewer, place: Place) -> Mapping[str, Warned]:
    """What every series of a place warns of now, judged in the newest year that it has figures for, by all plans of
    that year; nothing where the place has no figure at all. What rests on few cases is judged on what is true and
    marked as veiled."""
    year = plans.newest_year(house, viewer, place.code)
    in_force = plans.in_force(house, viewer, place.code, year)
    public = Sight(house, None)
    found = _by_series(_assessed(house, place, year, in_force, public))
    hidden = {str(Followed(code, cell)) for code, cell in public.hidden(place)}
    if not hidden:
        return {spelled: state(rows) for spelled, rows in found.items()}
    true = _by_series(_assessed(house, place, year, in_force, everything(house)))
    return {spelled: replace(state(rows), veiled=spelled in hidden) for spelled, rows in true.items()}


def _assessed(house: House, place: Place, year: int, in_force: Sequence[Plan], sight: Sight) -> list[Assessment]:
    known = figures(house, in_force, place, sight)
    return [judged(house, plan, place, year, house.today(), known, sight) for plan in in_force]


def _by_series(assessments: Iterable[Assessment]) -> Mapping[str, list[tuple[str, Row]]]:
    """The rows of each series that wants something of the place, or warns."""
    rows = [(assessment.plan.code, row) for assessment in assessments for row in assessment.rows]
    if not any(row.verdict.latest for _, row in rows):
        return {}
    found: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for plan, row in rows:
        if row.target or row.warning:
            found[str(Followed(row.indicator.code, row.goal.cell))].append((plan, row))
    return found


def _tell(house: House, viewer: Viewer, place: Place, reds: Mapping[str, Warned]) -> None:
    """New reds are told to the committee's office, and to each agency that leads some of them."""
    open_ = {spelled: one for spelled, one in reds.items() if not one.veiled}
    if not open_:
        return
    address = f"/at/{place.code}/{house.today().year}/warnings"
    _tell_of(house, viewer, place, list(open_), KEEP_RECORDS, COMMITTEE, address)
    leads: dict[str, list[str]] = defaultdict(list)
    for spelled, one in open_.items():
        duty = house.content.plan(one.plan).duty(one.number)
        if duty is not None:
            leads[duty.lead].append(spelled)
    for agency, mine in leads.items():
        _tell_of(house, viewer, place, mine, ANSWER, agency, address)


def _tell_of(
    house: House, viewer: Viewer, place: Place, spelled: list[str], permission: Permission, agency: str, address: str
) -> None:
    content = house.content
    names = listed([content.indicators[followed(s).indicator].name for s in spelled[:MOST_NAMED]])
    said = AND_MORE.format(names=names) if len(spelled) > MOST_NAMED else names
    says = NEW_REDS.format(place=place.name, n=len(spelled), names=said)
    tell(house, viewer, "warning", says, place.id, permission, agency, None, address)
