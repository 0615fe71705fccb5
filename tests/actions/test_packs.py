"""Installing packs: text and rows, upgrades that leave the house's own values, invented places apart from real ones."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.houses import viewer


def folder(name: str) -> Path:
    from halfsky.packs import shipped

    return next(p for p in shipped() if p.name == name)


def files(name: str) -> dict[str, bytes]:
    from halfsky.packs.files import open_files

    return dict(open_files(folder(name)).blobs)


def table(name: str, file: str) -> list[dict[str, str]]:
    """The rows of a pack's table, read here without the program's help."""
    return list(csv.DictReader(io.StringIO((folder(name) / file).read_text("utf-8-sig"))))


def test_every_value_and_target_of_the_packs_is_kept_as_printed(house: House) -> None:
    """The whole table, from the files: indicator, place, year, breakdown and the number as its source prints it."""
    from halfsky.store.models import PlaceVersion, TargetRow, Value

    codes = dict(PlaceVersion.objects.values_list("place", "code"))
    for pack in ("indicators-cn", "guigang-2015"):
        wanted = {
            (r["indicator"], r["place"], r["year"], r["sex"], r["residence"], r["value"], r["unit"], r["source"])
            for r in table(pack, "values.csv")
        }
        kept = set()
        for v in Value.objects.filter(origin=f"pack:{pack}"):
            cell = dict(part.split("=") for part in v.cell.split(";") if part)
            where = (v.indicator, codes[v.place_id], v.period, cell.get("sex", ""), cell.get("residence", ""))
            kept.add((*where, v.value, v.unit, v.source))
        assert kept == wanted
    for plan in ("women-2021", "children-2021"):
        rows = TargetRow.objects.filter(origin=f"pack:{plan}")
        kept_targets = {(t.number, codes.get(t.place_id or 0, ""), str(t.year), t.comparator, t.value) for t in rows}
        assert kept_targets == {
            (r["number"], r["place"], r["year"], r["comparator"], r["value"]) for r in table(plan, "targets.csv")
        }


def test_an_installed_pack_is_not_installed_again(house: House, admin: Viewer) -> None:
    from halfsky.actions.packs import install

    before = house.snapshot()
    assert install(house, admin, [folder("women-2021")]) == []
    assert house.snapshot() == before


def test_an_upgrade_brings_new_values_and_never_touches_the_house_s_own(
    house: House, admin: Viewer, tmp_path: Path
) -> None:
    from halfsky.actions.packs import install
    from halfsky.actions.values import import_values
    from halfsky.store.models import PackText, Value

    own = tmp_path / "values.csv"
    own.write_text("indicator_code,area_code,year,value,unit,source\nmmr,4508,2015,9.5,1/10万,更正\n", "utf-8")
    import_values(house, admin, own)
    blobs = files("guigang-2015")
    text = blobs["values.csv"].decode("utf-8")
    lines = text.splitlines()
    # The new version corrects maternal mortality and one more value, and drops the last row.
    blobs["values.csv"] = "\n".join(
        line.replace(",9.4,", ",9.6,").replace(",96.87,", ",96.88,") for line in lines[:-1]
    ).encode()
    blobs["pack.yaml"] = blobs["pack.yaml"].replace(b"1.0.0", b"1.0.1")
    assert install(house, admin, [blobs]) == ["guigang-2015"]

    def kept(indicator: str) -> list[tuple[str, str, bool]]:
        rows = Value.objects.filter(indicator=indicator, period="2015", place__versions__code="450800000000")
        return [(v.value, v.origin, v.current) for v in rows.order_by("revision")]

    pack = "pack:guigang-2015"
    assert kept("mmr") == [("9.4", pack, False), ("9.5", "house", True), ("9.6", pack, False)]
    assert kept("maternal_management") == [("96.87", pack, False), ("96.88", pack, True)]
    dropped = next(csv.reader([lines[-1]]))
    assert kept(dropped[0]) == [(dropped[5], pack, False)]
    assert [(t.version, t.current) for t in PackText.objects.filter(code="guigang-2015").order_by("pk")] == [
        ("1.0.0", False), ("1.0.1", True),
    ]  # fmt: skip
    # And back again: the first text is in force once more, its values too.
    assert install(house, admin, [folder("guigang-2015")]) == ["guigang-2015"]
    assert kept("maternal_management")[-1] == ("96.87", pack, True)
    assert kept("mmr")[1] == ("9.5", "house", True)
    assert kept(dropped[0])[-1] == (dropped[5], pack, True)


def test_an_unsound_pack_leaves_nothing(house: House, admin: Viewer) -> None:
    from halfsky.actions.packs import install

    before = house.snapshot()
    blobs = files("guigang-2015")
    blobs["values.csv"] = blobs["values.csv"].replace(b"450800000000", b"459900000000")
    blobs["pack.yaml"] = blobs["pack.yaml"].replace(b"1.0.0", b"1.0.1")
    for broken, number in ((blobs, "404.530"), ({"pack.yaml": b"pack: x\n"}, "400.232")):
        with pytest.raises(Refused) as refused:
            install(house, admin, [broken])
        assert number in {r.number for r in refused.value.refusals}
    assert house.snapshot() == before


def test_only_who_manages_packs_installs_them(house: House) -> None:
    from halfsky.actions.packs import install

    for who, number in ((viewer(house, "office", "office", "000000000000"), "403.10"), (Viewer(), "401.10")):
        with pytest.raises(Refused) as refused:
            install(house, who, [folder("women-2011")])
        assert refused.value.refusals[0].number == number


def test_invented_places_are_a_tree_of_their_own(house: House, admin: Viewer) -> None:
    from halfsky.actions.packs import install
    from halfsky.kernel.access import SEE_FIGURES, may
    from halfsky.queries import places
    from halfsky.store.models import Submission, User
    from halfsky.store.viewers import viewer_of

    counted = places.count_by_level(house, places.top(house))
    assert install(house, admin, [folder("demo-city")]) == ["demo-city"]
    assert places.count_by_level(house, places.top(house)) == counted
    city = places.place(house, "990100000000")
    assert city.demo
    assert places.top(house).id not in city.path
    assert [p.code for p in places.roots(house)] == ["000000000000", "990000000000"]
    # Whoever installs it administers it, without a hand in the real tree being needed.
    again = viewer_of(house, User.objects.get(username="admin"))
    assert may(again, SEE_FIGURES, city, house.today())
    facts = table("demo-city", "facts.csv")
    kept = Submission.objects.filter(origin="pack:demo-city", current=True)
    assert sum(len(s.entries) for s in kept) == len(facts)
    assert kept.count() == len({(f["place"], f["period"]) for f in facts})
