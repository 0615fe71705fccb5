"""What a process does to a house until it is killed, and what the house must hold afterwards.

An `Act` goes on from whatever state it finds, as the next process of a house must, and returns what it acknowledges.
Its `kept` is asked after the kill: what was acknowledged is there, of what was under way everything or nothing.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tests.collecting import FORM, GUIGANG, PINGNAN, WHY, People, answers
from tests.houses import admin_of

if TYPE_CHECKING:
    from halfsky.queries.arrays import Arrays as ArraysOf
    from halfsky.store.house import House
    from halfsky.store.models import RoundRow, Submission

Said = Mapping[str, Any]
COUNTIES = ("450802000000", "450803000000", "450804000000", "450821000000", "450881000000")
OTHERS = tuple(code for code in COUNTIES if code != PINGNAN)
YEARS = range(1990, 2020)
HEAD = "indicator_code,area_code,area_name,year,sex,urban_rural,value,unit,source\n"
MIGRATED_BACK_TO = ("store", "0007")
PACKS = ("women-2021", "guigang-2015")
YEAR = "2025"
VERSION = re.compile(r"^version: .*$", re.MULTILINE)


class Act(Protocol):
    """One kind of thing to be killed in."""

    def ready(self, house: House) -> None:
        """What has to be there before; done by a process that nobody kills."""

    def do(self, house: House, dice: random.Random) -> Said:
        """Do it once; what is acknowledged."""

    def kept(self, house: House, said: Said | None, begun: bool) -> None:
        """`said` was the last that was acknowledged (None: nothing in this process), another one was `begun` or not."""


@dataclass
class Values:
    """A table of figures for five counties and thirty years, every figure of it the number of the import."""

    folder: Path

    def ready(self, house: House) -> None:
        self.do(house, random.Random(0))

    def do(self, house: House, dice: random.Random) -> Said:
        from halfsky.actions.values import import_values

        number = self.found(house) + 1
        path = self.folder / "values.csv"
        rows = [f"W1.02,{code},,{year},total,total,{number},1/10万,表{number}\n" for code in COUNTIES for year in YEARS]
        path.write_text(HEAD + "".join(rows), "utf-8")
        import_values(house, admin_of(house), path)
        return {"number": number}

    def found(self, house: House) -> int:
        """The number of the import in force; all figures must be of the same one."""
        from halfsky.store.models import Value

        rows = list(self.rows().filter(current=True).values_list("value", "position"))
        if not rows:
            return 0
        assert len(rows) == len(COUNTIES) * len(YEARS)
        assert len(set(rows)) == 1, "figures of two imports stand side by side"
        position = rows[0][1]
        assert Value.objects.filter(position=position).count() == len(rows)
        from halfsky.store.models import LogEntry

        entry = LogEntry.objects.get(position=position)
        assert entry.action == "values.import" and entry.detail["added"] + entry.detail["changed"] == len(rows)
        return int(Fraction(rows[0][0]))

    def rows(self) -> Any:
        from halfsky.store.models import PlaceVersion, Value

        places = PlaceVersion.objects.filter(code__in=COUNTIES).values("place")
        return Value.objects.filter(place__in=places, source__startswith="表")

    def kept(self, house: House, said: Said | None, begun: bool) -> None:
        from halfsky.store.models import LogEntry, Value

        found = self.found(house)
        if said:
            assert found in ((said["number"], said["number"] + 1) if begun else (said["number"],))
        entries = LogEntry.objects.filter(action="values.import").values_list("position", flat=True)
        assert set(self.rows().values_list("position", flat=True)) <= set(entries)
        assert Value.objects.filter(position__gt=LogEntry.objects.order_by("-position")[0].position).count() == 0


@dataclass
class Sheet:
    """One county's sheet, handed in, returned, reviewed, accepted and corrected again and again."""

    def ready(self, house: House) -> None:
        the_round(house)

    def do(self, house: House, dice: random.Random) -> Said:
        from halfsky.actions.submissions import submit, take_step

        row, people, newest = the_round(house), People(house), self.newest()
        if newest is None or newest.state == "returned":
            made = submit(house, people["filler"], row.pk, PINGNAN, answers(house, row), reasons(house, row))
        elif newest.state in ("submitted", "reviewed") and dice.random() < 0.4:
            made = take_step(
                house, people["statistics" if newest.state == "submitted" else "office"], newest.pk, "return", "请核对"
            )
        elif newest.state == "submitted":
            made = take_step(house, people["statistics"], newest.pk, "review")
        elif newest.state == "reviewed":
            made = take_step(house, people["office"], newest.pk, "accept")
        else:
            made = corrected(house, people, newest)
        return {"id": made.pk, "revision": made.revision, "state": made.state}

    def newest(self) -> Submission | None:
        from halfsky.store.models import PlaceVersion, Submission

        place = PlaceVersion.objects.get(code=PINGNAN).place_id
        return Submission.objects.filter(form=FORM, period=YEAR, place=place).order_by("-revision").first()

    def kept(self, house: House, said: Said | None, begun: bool) -> None:
        from halfsky.store.models import Draft, LogEntry, Submission

        newest = self.newest()
        moves = [
            e
            for e in LogEntry.objects.order_by("position")
            if e.action.startswith("sheets.") and e.subject.startswith(PINGNAN)
        ]
        if newest is None:
            assert said is None and not moves
            return
        rows = list(Submission.objects.filter(place=newest.place_id, form=FORM, period=YEAR).order_by("revision"))
        assert [r.revision for r in rows] == list(range(1, len(rows) + 1))
        assert {r.position for r in rows} <= {e.position for e in moves}
        # The log alone tells what state the newest revision must be in, and which is in force.
        state, force, revision = "none", 0, 0
        for entry in moves:
            if entry.action in ("sheets.submit", "sheets.correct"):
                revision = entry.detail["revision"]
            state = {"submit": "submitted", "correct": "accepted"}.get(entry.action[7:]) or entry.detail["to"]
            force = revision if state == "accepted" else force
        assert (newest.state, newest.revision) == (state, revision)
        assert [r.revision for r in rows if r.current] == ([force] if force else [])
        assert not Draft.objects.filter(place=newest.place_id).exists()
        if said:
            assert newest.revision >= said["revision"]
            assert begun or (newest.pk, newest.state) == (said["id"], said["state"])


