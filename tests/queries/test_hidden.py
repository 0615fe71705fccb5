"""Small counts at the door: the same figures for who may read the answers and for who may not.

Births and maternal deaths of 2024 in the five counties of 贵港市 and the seven of 梧州市, given by hand. The threshold
is 5: ten of the counties' counts are small, none of the cities'.

    贵港市: 1 + 0 + 2 + 1 + 12 = 16     梧州市: 7 × 3 = 21
"""

from __future__ import annotations

import json
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.fact import Absence
from halfsky.kernel.period import year
from halfsky.store.house import House
from tests.houses import viewer
from tests.kernel.attack import keeper, reader

GUIGANG, WUZHOU, GUANGXI = "450800000000", "450400000000", "450000000000"
GANGBEI, GANGNAN, QINTANG, PINGNAN, GUIPING = (f"450{n}000000" for n in ("802", "803", "804", "821", "881"))
GIVEN = {GANGBEI: (1000, 1), GANGNAN: (2000, 0), QINTANG: (3000, 2), PINGNAN: (4000, 1), GUIPING: (5000, 12)}
EACH_IN_WUZHOU = (1000, 3)
K = 5


def give(house: House, code: str, births: int, deaths: int) -> None:
    """What a county answers for 2024; a second answer takes the place of the first."""
    from halfsky.queries import places
    from halfsky.store.models import Submission

    place = places.place(house, code).id
    revision = 1 + Submission.objects.filter(place=place).update(current=False)
    Submission.objects.create(
        form="by-hand", place_id=place, period="2024", state="accepted", origin="test", revision=revision,
        entries={"live_births|": str(births), "maternal_deaths|": str(deaths)}, position=1,
    )  # fmt: skip


@pytest.fixture
def told(house: House) -> House:
    from halfsky.queries import places

    wuzhou = {c.code: EACH_IN_WUZHOU for c in places.children(house, Viewer(), places.place(house, WUZHOU))}
    for code, (births, deaths) in (GIVEN | wuzhou).items():
        give(house, code, births, deaths)
    return house


@pytest.fixture
def office(told: House) -> Viewer:
    return viewer(told, "office", "office", GUANGXI)


@pytest.fixture
def outsider(told: House) -> Viewer:
    """A liaison officer of another agency: she sees figures and reads no sheets."""
    return viewer(told, "outsider", "liaison", GUANGXI)


def rate(house: House, who: Viewer, code: str) -> F | None:
    from halfsky.queries.observed import observed

    points = dict(observed(house, who, "mmr", code).lines).get(TOTAL, ())
    return next((o.value for o in points if o.year == 2024 and o.computed), None)


def shown(house: House, codes: list[str]) -> dict[str, int | None]:
    from halfsky.queries import places
    from halfsky.queries.hidden import Sight

    sight = Sight(house, None)
    found = {}
    for code in codes:
        reading = sight.passes(("maternal_deaths", TOTAL), places.place(house, code).id, year(2024))
        found[code] = int(reading) if isinstance(reading, F) else None
    return found


def test_who_reads_the_answers_sees_every_figure(told: House, office: Viewer) -> None:
    assert rate(told, office, GANGBEI) == F(1, 1000) * 100_000
    assert rate(told, office, GUIGANG) == F(16, 15000) * 100_000


def test_everyone_else_sees_no_small_count_and_the_totals(told: House, outsider: Viewer) -> None:
    assert rate(told, outsider, GANGBEI) is None
    assert rate(told, outsider, GUIGANG) == F(16, 15000) * 100_000
    # none at all is no small count
    assert rate(told, outsider, GANGNAN) == 0


def test_the_reason_is_its_own(told: House, outsider: Viewer) -> None:
    from halfsky.queries.indicators import indicator
    from halfsky.queries.observed import observed

    found = observed(told, outsider, "mmr", GANGBEI)
    assert [str(p) for p in found.hidden[TOTAL]] == ["2024"]
    page = indicator(told, outsider, "mmr", GUIGANG, 2024, "women-2021")
    absent = {child.place.code: child.absence for child in page.children if child.observation is None}
    assert absent[GANGBEI] is Absence.HIDDEN
    assert Absence.HIDDEN.label.zh == "涉及少量个案，未显示"
    assert Absence.HIDDEN.label != Absence.NOT_REPORTED.label


