"""Keeping the rows that a pack brings: values, targets and facts, as revisions beside those that are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from halfsky.kernel.fact import Absence
from halfsky.kernel.numbers import needed
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.rows import PackFact, PackRows, PackValue
from halfsky.kernel.target import Target
from halfsky.store import bulk
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion, Submission, TargetRow, Value
from halfsky.store.models.value import HOUSE

NO_SUCH_PLACE = problem(
    "404.530",
    ("内容包用到的区划 {came} 不存在。", "The pack names the place {came}, which does not exist."),
    ("请先导入该区划。", "Import the place first."),
)
BATCH = 500
ACCEPTED = "accepted"
Key = tuple[Any, ...]


def place_ids(house: House, brought: PackRows) -> Mapping[str, int]:
    """The places that the rows name, by whole code; refuses all that are missing."""
    codes = sorted({r.place for part in (brought.targets, brought.values, brought.facts) for r in part} - {""})
    found: dict[str, int] = {}
    for at in range(0, len(codes), BATCH):
        versions = PlaceVersion.objects.on(house.today()).filter(code__in=codes[at : at + BATCH])
        found.update(versions.values_list("code", "place"))
    missing = [code for code in codes if code not in found]
    if missing:
        raise Refused(NO_SUCH_PLACE.at(came=code) for code in missing)
    return found


def keep_values(values: Sequence[PackValue], places: Mapping[str, int], origin: str, position: int) -> int:
    """Keep the published values of a pack; returns how many are new or changed."""
    coming = {
        (places[v.place], v.indicator, str(v.cell), str(v.period)): Value(
            indicator=v.indicator,
            cell=str(v.cell),
            place_id=places[v.place],
            period=str(v.period),
            year=v.period.last_day().year,
            value=v.value,
            unit=v.unit,
            source=v.source,
            published=v.published,
            note=v.note,
            origin=origin,
            position=position,
        )
        for v in values
    }
    says = ("value", "unit", "source", "published", "note")
    kept = Value.objects.filter(place__in=set(places.values())) if places else Value.objects.none()
    return _keep(Value, coming, kept, ("place_id", "indicator", "cell", "period"), says, origin)


def keep_targets(targets: Sequence[Target], places: Mapping[str, int], origin: str, position: int) -> int:
    """Keep the targets of a pack; returns how many are new or changed."""
    coming = {
        (places.get(t.place), t.group, t.plan, t.number, str(t.cell), t.year): target_row(
            t, places.get(t.place), origin, position
        )
        for t in targets
    }
    key = ("place_id", "group", "plan", "number", "cell", "year")
    says = ("comparator", "value", "value2", "tolerance", "each", "interim", "source", "review")
    return _keep(TargetRow, coming, TargetRow.objects.filter(plan__in={t.plan for t in targets}), key, says, origin)


def target_row(t: Target, place: int | None, origin: str, position: int = 0) -> TargetRow:
    """A target as a row of a place (None: of a group)."""
    return TargetRow(
        plan=t.plan,
        number=t.number,
        cell=str(t.cell),
        place_id=place,
        group=t.group,
        year=t.year,
        comparator=t.comparator.value,
        value=t.shown,
        value2="" if t.value2 is None else needed(t.value2, 0),
        tolerance="" if t.tolerance is None else needed(t.tolerance, 0),
        each=t.each.value if t.each else "",
        interim=t.interim,
        source=t.source,
        review=t.review,
        origin=origin,
        position=position,
    )


def keep_facts(facts: Sequence[PackFact], places: Mapping[str, int], form: str, origin: str, position: int) -> int:
    """Keep the facts of a pack as one accepted submission per place and period; returns how many are new or changed."""
    entries: dict[tuple[str, str], dict[str, Any]] = {}
    for fact in facts:
        said = {"absent": fact.value.value} if isinstance(fact.value, Absence) else fact.value
        entries.setdefault((fact.place, str(fact.period)), {})[f"{fact.element}|{fact.cell}"] = said
    coming = {
        (places[place], form, period): Submission(
            form=form,
            place_id=places[place],
            period=period,
            entries=given,
            state=ACCEPTED,
            origin=origin,
            position=position,
        )
        for (place, period), given in entries.items()
    }
    kept = Submission.objects.filter(form=form)
    return _keep(Submission, coming, kept, ("place_id", "form", "period"), ("entries", "state"), origin)


def _keep(
    model: Any, coming: Mapping[Key, Any], kept: Any, key: Sequence[str], says: Sequence[str], origin: str
) -> int:
    """Set the coming rows beside the kept ones: new revisions for what differs, an end for what comes no more."""
    revisions: dict[Key, list[Any]] = {}
    for row in kept.order_by("revision"):
        revisions.setdefault(tuple(getattr(row, name) for name in key), []).append(row)
    new: list[Any] = []
    ended: list[int] = []
    for at, row in coming.items():
        before = revisions.get(at, [])
        mine = next((r for r in reversed(before) if r.origin == origin), None)
        current = next((r for r in before if r.current), None)
        if mine is not None and (mine.current or current) and _says(mine, says) == _says(row, says):
            continue
        row.revision = max((r.revision for r in before), default=0) + 1
        row.current = current is None or current.origin != HOUSE
        if row.current and current is not None:
            ended.append(current.pk)
        new.append(row)
    for at, before in revisions.items():
        if at not in coming:
            ended.extend(r.pk for r in before if r.current and r.origin == origin)
    for start in range(0, len(ended), BATCH):
        model.objects.filter(pk__in=ended[start : start + BATCH]).update(current=False)
    bulk.insert_made(model, new)
    return len(new)


def _says(row: Any, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)
