"""What the house holds already of what proposals are about to set: the figure of the year, the target of the year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from halfsky.kernel.access import SEE_FIGURES, Viewer, may
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.fact import Observation
from halfsky.kernel.place import Place
from halfsky.kernel.source_text import State
from halfsky.kernel.text import Text
from halfsky.kernel.words import quantity, wanted
from halfsky.queries.hidden import Sight
from halfsky.queries.series import series
from halfsky.queries.source_items import Item
from halfsky.queries.source_matches import Match
from halfsky.queries.targets import by_year
from halfsky.store.house import House

Asked = tuple[Item, Match, Place]


def standing(house: House, viewer: Viewer, items: Iterable[Item]) -> dict[int, Text]:
    """By number what stands where a proposal that is still open would go, as the viewer sees it; none where nothing
    does."""
    asked: dict[int, list[Asked]] = defaultdict(list)
    for one in items:
        place, match = one.of_place, one.match
        if one.state is State.ACCEPTED or match is None or place is None or not one["year"]:
            continue
        if may(viewer, SEE_FIGURES, place, house.today()):
            asked[place.id].append((one, match, place))
    found: dict[int, Text] = {}
    for here in asked.values():
        found.update(_figures(house, viewer, [a for a in here if a[0].type == "result"]))
        found.update(_targets(house, [a for a in here if a[0].type == "target"]))
    return found


def _figures(house: House, viewer: Viewer, asked: list[Asked]) -> Iterator[tuple[int, Text]]:
    wanted_cells: dict[str, set[Cell]] = defaultdict(set)
    for _, match, _ in asked:
        wanted_cells[match.indicator.code].add(match.goal.cell)
    if not asked:
        return
    known = series(house, asked[0][2], wanted_cells, Sight(house, viewer))
    for one, match, _ in asked:
        for observation in known.get((match.indicator.code, match.goal.cell), ()):
            if _of_year(observation, one["year"]):
                yield one.number, quantity(observation.shown, match.indicator.unit)


def _of_year(observation: Observation, year: str) -> bool:
    return str(observation.period) == year


def _targets(house: House, asked: list[Asked]) -> Iterator[tuple[int, Text]]:
    plans = {match.plan.code: match.plan for _, match, _ in asked}
    known = {code: by_year(house, plan, [asked[0][2].id]) for code, plan in plans.items()}
    for one, match, place in asked:
        own = known[match.plan.code].get((place.id, match.goal.number, match.goal.cell), {})
        if (target := own.get(int(one["year"]))) is not None:
            yield one.number, wanted(target, match.indicator)