@dataclass
class Units:
    """A table of four counties at once: staged in pieces, shown by one swap."""

    def ready(self, house: House) -> None:
        the_round(house)
        self.rows().filter(state="submitted").update(state="returned")

    def do(self, house: House, dice: random.Random) -> Said:
        from halfsky.actions.unit_sheets import submit_sheet

        self.ready(house)
        row = the_round(house)
        number = max(self.found().values(), default=0) + 1
        submit_sheet(house, People(house)["city_filler"], row.pk, GUIGANG, {c: answers(house, row, c) for c in OTHERS})
        return {"revision": number}

    def found(self) -> dict[int, int]:
        """The newest revision of each county."""
        return dict(self.rows().order_by("revision").values_list("place", "revision"))

    def rows(self) -> Any:
        from halfsky.store.models import PlaceVersion, Submission

        places = PlaceVersion.objects.filter(code__in=OTHERS).values("place")
        return Submission.objects.filter(form=FORM, period=YEAR, place__in=places)

    def kept(self, house: House, said: Said | None, begun: bool) -> None:
        from halfsky.store.models import Submission

        found = self.found()
        assert len(found) in (0, len(OTHERS)) and len(set(found.values())) <= 1, "some counties alone are shown"
        assert Submission.objects.count() == Submission.staged.count(), "the night has left staged rows"
        if said:
            revision = found[next(iter(found))]
            assert revision in ((said["revision"], said["revision"] + 1) if begun else (said["revision"],))


@dataclass
class Packs:
    """Two packs that were changed together, one of which brings figures."""

    folder: Path

    def ready(self, house: House) -> None:
        pass

    def do(self, house: House, dice: random.Random) -> Said:
        from halfsky.actions.packs import install
        from halfsky.packs.shipped import shipped

        number = self.found() + 1
        sources = []
        for pack in (p for p in shipped() if p.name in PACKS):
            to = self.folder / pack.name
            shutil.rmtree(to, ignore_errors=True)
            shutil.copytree(pack, to)
            head = (to / "pack.yaml").read_text("utf-8")
            (to / "pack.yaml").write_text(VERSION.sub(f"version: 1.0.{number}", head), "utf-8")
            sources.append(to)
        install(house, admin_of(house), sources)
        return {"number": number}

    def found(self) -> int:
        """How often the packs were changed; both must be of the same change."""
        from halfsky.store.models import PackText

        rows = dict(PackText.objects.filter(code__in=PACKS, current=True).values_list("code", "version"))
        assert sorted(rows) == sorted(PACKS)
        numbers = {int(version.rpartition(".")[2]) for version in rows.values()}
        assert len(numbers) == 1, "one of two packs is installed alone"
        return numbers.pop()

    def kept(self, house: House, said: Said | None, begun: bool) -> None:
        from halfsky.store.models import LogEntry, Value
        from halfsky.store.models.value import PACK

        number = self.found()
        if said:
            assert number in ((said["number"], said["number"] + 1) if begun else (said["number"],))
        assert set(PACKS) <= set(house.content.plans) | {PACKS[1]}
        entries = [e.subject for e in LogEntry.objects.filter(action="packs.install")]
        assert [entries.count(code) for code in PACKS] == [number + 1] * len(PACKS)
        keys = list(
            Value.objects.filter(origin=PACK + PACKS[1], current=True).values_list(
                "indicator", "place", "period", "cell"
            )
        )
        assert keys and len(keys) == len(set(keys))