def test_the_working_shows_no_more_than_the_page(told: House, office: Viewer, outsider: Viewer) -> None:
    from halfsky.queries.assessments import explain

    def said(who: Viewer) -> str:
        found = explain(told, who, "mmr", GUIGANG, 2024, "women-2021")
        return "\n".join(f"{label.zh} {text.zh}" for step in found.steps for label, text, _ in step.lines)

    assert "港北区 1 / 1000" in said(office)
    assert "港北区 涉及少量个案，未显示 / 1000" in said(outsider)
    assert "港南区 0 / 2000" in said(outsider)


def test_a_solver_cannot_work_out_what_is_hidden(told: House) -> None:
    from halfsky.queries.hidden import Sight

    edition = Sight(told, None).edition
    small = {n for n, c in edition.table.counts.items() if 0 < c < K}
    assert len(small) == 3 + 7
    assert small <= edition.pattern.hidden
    solver = reader(edition.table, edition.pattern.hidden)
    assert all(len(solver.values(name, K)) == K for name in edition.pattern.hidden)
    # with the threshold at none, the same solver reads the answers off
    assert all(len(reader(edition.table, frozenset({n})).values(n, K)) == 1 for n in small)


def test_what_is_published_is_known_and_hides_nothing(told: House) -> None:
    from halfsky.queries import places
    from halfsky.queries.hidden import Sight
    from halfsky.store.models import Value

    # 240.0 per 100,000 of 5000 births are 12 deaths, and nothing else: 11 are 220.0, 13 are 260.0
    Value.objects.create(
        indicator="mmr", place_id=places.place(told, GUIPING).id, period="2024", year=2024, value="240.0",
        unit="1/10万", source="年鉴", origin="house", position=1,
    )  # fmt: skip
    edition = Sight(told, None).edition
    known = ("maternal_deaths", "", places.place(told, GUIPING).id, "2024")
    assert edition.table.away == {known}
    hidden = edition.pattern.hidden
    small = {n for n, c in edition.table.counts.items() if 0 < c < K}
    assert small <= hidden
    solver = reader(edition.table, hidden - {known})
    assert all(len(solver.values(name, K)) == K for name in hidden - {known})
    # Without the 12 to hide behind, the four counties that are left add up to 1 + 0 + 2 + 1 = 4: too few, as the zero
    # is shown; so the city's total goes, too.
    assert shown(told, [GUIGANG])[GUIGANG] is None


def test_a_late_record_waits_until_it_tells_nothing(told: House, outsider: Viewer) -> None:
    from halfsky.queries.hidden import Sight

    first = Sight(told, None).edition
    give(told, QINTANG, 3000, 3)
    second = Sight(told, None).edition
    assert shown(told, [GUIGANG])[GUIGANG] == 16
    give(told, GUIPING, 5000, 18)
    third = Sight(told, None).edition
    assert shown(told, [GUIGANG])[GUIGANG] == 16 + 1 + 6
    editions = [first, second, third]
    changed = [
        {n: b.table.counts[n] - a.table.counts[n] for n in b.table.counts}
        for a, b in ((first, second), (second, third))
    ]
    solver = keeper(editions, changed)
    assert all(len(solver.values((2, name), K)) == K for name in third.pattern.hidden)


def test_a_house_may_hide_nothing(told: House, outsider: Viewer) -> None:
    setting(told, small_counts=0)
    assert rate(told, outsider, GANGBEI) == F(1, 1000) * 100_000
    setting(told, small_counts=5)
    assert rate(told, outsider, GANGBEI) is None


def setting(house: House, **changed: Any) -> None:
    path = house.folder.settings_file
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changed}), "utf-8")


def test_what_was_shown_is_kept_with_the_house(told: House, tmp_path: Path) -> None:
    from halfsky.queries.hidden import Sight
    from halfsky.store import backup, editions

    made = Sight(told, None).edition
    editions._known.clear()
    again = Sight(told, None).edition
    assert (again.table, again.threshold) == (made.table, made.threshold)
    assert again.pattern == made.pattern
    out = tmp_path / "backup.tar.gz"
    kept = backup.write(told.folder, out, version="1", made_at="2026-11-22", with_keys=False)
    assert "shown.json" in {part.path for part in kept.parts}


def test_the_copy_to_submit_is_written_for_everybody_and_the_working_copy_for_who_asks(
    told: House, office: Viewer
) -> None:
    from halfsky.actions.documents import write_report

    briefs = {
        form: json.dumps(write_report(told, office, "women-2021", GANGBEI, 2024, form).brief, ensure_ascii=False)
        for form in ("final", "work")
    }
    assert "涉及少量个案，未显示" in briefs["final"]
    assert "100.0" not in briefs["final"]
    assert "涉及少量个案，未显示" not in briefs["work"]
    assert "100.0" in briefs["work"]
