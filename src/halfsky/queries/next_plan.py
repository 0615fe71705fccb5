"""What the next plan is made of: an installed plan as it was written, and base values from the latest figures."""

from __future__ import annotations

from halfsky.kernel.access import Viewer
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.numbers import printed
from halfsky.packs import RawPack, read_pack
from halfsky.packs.cloning import NOT_A_PLAN, Base
from halfsky.queries import places
from halfsky.queries.assessments import assess
from halfsky.queries.hidden import Sight
from halfsky.store.house import House
from halfsky.store.models import PackText
from halfsky.store.packfiles import unzipped


def installed_pack(house: House, code: str) -> RawPack:
    """The pack of an installed plan as it was read when it was installed."""
    kept = PackText.objects.filter(code=code, current=True).first()
    if kept is None:
        raise NOT_A_PLAN.at(came=code)
    return read_pack(unzipped(kept.files), code)


def latest_bases(house: House, viewer: Viewer, plan: str, before: int) -> dict[tuple[str, Cell], Base]:
    """The latest value of every goal at the plan's own place, of years before the next plan begins."""
    chosen = house.content.plan(plan)
    year = chosen.nearest(min(house.today().year, before - 1))
    found = assess(house, viewer, plan, places.top(house).code, year, sight=Sight(house, None))
    bases = {}
    for row in found.rows:
        last = next((o for o in reversed(row.series) if o.year < before), None)
        if last is not None:
            shown = printed(last.value, row.indicator.decimals) if last.computed else last.shown
            bases[row.number, row.goal.cell] = Base(last.year, shown)
    return bases