@dataclass
class Tables:
    """The tables of an older version brought up to date."""

    def ready(self, house: House) -> None:
        from django.core.management import call_command

        from halfsky.store.tables import changing

        with changing():
            call_command("migrate", *MIGRATED_BACK_TO, verbosity=0)

    def do(self, house: House, dice: random.Random) -> Said:
        from halfsky.store.tables import make_tables, up_to_date

        if up_to_date():
            self.ready(house)
        make_tables()
        return {}

    def kept(self, house: House, said: Said | None, begun: bool) -> None:
        from django.apps import apps
        from django.db import connection
        from django.db.migrations.executor import MigrationExecutor

        from halfsky.store.tables import make_tables, up_to_date

        left = MigrationExecutor(connection)
        assert said is None or begun or not left.migration_plan(left.loader.graph.leaf_nodes())
        if not up_to_date():
            make_tables()
        assert up_to_date()
        for model in apps.get_app_config("store").get_models():
            model._base_manager.count()


@dataclass
class Arrays:
    """The arrays of a house, made anew or patched and swapped by one rename after each correction of a sheet."""

    sheet: Sheet

    def ready(self, house: House) -> None:
        from halfsky.actions.arrays import build

        self._accepted(house)
        build(house)

    def do(self, house: House, dice: random.Random) -> Said:
        from halfsky.actions.arrays import build, refresh

        corrected(house, People(house), self._accepted(house))
        (build if dice.random() < 0.4 else refresh)(house)
        return {"position": self._snapshot(house).position}

    def kept(self, house: House, said: Said | None, begun: bool) -> None:
        """What the killed process has left is readable and true of one position; the next one brings it up to date."""
        from halfsky.actions.arrays import refresh
        from halfsky.store.head import head

        self._is_true(house, said["position"] if said else 0)
        refresh(house)
        assert self._is_true(house, 0) == head().position
        left = [p.name for p in house.folder.arrays.iterdir() if p.is_dir()]
        now = self._snapshot(house).snapshot.head
        assert sorted(left) == sorted(filter(None, (now.base, now.patch))), "the next one has not cleared up"

    def _is_true(self, house: House, least: int) -> int:
        """The county's maternal deaths by the arrays are those of the revision in force at their position."""
        from halfsky.kernel.breakdown import TOTAL
        from halfsky.kernel.period import Period
        from halfsky.kernel.place import Level

        found, key = self._snapshot(house), ("maternal_deaths", TOTAL)
        newest = self.sheet.newest()
        assert newest is not None and found.position >= least
        then = _in_force(found.position)
        row = type(newest).objects.get(place=newest.place_id, form=FORM, period=YEAR, revision=then)
        rolled = found.rolled(newest.place_id, Level.COUNTY, (key,), Period("year", int(YEAR)))
        assert rolled is not None
        says = row.entries["maternal_deaths|"]
        assert rolled.values[key] == int(says), (rolled.values, says, found.position)
        return found.position

    def _snapshot(self, house: House) -> ArraysOf:
        from halfsky.engine.snapshot import Snapshot
        from halfsky.queries.arrays import Arrays as Found

        snapshot = Snapshot.open(house.folder.arrays)
        assert snapshot is not None
        return Found(snapshot, house.content)

    def _accepted(self, house: House) -> Submission:
        """The sheet, accepted; it is driven on where an earlier process was killed."""
        dice = random.Random(1)
        while (newest := self.sheet.newest()) is None or newest.state != "accepted":
            self.sheet.do(house, dice)
        return newest


def _in_force(position: int) -> int:
    """Which revision of the county's sheet was in force at a position of the log."""
    from halfsky.store.models import LogEntry

    moves = LogEntry.objects.filter(subject__startswith=PINGNAN, position__lte=position)
    last = moves.filter(action__in=("sheets.accept", "sheets.correct")).order_by("-position")[0]
    return int(last.detail["revision"])


def the_round(house: House) -> RoundRow:
    """The yearly health form, opened once."""
    from halfsky.actions.rounds import open_round
    from halfsky.store.models import RoundRow

    found = RoundRow.objects.filter(form=FORM, period=YEAR).first()
    return found or open_round(house, People(house)["city_office"], FORM, YEAR, GUIGANG)


def reasons(house: House, row: RoundRow, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """A reason for every soft finding."""
    from halfsky.queries.sheets import desk

    found = desk(house, row.pk, PINGNAN).check(given or answers(house, row)).findings
    return {f.id: WHY for f in found if f.failed}


def corrected(house: House, people: People, newest: Submission) -> Submission:
    """The accepted sheet corrected: one maternal death more, or none again."""
    from halfsky.actions.corrections import correct, plan_correction

    deaths = "0" if newest.entries["maternal_deaths|"] == "1" else "1"
    changed = {"maternal_deaths|": deaths, "maternal_deaths|residence=urban": deaths}
    impact = plan_correction(house, people["office"], newest.pk, changed)
    return correct(house, people["office"], newest.pk, changed, "漏报1例", impact.digest)
