"""A house with ledgers of its own: the invented tree down to its villages, five registers of a test pack, and people.

`chair` keeps the ledgers of a village, `town` (and `second`, beside her) of its township, `county` is the county's
federation; `worker` handles cases in the county, `colleague` does so, too, `remote` in the county beside it; `head`
supervises cases, `protector` is in charge of data protection; `leader` looks at figures; `stranger` holds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.collecting import People
from tests.houses import PASSWORD, make, open_copy, opened
from tests.templates import made_once

if TYPE_CHECKING:
    from halfsky.kernel.record import Record
    from halfsky.store.house import House
    from halfsky.store.models import RecordRow

PACK = Path(__file__).parent / "data" / "ledgers"
FORMS = Path(__file__).parent / "data" / "ledger-forms"
"""A form that asks what the events give."""
CITY, COUNTY, BESIDE = "990100000000", "990101000000", "990102000000"
TOWN, VILLAGE, NEXT = "990101001000", "990101001001", "990101001002"
CAST = {
    "chair": ("village", VILLAGE),
    "next_chair": ("village", NEXT),
    "town": ("cadre", TOWN),
    "second": ("cadre", TOWN),
    "county": ("cadre", COUNTY),
    "county_second": ("cadre", COUNTY),
    "city": ("cadre", CITY),
    "worker": ("case_worker", COUNTY),
    "colleague": ("case_worker", COUNTY),
    "remote": ("case_worker", BESIDE),
    "head": ("case_head", COUNTY),
    "protector": ("protector", CITY),
    "leader": ("leader", CITY),
    "office": ("office", COUNTY),
}
EVENT = {"name": "三八座谈", "sort": "talk", "day": "2026-03-08", "guests": "40", "women": "38"}
CARE = {"name": "示例甲", "card": "11010519491231002X", "need": "课后照看", "since": "2026-02-01"}
CASE = {"sort": "talk", "came": "2026-04-02", "name": "示例乙", "phone": "13800000000", "says": "调解"}
"""The card is the one that the national standard gives as an example."""


@pytest.fixture(scope="session")
def ledgers_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house with its people, closed: to be copied, never opened."""
    return made_once(tmp_path_factory, "ledgers", _made)


def _made(path: Path) -> None:
    make(path, ("indicators-cn", "women-2021", "children-2021", "guigang-2015"))
    house = open_copy(path)
    from halfsky.actions import packs, users
    from halfsky.packs import shipped
    from halfsky.store.models import User
    from halfsky.store.tables import close
    from tests.houses import admin_of

    packs.install(house, admin_of(house), [*(p for p in shipped() if p.name in ("monitoring-cn", "demo-city")), PACK])
    for name, (role, place) in CAST.items():
        users.add_user(house, admin_of(house), name, PASSWORD, role, place)
    User.objects.create(username="stranger", name="stranger", password="!")
    close()


@pytest.fixture
def books(ledgers_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house with ledgers of this test's own."""
    yield from opened(ledgers_template, tmp_path / "books")


@pytest.fixture(scope="session")
def shipped_template(ledgers_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same house with the shipped ledgers of the Federation's work, closed."""

    def build(path: Path) -> None:
        from halfsky.actions import packs
        from halfsky.packs import shipped
        from halfsky.store.tables import close
        from tests.databases import database
        from tests.houses import admin_of

        database().copy(ledgers_template, path)
        house = open_copy(path)
        packs.install(house, admin_of(house), [p for p in shipped() if p.name == "fulian-work"])
        close()

    return made_once(tmp_path_factory, "shipped-ledgers", build)


@pytest.fixture
def shipped_books(shipped_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house with the shipped ledgers of this test's own."""
    yield from opened(shipped_template, tmp_path / "shipped-books")


@pytest.fixture
def staff(books: House) -> People:
    """Its people."""
    return People(books)


def add(
    house: House, who: str, register: str, place: str, values: Mapping[str, Any], **parts: Sequence[Any]
) -> RecordRow:
    """A record entered by somebody."""
    from halfsky.actions.records import add as add_record
    from halfsky.kernel.entry import Entry

    return add_record(house, People(house)[who], register, place, Entry(values, parts))


def move(house: House, who: str, number: int, code: str, **said: Any) -> RecordRow:
    """A move taken by somebody, who opens the record first where that is due."""
    from halfsky.actions.record_moves import take_move

    see(house, who, number)
    return take_move(house, People(house)[who], number, code, **said)


def see(house: House, who: str, number: int, reason: str = "") -> Record:
    """The whole record as somebody sees it who opens it."""
    from halfsky.actions.record_openings import open_record

    return open_record(house, People(house)[who], number, reason).record


def numbers(house: House, who: str, register: str, place: str = CITY, **wanted: Any) -> list[int]:
    """The records that somebody's list holds, the newest first; those that may only be opened with a reason are not
    counted."""
    from halfsky.queries.places import place as found
    from halfsky.queries.record_lists import Wanted, records

    page = records(house, People(house)[who], house.content.register(register), found(house, place), Wanted(**wanted))
    return [line.id for line in page.lines if not line.ask]
